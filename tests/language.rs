//! The tables of the language: they have everything that the specification names, and each of their rows is shown by
//! case files, one that passes and one that does not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use runthrough::testing::language::vocabulary::{self, Key};

/// The rows of the specification's tables, by the table that they belong to (section 1 to 7, 11 and 13).
const TABLES: &[(&str, &[Key], &[&str])] = &[
    (
        "a scenario file",
        vocabulary::SCENARIO,
        &[
            "scenario",
            "description",
            "tags",
            "when",
            "skip",
            "inputs",
            "vars",
            "defaults",
            "cases",
            "locks",
            "openapi",
            "steps",
            "cleanup",
            "cleanup_timeout",
        ],
    ),
    (
        "a fragment file",
        vocabulary::FRAGMENT,
        &["fragment", "description", "once", "inputs", "vars", "defaults", "steps", "outputs", "cleanup"],
    ),
    (
        "retry",
        vocabulary::RETRY,
        &["attempts", "every", "backoff", "max_wait", "on", "until", "idempotent", "expected"],
    ),
    ("repeat", vocabulary::REPEAT, &["while", "max"]),
    (
        "an input",
        vocabulary::INPUT,
        &["env", "default", "type", "secret", "one_time", "description", "one_of", "matches"],
    ),
    (
        "a step",
        vocabulary::STEP,
        &[
            "name",
            "request",
            "use",
            "check",
            "query",
            "headers",
            "cookies",
            "json",
            "json_file",
            "form",
            "multipart",
            "text",
            "file",
            "graphql",
            "auth",
            "options",
            "expect",
            "capture",
            "retry",
            "when",
            "wait",
            "for_each",
            "repeat",
            "say",
            "spent",
            "on_failure",
            "with",
            "outputs",
            "path",
        ],
    ),
    (
        "options",
        vocabulary::OPTIONS,
        &[
            "timeout",
            "connect_timeout",
            "follow_redirects",
            "max_redirects",
            "tls",
            "proxy",
            "max_body",
            "cookies",
        ],
    ),
    (
        "defaults",
        vocabulary::DEFAULTS,
        &["base_url", "headers", "query", "cookies", "auth", "retry", "options", "namespaces", "expect"],
    ),
    (
        "expect",
        vocabulary::EXPECT,
        &[
            "status",
            "headers",
            "json",
            "xml",
            "html",
            "cookies",
            "body",
            "duration",
            "schema",
            "openapi",
            "snapshot",
            "url",
            "redirects",
            "that",
        ],
    ),
    (
        "operators",
        vocabulary::OPERATORS,
        &[
            "equals",
            "equals_file",
            "one_of",
            "partial",
            "ignore",
            "any_order",
            "exists",
            "type",
            "gt",
            "gte",
            "lt",
            "lte",
            "contains",
            "starts_with",
            "ends_with",
            "matches",
            "length",
            "empty",
            "each",
            "some",
            "none",
            "one",
            "unique",
            "sorted",
            "format",
            "schema",
            "not",
            "all_of",
            "any_of",
            "count",
        ],
    ),
    (
        "a capture",
        vocabulary::CAPTURE,
        &[
            "json",
            "header",
            "cookie",
            "xml",
            "html",
            "regex",
            "status",
            "body",
            "url",
            "duration",
            "secret",
            "default",
            "pick",
            "transform",
            "append",
        ],
    ),
    (
        "runthrough.yaml",
        vocabulary::CONFIG,
        &[
            "scenarios",
            "inputs",
            "defaults",
            "openapi",
            "environments",
            "jobs",
            "allow_hosts",
            "reports",
            "severity",
            "limits",
        ],
    ),
];

/// What the specification names is not lost. A new key needs no row above: the tables are where it is declared.
#[test]
fn the_vocabulary_has_what_the_specification_names() {
    for (table, keys, rows) in TABLES {
        let have: BTreeSet<&str> = keys.iter().map(|key| key.name).collect();
        let want: BTreeSet<&str> = rows.iter().copied().collect();
        let lost: Vec<&&str> = want.difference(&have).collect();
        assert!(lost.is_empty(), "{table}: {lost:?}");
    }
}

/// A case file with its snapshot.
struct Case {
    name: String,
    text: String,
    passes: bool,
    fails: bool,
}

fn cases(folder: &Path, all: &mut Vec<Case>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            cases(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            let text = std::fs::read_to_string(&path).expect("a case");
            let snapshot = std::fs::read_to_string(path.with_extension("snap")).unwrap_or_default();
            let codes: Vec<&str> =
                snapshot.lines().filter_map(|line| line.strip_prefix("exit code: ")).collect();
            all.push(Case {
                name: path.display().to_string(),
                text,
                passes: codes.contains(&"0"),
                fails: codes.iter().any(|code| *code != "0"),
            });
        }
    }
}

/// True when a case writes the key, in block or flow style.
fn writes(text: &str, key: &str) -> bool {
    let key = format!("{key}:");
    text.match_indices(&key).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| matches!(c, ' ' | '{' | '\n' | ',' | '-'))
    })
}

#[test]
fn every_row_has_a_case_that_passes_and_one_that_does_not() {
    let mut all = Vec::new();
    cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"), &mut all);
    assert!(!all.is_empty());
    let mut missing = Vec::new();
    for (table, keys, _) in TABLES {
        for key in keys.iter() {
            let mine: Vec<&Case> = all.iter().filter(|case| writes(&case.text, key.name)).collect();
            // A proxy is played by `tests/tls.rs`: the scripted server is none.
            if !mine.iter().any(|case| case.passes) && key.name != "proxy" {
                missing.push(format!("{table}: `{}` has no case that passes", key.name));
            }
            if !mine.iter().any(|case| case.fails) {
                missing.push(format!("{table}: `{}` has no case that fails", key.name));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "{}\n(of {} cases, the first is {})",
        missing.join("\n"),
        all.len(),
        all[0].name
    );
}
