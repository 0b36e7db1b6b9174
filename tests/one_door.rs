//! Files of a project are opened in one place: nothing but `io::root`, and the exceptions that are listed here with their
//! reasons, may name what opens a file, or follow a path to see what is there.

use std::fs;
use std::path::Path;

use crate::support::rust_tokens::{Token, tokens};

/// Files and folders of `src` that may look at the disk themselves.
const EXCEPTIONS: [(&str, &str); 9] = [
    ("io/root/", "the door itself"),
    ("io/files.rs", "paths that were typed on the command line"),
    ("io/atomic.rs", "reports at typed paths"),
    ("io/config_search.rs", "asks which folders have a configuration, and opens none"),
    ("io/one_time.rs", "one-time values, whose files an environment or an inputs file may name anywhere"),
    ("io/spool.rs", "a temporary file without a name"),
    ("report/junit/mod.rs", "a temporary file without a name"),
    ("io/file_watcher.rs", "asks what the watcher has reported, and opens nothing"),
    ("cli/commands/run/watch/", "asks the same, and keeps the report of its own runs in a temporary folder"),
];

/// Paths that lead to what opens files.
const PATHS: [&[&str]; 6] = [
    &["std", "::", "fs"],
    &["File", "::", "open"],
    &["File", "::", "create"],
    &["File", "::", "options"],
    &["OpenOptions"],
    &["tempfile", "::"],
];

/// Methods of a path that look at the disk.
const METHODS: [&str; 11] = [
    "exists",
    "try_exists",
    "is_file",
    "is_dir",
    "is_symlink",
    "canonicalize",
    "metadata",
    "symlink_metadata",
    "read_dir",
    "read_link",
    "open_ambient_dir",
];

/// Lines, from 1, on which a source looks at the disk.
fn looks(source: &str) -> Vec<usize> {
    let tokens: Vec<Token> = tokens(without_tests(source));
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut lines = Vec::new();
    for at in 0..tokens.len() {
        let is_path =
            PATHS.iter().any(|path| path.iter().enumerate().all(|(index, part)| text(at + index) == *part));
        let is_group = text(at) == "std"
            && text(at + 1) == "::"
            && text(at + 2) == "{"
            && group_has(&tokens, at + 3, "fs");
        let is_method = text(at) == "." && text(at + 2) == "(" && METHODS.contains(&text(at + 1));
        if (is_path || is_group || is_method) && text(at.wrapping_sub(1)) != "::" {
            lines.push(tokens[at].line);
        }
    }
    lines.dedup();
    lines
}

/// Whether a name is in the group of a `use` that begins there.
fn group_has(tokens: &[Token], start: usize, name: &str) -> bool {
    let group = tokens[start..].iter().take_while(|token| token.text != ";" && token.text != "}");
    group.into_iter().any(|token| token.text == name)
}

/// Without the tests at the end.
fn without_tests(source: &str) -> &str {
    let end = source.match_indices("#[cfg(").map(|(at, _)| at).find(|at| {
        let (attribute, rest) = source[*at..].split_once('\n').unwrap_or((&source[*at..], ""));
        attribute.contains("test") && rest.starts_with("mod tests {")
    });
    &source[..end.unwrap_or(source.len())]
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
fn nothing_else_opens_files() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&src, &src, &mut files);
    assert!(files.len() > 2, "no source files found");
    files.retain(|(path, _)| !path.ends_with("/tests.rs"));
    let mut wrong = Vec::new();
    for (path, source) in &files {
        if !EXCEPTIONS.iter().any(|(exception, _)| path.starts_with(exception)) {
            wrong.extend(
                looks(source).iter().map(|line| format!("src/{path}:{line} looks at the disk itself")),
            );
        }
    }
    for (exception, _) in EXCEPTIONS {
        let mut of_it = files.iter().filter(|(path, _)| path.starts_with(exception));
        if of_it.all(|(_, source)| looks(source).is_empty()) {
            wrong.push(format!("src/{exception} is an exception without need"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_looks_at_the_disk_is_found() {
    for source in [
        "use std::fs;",
        "use std::fs::{self, File};",
        "use std::{io, fs::File};",
        "let text = std::fs::read(path)?;",
        "File::open(path)",
        "options: OpenOptions",
        "tempfile::tempdir()",
        "if path\n    .exists() {}",
        "root.join(name).canonicalize()",
    ] {
        assert_eq!(looks(source).len(), 1, "{source}");
    }
    for source in [
        "SourceFile::new(path, text)",
        "File::Broken",
        "// std::fs",
        "\"std::fs\"",
        "entry.is_dir",
        "#[cfg(test)]\nmod tests {\n    use std::fs;\n}",
    ] {
        assert_eq!(looks(source), [0_usize; 0], "{source}");
    }
}
