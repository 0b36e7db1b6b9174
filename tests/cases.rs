//! Runs every case file of `tests/cases/` (format: `support/case.rs`) and compares the whole result with the snapshot
//! beside it. `CASE=part` chooses by a part of the path, `INSTA_UPDATE=always` accepts.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use support::case::Case;
use support::listener::lock;
use support::transcript;

#[test]
fn cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut found = Found::default();
    walk(&root, &mut found);
    let filter = std::env::var("CASE").unwrap_or_default();
    let chosen: Vec<PathBuf> =
        found.cases.iter().filter(|path| label(&root, path).contains(&filter)).cloned().collect();
    assert!(!chosen.is_empty(), "no case file matches {filter:?} in tests/cases");

    // Running takes the time and is done by threads; comparing is insta's, in order, so that its output is readable.
    // insta has printed the difference before it panics; the panic's own words and trace would only part them.
    let mut failures = Vec::new();
    let results = run_all(&chosen);
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    for (path, result) in results {
        let name = label(&root, &path);
        match result {
            Err(error) => failures.push(format!("{name}: {error}")),
            Ok(transcript) => {
                if let Err(panic) = catch_unwind(AssertUnwindSafe(|| compare(&path, &transcript))) {
                    let message = panic.downcast_ref::<String>().map_or("not comparable", String::as_str);
                    failures.push(format!("{name}: {message}"));
                }
            }
        }
    }
    set_hook(hook);
    // A snapshot without a case would look like a test and be none.
    for snapshot in found.snapshots.iter().filter(|path| !found.cases.contains(&path.with_extension("txt"))) {
        failures.push(format!("{}: a snapshot without a case", label(&root, snapshot)));
    }
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), chosen.len(), failures.join("\n"));
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
        match path.extension().and_then(|ending| ending.to_str()) {
            _ if path.is_dir() => walk(&path, found),
            Some("txt") => drop(found.cases.insert(path)),
            Some("snap") => drop(found.snapshots.insert(path)),
            _ => {}
        }
    }
}

fn label(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string().replace('\\', "/")
}

fn run_all(paths: &[PathBuf]) -> Vec<(PathBuf, Result<String, String>)> {
    let next = Mutex::new(paths.iter().enumerate());
    let results = Mutex::new(Vec::new());
    // Cases mostly wait for sockets and processes: more threads than cores are of use.
    let threads = 2 * thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads.min(paths.len()) {
            scope.spawn(|| {
                loop {
                    let Some((index, path)) = lock(&next).next() else { return };
                    let result = run(path);
                    lock(&results).push((index, path.clone(), result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("no thread panicked");
    results.sort_by_key(|(index, ..)| *index);
    results.into_iter().map(|(_, path, result)| (path, result)).collect()
}

fn run(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let case = Case::read(path, &text)?;
    transcript::run(&case, Path::new(env!("CARGO_BIN_EXE_runthrough")))
}

fn compare(path: &Path, transcript: &str) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(path.parent().expect("a file has a folder"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_input_file(path);
    settings.set_omit_expression(true);
    let name = path.file_stem().and_then(|name| name.to_str()).expect("a file name in UTF-8");
    settings.bind(|| insta::assert_snapshot!(name, transcript));
}
