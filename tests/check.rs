//! What `check` promises of all its findings together: forty mistakes and more are found exactly where they are, every
//! code has a case and an explanation, machine formats say the same as the text, and `--fix` mends without harm.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::binary::{code, runthrough, said};
use runthrough::testing::files::{
    CODES, Fix, Parsed, Place, Severity, Styles, apply_fixes, check, parse_alone, render,
};
use serde_json::Value;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn forty() -> PathBuf {
    cases().join("check/forty")
}

fn stdout(folder: &Path, arguments: &[&str]) -> String {
    String::from_utf8(runthrough(folder, arguments).stdout).expect("UTF-8")
}

/// `path:line:column code` of each finding in the text.
fn positions(text: &str) -> Vec<String> {
    let finding =
        regex::Regex::new(r"(?m)^(\S+:\d+:\d+): (?:error|warning)\[([a-z-]+)\]: ").expect("a pattern");
    finding.captures_iter(text).map(|found| format!("{} {}", &found[1], &found[2])).collect()
}

#[test]
fn every_mistake_is_found_where_it_is_and_nothing_else() {
    let expected = fs::read_to_string(forty().join("expected.txt")).expect("expected.txt");
    let output = runthrough(&forty(), &["check", "."]);
    assert_eq!(code(&output), Some(2));
    let found = positions(&said(&output));
    assert_eq!(found.join("\n"), expected.trim_end());
    assert!(found.len() >= 40, "{} mistakes", found.len());
}

/// A code that no case shows could break unseen.
#[test]
fn every_code_has_a_case() {
    let mut text =
        fs::read_to_string(forty().join("expected.txt")).expect("expected.txt").replace(' ', "[") + "]";
    text = text.replace('\n', "]\n");
    let mut open = vec![cases()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.extension() {
                _ if path.is_dir() => open.push(path),
                Some(ending) if ending == "snap" => text += &fs::read_to_string(path).expect("a snapshot"),
                _ => {}
            }
        }
    }
    let without: Vec<&str> =
        CODES.iter().map(|code| code.name()).filter(|name| !text.contains(&format!("[{name}]"))).collect();
    assert!(without.is_empty(), "codes without a case: {without:?}");
}

#[test]
fn every_code_is_explained_with_a_wrong_and_a_right_example() {
    for entry in CODES {
        let info = entry.info();
        let text = stdout(Path::new("."), &["explain", info.name]);
        for part in [info.summary, "Wrong:", "Right:"] {
            assert!(text.contains(part), "{}: {text}", info.name);
        }
        assert!(text.starts_with(&format!("{} ({})", info.name, info.severity.as_str())), "{text}");
        assert_ne!(info.wrong, info.right, "{}", info.name);
    }
}

#[test]
fn json_says_the_same_as_the_text() {
    let text = stdout(&forty(), &["check", "."]);
    let json: Value =
        serde_json::from_str(&stdout(&forty(), &["check", ".", "--format", "json"])).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let told: Vec<String> = findings
        .iter()
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
            format!("{}:{}:{} {}", text("path"), finding["line"], finding["column"], text("code"))
        })
        .collect();
    assert_eq!(told, positions(&text));
    let errors = findings.iter().filter(|finding| finding["severity"] == "error").count();
    assert_eq!(json["errors"], errors);
    assert_eq!(json["warnings"], findings.len() - errors);
}

#[test]
fn github_has_a_line_per_finding() {
    let text = stdout(&forty(), &["check", ".", "--format", "github"]);
    let found = positions(&stdout(&forty(), &["check", "."]));
    assert_eq!(text.lines().count(), found.len());
    for (line, position) in text.lines().zip(&found) {
        let (place, code) = position.split_once(' ').expect("a position");
        let mut parts = place.rsplitn(3, ':');
        let (column, number, path) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        assert!(line.starts_with("::error file=") || line.starts_with("::warning file="), "{line}");
        for part in [
            format!("file={path},line={number},"),
            format!(",col={column},"),
            format!("runthrough%3A {code}::"),
        ] {
            assert!(line.contains(&part), "{part} in {line}");
        }
    }
}

