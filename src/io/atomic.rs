//! Reports at typed paths: whole or not there at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::root::{FileProblem, NewFile, Root, Unfinished, words};

/// A file that takes its name when it is complete. Dropped before, it leaves nothing. A device, which cannot be replaced, is
/// written to as it is.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<Target>,
}

#[derive(Debug)]
enum Target {
    New(NewFile),
    Device(File),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::New(file) => file.write(bytes),
            Target::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::New(file) => file.flush(),
            Target::Device(file) => file.flush(),
        }
    }
}

impl From<NewFile> for AtomicFile {
    fn from(file: NewFile) -> Self {
        AtomicFile { writer: BufWriter::new(Target::New(file)) }
    }
}

impl AtomicFile {
    /// Makes a temporary file beside a typed path, and its folder. The error is one line for people.
    pub fn create(path: &Path) -> Result<Self, String> {
        let shown = path.to_string_lossy().replace('\\', "/");
        // A link goes on to lead to what it leads to.
        let real = path.canonicalize().ok();
        let path = real.as_deref().unwrap_or(path);
        if let Ok(metadata) = path.metadata()
            && !metadata.is_file()
        {
            return match kind(&metadata) {
                Kind::Folder => Err(format!("`{shown}` is a folder")),
                // Opening one waits for whoever reads from it.
                Kind::Pipe => Err(format!("`{shown}` is a pipe: name a file, or `-` for stdout")),
                Kind::Device => {
                    let opened = File::options().write(true).open(path);
                    let file = opened.map_err(|error| cannot_write(&shown, &error.into()))?;
                    Ok(AtomicFile { writer: BufWriter::new(Target::Device(file)) })
                }
            };
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let name = path.file_name().unwrap_or_default();
        let made = std::fs::create_dir_all(folder).or_else(|error| match folder.as_os_str().is_empty() {
            true => Ok(()),
            false => Err(error),
        });
        let file = made
            .and_then(|()| Root::open(folder))
            .map_err(FileProblem::from)
            .and_then(|root| root.begin(Path::new(name)));
        Ok(file.map_err(|problem| cannot_write(&shown, &problem))?.into())
    }

    /// The file as long as it is not complete: to be removed by whoever ends the process without dropping this. A device
    /// stays.
    pub fn unfinished(&self) -> Option<Unfinished> {
        match self.writer.get_ref() {
            Target::New(file) => Some(file.unfinished()),
            Target::Device(_) => None,
        }
    }

    /// Gives the file its name.
    pub fn commit(self) -> io::Result<()> {
        match self.writer.into_inner().map_err(io::IntoInnerError::into_error)? {
            Target::New(file) => file.commit(),
            Target::Device(_) => Ok(()),
        }
    }
}

/// Why a file cannot be written, in words. `shown`: its path as people know it.
pub fn cannot_write(shown: &str, problem: &FileProblem) -> String {
    let FileProblem::Io(error) = problem else { return problem.describe(shown) };
    match error.kind() {
        io::ErrorKind::NotFound => format!("the folder of `{shown}` does not exist"),
        io::ErrorKind::PermissionDenied => format!("the folder of `{shown}` is not writable"),
        // A file stands where a folder is to be, or a link to nowhere.
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            format!("`{shown}` cannot be written: part of its path is not a folder")
        }
        _ => format!("`{shown}` cannot be written: {}", words(error)),
    }
}

enum Kind {
    Folder,
    Pipe,
    Device,
}

/// What is no file. A socket cannot be opened, so that it is reported as a pipe is.
fn kind(metadata: &std::fs::Metadata) -> Kind {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        if kind.is_fifo() || kind.is_socket() {
            return Kind::Pipe;
        }
    }
    if metadata.is_dir() { Kind::Folder } else { Kind::Device }
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
