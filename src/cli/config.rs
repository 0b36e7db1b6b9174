//! Arguments, resolved: what they mean in this folder, with this configuration and environment.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::exit::Complaint;
use super::select::Targets;
use super::snapshots::SnapshotsOnDisk;
use crate::check::check;
use crate::diag::{Code, Diagnostic, Place, Severity, did_you_mean, list, sort};
use crate::io::files::{discover, read_text};
use crate::io::project::ProjectFiles;
use crate::lang::Library;
use crate::model::{Action, Config, Fragments, Project, Scenario};
use crate::parse::{Loaded, Parsed, parse, parse_config};
use crate::source::FileId;

/// Files that were loaded, parsed and checked.
pub struct LoadedProject {
    /// The scenarios without errors, the configuration, and all texts.
    pub project: Project,
    /// What was compiled.
    pub library: Library,
    /// Every finding, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
    /// How many scenario files were looked at.
    pub files: usize,
    /// The chosen environment.
    pub environment: Option<String>,
    /// Scenarios that have no error themselves but use a fragment that has: their path and the fragment's.
    pub dragged: Vec<(Arc<str>, Arc<str>)>,
}

impl LoadedProject {
    /// How many errors and warnings there are.
    pub fn counts(&self) -> (usize, usize) {
        let errors =
            self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        (errors, self.diagnostics.len() - errors)
    }

    /// Paths of files with errors, with their diagnostics.
    pub fn invalid(&self) -> Vec<(Arc<str>, Vec<&Diagnostic>)> {
        let mut files: Vec<(Arc<str>, Vec<&Diagnostic>)> = Vec::new();
        let mut places: HashMap<Arc<str>, usize> = HashMap::new();
        for diagnostic in self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
        {
            let path = diagnostic.path(&self.project.sources);
            match places.get(path) {
                Some(place) => files[*place].1.push(diagnostic),
                None => {
                    let path: Arc<str> = path.into();
                    places.insert(path.clone(), files.len());
                    files.push((path, vec![diagnostic]));
                }
            }
        }
        // Who uses a file with errors cannot run either, and a report must say so.
        for (user, fragment) in &self.dragged {
            let told = places.get(fragment).map(|place| files[*place].1.clone());
            if !places.contains_key(user) {
                places.insert(user.clone(), files.len());
                files.push((user.clone(), told.unwrap_or_default()));
            }
        }
        files
    }
}

/// Loads, parses and checks the scenario files below some paths.
pub fn load(paths: &[PathBuf], environment: Option<&str>) -> Result<LoadedProject, Complaint> {
    load_targets(&Targets { roots: paths.to_vec(), ..Targets::default() }, environment)
}

/// Loads, parses and checks the scenario files that a selection is about.
pub fn load_targets(targets: &Targets, environment: Option<&str>) -> Result<LoadedProject, Complaint> {
    let here = std::env::current_dir()
        .map_err(|error| Complaint::usage(format!("the working directory cannot be used: {error}")))?;
    let disk = ProjectFiles::find(&here);
    let mut parsed = parse_config(disk.config.as_deref().map(|path| load_text(path, &disk)), &disk);
    // Which environments and folders a configuration with mistakes has is not known: the mistakes are told instead.
    let broken = parsed.sink.has_errors();
    if !broken {
        check_environment(&parsed.project.config, environment)?;
    }
    let wanted = match wanted_paths(targets, &parsed.project.config, &disk) {
        Err(_) if broken && targets.roots.is_empty() => Vec::new(),
        wanted => wanted?,
    };
    let texts: Vec<Loaded> = wanted.iter().map(|path| load_text(path, &disk)).collect();
    let files = parse(&mut parsed, texts, environment, &disk);
    let Parsed { mut project, library, mut sink, .. } = parsed;
    check(&project, &library, &SnapshotsOnDisk::default(), &mut sink);
    let mut diagnostics = sink.take();
    // What looks like a secret is not shown by the very finding that says so.
    for found in diagnostics.iter().filter(|found| found.code == Code::SecretLiteral) {
        if let Place::Span(span) = found.place {
            project.sources.hide(span, "literal");
        }
    }
    sort(&mut diagnostics, &project.sources);
    let mut dragged = drop_invalid(&mut project, &diagnostics);
    // A file that two scenarios name is read for each of them; its mistakes are told once.
    diagnostics.dedup_by(|right, left| {
        left.message == right.message
            && left.code == right.code
            && left.position(&project.sources) == right.position(&project.sources)
    });
    super::secrets::mask_findings(&mut diagnostics, &project.sources);
    // What a wrong configuration was meant to say (hosts, limits, defaults) holds for every scenario.
    let config = disk.config.as_deref().map(|path| disk.display(path));
    let wrong = |found: &Diagnostic| {
        found.severity == Severity::Error && config.as_deref() == Some(found.path(&project.sources))
    };
    if diagnostics.iter().any(wrong) {
        project.scenarios.clear();
        dragged.clear();
    }
    let environment = environment.map(str::to_owned);
    Ok(LoadedProject { project, library, diagnostics, files, environment, dragged })
}

/// Reads a file for the parser.
pub fn load_text(path: &Path, disk: &ProjectFiles) -> Loaded {
    let display: Arc<str> = disk.display(path).into();
    let text = read_text(path, &display)
        .map_err(|problem| Diagnostic::for_file(Code::UnreadableFile, &display, problem));
    Loaded { path: display, text }
}

