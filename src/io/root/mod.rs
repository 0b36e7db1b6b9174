//! The one door to the files of a project: everything that is read or written because a file of the project names it goes
//! through a [`Root`].
//!
//! A path stays inside the root whatever links are on its way: an absolute link and one that leads out are refused by the
//! system while it opens the path (`openat2` on Linux, step by step elsewhere), so that nothing can be exchanged between a
//! check and its use. A file is opened without waiting for it, and the open handle must be a regular file; no more of it is
//! read than a limit, though it may grow meanwhile. New files appear whole or not at all.
//!
//! `tests/one_door.rs` lists the few places that may open files in another way.

mod file_problem;
mod ignore_rules;
mod near;
mod new_file;
mod walk;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

pub use file_problem::{FileProblem, words};
pub use near::near;
pub use new_file::{NewFile, Unfinished};
pub use walk::walk;

/// The file that says what is not looked at, in the syntax of gitignore.
pub const IGNORE: &str = ".runthroughignore";

/// A folder that the paths below it cannot leave. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Root {
    dir: Arc<Dir>,
}

/// A regular file that was opened for reading.
pub type OpenedFile = File;

/// What a path leads to, links followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    File,
    Folder,
    /// A pipe, a socket, a device.
    Other,
}

impl Root {
    /// Opens the folder of a project, or one that a person typed; links are followed. Everything else is opened below one
    /// of these.
    pub fn open(folder: &Path) -> io::Result<Root> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        Ok(Root { dir: Arc::new(Dir::open_ambient_dir(folder, ambient_authority())?) })
    }

    /// A folder below as a root of its own.
    pub fn folder(&self, path: &Path) -> Result<Root, FileProblem> {
        match self.dir.open_dir(own(path)) {
            Ok(dir) => Ok(Root { dir: Arc::new(dir) }),
            Err(error) => Err(self.problem(path, error)),
        }
    }

    /// The same, made where it is missing.
    pub fn make_folder(&self, path: &Path) -> Result<Root, FileProblem> {
        match self.folder(path) {
            Err(problem) if problem.is_not_found() => {
                self.dir.create_dir_all(path).map_err(|error| self.problem(path, error))?;
                self.folder(path)
            }
            folder => folder,
        }
    }

    /// What a path leads to.
    pub fn kind(&self, path: &Path) -> Result<EntryKind, FileProblem> {
        let metadata = self.dir.metadata(own(path)).map_err(|error| self.problem(path, error))?;
        Ok(match () {
            () if metadata.is_file() => EntryKind::File,
            () if metadata.is_dir() => EntryKind::Folder,
            () => EntryKind::Other,
        })
    }

    /// Whether a folder has an entry of that path, also one that leads nowhere.
    pub fn has(&self, path: &Path) -> bool {
        self.dir.symlink_metadata(own(path)).is_ok()
    }

    /// The path without links, of a file that exists.
    pub fn without_links(&self, path: &Path) -> Result<PathBuf, FileProblem> {
        self.dir.canonicalize(own(path)).map_err(|error| self.problem(path, error))
    }

    /// Opens a regular file of at most so many bytes for reading.
    pub fn open_file(&self, path: &Path, limit: u64) -> Result<OpenedFile, FileProblem> {
        self.open_with_length(path, limit).map(|(file, _)| file)
    }

    fn open_with_length(&self, path: &Path, limit: u64) -> Result<(OpenedFile, u64), FileProblem> {
        let mut options = OpenOptions::new();
        options.read(true);
        without_waiting(&mut options);
        let file = match self.dir.open_with(own(path), &options) {
            Ok(file) => file.into_std(),
            Err(error) => return Err(self.problem(path, error)),
        };
        let metadata = file.metadata().map_err(FileProblem::Io)?;
        match metadata.len() {
            _ if !metadata.is_file() => Err(FileProblem::NotRegular),
            length if length > limit => Err(FileProblem::TooLarge(limit)),
            length => Ok((file, length)),
        }
    }

    /// The bytes of a regular file that has at most so many.
    pub fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem> {
        let (file, length) = self.open_with_length(path, limit)?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        // One more than allowed: it may have grown.
        let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(FileProblem::Io)?;
        match read as u64 > limit {
            true => Err(FileProblem::TooLarge(limit)),
            false => Ok(bytes),
        }
    }

    /// Names in a folder, sorted; those that are not UTF-8 are left out. At most so many are looked at.
    pub fn names(&self, folder: &Path, limit: usize) -> Result<Vec<String>, FileProblem> {
        let entries = self.dir.read_dir(own(folder)).map_err(|error| self.problem(folder, error))?;
        let names = entries.take(limit).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort();
        Ok(names)
    }

    /// Why a path cannot be opened.
    fn problem(&self, path: &Path, error: io::Error) -> FileProblem {
        match FileProblem::from(error) {
            FileProblem::Io(error)
                if error.kind() == io::ErrorKind::NotFound
                    && self.dir.symlink_metadata(own(path)).is_ok_and(|entry| entry.is_symlink()) =>
            {
                FileProblem::LinkToNowhere
            }
            problem => problem,
        }
    }
}

/// The empty path is the folder itself.
fn own(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// Neither a pipe nor a device keeps the program until somebody writes to it.
#[cfg(unix)]
fn without_waiting(options: &mut OpenOptions) {
    use cap_std::fs::OpenOptionsExt;
    use rustix::fs::OFlags;
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    options.custom_flags(flags.bits().cast_signed());
}

#[cfg(not(unix))]
fn without_waiting(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests;
