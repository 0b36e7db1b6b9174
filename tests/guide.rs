//! The author's guide is true: its commands do what it shows, its files check clean, its tables are those of the code.
//! `UPDATE_GUIDE=1 cargo test --test suite guide` brings outputs and tables up to date.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::support::binary::{code, runthrough, said};
use crate::support::guide::{examples, markdown, reference, walk};
use runthrough::testing::evaluation::Expression;
use runthrough::testing::files::Code;
use runthrough::testing::language::vocabulary::{self, limits};

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/README.md")
}

#[test]
fn the_guide_shows_what_comes() {
    let text = std::fs::read_to_string(path()).expect("the guide");
    let mut pieces = markdown::read(&text).expect("the guide is well-formed");
    if let Err(error) = walk::renew(&mut pieces) {
        panic!("scenarios/README.md: {error}");
    }
    let now = markdown::write(&pieces);
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        replace(&path(), &now);
    } else if now != text {
        let diff = similar::TextDiff::from_lines(&text, &now);
        let diff = diff.unified_diff().context_radius(4).header("the guide", "what comes").to_string();
        panic!("scenarios/README.md is not up to date; UPDATE_GUIDE=1 brings it there:\n{diff}");
    }
}

/// Whole or not at all.
fn replace(path: &Path, text: &str) {
    let folder = path.parent().expect("a file has a folder");
    let mut file = tempfile::NamedTempFile::new_in(folder).expect("a temporary file");
    file.write_all(text.as_bytes()).expect("it is written");
    let permissions = std::fs::metadata(path).expect("the guide").permissions();
    file.as_file().set_permissions(permissions).expect("permissions are set");
    file.persist(path).expect("it takes the guide's place");
}

#[test]
fn the_reader_of_the_guide_changes_nothing() {
    let text = std::fs::read_to_string(path()).expect("the guide");
    assert_eq!(markdown::write(&markdown::read(&text).expect("the guide is well-formed")), text);
}

#[test]
fn the_guide_has_every_generated_part() {
    let text = std::fs::read_to_string(path()).expect("the guide");
    let parts = [
        "keys",
        "operators",
        "functions",
        "filters",
        "tests",
        "equivalents",
        "words",
        "limits",
        "kinds",
        "exit-codes",
        "deviations",
        "diagnostics",
    ];
    for part in parts {
        assert_eq!(text.matches(&format!("<!-- generated: {part} -->")).count(), 1, "{part}");
        assert!(reference::generate(part).is_some_and(|text| text.ends_with("|\n\n")), "{part}");
    }
}

#[test]
fn every_link_within_the_guide_leads_somewhere() {
    let text = std::fs::read_to_string(path()).expect("the guide");
    let pieces = markdown::read(&text).expect("the guide is well-formed");
    let anchors: BTreeSet<String> = pieces
        .iter()
        .filter_map(|piece| match piece {
            markdown::Piece::Heading(_, title) => Some(anchor(title)),
            _ => None,
        })
        .collect();
    let mut links = 0;
    for rest in text.split("](#").skip(1) {
        let link = rest.split(')').next().unwrap_or_default();
        assert!(anchors.contains(link), "no heading for #{link}");
        links += 1;
    }
    assert!(links > 10, "the guide has a table of contents");
}

/// As code hosts make it of a heading.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn the_example_of_every_key_is_right_where_the_key_belongs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    examples::write_named_files(folder.path());
    let files = examples::files();
    for (name, text) in &files {
        std::fs::write(folder.path().join(name), text).expect("a file is written");
    }
    let names: Vec<&str> = std::iter::once("check").chain(files.iter().map(|(name, _)| &**name)).collect();
    let said = said(&runthrough(folder.path(), &names));
    // The examples use names that the rest of the file would define.
    let errors: Vec<&str> = said
        .lines()
        .filter(|line| line.contains(": error[") && !line.contains("error[undefined-variable]"))
        .collect();
    let shown =
        |line: &&str| files.iter().find(|(name, _)| line.starts_with(&**name)).map(|(_, text)| text.clone());
    let shown: Vec<String> =
        errors.iter().map(|line| format!("{line}\n{}", shown(line).unwrap_or_default())).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    // The fragment that examples use is looked at too.
    assert!(said.contains(&format!("{} files", files.len() + 1)), "{said}");
}