fn check_environment(config: &Config, environment: Option<&str>) -> Result<(), Complaint> {
    let Some(name) = environment else { return Ok(()) };
    if config.environments.contains_key(name) {
        return Ok(());
    }
    let known = || config.environments.keys().map(|name| &**name);
    let complaint = Complaint::usage(format!("there is no environment `{name}`"));
    Err(match did_you_mean(name, known()) {
        Some(near) => complaint.help(format!("did you mean `{near}`?")),
        None if config.environments.is_empty() => {
            complaint.help("environments are defined in runthrough.yaml, under `environments`")
        }
        None => complaint.help(format!("runthrough.yaml has {}", list(known()))),
    })
}

/// The scenario files of a selection, unread.
pub fn scenario_files(targets: &Targets) -> Result<(ProjectFiles, Vec<PathBuf>), Complaint> {
    let here = std::env::current_dir()
        .map_err(|error| Complaint::usage(format!("the working directory cannot be used: {error}")))?;
    let disk = ProjectFiles::find(&here);
    let parsed = parse_config(disk.config.as_deref().map(|path| load_text(path, &disk)), &disk);
    let wanted = wanted_paths(targets, &parsed.project.config, &disk)?;
    Ok((disk, wanted))
}

/// The files that `fmt` looks at, with their paths as people know them: `runthrough.yaml` too where none is named.
pub fn layout_paths(paths: &[PathBuf]) -> Result<Vec<(PathBuf, String)>, Complaint> {
    let targets = Targets { roots: paths.to_vec(), ..Targets::default() };
    let (disk, wanted) = scenario_files(&targets)?;
    let config = disk.config.clone().filter(|_| paths.is_empty());
    Ok(config.into_iter().chain(wanted).map(|path| (path.clone(), disk.display(&path))).collect())
}

/// The scenario files that are meant: those of the arguments, else of the configuration, else of `scenarios`. A row of a
/// file of rows is looked for in the scenarios of the project, else beside the file.
fn wanted_paths(targets: &Targets, config: &Config, disk: &ProjectFiles) -> Result<Vec<PathBuf>, Complaint> {
    let default = disk.root().join("scenarios");
    for path in &config.scenarios {
        if targets.roots.is_empty() && !disk.root().join(&*path.value).exists() {
            return Err(Complaint::usage(format!(
                "`scenarios` of runthrough.yaml names `{}`, but there is no such file or folder",
                path.value
            ))
            .help("paths there are relative to the folder of runthrough.yaml"));
        }
    }
    let configured = || -> Vec<PathBuf> {
        match config.scenarios.is_empty() {
            true => Some(default.clone()).filter(|default| default.exists()).into_iter().collect(),
            false => config.scenarios.iter().map(|path| disk.root().join(&*path.value)).collect(),
        }
    };
    let mut roots = targets.roots.clone();
    if !targets.row_files.is_empty() {
        let project = configured();
        match project.is_empty() {
            true => roots.extend(targets.row_files.iter().map(|file| match file.parent() {
                Some(folder) if folder != Path::new("") => folder.to_owned(),
                _ => PathBuf::from("."),
            })),
            false => roots.extend(project),
        }
    } else if roots.is_empty() {
        roots = configured();
    }
    if roots.is_empty() {
        return Err(Complaint::usage("there is no folder `scenarios` here")
            .help("name the files or folders to look at: `runthrough run tests/api`"));
    }
    let found = discover(&roots, disk.root()).map_err(Complaint::usage)?;
    // The same file may be named in several ways.
    let mut seen = BTreeSet::new();
    Ok(found.into_iter().filter(|path| seen.insert(disk.display(path))).collect())
}

/// Scenarios of files with errors do not run, nor do those that use a fragment with errors, which come back with it.
fn drop_invalid(project: &mut Project, diagnostics: &[Diagnostic]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut wrong: HashSet<FileId> = HashSet::new();
    for diagnostic in diagnostics {
        if let (Severity::Error, Place::Span(span)) = (diagnostic.severity, &diagnostic.place) {
            wrong.insert(span.file);
        }
    }
    project.scenarios.retain(|scenario| {
        !wrong.contains(&scenario.file) && !scenario.files.iter().any(|file| wrong.contains(file))
    });
    let mut dragged = Vec::new();
    let Project { scenarios, fragments, .. } = project;
    scenarios.retain(|scenario| match broken_fragment(scenario, fragments, &wrong) {
        Some(fragment) => {
            dragged.push((scenario.path.clone(), fragment));
            false
        }
        None => true,
    });
    dragged
}

/// The path of a fragment with errors that a scenario uses, however many files are between.
fn broken_fragment(scenario: &Scenario, fragments: &Fragments, wrong: &HashSet<FileId>) -> Option<Arc<str>> {
    let mut seen: BTreeSet<&Arc<str>> = BTreeSet::new();
    let mut open = vec![scenario];
    while let Some(body) = open.pop() {
        for step in body.all_steps() {
            let Action::Use(used) = &step.action else { continue };
            if !seen.insert(&used.path) {
                continue;
            }
            match fragments.get(&used.path) {
                Some(fragment)
                    if used.linked
                        && !wrong.contains(&fragment.file)
                        && !fragment.files.iter().any(|file| wrong.contains(file)) =>
                {
                    open.push(fragment);
                }
                _ => return Some(used.path.clone()),
            }
        }
    }
    None
}
