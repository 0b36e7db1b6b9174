//! From texts to the model.
//!
//! In: the texts of the configuration and of the scenario files. Out: a [`Project`] with every scenario that has no
//! error, with everything in them compiled, and all findings of all files. A file with an error is left out of the
//! project but its other errors are still found: people mend a file once, not once per mistake. Fragments that a `use`
//! names are asked for by their paths, each once, and tied to the steps that use them; no circle is left.

mod allow_comment;
mod api_here;
mod before_error;
mod body;
mod capture;
mod cases;
mod config;
mod cookies;
mod cycles;
mod defaults;
mod documents;
mod entries;
mod expect;
mod file_values;
mod files;
mod flow;
mod fragment;
mod inputs;
mod inputs_file;
mod link;
mod matcher;
mod openapi;
mod options;
mod parallel_map;
mod parsed;
mod reader;
mod referenced_files;
mod request;
mod scenario;
mod schema;
mod secret_guess;
mod status;
mod step;
mod typed_values;
mod unusable;
mod use_step;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use cases::record;
#[cfg(any(test, feature = "testing"))]
pub use files::NoFiles;
pub use files::{Contents, Files, value as document};
pub use inputs_file::{Ending, InputsFile, inputs_file};
pub use parsed::{Loaded, Parsed};

use crate::diag::{Code, Diagnostic, Sink};
use crate::lang::Compiler;
use crate::model::{Action, Config, FileInput, Project};
use crate::source::{Sources, Span};
use crate::vocabulary::limits::SHORTEST_SECRET;
use documents::{Kept, Text};
use parallel_map::parallel_map;

/// Reads the configuration, to know where the scenarios are. The name of the environment is checked by the caller.
pub fn parse_config(loaded: Option<Loaded>, files: &dyn Files) -> Parsed {
    let mut parsed = Parsed {
        project: Project::default(),
        compiler: Compiler::default(),
        sink: Sink::default(),
        contents: Contents::default(),
        unparsed: HashSet::new(),
    };
    let Some(loaded) = loaded else { return parsed };
    let mut hidden = Vec::new();
    if let Some(Kept { file, node, cut }) = Text::add(&mut parsed, loaded).tree().keep(&mut parsed) {
        let mut found = Sink::default();
        let source = parsed.project.sources.shared(file);
        let mut reader = reader::Reader {
            source: &source,
            sink: if cut.is_some() { &mut found } else { &mut parsed.sink },
            compiler: &mut parsed.compiler,
            files,
            named: files::Named::new(&mut parsed.project.sources, &mut parsed.contents),
            unread: reader::Unread::default(),
            openapi: api_here::ApiHere::None,
        };
        let config = config::config(&mut reader, &node, &mut hidden);
        match cut {
            Some(cut) => before_error::keep_local(found, file, cut, &mut parsed.sink),
            None => parsed.project.config = config,
        }
    }
    hide(&mut parsed.project.sources, hidden);
    hide_unparsed(&mut parsed);
    parsed
}

/// Reads the scenario files, and the fragments that they use, into what `parse_config` gave. Comes back with how many
/// files are looked at: one that is neither scenario nor fragment but that a scenario names (data rows, bodies) is none.
pub fn parse(
    parsed: &mut Parsed,
    scenarios: Vec<Loaded>,
    environment: Option<&str>,
    files: &dyn Files,
) -> usize {
    let config = std::mem::take(&mut parsed.project.config);
    let named = referenced_files::ReferencedFiles::new(files);
    config.named.iter().for_each(|path| named.add(path));
    let inherited =
        scenario::Inherited { config: &config, environment: environment_of(&config, environment) };
    let mut linker = link::Linker::new(&inherited, &named);
    let mut looked_at = scenarios.len();
    // Findings of files that are neither, until it is known whether a scenario names them.
    let mut strange: Vec<(Arc<str>, Vec<Diagnostic>)> = Vec::new();
    let texts: Vec<Text> = scenarios.into_iter().map(|loaded| Text::add(parsed, loaded)).collect();
    parallel_map(&texts, Text::tree, |tree| {
        let path = tree.path.clone();
        let before = std::mem::take(&mut parsed.sink);
        let good = linker.given(parsed, tree);
        let found = std::mem::replace(&mut parsed.sink, before).take();
        match good {
            true => found.into_iter().for_each(|diagnostic| parsed.sink.push(diagnostic)),
            false => strange.push((path, found)),
        }
    });
    let (read, mut hidden) = linker.link(parsed);
    let used = used_fragments(&parsed.project);
    for (path, found) in strange {
        if named.contains(&path) && !used.contains(&path) && found.iter().any(says_no_scenario) {
            looked_at -= 1;
            continue;
        }
        found.into_iter().for_each(|diagnostic| parsed.sink.push(diagnostic));
        parsed.project.invalid.push((path, 0));
    }
    hidden.extend(secret_values(&config, &parsed.project));
    parsed.project.config = config;
    hide(&mut parsed.project.sources, hidden);
    hide_unparsed(parsed);
    drop_row_texts(parsed);
    unique_names(parsed);
    looked_at + read
}

