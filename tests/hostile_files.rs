//! Files that are made to break their reader: each ends in one message that names the file, never in a crash, a hang or a
//! file that is passed over.

use std::fs;
use std::path::Path;

use crate::support::binary::{code, command, runthrough, said};

const HEAD: &str = "scenario: A\nsteps:\n  - name: B\n    request: POST http://127.0.0.1:9/\n";

/// Checks one file; gives what was said of it, which has to be errors.
fn refused(name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), content).expect("the file");
    let output = runthrough(folder.path(), &["check", name]);
    let said = said(&output);
    let shown: String = said.chars().take(600).collect();
    assert_eq!(code(&output), Some(2), "{name}: {shown}");
    assert!(said.contains(name), "{name}: {shown}");
    assert!(!said.contains("a bug in runthrough"), "{name}: {shown}");
    assert!(said.len() < 64 * 1024, "{name}: {} bytes are said", said.len());
    said
}

fn accepted(name: &str, content: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), content).expect("the file");
    let output = runthrough(folder.path(), &["check", name]);
    assert_eq!(code(&output), Some(0), "{name}: {}", said(&output));
}

fn that(expression: &str) -> Vec<u8> {
    format!("{HEAD}    expect:\n      that:\n        - >-\n          {expression}\n").into_bytes()
}

#[test]
fn operators_without_end_are_refused() {
    const MANY: usize = 100_000;
    let between = [
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        "~",
        "and",
        "or",
        "in",
        "not in",
        "==",
        "!=",
        "<",
        ">=",
        "if x else",
        "is",
    ];
    for operator in between {
        refused("between.yaml", &that(&format!("1 {}", format!("{operator} 1 ").repeat(MANY))));
    }
    for before in ["not ", "-", "+", "(", "[", "{", "{'a': ", "x[", "x(", "x | default(", "'"] {
        refused("before.yaml", &that(&format!("{}1", before.repeat(MANY))));
    }
    for behind in [".a", "[0]", "|int", "()", " is defined", " if 1", ")", "]"] {
        refused("behind.yaml", &that(&format!("x{}", behind.repeat(MANY))));
    }
    for part in ["${", "${1}${", "$${", "}${x"] {
        let text = format!("{HEAD}    text: \"{}\"\n", part.repeat(MANY));
        let output = {
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join("text.yaml"), text).expect("the file");
            runthrough(folder.path(), &["check", "text.yaml"])
        };
        // Text that is only long is right.
        let ends = if part == "$${" { Some(0) } else { Some(2) };
        assert_eq!(code(&output), ends, "{part}: {}", said(&output).chars().take(400).collect::<String>());
    }
}

#[test]
fn paths_and_patterns_without_end_are_refused() {
    const MANY: usize = 100_000;
    for part in [
        ".a",
        "[0]",
        "['a']",
        "..a",
        "[*]",
        "[?@.a",
        "[?(@.a == 1 && ",
        "[?!",
        "[1:2:3]",
        "[",
        "[?length(",
        "[?@['x'] || ",
    ] {
        let path = format!(
            "{HEAD}    expect:\n      json:\n        ? '${}'\n        : 1\n",
            part.replace('\'', "\"").repeat(MANY)
        );
        refused("path.yaml", path.as_bytes());
    }
    for part in ["(", "[a", "a{1000}", "(a|", "a*?", "(?:", "\\p{L}", "[[:alpha:]]", "(?i)", "a|", "\\x{41}"]
    {
        let pattern =
            format!("{HEAD}    expect:\n      json:\n        $.a: {{ matches: '{}' }}\n", part.repeat(MANY));
        refused("regex.yaml", pattern.as_bytes());
    }
    for pattern in ["((((a{100}){100}){100}){100})", "(a+)+$(", "(?=a)b", "(a)\\1", "[z-a]"] {
        let text = format!("{HEAD}    expect:\n      json:\n        $.a: {{ matches: '{pattern}' }}\n");
        refused("regex.yaml", text.as_bytes());
    }
}

