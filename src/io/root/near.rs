//! The path that was probably meant by one that does not exist.

use std::path::{Path, PathBuf};

use super::{EntryKind, Root};
use crate::diag::did_you_mean;

/// Entries of a folder among which the one is looked for that a wrong path means.
const BESIDE: usize = 10_000;

/// The path of a folder or file that is named much like one that does not exist.
pub fn near(root: &Root, path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let parent = path.parent().unwrap_or(Path::new(""));
    if root.kind(parent).ok() != Some(EntryKind::Folder) {
        let meant = near(root, parent)?.join(name);
        return root.kind(&meant).is_ok().then_some(meant);
    }
    let names = root.names(parent, BESIDE).ok()?;
    Some(parent.join(did_you_mean(name, names.iter().map(String::as_str))?))
}
