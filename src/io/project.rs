//! The project on disk: its root, its configuration, the files that scenarios name.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::files::{CONFIG, cannot_read};
use crate::parse::Files;

/// Bytes of a file that a scenario names.
const LARGEST: u64 = crate::vocabulary::limits::NAMED_FILE;

/// The root that no path in a file may leave.
#[derive(Debug, Clone)]
pub struct ProjectFiles {
    working_directory: PathBuf,
    root: PathBuf,
    /// `runthrough.yaml`, if there is one.
    pub config: Option<PathBuf>,
}

impl ProjectFiles {
    /// Looks for the configuration from the working directory upward; its folder is the root, else the working
    /// directory is.
    pub fn find(working_directory: &Path) -> Self {
        let config =
            working_directory.ancestors().map(|folder| folder.join(CONFIG)).find(|path| path.is_file());
        let root = config.as_deref().and_then(Path::parent).unwrap_or(working_directory).to_owned();
        ProjectFiles { working_directory: working_directory.to_owned(), root, config }
    }

    /// The folder that the program was started in.
    pub fn working_directory(&self) -> &Path {
        &self.working_directory
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path as people know it: relative to the working directory where it lies below, with `/`.
    pub fn display(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.working_directory).unwrap_or(path);
        let path = path.strip_prefix(".").unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
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

impl Files for ProjectFiles {
    fn resolve(&self, from: &str, written: &str) -> Result<Arc<str>, String> {
        let path = self.beside(from, written);
        let outside = || {
            format!(
                "`{written}` leads out of the project; paths stay inside of its folder and are relative to the file they stand in"
            )
        };
        if Path::new(written).is_absolute() || !path.starts_with(normal(&self.root)) {
            return Err(outside());
        }
        // A link inside the project may lead out of it.
        if let (Ok(real), Ok(root)) = (path.canonicalize(), self.root.canonicalize())
            && !real.starts_with(root)
        {
            return Err(outside());
        }
        Ok(self.display(&path).into())
    }

    fn resolve_outside(&self, from: &str, written: &str) -> Arc<str> {
        self.display(&self.beside(from, written)).into()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let full = self.working_directory.join(path);
        let metadata = std::fs::metadata(&full).map_err(|error| cannot_read(path, &error))?;
        if !metadata.is_file() {
            return Err(format!("`{path}` is not an ordinary file"));
        }
        if metadata.len() > LARGEST {
            return Err(format!(
                "`{path}` is larger than 64 MiB, the most that is read of a file that a scenario names"
            ));
        }
        std::fs::read(&full).map_err(|error| cannot_read(path, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_project() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("scenarios")).unwrap();
        let files = ProjectFiles::find(folder.path());
        assert_eq!(files.resolve("scenarios/a.yaml", "b.json").unwrap().as_ref(), "scenarios/b.json");
        assert_eq!(files.resolve("scenarios/a.yaml", "../b.json").unwrap().as_ref(), "b.json");
        assert!(files.resolve("scenarios/a.yaml", "../../b.json").is_err());
        assert!(files.resolve("scenarios/a.yaml", "/etc/passwd").is_err());
    }
}
