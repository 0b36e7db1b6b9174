//! Many scenario files.

use std::fs;

use super::figure::{megabytes, print, wanted};
use super::shared::{measured, scenario};

const MANY: usize = 10_000;

/// Prints them.
pub fn figures() {
    if !wanted("files") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = scenario();
    for file in 0..MANY {
        let below = folder.path().join(format!("scenarios/{}", file / 100));
        fs::create_dir_all(&below).expect("a folder");
        let own = text.replace("scenario: Login", &format!("scenario: {file} login"));
        assert_ne!(own, text, "the scenario has another name");
        fs::write(below.join(format!("{file}.yaml")), own).expect("the scenario is written");
    }
    for command in ["check", "list"] {
        let run = measured(folder.path(), &[command], 3);
        assert_eq!(run.code, Some(0));
        let name = format!("files: {command} of {MANY} files of 4 steps");
        print(&name, format!("{:.2} s", run.time.as_secs_f64()), "under 2 s on one core");
        print(&format!("{name}, memory"), megabytes(run.peak), "");
    }
}
