//! A test for each case file of `tests/cases/` (format: `support/case.rs`), named after its path: the binary runs, and
//! the whole result is compared with the snapshot beside the file. `cargo test --test cases PART` runs those with PART in
//! their name, `INSTA_UPDATE=always` accepts the new results.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

#[allow(dead_code, reason = "the other test binary uses the rest")]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use libtest_mimic::{Arguments, Failed, Trial};

use support::case::Case;
use support::transcript;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Cases mostly wait for sockets and processes: more threads than cores are of use.
    arguments.test_threads.get_or_insert(2 * thread::available_parallelism().map_or(2, usize::from));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut found = Found::default();
    walk(&root, &mut found);
    assert!(!found.cases.is_empty(), "no case file in {}", root.display());
    let mut trials: Vec<Trial> = found
        .cases
        .iter()
        .map(|path| {
            let (name, path) = (name(&root, &path.with_extension("")), path.clone());
            Trial::test(name, move || run(&path))
        })
        .collect();
    let lone: Vec<String> = found
        .snapshots
        .iter()
        .filter(|path| !found.cases.contains(&path.with_extension("txt")))
        .map(|path| name(&root, path))
        .collect();
    // Such a snapshot would look like a test and be none.
    trials.push(Trial::test("every_snapshot_has_a_case", move || match lone.is_empty() {
        true => Ok(()),
        false => Err(format!("no case beside: {}", lone.join(", ")).into()),
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

#[derive(Default)]
struct Found {
    cases: BTreeSet<PathBuf>,
    snapshots: BTreeSet<PathBuf>,
}

fn walk(folder: &Path, found: &mut Found) {
    // Files of other tests, which hold what they expect.
    if folder.join("expected.txt").exists() {
        return;
    }
    for entry in fs::read_dir(folder).expect("the folder of the cases") {
        let path = entry.expect("an entry of it").path();
        match path.extension().and_then(|extension| extension.to_str()) {
            _ if path.is_dir() => walk(&path, found),
            Some("txt") => drop(found.cases.insert(path)),
            Some("snap") => drop(found.snapshots.insert(path)),
            _ => {}
        }
    }
}

fn name(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string().replace('\\', "/")
}

fn run(path: &Path) -> Result<(), Failed> {
    let case = Case::read(&fs::read_to_string(path)?)?;
    let transcript = transcript::run(&case, Path::new(env!("CARGO_BIN_EXE_runthrough")))?;
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(path.parent().expect("a file has a folder"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let name = path.file_stem().and_then(|name| name.to_str()).expect("a file name in UTF-8");
    // A difference is printed by insta, and its panic is the failure.
    settings.bind(|| insta::assert_snapshot!(name, transcript));
    Ok(())
}
