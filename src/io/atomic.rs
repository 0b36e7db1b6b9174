//! Files that are there whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::files::{cannot_read, words};

/// A file that takes its name when it is complete. Dropped before, it leaves nothing. A device, which cannot be replaced, is
/// written to as it is.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<Target>,
    path: PathBuf,
}

#[derive(Debug)]
enum Target {
    Temporary(NamedTempFile),
    Device(File),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Temporary(file) => file.write(bytes),
            Target::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Temporary(file) => file.flush(),
            Target::Device(file) => file.flush(),
        }
    }
}

impl AtomicFile {
    /// Makes a temporary file beside the path, and its folder. The error is one line for people.
    pub fn create(path: &Path) -> Result<Self, String> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let problem = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => format!("the folder of `{shown}` does not exist"),
            io::ErrorKind::PermissionDenied => format!("the folder of `{shown}` may not be written to"),
            // A file stands where a folder is to be, or a link to nowhere.
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                format!("`{shown}` cannot be written: what it is to be put into is no folder")
            }
            _ => format!("`{shown}` cannot be written: {}", words(&error)),
        };
        // A link goes on to lead to what it leads to.
        let real = path.canonicalize().ok();
        let path = real.as_deref().unwrap_or(path);
        if let Ok(metadata) = std::fs::metadata(path)
            && !metadata.is_file()
        {
            return match kind(&metadata) {
                Kind::Folder => Err(format!("`{shown}` is a folder")),
                // Opening one waits for whoever reads from it.
                Kind::Pipe => Err(format!("`{shown}` is a pipe: name a file, or `-` for stdout")),
                Kind::Device => {
                    let file = File::options().write(true).open(path).map_err(problem)?;
                    Ok(AtomicFile { writer: BufWriter::new(Target::Device(file)), path: path.to_owned() })
                }
            };
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
        Ok(AtomicFile { writer: BufWriter::new(Target::Temporary(file)), path: path.to_owned() })
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
        if let Target::Temporary(temporary) = file.writer.get_ref() {
            let set = temporary.as_file().set_permissions(permissions);
            set.map_err(|error| format!("`{shown}`: {error}"))?;
        }
        Ok(file)
    }

    /// The file as long as it is not complete: to be removed by whoever ends the process without dropping this. A device
    /// stays.
    pub fn unfinished(&self) -> Option<&Path> {
        match self.writer.get_ref() {
            Target::Temporary(file) => Some(file.path()),
            Target::Device(_) => None,
        }
    }

    /// Gives the file its name.
    pub fn commit(self) -> io::Result<()> {
        match self.writer.into_inner().map_err(io::IntoInnerError::into_error)? {
            Target::Temporary(file) => {
                file.as_file().sync_all()?;
                file.persist(&self.path).map_err(|error| error.error)?;
                Ok(())
            }
            Target::Device(_) => Ok(()),
        }
    }
}

enum Kind {
    Folder,
    Pipe,
    Device,
}

/// What is no file. A socket cannot be opened, so that it is told as a pipe is.
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

/// Gives a file that is there another text.
pub fn rewrite(path: &Path, text: &str) -> Result<(), String> {
    let mut file = AtomicFile::replace(path)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.commit())
        .map_err(|error| format!("`{}` cannot be written: {}", path.display(), words(&error)))
}

/// Writes a file that is not there yet, and its folder; false, and nothing is changed, where it is.
pub fn write_new(path: &Path, text: &str) -> Result<bool, String> {
    // A link to nowhere counts: what is written through it would stand somewhere else.
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    let shown = path.to_string_lossy().replace('\\', "/");
    let mut file = AtomicFile::create(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.writer.flush());
    let problem = |error: io::Error| format!("`{shown}` cannot be written: {}", words(&error));
    written.map_err(problem)?;
    match file.writer.into_inner().map_err(io::IntoInnerError::into_error) {
        Ok(Target::Temporary(file)) => match file.persist_noclobber(path) {
            Ok(_) => Ok(true),
            // Somebody was faster.
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(problem(error.error)),
        },
        Ok(Target::Device(_)) => Ok(false),
        Err(error) => Err(problem(error)),
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
