//! The author's guide is true: its commands do what it shows, its files check clean, its tables are those of the code.
//! `UPDATE_GUIDE=1 cargo test --test guide` brings outputs and tables up to date.

#[path = "support/guide/mod.rs"]
mod guide;
mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use guide::{markdown, reference, walk};
use runthrough::diag::Code;
use runthrough::model::vocabulary::{self, limits};

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
        "words",
        "limits",
        "kinds",
        "exit-codes",
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
fn examples_of_keys_are_yaml() {
    for key in reference::examples() {
        let text = format!("{}: {}", key.name, key.example);
        let read: Result<serde_yaml::Value, _> = serde_yaml::from_str(&text);
        assert!(read.is_ok_and(|value| value.is_mapping()), "{text}");
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
        assert!(!key.ready || text.contains(&row), "{row}");
    }
}

#[test]
fn texts_of_diagnostics_name_the_limits_as_they_are() {
    assert!(Code::NestingTooDeep.info().summary.contains(&format!("{} levels", limits::NESTING)));
}