#[test]
fn nesting_and_repetition_are_bounded() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]")] {
        for depth in [65, 5_000, 100_000] {
            let text = format!("{HEAD}    json: {}1{}\n", open.repeat(depth), close.repeat(depth));
            refused("deep.yaml", text.as_bytes());
        }
        refused("open.yaml", format!("{HEAD}    json: {}", open.repeat(100_000)).as_bytes());
    }
    let blocks: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth + 4))).collect();
    refused("blocks.yaml", format!("{HEAD}    json:\n{blocks}").as_bytes());
    refused("dashes.yaml", format!("{HEAD}    json:\n      {}1\n", "- ".repeat(50_000)).as_bytes());
    let mut laughs = String::from("scenario: A\nvars:\n  a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        laughs += &format!("  a{level}: &a{level} [{}]\n", vec![below; 10].join(", "));
    }
    refused("laughs.yaml", (laughs + "steps: [{ name: B, check: [\"a11 is defined\"] }]\n").as_bytes());
    refused("itself.yaml", b"scenario: A\nvars: &v { a: *v }\nsteps: []\n");
}

#[test]
fn data_rows_of_many_columns_are_refused() {
    const MOST: usize = 1_000;
    let csv = |columns: &[String]| format!("{}\n{}\n", columns.join(","), vec!["1"; columns.len()].join(","));
    let json = |columns: &[String]| {
        let members: Vec<String> = columns.iter().map(|column| format!("\"{column}\": \"1\"")).collect();
        format!("[{{{}}}]", members.join(", "))
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (columns, good) in [(MOST, true), (MOST + 1, false), (100_000, false)] {
        let names: Vec<String> =
            (0..columns).map(|n| if n == 0 { "case".to_owned() } else { format!("c{n}") }).collect();
        for (name, rows) in
            [("rows.csv", csv(&names)), ("rows.json", json(&names)), ("rows.yaml", json(&names))]
        {
            let scenario = format!(
                "scenario: A\ncases: {{ file: {name} }}\nsteps: [{{ name: B, check: [\"case == '1'\"] }}]\n"
            );
            fs::write(folder.path().join("a.yaml"), scenario).expect("the file");
            fs::write(folder.path().join(name), rows).expect("the file");
            let output = runthrough(folder.path(), &["check", "a.yaml"]);
            let said = said(&output);
            assert!(said.len() < 64 * 1024, "{name}: {} bytes are said", said.len());
            assert_eq!(code(&output), Some(if good { 0 } else { 2 }), "{name}: {said}");
            let told = format!("this row has {columns} columns; the limit is {MOST}");
            assert_eq!(said.contains(&told), !good, "{name}: {said}");
        }
    }
}

#[test]
fn large_and_foreign_texts_are_told() {
    let megabytes = |count: usize| vec![b' '; count * 1024 * 1024];
    let mut large = HEAD.as_bytes().to_vec();
    large.extend(megabytes(100));
    assert!(refused("large.yaml", &large).contains("16 MiB"));
    // A key, a value and a list that fill what is allowed.
    let long = "a".repeat(8 * 1024 * 1024);
    refused("key.yaml", format!("scenario: A\n{long}: 1\n").as_bytes());
    refused("value.yaml", format!("{HEAD}    wait: {long}\n").as_bytes());
    refused("list.yaml", format!("{HEAD}    json: [{}1]\n", "1, ".repeat(1_500_000)).as_bytes());
    for (name, bytes) in [
        ("nul.yaml", &b"scenario: A\0\nsteps: []\n"[..]),
        ("latin.yaml", b"scenario: caf\xe9\n"),
        ("cut.yaml", b"scenario: \xf0\x9f\x98"),
        ("utf16.yaml", b"\xff\xfes\0c\0e\0n\0"),
        ("surrogate.yaml", b"scenario: \xed\xa0\x80\n"),
        ("control.yaml", b"scenario: A\x07\x1b[31m\n"),
        ("empty.yaml", b""),
        ("mark.yaml", b"\xef\xbb\xbf"),
        ("blank.yaml", b"\n\n   \n"),
        ("documents.yaml", b"scenario: A\n---\nscenario: B\n"),
        ("binary.yaml", &[0, 1, 2, 3, 255, 254, 253]),
    ] {
        let said = refused(name, bytes);
        assert!(!said.contains('\x1b') && !said.contains('\0'), "{name}: {said:?}");
    }
    let right = format!("{HEAD}    expect: {{ status: 200 }}\n");
    accepted("mark.yaml", format!("\u{feff}{right}").as_bytes());
    accepted("crlf.yaml", right.replace('\n', "\r\n").as_bytes());
    accepted("marked_crlf.yaml", format!("\u{feff}{right}").replace('\n', "\r\n").as_bytes());
}

#[test]
fn paths_do_not_leave_the_project() {
    let outer = tempfile::tempdir().expect("a folder");
    fs::write(outer.path().join("secret.json"), "{\"outside\": 1}").expect("a file");
    let project = outer.path().join("project");
    fs::create_dir(&project).expect("the project");
    fs::write(project.join("runthrough.yaml"), "jobs: 1\n").expect("the configuration");
    let absolute = outer.path().join("secret.json").display().to_string().replace('\\', "/");
    let mut paths = vec!["../secret.json".to_owned(), "a/../../secret.json".to_owned(), absolute];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret.json", project.join("link.json")).expect("a link");
        std::os::unix::fs::symlink("..", project.join("up")).expect("a link");
        paths.extend(["link.json".to_owned(), "up/secret.json".to_owned()]);
    }
    let keys: [fn(&str) -> String; 7] = [
        |path| format!("    json_file: {path}\n"),
        |path| format!("    file: {path}\n"),
        |path| format!("    multipart: {{ a: {{ file: {path} }} }}\n"),
        |path| format!("    expect: {{ json: {{ $.a: {{ equals_file: {path} }} }} }}\n"),
        |path| format!("    expect: {{ body: {{ same_as: {path} }} }}\n"),
        |path| format!("    options: {{ tls: {{ ca: {path} }} }}\n"),
        |path| format!("  - name: C\n    use: {path}\n"),
    ];
    for path in &paths {
        let tops =
            [format!("cases: {{ file: {path} }}\n"), format!("inputs: {{ a: {{ one_time: {path} }} }}\n")];
        let texts = keys.iter().map(|key| format!("{HEAD}{}", key(path)));
        let texts: Vec<String> = texts
            .chain(tops.into_iter().map(|top| HEAD.replace("steps:", &format!("{top}steps:"))))
            .collect();
        for text in texts {
            fs::write(project.join("a.yaml"), &text).expect("the file");
            let output = runthrough(&project, &["check", "a.yaml"]);
            assert_eq!(code(&output), Some(2), "{text}: {}", said(&output));
            assert!(said(&output).contains("leads out of the project"), "{text}: {}", said(&output));
        }
    }
}

