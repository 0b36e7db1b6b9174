//! Data rows at scale: time and memory of `list` and `run` with a thousand and a hundred thousand rows of a CSV.
//!
//! `cargo bench --bench data_rows`. Rows are checked in full before the first instance, and read again one at a time:
//! memory grows by their labels and places only. No server: a step that checks its columns is all that runs.

mod shared;

use std::fmt::Write;
use std::fs;

use shared::measured;

const SCENARIO: &str = "scenario: Users
cases: { file: users.csv, types: { age: integer }, secret: [password] }
steps:
  - name: Look
    check: [\"age >= 0\", \"email != name\", \"password != ''\"]
";

/// How often each command runs; the fastest run counts.
const RUNS: usize = 3;

fn main() {
    for count in [1_000, 100_000] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut rows = String::from("case,name,email,age,password,note\n");
        for row in 0..count {
            let _ = writeln!(
                rows,
                "user {row:06},Name {row},user{row}@example.com,{},pass-word-{row:06},\"a note, with {row} in it\"",
                row % 90
            );
        }
        println!("{count} rows, {:.1} MB", rows.len() as f64 / 1e6);
        fs::write(folder.path().join("users.csv"), rows).expect("the rows are written");
        fs::write(folder.path().join("users.yaml"), SCENARIO).expect("the scenario is written");
        let last = format!("user {:06}", count - 1);
        for arguments in [
            &["check", "users.yaml"][..],
            &["list", "users.yaml"],
            &["list", "users.yaml", "--name", &last],
            &["run", "users.csv:3", "--quiet"],
            &["run", "users.yaml", "--jobs", "1", "--quiet"],
            &["run", "users.yaml", "--jobs", "1", "--quiet", "--report", "junit=out.xml"],
        ] {
            let run = measured(folder.path(), arguments, RUNS);
            assert_eq!(run.code, Some(0), "{arguments:?}");
            println!("  {}  {}", run.shown(), arguments.join(" "));
        }
    }
}
