//! Files that somebody saves.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// Watches folders.
pub struct Changes {
    watcher: RecommendedWatcher,
    watched: HashSet<PathBuf>,
}

impl Changes {
    /// Tells of every file that is written, made, moved or removed in the folders to come. The error is one line for
    /// people.
    pub fn new(tell: impl Fn(Vec<PathBuf>) + Send + 'static) -> Result<Self, String> {
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(mut event) = event else { return };
            // Some systems say of a folder, too, that it changed when a file in it did.
            if matches!(&event.kind, EventKind::Modify(kind) if !matches!(kind, ModifyKind::Name(_))) {
                event.paths.retain(|path| !path.is_dir());
            }
            if saves(&event.kind) && !event.paths.is_empty() {
                tell(event.paths);
            }
        });
        Ok(Changes { watcher: watcher.map_err(|error| words(&error))?, watched: HashSet::new() })
    }

    /// A folder that was removed or moved is not watched any more; what is in its place now is to be
    /// watched again.
    pub fn forget(&mut self, changed: &BTreeSet<PathBuf>) {
        self.watched.retain(|folder| !changed.contains(folder));
    }

    /// Watches a folder, and what is below it where it is `deep`.
    pub fn watch(&mut self, folder: &Path, deep: bool) -> Result<(), String> {
        if !self.watched.insert(folder.to_owned()) {
            return Ok(());
        }
        let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        self.watcher
            .watch(folder, mode)
            .map_err(|error| format!("`{}` cannot be watched: {}", folder.display(), words(&error)))
    }
}

/// Reading a file is an event too, and so is a change of its times.
fn saves(kind: &EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Remove(_) => true,
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        _ => false,
    }
}

fn words(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system's limit for watched files is reached (on Linux: fs.inotify.max_user_watches)"
                .to_owned()
        }
        notify::ErrorKind::Io(error) => super::files::words(error),
        _ => "the system does not report changes here".to_owned(),
    }
}
