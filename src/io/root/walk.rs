//! Finds the YAML files below a folder.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::ignore_rules::{IgnoreRules, Ruling};
use super::{EntryKind, FileProblem, Root};
use crate::vocabulary::limits::{FOLDERS, LOOKED_AT};

/// A folder that is looked through.
struct Folder {
    /// Its path in the root.
    inside: PathBuf,
    depth: usize,
    rules: IgnoreRules,
}

/// All YAML files below a folder of a root, by their paths in the folder. What cannot be looked at (a link that leads out
/// or nowhere, a folder that may not be read) is among them, so that whoever reads it reports why. The error is one line
/// for people; `shown` is the path of the folder as they know it.
pub fn walk(root: &Root, start: &Path, shown: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut looked_at = 0;
    let rules = rules_above(root, start)?;
    let mut open = vec![Folder { inside: start.to_owned(), depth: 0, rules }];
    while let Some(folder) = open.pop() {
        let below = folder.inside.strip_prefix(start).unwrap_or(&folder.inside).to_owned();
        let names = match entries(root, &folder.inside, LOOKED_AT - looked_at) {
            Ok(names) => names,
            Err(_) if folder.depth > 0 => {
                found.push(below);
                continue;
            }
            Err(problem) => return Err(problem.describe(&shown.to_string_lossy())),
        };
        looked_at += names.len();
        if looked_at >= LOOKED_AT {
            return Err(format!(
                "`{}` contains more than {LOOKED_AT} files and folders: pass more specific paths",
                shown.display()
            ));
        }
        let rules = folder.rules.enter(root, &folder.inside, &shown.join(&below))?;
        for entry in names {
            let (inside, below) = (folder.inside.join(&entry.name), below.join(&entry.name));
            let (kind, ruling) = look(root, &folder.inside, &inside, &entry, &rules);
            let hidden = entry.name.as_encoded_bytes().first() == Some(&b'.');
            if ruling == Ruling::LeftOut || hidden && ruling == Ruling::Unmentioned {
                continue;
            }
            match kind {
                Seen::Folder if folder.depth == FOLDERS => {
                    return Err(format!(
                        "`{}`: folders are nested deeper than {FOLDERS} levels",
                        shown.join(below).display()
                    ));
                }
                Seen::Folder => {
                    open.push(Folder { inside, depth: folder.depth + 1, rules: rules.clone() });
                }
                Seen::Loop => {}
                Seen::Unreachable => found.push(below),
                Seen::File if is_yaml(&entry.name) => found.push(below),
                Seen::File => {}
            }
        }
    }
    Ok(found)
}

/// A name in a folder, and what the folder says of it.
struct Entry {
    name: std::ffi::OsString,
    kind: EntryKind,
    is_link: bool,
}

enum Seen {
    File,
    Folder,
    /// A link to a folder that it is in.
    Loop,
    /// A link that leads out, nowhere, or to itself.
    Unreachable,
}

/// The rules of the folders in which a folder is.
fn rules_above(root: &Root, start: &Path) -> Result<IgnoreRules, String> {
    let mut rules = IgnoreRules::default();
    let mut above: Vec<&Path> = start.ancestors().skip(1).collect();
    while let Some(folder) = above.pop() {
        rules = rules.enter(root, folder, folder)?;
    }
    Ok(rules)
}

fn entries(root: &Root, folder: &Path, limit: usize) -> Result<Vec<Entry>, FileProblem> {
    let read = root.folder(folder)?.dir.entries()?;
    let mut entries = Vec::new();
    for entry in read.take(limit) {
        let entry = entry?;
        let file_type = entry.file_type()?;
        let kind = match () {
            () if file_type.is_dir() => EntryKind::Folder,
            () if file_type.is_file() => EntryKind::File,
            () => EntryKind::Other,
        };
        entries.push(Entry { name: entry.file_name(), kind, is_link: file_type.is_symlink() });
    }
    Ok(entries)
}

/// What an entry is, links followed, and what the rules say of it.
fn look(root: &Root, folder: &Path, inside: &Path, entry: &Entry, rules: &IgnoreRules) -> (Seen, Ruling) {
    let of_kind = |kind| if kind == EntryKind::Folder { Seen::Folder } else { Seen::File };
    if !entry.is_link {
        let ruling = rules.ruling(inside, entry.kind == EntryKind::Folder);
        return (of_kind(entry.kind), ruling);
    }
    match root.kind(inside) {
        Ok(EntryKind::Folder) => {
            let ruling = rules.ruling(inside, true);
            let real = |path: &Path| root.without_links(path).ok();
            let is_loop = real(folder)
                .zip(real(inside))
                .is_some_and(|(folder, target)| folder.starts_with(own(&target)));
            (if is_loop { Seen::Loop } else { Seen::Folder }, ruling)
        }
        Ok(kind) => (of_kind(kind), rules.ruling(inside, false)),
        // Nobody knows whether it was to be a folder.
        Err(_) => match rules.ruling(inside, false) {
            Ruling::Unmentioned => (Seen::Unreachable, rules.ruling(inside, true)),
            ruling => (Seen::Unreachable, ruling),
        },
    }
}

/// The root itself, which every folder is in.
fn own(path: &Path) -> &Path {
    if path == Path::new(".") { Path::new("") } else { path }
}

/// Whether a file is one of YAML by its name. Some systems do not tell `A.YAML` from `a.yaml`.
fn is_yaml(name: &OsStr) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml"))
}
