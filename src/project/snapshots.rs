//! Which snapshots there are, for `check`.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::check::SnapshotFiles;
use crate::io::snapshots::{folders_in, snapshots_in};

/// The snapshots on the disk; each folder is looked at once.
#[derive(Debug, Default)]
pub struct SnapshotsOnDisk {
    /// Folders of snapshots by the folder that they stand in.
    folders: RefCell<HashMap<String, Vec<String>>>,
    /// Those of which it was told what is left over in them.
    told: RefCell<HashSet<String>>,
}

impl SnapshotsOnDisk {
    /// The folder `snapshots` beside a scenario, and the folders in it.
    fn beside(&self, scenario: &str) -> (String, Vec<String>) {
        let at = match scenario.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/snapshots"),
            None => "snapshots".to_owned(),
        };
        let mut known = self.folders.borrow_mut();
        let folders = known.entry(at.clone()).or_insert_with(|| folders_in(Path::new(&at))).clone();
        (at, folders)
    }
}

impl SnapshotFiles for SnapshotsOnDisk {
    fn snapshots(&self, scenario: &str) -> Vec<String> {
        let (at, folders) = self.beside(scenario);
        let name = scenario.rsplit_once('/').map_or(scenario, |(_, name)| name);
        match folders.iter().any(|folder| folder == name) {
            true => snapshots_in(&Path::new(&at).join(name)),
            false => Vec::new(),
        }
    }

    fn without_scenario(&self, scenario: &str) -> Vec<String> {
        let (at, folders) = self.beside(scenario);
        let first = self.told.borrow_mut().insert(at.clone());
        // What stands there may be another's: only folders that are named like scenarios are ours.
        let ours =
            |folder: &&String| first && [".yaml", ".yml"].iter().any(|ending| folder.ends_with(ending));
        let gone = |folder: &&String| !Path::new(&at).with_file_name(folder).exists();
        folders.iter().filter(ours).filter(gone).map(|folder| format!("{at}/{folder}")).collect()
    }
}
