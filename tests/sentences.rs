//! A sentence is for people: no source reads meaning out of one. What decides is data; the wording of another crate is
//! read in one adapter for that crate only.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// Files that read the wording of another crate or of the system, which it gives in no other way.
const ADAPTERS: [(&str, &str); 3] = [
    ("value/json_error.rs", "serde_json"),
    ("io/root/file_problem.rs", "the system's errors"),
    ("cli/usage.rs", "clap"),
];

/// What holds a sentence by its name, with what leads from there to its text.
const SENTENCE: &str = concat!(
    r"\b(?:message|messages|reason|said|detail|details|note|notes|remark|remarks|summary|advice|sentence|why|error|problem)",
    r"(?:\([^()]*\))?",
    r"(?:\s*\.\s*(?:as_str|as_deref|as_ref|to_string|to_owned|to_lowercase|trim|trim_end|lines|detail|unwrap_or_default|into_owned|message|map_or_default)\([^()]*\)|\s*\.\s*message|\?)*",
);

/// Methods that look into a text.
const LOOKS: &str = r"\s*\.\s*(?:find|rfind|contains|starts_with|ends_with|strip_prefix|strip_suffix|split|rsplit|split_once|rsplit_once|replace|replacen|matches)\(";

static READING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!("{SENTENCE}{LOOKS}")).expect("a regular expression"));

/// A sentence under another name: `let text = error.to_string();`.
static RENAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"let (?:mut )?(\w+) = &?(?:format!\([^;]*\b(?:error|problem)\b[^;]*|{SENTENCE});"))
        .expect("a regular expression")
});

/// How far behind its `let` another name is looked for, in bytes.
const NEAR: usize = 600;

/// Lines, from 1, on which a sentence is looked into.
fn readings(source: &str) -> Vec<usize> {
    let source = code(source);
    let line = |at: usize| source[..at].matches('\n').count() + 1;
    let mut lines: Vec<usize> = READING.find_iter(&source).map(|found| line(found.start())).collect();
    for found in RENAMED.captures_iter(&source) {
        let (whole, name) = (found.get(0).expect("the whole").end(), &found[1]);
        let looks = Regex::new(&format!(r"\b{name}{LOOKS}")).expect("a regular expression");
        let near = source[whole..].char_indices().take_while(|(at, _)| *at < NEAR).count();
        let near: String = source[whole..].chars().take(near).collect();
        lines.extend(looks.find_iter(&near).map(|found| line(whole + found.start())));
    }
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Without comments and the tests at the end, in as many lines.
fn code(source: &str) -> String {
    static TESTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"#\[cfg\([^\n]*\btest\b[^\n]*\)\]\nmod tests \{").expect("a regular expression")
    });
    let end = TESTS.find(source).map_or(source.len(), |tests| tests.start());
    let source = &source[..end];
    let line = |line: &str| match line.trim_start().starts_with("//") {
        true => String::new(),
        false => line.to_owned(),
    };
    source.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the source folder") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            walk(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).expect("below the root").display().to_string();
            files.push((name.replace('\\', "/"), fs::read_to_string(&path).expect("a text")));
        }
    }
}

#[test]
fn no_source_looks_into_a_sentence() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&src, &src, &mut files);
    assert!(files.len() > 2, "no source files found");
    let mut wrong = Vec::new();
    for (path, source) in &files {
        let is_adapter = ADAPTERS.iter().any(|(adapter, _)| path == adapter);
        // What a test says of a message decides nothing.
        let is_test = path.ends_with("/tests.rs");
        let lines = readings(source);
        match (is_adapter, lines.is_empty()) {
            (true, true) => wrong.push(format!("src/{path} is an adapter without need")),
            (false, false) if !is_test => {
                wrong.extend(lines.iter().map(|line| format!("src/{path}:{line} looks into a sentence")));
            }
            _ => {}
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_looks_into_a_sentence_is_found() {
    for source in [
        "if let Some(at) = problem.message.find(\", but \") {}",
        "problem\n    .message\n    .split_once(\": \")",
        "error.to_string().contains(\"too many headers\")",
        "let text = error.to_string();\ntext.rsplit_once(\" at line \")",
        "let place = format!(\"{:?}\", error.location);\nplace.starts_with(\"Pos\")",
        "note.as_str().starts_with(\"openapi\")",
        "outcome.reason.as_deref().unwrap_or_default().ends_with(\"false\")",
        "details.replace(\"a\", \"b\")",
        "message(problem).strip_prefix(\"$ \")",
        "why.rsplit_once(\" is not in \")",
    ] {
        assert_eq!(readings(source).len(), 1, "{source}");
    }
}

#[test]
fn what_looks_into_a_value_is_not_found() {
    for source in [
        "text.split_once('=')",
        "header.starts_with(\"text/\")",
        "// error.to_string().contains(\"a\")",
        "problems.iter().any(|problem| problem.kind == kind)",
        "message.push_str(&format!(\", and {why}\"))",
        "error.classify() == Category::Eof",
        "let text = source.text();\ntext.find(':')",
        "known.details.iter().any(|detail| detail == other)",
        "#[cfg(test)]\nmod tests {\n    assert!(error.message.contains(\"x\"));\n}",
    ] {
        assert_eq!(readings(source), Vec::<usize>::new(), "{source}");
    }
}