/// What is no file is neither read for ever nor passed over.
#[cfg(unix)]
#[test]
fn devices_and_pipes_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.yaml")).status();
    assert!(made.expect("mkfifo").success());
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.yaml")).expect("a link");
    for arguments in
        [&["check", "."][..], &["check", "pipe.yaml"], &["check", "zero.yaml"], &["run", "pipe.yaml"]]
    {
        let output = runthrough(folder.path(), arguments);
        assert_eq!(code(&output), Some(2), "{arguments:?}: {}", said(&output));
    }
    let output = runthrough(folder.path(), &["check", "."]);
    for problem in ["`pipe.yaml` is not a regular file", "`zero.yaml` leads out of the project"] {
        assert!(said(&output).contains(problem), "{}", said(&output));
    }
    fs::write(folder.path().join("a.txt"), format!("{HEAD}    file: zero.yaml\n")).expect("a file");
    fs::rename(folder.path().join("a.txt"), folder.path().join("b.yaml")).expect("its name");
    assert_eq!(code(&runthrough(folder.path(), &["check", "b.yaml"])), Some(2));
    std::os::unix::fs::symlink("nowhere", folder.path().join("broken.yaml")).expect("a link");
    let output = runthrough(folder.path(), &["check", "."]);
    assert!(said(&output).contains("`broken.yaml` is a broken link"), "{}", said(&output));
    for name in ["pipe.yaml", "zero.yaml"] {
        let output = runthrough(folder.path(), &["run", "b.yaml", "--inputs-file", name]);
        assert_eq!(code(&output), Some(2), "{}", said(&output));
        let output = runthrough(folder.path(), &["codes", name]);
        assert_eq!(code(&output), Some(2), "{}", said(&output));
    }
}

