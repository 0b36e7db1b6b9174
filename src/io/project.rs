//! The project on disk: its root, its configuration, the files that scenarios name.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::config_search;
use super::files::{CONFIG, typed};
use super::root::{EntryKind, FileProblem, Root, near, walk};
use crate::parse::Files;
use crate::source::text_of;
use crate::vocabulary::limits::{FILE_PATH, NAMED_FILE, SCENARIO_FILE};

/// The root that no path in a file may leave, and how people know the files in it.
#[derive(Debug, Clone)]
pub struct ProjectFiles {
    working_directory: PathBuf,
    root: PathBuf,
    door: Root,
    /// `runthrough.yaml`, if there is one.
    pub config: Option<PathBuf>,
    /// The configuration was typed: it may be a link to any place.
    config_is_typed: bool,
}

/// A file of a project, or one that was typed.
#[derive(Debug, Clone)]
pub struct FoundFile {
    /// The folder that its path, and every link on it, stays in.
    pub root: Root,
    /// Its path in there.
    pub inside: PathBuf,
    /// Its path as it was typed or found.
    pub path: PathBuf,
}

impl ProjectFiles {
    /// The project of a folder: with a configuration that was typed, else with the one that is found from the folder upward,
    /// whose folder is the root; without one, the folder is. The error is one line for people.
    pub fn find(working_directory: &Path, config: Option<&Path>) -> Result<Self, String> {
        let config_is_typed = config.is_some();
        let config = match config {
            Some(config) => Some(normal(&working_directory.join(config))),
            None => config_search::search(working_directory)?,
        };
        let root = config.as_deref().and_then(Path::parent).unwrap_or(working_directory).to_owned();
        let door =
            Root::open(&root).map_err(|error| FileProblem::from(error).describe(&root.to_string_lossy()))?;
        let working_directory = working_directory.to_owned();
        Ok(ProjectFiles { working_directory, root, door, config, config_is_typed })
    }

    /// The folder that the program was started in.
    pub fn working_directory(&self) -> &Path {
        &self.working_directory
    }

    /// The path of the root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path as people know it: relative to the working directory where it lies below, with `/`.
    pub fn display(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.working_directory).unwrap_or(path);
        let path = path.strip_prefix(".").unwrap_or(path);
        let shown = path.to_string_lossy();
        // Elsewhere it is a part of a name.
        if cfg!(windows) { shown.replace('\\', "/") } else { shown.into_owned() }
    }

    /// The root of the project and the path in it, of a path that lies there.
    pub fn inside(&self, path: &Path) -> Result<(&Root, PathBuf), FileProblem> {
        let full = normal(&self.working_directory.join(path));
        match full.strip_prefix(normal(&self.root)) {
            Ok(inside) => Ok((&self.door, inside.to_owned())),
            Err(_) => Err(FileProblem::Outside),
        }
    }

    /// The same for a path that may have been typed, and may lie anywhere: a folder elsewhere is a root of its own, and so
    /// is that of a file.
    pub fn locate(&self, path: &Path) -> Result<FoundFile, FileProblem> {
        let (root, inside) = match self.inside(path) {
            Ok((root, inside)) => (root.clone(), inside),
            Err(_) => typed(&self.working_directory.join(path))?,
        };
        Ok(FoundFile { root, inside, path: path.to_owned() })
    }

    /// Where the configuration is, if there is one.
    pub fn config_file(&self) -> Option<FoundFile> {
        let path = self.config.clone()?;
        let typed = self.config_is_typed.then(|| typed(&path).ok()).flatten();
        let (root, inside) = typed.or_else(|| Some((self.door.clone(), PathBuf::from(path.file_name()?))))?;
        Some(FoundFile { root, inside, path })
    }

    /// All YAML files at and below some paths, sorted, each once. A file that is named itself is taken whatever the ignore
    /// files say. The error is one line for people.
    pub fn discover(&self, starts: &[PathBuf]) -> Result<Vec<FoundFile>, String> {
        let mut found: Vec<FoundFile> = Vec::new();
        for path in starts {
            let shown = self.display(path);
            let start = self.locate(path).map_err(|problem| self.describe(&problem, &shown))?;
            match start.root.kind(&start.inside) {
                Ok(EntryKind::Folder) => {
                    let own = self.config.as_ref().filter(|_| self.config_is_typed);
                    let own = own.and_then(|config| {
                        config.strip_prefix(normal(&self.working_directory.join(path))).ok()
                    });
                    let of_project = |below: &Path| {
                        below.file_name().is_some_and(|name| name == CONFIG) || own == Some(below)
                    };
                    let files = walk(&start.root, &start.inside, path)?;
                    found.extend(files.into_iter().filter(|below| !of_project(below.as_path())).map(
                        |below| FoundFile {
                            root: start.root.clone(),
                            inside: start.inside.join(&below),
                            path: path.join(below),
                        },
                    ));
                }
                Err(problem) if problem.is_not_found() => return Err(self.describe(&problem, &shown)),
                // What is no file is reported by whoever reads it.
                _ => found.push(start),
            }
        }
        found.sort_by(|one, other| one.path.cmp(&other.path));
        found.dedup_by(|one, other| one.path == other.path);
        Ok(found)
    }

    /// The text of a scenario, a fragment or a configuration. The error is one line for people.
    pub fn read_text(&self, file: &FoundFile) -> Result<String, String> {
        let shown = self.display(&file.path);
        if let Some(problem) = unusable_name(&file.path) {
            return Err(problem);
        }
        let bytes = file.root.read(&file.inside, SCENARIO_FILE).map_err(|problem| match problem {
            FileProblem::TooLarge(_) => {
                format!("`{shown}` is larger than 16 MiB, which is the limit for a scenario")
            }
            problem => self.describe(&problem, &shown),
        })?;
        text_of(&bytes).map(str::to_owned).map_err(|problem| format!("`{shown}` {problem}"))
    }

    /// Why a file is not opened, and what was probably meant. `shown`: its path as people know it.
    pub fn describe(&self, problem: &FileProblem, shown: &str) -> String {
        let meant = || {
            let (root, inside) = self.inside(Path::new(shown)).ok()?;
            Some(self.display(&self.root.join(near(root, &inside)?)))
        };
        let text = problem.describe(shown);
        match problem.is_not_found().then(meant).flatten() {
            Some(meant) => format!("{text}; did you mean `{meant}`?"),
            None => text,
        }
    }

    fn beside(&self, from: &str, written: &str) -> PathBuf {
        let folder = self.working_directory.join(from);
        normal(&folder.parent().unwrap_or(&self.working_directory).join(written))
    }
}