/// Whoever names such a file reads it too, and tells what is wrong with it.
fn says_no_scenario(found: &Diagnostic) -> bool {
    matches!(
        found.code,
        Code::NotAScenario
            | Code::UnreadableFile
            | Code::YamlSyntax
            | Code::YamlFeature
            | Code::NestingTooDeep
    )
}

/// Paths that a `use` names: a fragment must be one.
fn used_fragments(project: &Project) -> HashSet<Arc<str>> {
    let bodies = project.scenarios.iter().chain(project.fragments.values());
    let steps = bodies.flat_map(|body| body.all_steps());
    steps
        .filter_map(|step| match &step.action {
            Action::Use(used) => Some(used.path.clone()),
            _ => None,
        })
        .collect()
}

/// Values that environments give to secret inputs.
fn secret_values(config: &Config, project: &Project) -> Vec<(Span, Arc<str>)> {
    let mut hidden = Vec::new();
    for environment in config.environments.values() {
        for (name, value) in &environment.inputs {
            let bodies = project.scenarios.iter().chain(project.fragments.values());
            let mut declared = bodies.flat_map(|body| &body.inputs).chain(&config.inputs);
            let is_secret = declared.any(|input| input.secret && input.name.value == *name);
            if let (true, FileInput::Value(value)) = (is_secret, value) {
                hidden.push((value.span(), name.clone()));
            }
        }
    }
    hidden
}

fn environment_of<'c>(config: &'c Config, name: Option<&str>) -> Option<&'c crate::model::Environment> {
    name.and_then(|name| config.environments.get(name))
}

/// Of files whose rows are read again when they run only the names of the columns are kept, unless findings point into
/// them.
fn drop_row_texts(parsed: &mut Parsed) {
    let rows = parsed.project.scenarios.iter().filter_map(|scenario| scenario.cases.as_ref());
    for column in rows.filter(|rows| rows.stay_in_file()).filter_map(|rows| rows.columns.last()) {
        if !parsed.sink.has_errors_in(column.span.file) {
            parsed.project.sources.cut_behind(column.span);
        }
    }
}

/// Hides what looks like a secret in files with errors: what is an input in them may not be known.
fn hide_unparsed(parsed: &mut Parsed) {
    let project = &parsed.project;
    let bodies = project.scenarios.iter().chain(project.fragments.values());
    let inputs = bodies.flat_map(|body| &body.inputs).chain(&project.config.inputs);
    let declared = inputs.filter(|input| input.secret).map(|input| input.name.value.clone()).collect();
    let mut hidden = Vec::new();
    for file in project.sources.ids() {
        let unparsed = parsed.unparsed.contains(&file);
        if !unparsed && !parsed.sink.has_errors_in(file) {
            continue;
        }
        let names = match unparsed {
            true => secret_guess::Names::Telling,
            false => secret_guess::Names::Declared,
        };
        for (range, name) in
            secret_guess::secret_literals(project.sources.file(file).text(), &declared, names)
        {
            hidden.push((Span::new(file, range.start, range.end), Arc::from(name)));
        }
    }
    hide(&mut parsed.project.sources, hidden);
    hide_copies(&mut parsed.project.sources);
}

/// A literal that is hidden in one place of a file is hidden in all of them.
fn hide_copies(sources: &mut Sources) {
    /// Longer ranges are whole files of rows.
    const LONGEST: usize = 4096;
    let mut copies = Vec::new();
    for file in sources.ids() {
        let text = sources.file(file).text();
        let mut known = HashSet::new();
        for hidden in sources.file(file).hidden().iter().filter(|hidden| hidden.range.len() <= LONGEST) {
            let literal = text.get(hidden.range.clone()).unwrap_or("").trim().trim_matches(['"', '\'']);
            // A shorter one would hit everywhere; it is hidden where it is known to stand.
            if literal.chars().count() >= SHORTEST_SECRET && known.insert(literal) {
                let found = text.match_indices(literal);
                let name: Arc<str> = hidden.name.as_str().into();
                copies.extend(found.map(|(at, _)| (Span::new(file, at, at + literal.len()), name.clone())));
            }
        }
    }
    hide(sources, copies);
}

fn hide(sources: &mut Sources, hidden: Vec<(Span, Arc<str>)>) {
    for (span, name) in hidden {
        sources.hide(span, &name);
    }
}

/// Scenario names are unique in a run: reports tell scenarios apart by them.
fn unique_names(parsed: &mut Parsed) {
    let mut seen: HashMap<Arc<str>, Span> = HashMap::new();
    for scenario in &parsed.project.scenarios {
        let name = &scenario.name;
        if let Some(first) = seen.get(&name.value) {
            parsed.sink.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    name.span,
                    format!("another scenario is called `{}` already", name.value),
                )
                .related(*first, "first defined here")
                .help("reports identify scenarios by name: choose a different name"),
            );
        } else {
            seen.insert(name.value.clone(), name.span);
        }
    }
}