#[test]
fn sarif_follows_its_schema() {
    let schema = include_str!("assets/sarif-2.1.0.schema.json");
    // The published schema has one pattern that is none in ECMAScript with `u`: a bracket is not escaped.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let empty = tempfile::tempdir().expect("a folder");
    fs::write(empty.path().join("clean.yaml"), "scenario: A\nsteps: [{ name: B, check: [\"1 == 1\"] }]\n")
        .expect("a file");
    for folder in [forty(), empty.path().to_owned()] {
        let sarif: Value =
            serde_json::from_str(&stdout(&folder, &["check", ".", "--format", "sarif"])).expect("JSON");
        let wrong: Vec<String> = validator
            .iter_errors(&sarif)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let results = sarif["runs"][0]["results"].as_array().expect("results");
        assert_eq!(results.len(), positions(&stdout(&folder, &["check", "."])).len());
        for result in results {
            let rule =
                &sarif["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
        }
    }
}

/// What `--fix` may mend is mended at once; the rest stays as it is, and nothing new comes up.
#[test]
fn fix_mends_what_is_safe_and_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&forty(), folder.path());
    let json = |path: &Path| -> Value {
        serde_json::from_str(&stdout(path, &["check", ".", "--format", "json"])).expect("JSON")
    };
    let safe = |json: &Value| {
        json["findings"].as_array().unwrap().iter().filter(|finding| finding["fix"]["safe"] == true).count()
    };
    let before = json(folder.path());
    assert!(safe(&before) >= 12, "{} fixes", safe(&before));
    let output = runthrough(folder.path(), &["check", ".", "--fix"]);
    assert!(said(&output).contains("fixed structure.yaml: "), "{}", said(&output));
    let after = json(folder.path());
    assert_eq!(safe(&after), 0, "{after:#}");
    // A line changes where a finding of it could be mended, and nowhere else; comments and layout stay.
    for name in ["braces.yaml", "path.yaml", "expression.yaml", "star.yaml", "typo.yaml"] {
        let (old, new) = (forty().join(name), folder.path().join(name));
        let (old, new) = (fs::read_to_string(old).unwrap(), fs::read_to_string(new).unwrap());
        let changed = old.lines().zip(new.lines()).filter(|(old, new)| old != new).count();
        assert_eq!((changed, old.lines().count()), (1, new.lines().count()), "{name}: {new}");
        let left = runthrough(folder.path(), &["check", name]);
        assert!(!said(&left).contains("error["), "{}", said(&left));
    }
    let again = runthrough(folder.path(), &["check", ".", "--fix"]);
    assert!(!said(&again).contains("fixed "), "{}", said(&again));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).expect("a copy")),
        }
    }
}

/// Only of warnings may `runthrough.yaml` change the severity, so an explanation must say which they are.
#[test]
fn warnings_can_be_switched_off_and_errors_cannot() {
    for entry in CODES {
        let folder = tempfile::tempdir().expect("a folder");
        let (name, warning) = (entry.name(), entry.info().severity == Severity::Warning);
        fs::write(folder.path().join("runthrough.yaml"), format!("severity: {{ {name}: off }}\n"))
            .expect("a file");
        fs::write(folder.path().join("a.yaml"), "scenario: A\nsteps: [{ name: B, check: [\"1 == 1\"] }]\n")
            .expect("a file");
        let output = runthrough(folder.path(), &["check", "."]);
        assert_eq!(code(&output), Some(if warning { 0 } else { 2 }), "{name}: {}", said(&output));
    }
}

/// Reads and checks a text, draws every finding, and applies every fix; gives the text after the safe ones.
fn look(text: &str) -> String {
    let Parsed { project, mut sink, .. } = parse_alone(text);
    check(&project, &(), &mut sink);
    let found = sink.into_sorted(&project.sources);
    for diagnostic in &found {
        let drawn = render(diagnostic, &project.sources, Styles::Plain);
        assert!(drawn.starts_with("a.yaml"), "{drawn}");
        if let Place::Span(span) = diagnostic.place {
            let range = span.range();
            assert!(text.get(range.clone()).is_some(), "{:?} cuts a character: {drawn}", range);
        }
    }
    let fixes: Vec<&Fix> = found.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).collect();
    for fix in &fixes {
        for edit in &fix.edits {
            assert!(text.get(edit.span.range()).is_some(), "{edit:?} cuts a character in {text:?}");
        }
    }
    apply_fixes(text, fixes.into_iter().filter(|fix| fix.safe)).0
}

/// Whole files with parts of lines changed into what trips readers of YAML: nothing panics, no caret cuts a character, and
/// `--fix` comes to an end.
#[test]
fn no_text_trips_the_reader() {
    use proptest::prelude::*;
    let mut lines: Vec<String> = Vec::new();
    for name in
        ["structure.yaml", "values.yaml", "doubtful.yaml", "fragments.yaml", "braces.yaml", "star.yaml"]
    {
        let text = fs::read_to_string(forty().join(name)).expect("a file");
        lines.extend(text.lines().map(str::to_owned));
    }
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "#",
        " #x",
        ": ",
        ":",
        "- ",
        "*",
        "&a",
        "*a",
        "!t ",
        "|",
        ">",
        "\t",
        "${",
        "}",
        "{{ x }}",
        "日本",
        "é",
        "\u{feff}",
        "\r\n",
        "\n",
        "\\",
        "\\d",
        "%",
        "@",
        "`",
        ",",
        "  ",
        "?",
        "~",
        "null",
        "yes",
        "0123",
        "$.a[0]",
        "# runthrough: allow x y",
        "$[",
        "\u{85}",
        "\u{2028}",
        "---\n",
        "...",
    ];
    let line = (0..lines.len(), any::<prop::sample::Index>(), 0..pieces.len(), any::<bool>()).prop_map(
        move |(line, at, piece, changed)| {
            let mut line = lines[line].clone();
            if changed {
                let places: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
                line.insert_str(places[at.index(places.len())], pieces[piece]);
            }
            line
        },
    );
    let text = prop::collection::vec(line, 1..25).prop_map(|lines| lines.join("\n"));
    let config = ProptestConfig { cases: 1500, max_shrink_iters: 400, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let outcome = runner.run(&text, |text| {
        let mut now = format!("scenario: A\n{text}");
        for _ in 0..30 {
            let next = look(&now);
            if next == now {
                return Ok(());
            }
            prop_assert!(next.len() < 4 * text.len() + 1000, "fixes make it grow: {next}");
            now = next;
        }
        Err(proptest::test_runner::TestCaseError::fail(format!("fixes go on for ever: {now}")))
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
