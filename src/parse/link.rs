//! Finds the fragments that steps use: each file is read once, however many use it, and no circle is left.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::before_error::keep_local;
use super::documents::{Kept, Text, Tree};
use super::parsed::{Loaded, Parsed};
use super::scenario::{Inherited, scenario};
use super::{Files, reader};
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Action, Scenario, Use};
use crate::source::{Span, Spanned};

/// What is known of a file that was read.
enum File {
    /// It can be used.
    Fragment,
    /// It begins with `scenario`.
    Scenario,
    /// Its errors are told already.
    Broken,
    /// Why it cannot be used; said at every `use`.
    Unusable(String),
}

/// Reads files and ties `use` to them.
pub struct Linker<'a> {
    inherited: &'a Inherited<'a>,
    files: &'a dyn Files,
    hidden: Vec<(Span, Arc<str>)>,
    scenarios: Vec<Scenario>,
    fragments: BTreeMap<Arc<str>, Scenario>,
    known: HashMap<Arc<str>, File>,
    read: usize,
}

impl<'a> Linker<'a> {
    /// A linker that knows no file yet.
    pub fn new(inherited: &'a Inherited<'a>, files: &'a dyn Files) -> Self {
        Linker {
            inherited,
            files,
            hidden: Vec::new(),
            scenarios: Vec::new(),
            fragments: BTreeMap::new(),
            known: HashMap::new(),
            read: 0,
        }
    }

    /// Reads a file that was found in a folder; `false` when it is neither scenario nor fragment.
    pub fn given(&mut self, parsed: &mut Parsed, tree: Tree) -> bool {
        let path = tree.path.clone();
        let file = self.file(parsed, tree);
        let good = matches!(file, File::Fragment | File::Scenario);
        self.known.insert(path, file);
        good
    }

    /// Reads the fragments that are used, ties every `use` to its fragment, and moves all of it into the project.
    /// Comes back with how many more files were read, and the places of literal secrets.
    pub fn link(mut self, parsed: &mut Parsed) -> (usize, Vec<(Span, Arc<str>)>) {
        let mut wanted: Vec<Spanned<Arc<str>>> = Vec::new();
        let bodies = self.scenarios.iter().chain(self.fragments.values());
        bodies.for_each(|body| wanted.extend(used(body)));
        while let Some(path) = wanted.pop() {
            if self.known.contains_key(&path.value) {
                continue;
            }
            let file = self.named(parsed, &path.value);
            self.read += usize::from(matches!(file, File::Fragment | File::Broken));
            self.known.insert(path.value.clone(), file);
            wanted.extend(self.fragments.get(&path.value).into_iter().flat_map(used));
        }
        let mut scenarios = std::mem::take(&mut self.scenarios);
        let mut fragments = std::mem::take(&mut self.fragments);
        for body in scenarios.iter_mut().chain(fragments.values_mut()) {
            for step in body.steps.iter_mut().chain(&mut body.cleanup) {
                if let Action::Use(used) = &mut step.action {
                    self.tie(parsed, used);
                }
            }
        }
        super::cycles::cut(parsed, &mut fragments);
        for body in scenarios.iter().chain(fragments.values()) {
            secret_literals(body, &fragments, &mut self.hidden);
        }
        parsed.project.scenarios.extend(scenarios.into_iter().map(Arc::new));
        parsed.project.fragments =
            fragments.into_iter().map(|(path, fragment)| (path, Arc::new(fragment))).collect();
        (self.read, self.hidden)
    }

    fn file(&mut self, parsed: &mut Parsed, tree: Tree) -> File {
        let path = tree.path.clone();
        let Some(Kept { file, node, cut }) = tree.keep(parsed) else { return File::Broken };
        let mut found = Sink::default();
        let source = parsed.project.sources.shared(file);
        let mut reader = reader::Reader {
            source: &source,
            sink: if cut.is_some() { &mut found } else { &mut parsed.sink },
            compiler: &mut parsed.compiler,
            files: self.files,
            named: super::files::Named::new(&mut parsed.project.sources, &mut parsed.contents),
            unread: reader::Unread::default(),
            openapi: super::api_here::ApiHere::None,
        };
        let body = scenario(&mut reader, file, &node, self.inherited, &mut self.hidden);
        if let Some(cut) = cut {
            keep_local(found, file, cut, &mut parsed.sink);
            return File::Broken;
        }
        match body {
            Some(body) if body.fragment.is_some() => {
                self.fragments.insert(path, body);
                File::Fragment
            }
            Some(body) => {
                self.scenarios.push(body);
                File::Scenario
            }
            None => File::Broken,
        }
    }

    /// Reads a file that only a `use` names.
    fn named(&mut self, parsed: &mut Parsed, path: &Arc<str>) -> File {
        let text = match self.files.read(path) {
            Ok(bytes) => String::from_utf8(bytes),
            Err(problem) => return File::Unusable(problem),
        };
        let Ok(text) = text else {
            return File::Unusable(format!("`{path}` is not valid UTF-8"));
        };
        // A scenario, or any other file, is not looked into: it is the name in `use` that is wrong.
        let is_key = |line: &str, key: &str| {
            let line = line.trim_start_matches(['"', '\'']);
            line.strip_prefix(key).is_some_and(|rest| rest.starts_with([':', '"', '\'', ' ']))
        };
        if text.lines().any(|line| is_key(line, "scenario")) {
            return File::Scenario;
        }
        if !text.lines().any(|line| is_key(line, "fragment")) {
            return File::Unusable(format!("`{path}` has no `fragment:` at its top level level"));
        }
        let text = Text::add(parsed, Loaded { path: path.clone(), text: Ok(text) });
        self.file(parsed, text.tree())
    }

    fn tie(&self, parsed: &mut Parsed, used: &mut Use) {
        let path = &used.path;
        let problem = match self.known.get(path) {
            Some(File::Fragment) => {
                used.linked = true;
                return;
            }
            Some(File::Broken) | None => return,
            Some(File::Unusable(problem)) => problem.clone(),
            Some(File::Scenario) => format!("`{path}` is a scenario, but only fragments can be used"),
        };
        parsed.sink.push(
            Diagnostic::new(Code::NotAFragment, used.file.span, problem).help(
                "`use` takes a file that begins with `fragment: NAME`; its path is relative to this file",
            ),
        );
    }
}

fn used(body: &Scenario) -> impl Iterator<Item = Spanned<Arc<str>>> + '_ {
    body.all_steps().filter_map(|step| match &step.action {
        Action::Use(used) => Some(Spanned::new(used.path.clone(), used.file.span)),
        _ => None,
    })
}

/// Literals that `with` gives to a secret input are shown in no frame.
fn secret_literals(
    body: &Scenario,
    fragments: &BTreeMap<Arc<str>, Scenario>,
    hidden: &mut Vec<(Span, Arc<str>)>,
) {
    for step in body.all_steps() {
        let Action::Use(used) = &step.action else { continue };
        let Some(fragment) = fragments.get(&used.path) else { continue };
        for (name, data) in &used.with {
            if fragment.input(&name.value).is_some_and(|input| input.secret) && data.literal().is_some() {
                hidden.push((data.span(), name.value.clone()));
            }
        }
    }
}
