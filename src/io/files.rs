//! Files that a person names on the command line: what was typed may lie anywhere, and links are followed.
//!
//! Files that a project names go through [`Root`] instead.

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

pub use super::root::words;
use super::root::{EntryKind, FileProblem, Root, near};
use crate::source::text_of;

/// The name of the configuration file.
pub const CONFIG: &str = "runthrough.yaml";

/// Bytes of a YAML file. More is no scenario but data, which `cases` reads.
const LARGEST: u64 = crate::vocabulary::limits::SCENARIO_FILE;

/// The text of a file. The error is one line for people.
pub fn read_text(path: &Path, shown: &str) -> Result<String, String> {
    let bytes = typed(path).and_then(|(root, name)| root.read(&name, LARGEST));
    let bytes = bytes.map_err(|problem| match problem {
        FileProblem::Io(error) => cannot_read(shown, &error),
        other => other.describe(shown),
    })?;
    text_of(&bytes).map(str::to_owned).map_err(|problem| format!("`{shown}` {problem}"))
}

/// What a typed path leads to: the folder that it is in, and its name there. A folder is its own root.
pub fn typed(path: &Path) -> Result<(Root, PathBuf), FileProblem> {
    let real = path.canonicalize()?;
    let parent = real.parent().filter(|_| !real.is_dir());
    let name = parent.and_then(|_| real.file_name()).map(PathBuf::from).unwrap_or_default();
    Ok((Root::open(parent.unwrap_or(&real))?, name))
}

/// A typed folder into which new files are written, made where it is missing. Below the working directory no link leads out
/// of that.
pub fn typed_folder(path: &Path) -> Result<Root, FileProblem> {
    let below = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if below {
        let tidy: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
        return Root::open(Path::new("."))?.make_folder(&tidy);
    }
    std::fs::create_dir_all(path)?;
    Ok(Root::open(path)?)
}

/// Opens a file for reading, be it a pipe; the error is one line for people.
pub fn open(path: &Path) -> Result<File, String> {
    open_file(path).map_err(|error| cannot_read(&slashes(path), &error))
}

/// The same, with the error as the system gives it.
pub fn open_file(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Makes a file at a typed path that is read while it grows, and its folder.
pub fn create_growing(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    File::create(path)
}

/// What a typed path leads to; `None` where nothing is there.
pub fn kind(path: &Path) -> Option<EntryKind> {
    let metadata = path.metadata().ok()?;
    Some(match () {
        () if metadata.is_file() => EntryKind::File,
        () if metadata.is_dir() => EntryKind::Folder,
        () => EntryKind::Other,
    })
}

/// Why a typed file cannot be read, in words. `shown`: its path from the working directory.
pub fn cannot_read(shown: &str, error: &io::Error) -> String {
    let problem = FileProblem::Io(io::Error::from(error.kind()));
    match problem.is_not_found().then(|| meant(Path::new(shown))).flatten() {
        Some(meant) => format!("{}; did you mean `{}`?", problem.describe(shown), slashes(&meant)),
        None if error.kind() == io::ErrorKind::PermissionDenied => problem.describe(shown),
        None if problem.is_not_found() => problem.describe(shown),
        None => format!("`{shown}` cannot be read: {}", words(error)),
    }
}

/// The path that was probably meant by one that does not exist.
fn meant(path: &Path) -> Option<PathBuf> {
    match path.strip_prefix("/") {
        Ok(below) => Some(Path::new("/").join(near(&Root::open(Path::new("/")).ok()?, below)?)),
        Err(_) => near(&Root::open(Path::new(".")).ok()?, path),
    }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_is_no_text_is_named_by_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        std::fs::write(&path, b"a: 1\n\xc3\xbc: \xff\n").unwrap();
        assert!(read_text(&path, "a.yaml").unwrap_err().contains("line 2, column 4"));
        assert!(read_text(folder.path(), "x").unwrap_err().contains("regular file"));
    }
}
