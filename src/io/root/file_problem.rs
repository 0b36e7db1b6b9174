//! Why a file is not opened.

use std::io;

/// Why a file is not opened. None of them has anything of the file's content.
#[derive(Debug)]
pub enum FileProblem {
    /// A link on its way leads out of the root.
    Outside,
    /// The path is a link to something that does not exist.
    LinkToNowhere,
    /// A folder, a pipe, a socket or a device.
    NotRegular,
    /// It has more than so many bytes.
    TooLarge(u64),
    /// Whatever else the system says.
    Io(io::Error),
}

impl From<io::Error> for FileProblem {
    fn from(error: io::Error) -> Self {
        let no_file = error.kind() == io::ErrorKind::IsADirectory || is_socket(&error);
        match () {
            // The only refusal that cap-std words itself: it has no number of the system.
            () if error.kind() == io::ErrorKind::PermissionDenied && error.raw_os_error().is_none() => {
                FileProblem::Outside
            }
            () if no_file => FileProblem::NotRegular,
            () => FileProblem::Io(error),
        }
    }
}

/// A socket, or a device without a driver, cannot be opened at all.
#[cfg(unix)]
fn is_socket(error: &io::Error) -> bool {
    use rustix::io::Errno;
    [Errno::NXIO, Errno::NODEV, Errno::OPNOTSUPP]
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(not(unix))]
fn is_socket(_: &io::Error) -> bool {
    false
}

impl FileProblem {
    /// Nothing has that name.
    pub fn is_not_found(&self) -> bool {
        matches!(self, FileProblem::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// One line for people, without a name that may have been meant. `shown`: the path as they know it.
    pub fn describe(&self, shown: &str) -> String {
        match self {
            FileProblem::Outside => {
                format!(
                    "`{shown}` leads out of the project through a link: replace the link by the file itself"
                )
            }
            FileProblem::LinkToNowhere => {
                format!("`{shown}` is a broken link: fix it or remove it")
            }
            FileProblem::NotRegular => format!("`{shown}` is not a regular file"),
            FileProblem::TooLarge(limit) if *limit < 1 << 20 => {
                format!("`{shown}` is larger than {} KiB", limit >> 10)
            }
            FileProblem::TooLarge(limit) => format!("`{shown}` is larger than {} MiB", limit >> 20),
            FileProblem::Io(error) => match error.kind() {
                io::ErrorKind::NotFound => format!("the file or folder `{shown}` does not exist"),
                io::ErrorKind::PermissionDenied => format!("`{shown}` cannot be read: permission denied"),
                _ => format!("`{shown}` cannot be read: {}", words(error)),
            },
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_error_is_left_out() {
        let text = words(&io::Error::from_raw_os_error(5));
        assert!(!text.is_empty() && !text.contains("os error"), "{text}");
        assert_eq!(words(&io::Error::other("ours (os error 5)")), "ours (os error 5)");
    }
}
