//! Files that appear whole or not at all.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use cap_std::fs::{Dir, OpenOptions};

use super::{FileProblem, Root};

/// Names that are tried for a temporary file.
const TRIES: usize = 16;

/// A file beside the one that it is to become. Dropped before, it leaves nothing.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    name: OsString,
    unfinished: Unfinished,
}

/// Names a temporary file, for whoever ends the process without dropping it.
#[derive(Debug, Clone)]
pub struct Unfinished {
    folder: Arc<Dir>,
    name: OsString,
}

impl Unfinished {
    /// Removes the file.
    pub fn remove(&self) {
        let _ = self.folder.remove_file(&self.name);
    }
}

impl Root {
    /// Begins a file of that name, in a folder of this root that is made where it is missing. The path is that of the file
    /// itself: a link there is replaced.
    pub fn begin(&self, path: &Path) -> Result<NewFile, FileProblem> {
        let name = path.file_name().ok_or_else(|| FileProblem::Io(io::ErrorKind::InvalidInput.into()))?;
        let folder = self.make_folder(path.parent().unwrap_or(Path::new("")))?.dir;
        for _ in 0..TRIES {
            let temporary = OsString::from(format!(".runthrough-{:016x}", rand::random::<u64>()));
            // As an ordinary new file: the umask takes away what it should.
            match folder.open_with(&temporary, OpenOptions::new().read(true).write(true).create_new(true)) {
                Ok(file) => {
                    let unfinished = Unfinished { folder, name: temporary };
                    return Ok(NewFile { file: file.into_std(), name: name.to_owned(), unfinished });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(FileProblem::Io(io::ErrorKind::AlreadyExists.into()))
    }

    /// Begins the successor of a file that exists: with its permissions, and at the place to which links inside the root
    /// lead. One that may not be written to stays.
    pub fn begin_again(&self, path: &Path) -> Result<NewFile, FileProblem> {
        let path = self.without_links(path)?;
        let file = self.open_file(&path, u64::MAX)?;
        let permissions = file.metadata().map_err(FileProblem::Io)?.permissions();
        if permissions.readonly() {
            return Err(FileProblem::Io(io::ErrorKind::ReadOnlyFilesystem.into()));
        }
        let new = self.begin(&path)?;
        new.file.set_permissions(permissions).map_err(FileProblem::Io)?;
        Ok(new)
    }

    /// Gives a file another text.
    pub fn rewrite(&self, path: &Path, text: &str) -> Result<(), FileProblem> {
        let mut new = self.begin_again(path)?;
        new.write_all(text.as_bytes()).and_then(|()| new.commit()).map_err(FileProblem::Io)
    }

    /// Writes a file that is not there yet, and its folder; false, and nothing is changed, where it is. A link to nowhere
    /// counts as one that is.
    pub fn write_new(&self, path: &Path, text: &str) -> Result<bool, FileProblem> {
        if self.has(path) {
            return Ok(false);
        }
        let mut new = self.begin(path)?;
        let written = new.write_all(text.as_bytes()).and_then(|()| new.commit_new());
        match written {
            Ok(()) => Ok(true),
            // Somebody was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(FileProblem::Io(error)),
        }
    }

    /// Begins a file that is read while it grows, in the place of one that is there: what has another name for that one
    /// keeps it.
    pub fn create_growing(&self, path: &Path) -> Result<File, FileProblem> {
        let folder = self.make_folder(path.parent().unwrap_or(Path::new("")))?.dir;
        let name = Path::new(path.file_name().unwrap_or(OsStr::new("")));
        match folder.remove_file(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let file = folder.open_with(name, OpenOptions::new().write(true).create_new(true))?;
        Ok(file.into_std())
    }
}

impl NewFile {
    /// The file as long as it is not complete.
    pub fn unfinished(&self) -> Unfinished {
        self.unfinished.clone()
    }

    /// Gives the file its name, in the place of one that has it.
    pub fn commit(self) -> io::Result<()> {
        self.file.sync_all()?;
        let folder = &self.unfinished.folder;
        folder.rename(&self.unfinished.name, folder, &self.name)
    }

    /// Gives the file its name where no other has it.
    fn commit_new(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        let folder = self.unfinished.folder.clone();
        match folder.hard_link(&self.unfinished.name, &folder, &self.name) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => self.copy_new(&folder),
            linked => linked,
        }
    }

    /// The same where the disk has no hard links.
    pub(super) fn copy_new(&mut self, folder: &Dir) -> io::Result<()> {
        let mut new = folder.open_with(&self.name, OpenOptions::new().write(true).create_new(true))?;
        let mut bytes = Vec::new();
        let copied = self
            .file
            .seek(SeekFrom::Start(0))
            .and_then(|_| self.file.read_to_end(&mut bytes))
            .and_then(|_| new.write_all(&bytes));
        copied.inspect_err(|_| drop(folder.remove_file(&self.name)))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // After a commit there is none of that name.
        self.unfinished.remove();
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