/// The path without `.` and `..`, as it is written: links are followed by whoever opens it.
fn normal(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

/// Why a path of a file in a folder cannot be used: nothing else could name it without doubt.
fn unusable_name(path: &Path) -> Option<String> {
    let problem = match path.to_str() {
        None => "is not UTF-8",
        Some(name) if name.contains(char::is_control) => "contains a control character",
        Some(name) if cfg!(not(windows)) && name.contains('\\') => {
            "contains a `\\`, which is a separator on other systems"
        }
        Some(_) => return None,
    };
    let mut shown = String::new();
    for character in path.to_string_lossy().chars() {
        match character.is_control() {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    Some(format!("the name of `{shown}` {problem}: rename the file, or exclude it in .runthroughignore"))
}

/// Why a written path is none, wherever it leads.
fn unusable_path(written: &str) -> Option<String> {
    let mut start = written.chars();
    let drive = start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':');
    match () {
        () if written.len() > FILE_PATH => {
            Some(format!("this path has {} bytes; the limit is {FILE_PATH}", written.len()))
        }
        () if written.contains(char::is_control) => Some("this path contains a control character".to_owned()),
        () if written.contains('\\') => {
            Some(format!("`{written}` contains a `\\`: write paths with `/` on every system"))
        }
        () if drive => Some(format!(
            "`{written}` begins with a drive letter: paths are relative to the file that contains them"
        )),
        () => None,
    }
}

impl Files for ProjectFiles {
    fn resolve(&self, from: &str, written: &str) -> Result<Arc<str>, String> {
        if let Some(problem) = unusable_path(written) {
            return Err(problem);
        }
        let path = self.beside(from, written);
        let outside = || {
            format!(
                "`{written}` leads out of the project; paths must stay inside its folder and are relative to the file that contains them"
            )
        };
        if written.starts_with('/') {
            return Err(outside());
        }
        let (root, inside) = self.inside(&path).map_err(|_| outside())?;
        // A link inside the project may lead out of it. Other problems belong to whoever opens it.
        if let Err(FileProblem::Outside) = root.kind(&inside) {
            return Err(outside());
        }
        Ok(self.display(&path).into())
    }

    fn stays_inside(&self, from: &str, written: &str) -> Result<(), String> {
        self.resolve(from, written).map(drop)
    }

    fn resolve_outside(&self, from: &str, written: &str) -> Arc<str> {
        self.display(&self.beside(from, written)).into()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let read = self.inside(Path::new(path)).and_then(|(root, inside)| root.read(&inside, NAMED_FILE));
        read.map_err(|problem| match problem {
            FileProblem::TooLarge(_) => format!(
                "`{path}` is larger than 64 MiB, which is the limit for a file that a scenario refers to"
            ),
            problem => self.describe(&problem, path),
        })
    }
}

#[cfg(test)]
mod tests;
