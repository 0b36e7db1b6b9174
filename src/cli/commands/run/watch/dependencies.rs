//! Which files a scenario is made of, so that it is known what a saved file affects.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::error::CliError;
use crate::cli::input_sources::InputArgs;
use crate::cli::select::SelectArgs;
use crate::io::file_watcher::Changes;
use crate::io::files::CONFIG;
use crate::io::project::{FoundFile, ProjectFiles};
use crate::io::root::IGNORE;
use crate::parse::{Files, parse, parse_config};
use crate::project::{Targets, read_source, scenario_files};

/// All scenario files of a run with what they use.
#[derive(Default)]
pub struct Dependencies {
    /// By the path of a scenario file as people know it.
    files: BTreeMap<String, Used>,
    /// A change of these affects everything.
    everything: BTreeSet<PathBuf>,
    /// Folders in which a scenario may appear.
    roots: Vec<PathBuf>,
    /// Some file has an error.
    pub errors: bool,
}

struct Used {
    files: BTreeSet<PathBuf>,
    /// Scenarios run, fragments do not.
    runs: bool,
}

/// What a change comes to.
pub enum Affected {
    /// No file that a scenario uses.
    Nothing,
    /// Fragments that no scenario uses.
    Unused(String),
    /// Everything is run again.
    Everything,
    /// These scenario files, by their paths as people know them.
    Some(Vec<String>),
}

impl Dependencies {
    /// Reads all files.
    pub fn read(select: &SelectArgs, inputs: &InputArgs) -> Result<Dependencies, CliError> {
        let disk = select.project.open()?;
        let targets = Targets::of(&select.paths, &disk)?;
        let found = scenario_files(&disk, &targets)?;
        let here = disk.working_directory().to_owned();
        let mut everything: BTreeSet<PathBuf> = BTreeSet::new();
        everything.insert(disk.config.clone().unwrap_or_else(|| disk.root().join(CONFIG)));
        everything.insert(disk.root().join(IGNORE));
        everything.extend(inputs.inputs_file.as_ref().map(|file| here.join(file)));
        let mut dependencies = Dependencies {
            files: BTreeMap::new(),
            everything: real_all(everything),
            roots: Vec::new(),
            errors: false,
        };
        for file in &found {
            let (used, errors) = used(file, select.env.as_deref(), &disk);
            dependencies.errors |= errors;
            dependencies.files.insert(disk.display(&file.path), used);
        }
        let roots = targets.roots.iter().chain(&targets.row_files).map(|root| here.join(root));
        let folders = found.iter().filter_map(|file| Some(here.join(&file.path).parent()?.to_owned()));
        dependencies.roots = match targets.roots.is_empty() {
            true => vec![disk.root().join("scenarios")],
            false => roots.collect(),
        };
        dependencies.roots.extend(folders);
        Ok(dependencies)
    }

    /// Whether there may be other files now: one came, one went, or a whole folder did.
    pub fn may_differ(&self, saved: &BTreeSet<PathBuf>) -> bool {
        let yaml = |path: &Path| path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
        saved.iter().map(|path| real(path)).any(|path| match self.is_part(&path) {
            true => !path.exists(),
            false => yaml(&path) || path.is_dir(),
        })
    }

    /// Those of the saved files that matter: editors write others beside them.
    pub fn known(&self, saved: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        saved.iter().map(|path| real(path)).filter(|path| self.is_part(path)).collect()
    }

    /// Whether there is a scenario file of that path.
    pub fn knows(&self, file: &str) -> bool {
        self.files.contains_key(file)
    }

    fn is_part(&self, path: &Path) -> bool {
        self.everything.contains(path) || self.files.values().any(|used| used.files.contains(path))
    }

    /// How many scenario files there are.
    pub fn len(&self) -> usize {
        self.files.values().filter(|used| used.runs).count()
    }

    /// Watches what may change.
    pub fn watch(&self, changes: &mut Changes) -> Result<(), CliError> {
        for root in self.roots.iter().filter(|root| root.is_dir()) {
            changes.watch(&real(root), true).map_err(CliError::usage)?;
        }
        let files = self.files.values().flat_map(|used| &used.files).chain(&self.everything);
        let folders: BTreeSet<&Path> = files.filter_map(|file| file.parent()).collect();
        for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
            changes.watch(folder, false).map_err(CliError::usage)?;
        }
        Ok(())
    }

    /// What saved files affect.
    pub fn affected(&self, saved: &BTreeSet<PathBuf>) -> Affected {
        let saved: BTreeSet<PathBuf> = saved.iter().map(|path| real(path)).collect();
        if !saved.is_disjoint(&self.everything) {
            return Affected::Everything;
        }
        // A folder that was moved to its place is told as one.
        let folders: Vec<&PathBuf> = saved.iter().filter(|path| path.is_dir()).collect();
        let moved = |file: &PathBuf| folders.iter().any(|folder| file.starts_with(folder));
        let touched = |used: &Used| !saved.is_disjoint(&used.files) || used.files.iter().any(moved);
        let (runs, rest): (Vec<_>, Vec<_>) =
            self.files.iter().filter(|(_, used)| touched(used)).partition(|(_, used)| used.runs);
        match (runs.is_empty(), rest.first()) {
            (false, _) if runs.len() == self.len() => Affected::Everything,
            (false, _) => Affected::Some(runs.into_iter().map(|(path, _)| path.clone()).collect()),
            (true, Some((path, _))) => Affected::Unused((*path).clone()),
            (true, None) => Affected::Nothing,
        }
    }
}

/// The path without links, also of a file that was removed.
fn real(path: &Path) -> PathBuf {
    path.canonicalize()
        .ok()
        .or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)))
        .unwrap_or_else(|| path.to_owned())
}

fn real_all(paths: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    paths.iter().map(|path| real(path)).collect()
}

/// What one scenario file uses, and whether it has an error.
fn used(file: &FoundFile, environment: Option<&str>, disk: &ProjectFiles) -> (Used, bool) {
    let recording = Recording { disk, asked: RefCell::default() };
    let config = disk.config_file().map(|file| read_source(&file, disk));
    let mut parsed = parse_config(config, &recording);
    parse(&mut parsed, vec![read_source(file, disk)], environment, &recording);
    let here = disk.working_directory();
    let asked = recording.asked.into_inner();
    let files = asked.into_iter().map(|path| here.join(path)).chain([here.join(&file.path)]).collect();
    let own = disk.display(&file.path);
    let runs = !parsed.project.fragments.values().any(|fragment| *fragment.path == *own)
        && !parsed.project.scenarios.iter().any(|scenario| scenario.fragment.is_some());
    (Used { files: real_all(files), runs }, parsed.sink.has_errors())
}

/// Remembers which files were asked for, whether or not they are there.
struct Recording<'d> {
    disk: &'d ProjectFiles,
    asked: RefCell<BTreeSet<String>>,
}

impl Files for Recording<'_> {
    fn resolve(&self, from: &str, written: &str) -> Result<Arc<str>, String> {
        let path = self.disk.resolve(from, written)?;
        self.asked.borrow_mut().insert(path.to_string());
        Ok(path)
    }

    fn stays_inside(&self, from: &str, written: &str) -> Result<(), String> {
        self.disk.stays_inside(from, written)
    }

    fn resolve_outside(&self, from: &str, written: &str) -> Arc<str> {
        let path = self.disk.resolve_outside(from, written);
        self.asked.borrow_mut().insert(path.to_string());
        path
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.asked.borrow_mut().insert(path.to_owned());
        self.disk.read(path)
    }
}
