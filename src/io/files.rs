//! Finds and reads the files that people write.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::diag::did_you_mean;
use crate::source::text_of;

/// The name of the configuration file.
pub const CONFIG: &str = "runthrough.yaml";

/// Bytes of a YAML file. More is no scenario but data, which `cases` reads.
const LARGEST: u64 = crate::vocabulary::limits::SCENARIO_FILE;

/// Folders below a path that is looked through.
const DEEPEST: usize = crate::vocabulary::limits::FOLDERS;

/// Entries of a folder among which the one is looked for that a wrong path means.
const BESIDE: usize = 10_000;

/// The file that says what is not looked at, in the syntax of gitignore.
const IGNORE: &str = ".runthroughignore";

/// All YAML files at and below some paths, sorted, each once. A path that is named itself is taken whatever the ignore
/// files say. The error is one line for people.
pub fn discover(roots: &[PathBuf], project: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = BTreeSet::new();
    for root in roots {
        let shown = root.to_string_lossy().replace('\\', "/");
        let metadata = std::fs::metadata(root).map_err(|error| cannot_read(&shown, &error))?;
        if metadata.is_file() {
            found.insert(root.clone());
            continue;
        }
        if !metadata.is_dir() {
            return Err(format!("`{shown}` is neither a file nor a folder"));
        }
        let mut walk = WalkBuilder::new(root);
        walk.standard_filters(false).hidden(true).parents(false).max_depth(Some(DEEPEST)).follow_links(true);
        walk.add_custom_ignore_filename(IGNORE);
        let at_root = project.join(IGNORE);
        if at_root.is_file()
            && let Some(problem) = walk.add_ignore(&at_root)
        {
            return Err(format!("{IGNORE} cannot be read: {problem}"));
        }
        for entry in walk.build() {
            let entry = match entry {
                Ok(entry) => entry,
                // A link that leads back to where it stands.
                Err(error) if is_loop(&error) => continue,
                Err(error) => return Err(walk_problem(&shown, &error)),
            };
            let is_yaml = entry.path().extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
            // A pipe of that name is told when it is read.
            if is_yaml && !entry.path().is_dir() && entry.file_name() != CONFIG {
                found.insert(entry.into_path());
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Why a folder cannot be looked through.
fn walk_problem(shown: &str, error: &ignore::Error) -> String {
    let path = path_of(error).map(|path| path.to_string_lossy().replace('\\', "/"));
    match (error.io_error(), path) {
        (Some(io), Some(path)) if io.kind() == io::ErrorKind::NotFound => {
            format!("`{path}` is a link that leads nowhere: mend it, or remove it")
        }
        (Some(io), Some(path)) => cannot_read(&path, io),
        _ => format!("`{shown}` cannot be looked through: {error}"),
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => is_loop(err),
        _ => false,
    }
}

/// The text of a file. The error is one line for people.
pub fn read_text(path: &Path, shown: &str) -> Result<String, String> {
    let metadata = std::fs::metadata(path).map_err(|error| cannot_read(shown, &error))?;
    if !metadata.is_file() {
        return Err(format!("`{shown}` is not an ordinary file"));
    }
    if metadata.len() > LARGEST {
        return Err(format!("`{shown}` is larger than 16 MiB, too large for a scenario"));
    }
    let bytes = std::fs::read(path).map_err(|error| cannot_read(shown, &error))?;
    text_of(&bytes).map(str::to_owned).map_err(|problem| format!("`{shown}` {problem}"))
}

/// Why a file cannot be read, in words. `shown`: its path from the working directory.
pub fn cannot_read(shown: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => match near(shown) {
            Some(near) => format!("there is no file or folder `{shown}`; did you mean `{near}`?"),
            None => format!("there is no file or folder `{shown}`"),
        },
        io::ErrorKind::PermissionDenied => format!("`{shown}` may not be read: permission denied"),
        _ => format!("`{shown}` cannot be read: {}", words(error)),
    }
}

/// What the system says of a failure, without its number.
pub fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "no space is left on the disk".to_owned(),
        _ => {
            let text = error.to_string();
            let number = error.raw_os_error().map(|number| format!(" (os error {number})"));
            number.and_then(|number| text.strip_suffix(&number)).unwrap_or(&text).to_owned()
        }
    }
}

/// The path that was probably meant by one that does not exist: of a folder or file beside it.
fn near(shown: &str) -> Option<String> {
    let path = Path::new(shown);
    let name = path.file_name()?.to_str()?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let join = |parent: Option<&str>, name: &str| match parent {
        Some(parent) => format!("{}/{name}", parent.trim_end_matches('/')),
        None => name.to_owned(),
    };
    let folder = match parent {
        Some(parent) if !parent.is_dir() => {
            let meant = join(Some(&near(parent.to_str()?)?), name);
            return Path::new(&meant).exists().then_some(meant);
        }
        Some(parent) => parent.to_str()?,
        None => ".",
    };
    let entries = std::fs::read_dir(folder).ok()?.take(BESIDE);
    let names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let meant = did_you_mean(name, names.iter().map(String::as_str))?;
    Some(join(parent.and_then(Path::to_str), meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_error_is_left_out() {
        let text = words(&io::Error::from_raw_os_error(5));
        assert!(!text.is_empty() && !text.contains("os error"), "{text}");
        assert_eq!(words(&io::Error::other("ours (os error 5)")), "ours (os error 5)");
    }

    #[test]
    fn yaml_files_are_found_and_ignored_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("a/b")).unwrap();
        std::fs::create_dir_all(at(".hidden")).unwrap();
        for name in ["a/b/1.yaml", "a/2.yml", "a/3.txt", "a/data.yaml", "runthrough.yaml", ".hidden/x.yaml"] {
            std::fs::write(at(name), "").unwrap();
        }
        std::fs::write(at(".runthroughignore"), "data.yaml\n").unwrap();
        let found = discover(&[folder.path().to_owned()], folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(names, [Path::new("a/2.yml"), Path::new("a/b/1.yaml")]);
        assert!(discover(&[at("missing")], folder.path()).unwrap_err().contains("there is no file"));
    }

    #[test]
    fn a_byte_that_is_no_text_is_named_by_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        std::fs::write(&path, b"a: 1\n\xc3\xbc: \xff\n").unwrap();
        assert!(read_text(&path, "a.yaml").unwrap_err().contains("line 2, column 4"));
        assert!(read_text(folder.path(), "x").unwrap_err().contains("ordinary file"));
    }
}