#[test]
fn the_example_of_every_key_of_the_configuration_is_right() {
    for text in examples::configurations() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        examples::write_named_files(folder.path());
        let scenario = "scenario: Nothing\nsteps: [{ name: Nothing, check: [1 == 1] }]\n";
        std::fs::create_dir(folder.path().join("scenarios")).expect("a folder");
        std::fs::write(folder.path().join("scenarios/nothing.yaml"), scenario).expect("a file is written");
        std::fs::write(folder.path().join("runthrough.yaml"), &text).expect("a file is written");
        let output = runthrough(folder.path(), &["check"]);
        assert_eq!(code(&output), Some(0), "{text}\n{}", said(&output));
    }
}

/// The evaluation finds functions, filters and tests by their names: none of the tables may be forgotten there.
#[test]
fn everything_that_the_reference_lists_can_be_called() {
    let variables = serde_json::json!({
        "a": [1], "b": [2], "key": "k", "list": [{ "id": 2, "state": "open", "done": true }], "map": { "k": 1 },
        "n": 3, "secret": "JBSWY3DPEHPK3PXP", "text": "abc", "user": { "name": "Ada" }, "value": 1, "x": 3, "y": 3,
    });
    let all = [vocabulary::FUNCTIONS, vocabulary::FILTERS, vocabulary::TESTS];
    for function in all.iter().flat_map(|table| table.iter()) {
        let expression = Expression::compile(function.usage, &variables).expect("the usage is right");
        // Not every value fits every function, but each is found.
        if let Err(message) = expression.evaluate() {
            assert!(
                !message.contains("there is no") && !message.contains("unknown"),
                "{}: {message}",
                function.usage
            );
        }
    }
}

#[test]
fn functions_are_written_as_the_reference_says() {
    let all = [vocabulary::FUNCTIONS, vocabulary::FILTERS, vocabulary::TESTS];
    for function in all.iter().flat_map(|table| table.iter()) {
        if let Err(error) = Expression::compile(function.usage, &serde_json::Value::Null) {
            panic!("{}: {error}", function.usage);
        }
        assert!(function.usage.contains(function.name), "{}", function.usage);
    }
}

#[test]
fn every_key_of_the_language_is_in_the_reference() {
    let all = [
        vocabulary::SCENARIO,
        vocabulary::FRAGMENT,
        vocabulary::CASES,
        vocabulary::STEP,
        vocabulary::RETRY,
        vocabulary::REPEAT,
        vocabulary::FOR_EACH,
        vocabulary::BASIC,
        vocabulary::OPTIONS,
        vocabulary::TLS,
        vocabulary::PART,
        vocabulary::GRAPHQL,
        vocabulary::COOKIE,
        vocabulary::EXPECT,
        vocabulary::EXPECT_OPENAPI,
        vocabulary::DEFAULTS_EXPECT,
        vocabulary::BODY,
        vocabulary::OPERATORS,
        vocabulary::CAPTURE,
        vocabulary::INPUT,
        vocabulary::DEFAULTS,
        vocabulary::CONFIG,
        vocabulary::ENVIRONMENT,
        vocabulary::LIMITS,
    ];
    let text = ["keys", "operators"].iter().filter_map(|part| reference::generate(part)).collect::<String>();
    for key in all.iter().flat_map(|table| table.iter()) {
        let row = format!("| `{}` |", key.name);
        assert!(text.contains(&row), "{row}");
    }
}

#[test]
fn texts_of_diagnostics_name_the_limits_as_they_are() {
    assert!(Code::NestingTooDeep.info().summary.contains(&format!("{} levels", limits::NESTING)));
}
