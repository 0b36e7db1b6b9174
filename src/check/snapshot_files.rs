//! The port to the files of snapshots.

/// Which snapshots there are. `cli` implements it on the disk.
pub trait SnapshotFiles {
    /// Names of the files in the folder of a scenario's snapshots.
    fn snapshots(&self, scenario: &str) -> Vec<String>;

    /// Folders of snapshots beside a scenario whose own scenario is gone; each is reported once.
    fn without_scenario(&self, scenario: &str) -> Vec<String>;
}

/// There are none.
impl SnapshotFiles for () {
    fn snapshots(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn without_scenario(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}