/// One file that cannot be read does not keep `fmt` from the others.
#[test]
fn fmt_goes_on_behind_what_it_cannot_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.yaml"), b"scenario: caf\xe9\n").expect("a file");
    fs::write(folder.path().join("b.yaml"), "scenario:   x\n").expect("a file");
    let output = runthrough(folder.path(), &["fmt", "."]);
    assert_eq!(code(&output), Some(2), "{}", said(&output));
    assert!(said(&output).contains("`a.yaml` is not valid UTF-8"), "{}", said(&output));
    assert!(said(&output).contains("2 files: 1 changed, 1 left as it is"), "{}", said(&output));
    assert_eq!(fs::read_to_string(folder.path().join("b.yaml")).expect("a file"), "scenario: x\n");
}

/// A file that may not be read is told with the reason; who is root may read all.
#[cfg(unix)]
#[test]
fn an_unreadable_file_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.yaml");
    fs::write(&path, HEAD).expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("its permissions");
    let told = match fs::read(&path) {
        Ok(_) => "warning[nothing-expected]",
        Err(_) => "`a.yaml` cannot be read: permission denied",
    };
    let output = runthrough(folder.path(), &["check", "a.yaml"]);
    assert!(said(&output).contains(told), "{}", said(&output));
}

fn one_check(folder: &Path) {
    fs::write(folder.join("a.yaml"), "scenario: A\nsteps: [{ name: B, check: [\"1 == 1\"] }]\n")
        .expect("a file");
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    one_check(folder.path());
    fs::write(folder.path().join("file"), "").expect("a file");
    fs::create_dir(folder.path().join("taken.xml")).expect("a folder");
    for path in ["file/out.xml", "taken.xml", "\u{0}"] {
        let argument = format!("junit={path}");
        if path.contains('\0') {
            continue;
        }
        let output = runthrough(folder.path(), &["run", "a.yaml", "--report", &argument]);
        let said = said(&output);
        assert_eq!(code(&output), Some(2), "{said}");
        assert!(said.contains("the report cannot be written") && !said.contains("PASS"), "{said}");
    }
}

/// The disk is full when the report is written: the results are shown, and the exit code says that the report is not there.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    one_check(folder.path());
    let output = runthrough(folder.path(), &["run", "a.yaml", "--report", "junit=/dev/full"]);
    let said = said(&output);
    assert_eq!(code(&output), Some(2), "{said}");
    assert!(said.contains("`/dev/full` cannot be written: no space is left on the disk"), "{said}");
    assert!(said.contains("1 scenario: 1 passed"), "{said}");
    // Results that nobody can read are no reason to end in another way.
    let full = fs::File::options().write(true).open("/dev/full").expect("the device");
    let status = command(folder.path()).args(["run", "a.yaml"]).stdout(full).status().expect("it runs");
    assert_eq!(status.code(), Some(0));
}
