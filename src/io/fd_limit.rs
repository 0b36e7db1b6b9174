//! How many files and sockets this process may have open at once.

use std::io;

/// Sees to it that so many can be open at once, as far as the system lets us. Comes back with how many can be.
#[cfg(unix)]
pub fn allow(wanted: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let number =
        |limit: Option<u64>| limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let (now, most) = (number(limit.current), number(limit.maximum));
    let raised = wanted.min(most);
    if now >= raised {
        return now;
    }
    let new = Rlimit { current: Some(raised as u64), maximum: limit.maximum };
    match setrlimit(Resource::Nofile, new) {
        Ok(()) => raised,
        Err(_) => now,
    }
}

/// Sockets are not counted among the files of a process here.
#[cfg(not(unix))]
pub fn allow(_wanted: usize) -> usize {
    usize::MAX
}

/// True for the error of a process that has no open file left.
#[cfg(unix)]
pub fn is_exhausted(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::MFILE)
}

/// See [`allow`].
#[cfg(not(unix))]
pub fn is_exhausted(_error: &io::Error) -> bool {
    false
}
