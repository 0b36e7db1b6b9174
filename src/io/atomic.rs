//! Files that are there whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::files::cannot_read;

/// A file that takes its name when it is complete. Dropped before, it leaves nothing.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl AtomicFile {
    /// Makes a temporary file beside the path, and its folder. The error is one line for people.
    pub fn create(path: &Path) -> Result<Self, String> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let problem = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => format!("the folder of `{shown}` does not exist"),
            io::ErrorKind::PermissionDenied => format!("the folder of `{shown}` may not be written to"),
            _ => format!("`{shown}`: {error}"),
        };
        if path.is_dir() {
            return Err(format!("`{shown}` is a folder"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(problem)?;
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As an ordinary new file: the umask takes away what it should.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.prefix(".runthrough-").tempfile_in(folder).map_err(problem)?;
        Ok(AtomicFile { writer: BufWriter::new(file), path: path.to_owned() })
    }

    /// Like [`AtomicFile::create`], for a file that is there: its permissions stay, and a link goes on to lead to it.
    pub fn replace(path: &Path) -> Result<Self, String> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let real = path.canonicalize().map_err(|error| cannot_read(&shown, &error))?;
        let permissions =
            std::fs::metadata(&real).map_err(|error| cannot_read(&shown, &error))?.permissions();
        if permissions.readonly() {
            return Err(format!("`{shown}` may not be written to"));
        }
        let file = AtomicFile::create(&real)?;
        let set = file.writer.get_ref().as_file().set_permissions(permissions);
        set.map_err(|error| format!("`{shown}`: {error}"))?;
        Ok(file)
    }

    /// The file as long as it is not complete: to be removed by whoever ends the process without dropping this.
    pub fn unfinished(&self) -> &Path {
        self.writer.get_ref().path()
    }

    /// Gives the file its name.
    pub fn commit(self) -> io::Result<()> {
        let file = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Makes sure that a new entry of a folder is on disk. Not every system can; there it is as safe as it can be.
pub fn sync_folder_of(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Opens a file for reading; the error is one line for people.
pub fn open(path: &Path) -> Result<File, String> {
    let shown = path.to_string_lossy().replace('\\', "/");
    File::open(path).map_err(|error| cannot_read(&shown, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/out.xml");
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert!(!path.exists());
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        file.commit().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert!(AtomicFile::create(folder.path()).unwrap_err().contains("is a folder"));
    }
}
