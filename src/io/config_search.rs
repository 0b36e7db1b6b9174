//! Finds `runthrough.yaml`.

use std::path::{Path, PathBuf};

use super::files::CONFIG;

/// Ends the search: what lies above belongs to another repository.
const REPOSITORY: &str = ".git";

/// The configuration of a folder: its own, else that of the nearest folder above, up to the root of a repository. One above
/// that another user has put there is an error, one line for people.
pub fn search(folder: &Path) -> Result<Option<PathBuf>, String> {
    for above in folder.ancestors() {
        let path = above.join(CONFIG);
        // Whatever has that name was meant: reading it says what is wrong with it.
        if path.symlink_metadata().is_ok() {
            return match above != folder && !is_own(&path) {
                true => Err(format!(
                    "`{}` belongs to another user and could send your secrets anywhere: review it, then pass it with `--config`",
                    path.display()
                )),
                false => Ok(Some(path)),
            };
        }
        if above.join(REPOSITORY).symlink_metadata().is_ok() {
            break;
        }
    }
    Ok(None)
}

/// Whether a file belongs to whoever runs this, and is not a link of somebody else.
#[cfg(unix)]
fn is_own(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let own = rustix::process::geteuid().as_raw();
    [path.symlink_metadata(), path.metadata()].into_iter().flatten().all(|metadata| metadata.uid() == own)
}

#[cfg(not(unix))]
fn is_own(_: &Path) -> bool {
    true
}
