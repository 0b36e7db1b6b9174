//! Which snapshots there are, for `check`.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::check::SnapshotFiles;
use crate::io::project::ProjectFiles;
use crate::io::root::EntryKind;
use crate::io::snapshots::{names, snapshots_in};

/// The snapshots on the disk; each folder is looked at once.
#[derive(Debug)]
pub struct SnapshotsOnDisk<'d> {
    disk: &'d ProjectFiles,
    /// Folders of snapshots by the folder that they stand in.
    folders: RefCell<HashMap<String, Vec<String>>>,
    /// Those of which it was told what is left over in them.
    told: RefCell<HashSet<String>>,
}

impl<'d> SnapshotsOnDisk<'d> {
    /// Nothing is looked at yet.
    pub fn new(disk: &'d ProjectFiles) -> Self {
        SnapshotsOnDisk { disk, folders: RefCell::default(), told: RefCell::default() }
    }

    /// The folder `snapshots` beside a scenario, and the folders in it.
    fn beside(&self, scenario: &str) -> (String, Vec<String>) {
        let at = match scenario.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/snapshots"),
            None => "snapshots".to_owned(),
        };
        let mut known = self.folders.borrow_mut();
        let folders = known.entry(at.clone()).or_insert_with(|| names(self.disk, Path::new(&at))).clone();
        (at, folders)
    }
}

impl SnapshotFiles for SnapshotsOnDisk<'_> {
    fn snapshots(&self, scenario: &str) -> Vec<String> {
        let (at, folders) = self.beside(scenario);
        let name = scenario.rsplit_once('/').map_or(scenario, |(_, name)| name);
        match folders.iter().any(|folder| folder == name) {
            true => snapshots_in(self.disk, &Path::new(&at).join(name)),
            false => Vec::new(),
        }
    }

    fn without_scenario(&self, scenario: &str) -> Vec<String> {
        let (at, folders) = self.beside(scenario);
        let first = self.told.borrow_mut().insert(at.clone());
        // What stands there may be another's: only folders that are named like scenarios are ours.
        let ours =
            |folder: &&String| first && [".yaml", ".yml"].iter().any(|ending| folder.ends_with(ending));
        let gone = |name: &&String| {
            let found = |path: &Path| self.disk.locate(path).and_then(|found| found.root.kind(&found.inside));
            let is_folder = found(&Path::new(&at).join(name)).ok() == Some(EntryKind::Folder);
            is_folder && found(&Path::new(&at).with_file_name(name)).is_err()
        };
        folders.iter().filter(ours).filter(gone).map(|folder| format!("{at}/{folder}")).collect()
    }
}
