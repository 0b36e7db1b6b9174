//! Data rows that are read again when they run: what was changed in between is an error of its row, never a wrong row.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::support::binary::{code, runthrough, said};
use crate::support::http::{Answer, Request};
use crate::support::listener::{self, After, Service};
use crate::support::report::read;
use serde_json::json;

const SCENARIO: &str = "scenario: Users
inputs: { base_url: { default: http://127.0.0.1:9 } }
cases: { file: users.csv, types: { age: integer }, secret: [password] }
steps:
  - name: Ask
    request: GET ${base_url}/${name}
    headers: { X-Age: \"${age}\", X-Password: \"${password}\" }
    expect: { status: 200 }
";
const ROWS: &str = "case,name,age,password\r\nfirst,ann,1,hunter22\r\n\"of two\nlines\",ben,2,hunter33\r\nlast,cid,3,hunter44";

/// Writes a file when the first request comes, and remembers all paths.
struct Changes {
    file: PathBuf,
    becomes: Option<&'static str>,
    asked: std::sync::Mutex<Vec<String>>,
}

impl Service for Changes {
    fn serve(&self, request: Request, stream: &mut dyn Write) -> io::Result<After> {
        let mut asked = listener::lock(&self.asked);
        if let Some(becomes) = self.becomes.filter(|_| asked.is_empty()) {
            fs::write(&self.file, becomes)?;
        }
        asked.push(format!(
            "{} {} {}",
            request.path(),
            request.header("x-age").unwrap_or_default(),
            request.header("x-password").unwrap_or_default()
        ));
        Answer::json(200, &json!({})).write(&request.method, stream)?;
        Ok(After::Keep)
    }
}

/// Runs the rows one after the other, while the file becomes something else; what was asked, the verdicts, and all output.
fn run_while(becomes: Option<&'static str>) -> (Vec<String>, Vec<(String, String)>, String) {
    let folder = project();
    let file = folder.path().join("users.csv");
    let service = Arc::new(Changes { file, becomes, asked: Default::default() });
    let server = listener::bind().expect("a free port").serve(service.clone());
    let base_url = format!("base_url={}", server.url());
    let output = runthrough(
        folder.path(),
        &["run", "users.yaml", "-j", "1", "-i", &base_url, "--report", "json=out.json"],
    );
    let report = read(&folder.path().join("out.json"));
    let instances = report["instances"].as_array().expect("instances");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let verdicts = instances.iter().map(|one| (text(&one["id"]), text(&one["verdict"]))).collect();
    let said =
        format!("{}{}", said(&output), fs::read_to_string(folder.path().join("out.json")).expect("a report"));
    (listener::lock(&service.asked).clone(), verdicts, said)
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("users.yaml"), SCENARIO).expect("a file");
    fs::write(folder.path().join("users.csv"), ROWS).expect("a file");
    folder
}

const ALL: [&str; 3] = ["/ann 1 hunter22", "/ben 2 hunter33", "/cid 3 hunter44"];

#[test]
fn rows_are_read_when_they_run() {
    let (asked, verdicts, said) = run_while(None);
    assert_eq!(asked, ALL);
    assert!(verdicts.iter().all(|(_, verdict)| verdict == "passed"), "{verdicts:?}");
    assert!(!said.contains("hunter"), "{said}");
}

#[test]
fn what_is_changed_behind_a_row_does_not_matter_to_it() {
    const LONGER: &str = "case,name,age,password\r\nfirst,ann,1,hunter22\r\n\"of two\nlines\",ben,2,hunter33\r\nlast,cid,3,hunter445";
    let (asked, verdicts, said) = run_while(Some(LONGER));
    assert_eq!(asked, ALL[..2]);
    assert_eq!(verdicts[2], ("users.yaml::Users [last]".to_owned(), "errored".to_owned()));
    assert!(
        said.contains("`users.csv` was changed after it was checked: the row at line 5 no longer exists"),
        "{said}"
    );
    assert!(!said.contains("hunter"), "{said}");
}

#[test]
fn a_row_that_moved_or_is_gone_is_an_error_of_its_instance() {
    for becomes in [
        "case,name,age,password\nfirst,ann,1,hunter22\n\"of two\nlines\",ben,2,hunter33\nlast,cid,3,hunter44",
        "case",
        "",
    ] {
        let (asked, verdicts, said) = run_while(Some(becomes));
        assert_eq!(asked, ALL[..1], "{becomes:?}");
        let errored = verdicts.iter().filter(|(_, verdict)| verdict == "errored").count();
        assert_eq!(errored, 2, "{becomes:?}");
        assert!(said.contains("the row at line 3 no longer exists"), "{said}");
    }
}

#[test]
fn rows_are_listed_and_picked_by_name_and_line() {
    let folder = project();
    let list = |arguments: &[&str]| {
        let output = runthrough(folder.path(), &[&["list"], arguments].concat());
        assert_eq!(code(&output), Some(0), "{}", said(&output));
        said(&output)
    };
    let last = "users.csv:5  Users [last]\n";
    assert_eq!(list(&["users.yaml"]).lines().count(), 4);
    assert_eq!(list(&["users.yaml", "-n", "last"]), last);
    assert_eq!(list(&["users.csv:5"]), last);
    // A row of two lines is picked by each of them.
    assert_eq!(list(&["users.csv:3"]), list(&["users.csv:4"]));
}

#[test]
fn a_file_may_be_named_by_two_scenarios_each_with_its_own_types() {
    let folder = project();
    let other = SCENARIO.replace("Users", "Others").replace("age: integer", "age: number");
    fs::write(folder.path().join("others.yaml"), other).expect("a file");
    assert!(passes(folder.path(), &["list", "."]).contains("Others [first]"));
    let wrong = SCENARIO.replace("Users", "Wrong").replace("age: integer", "name: integer");
    fs::write(folder.path().join("wrong.yaml"), wrong).expect("a file");
    let output = runthrough(folder.path(), &["check", "."]);
    let said = said(&output);
    // What is wrong for one of them is drawn, though another has read the file without fault.
    assert!(said.contains("users.csv:2:7: error[wrong-type]: `name` must be an integer"), "{said}");
}

#[test]
fn rows_of_more_than_64_mib_are_not_read() {
    let folder = project();
    for name in ["users.csv", "users.json", "users.yaml"] {
        let scenario = "scenario: Large\ncases: { file: rows/NAME }\nsteps: [{ name: A, check: ['true'] }]\n";
        fs::write(folder.path().join("large.yaml"), scenario.replace("NAME", name)).expect("a file");
        fs::create_dir_all(folder.path().join("rows")).expect("a folder");
        let file = fs::File::create(folder.path().join("rows").join(name)).expect("a file");
        file.set_len((64 << 20) + 1).expect("a sparse file");
        let said = said(&runthrough(folder.path(), &["check", "large.yaml"]));
        assert!(said.contains(&format!("`rows/{name}` is larger than 64 MiB, which is the limit")), "{said}");
    }
}

fn passes(folder: &Path, arguments: &[&str]) -> String {
    let output = runthrough(folder, arguments);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    said(&output)
}
