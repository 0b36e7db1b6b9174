//! A strict reader of TAP version 14, written from the specification and not from the writer.

use serde_yaml::Value;

/// A document or subtest.
#[derive(Debug, Default)]
pub struct Document {
    pub points: Vec<Point>,
    pub comments: Vec<String>,
    pub bail_out: Option<String>,
}

/// A test point.
#[derive(Debug)]
pub struct Point {
    pub ok: bool,
    pub description: String,
    /// `skip` or `todo` and the reason.
    pub directive: Option<(String, String)>,
    pub yaml: Option<Value>,
    pub subtest: Option<Document>,
}

/// Reads a whole stream.
pub fn read(text: &str) -> Document {
    assert!(text.ends_with('\n'), "the last line has no end");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "a control character");
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    assert_eq!(lines[0], "TAP version 14");
    document(&lines[1..])
}

fn document(lines: &[&str]) -> Document {
    let mut document = Document::default();
    let mut plan = None;
    let mut points_after_plan = false;
    let mut subtest: Option<(String, Document)> = None;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        assert!(document.bail_out.is_none(), "a line after the bail out: {line}");
        if let Some(rest) = line.strip_prefix("# Subtest: ") {
            let end = lines[at..].iter().position(|line| !line.starts_with("    ")).expect("its test point");
            let inner: Vec<&str> = lines[at..at + end].iter().map(|line| &line[4..]).collect();
            subtest = Some((rest.to_owned(), self::document(&inner)));
            at += end;
        } else if let Some(comment) = line.strip_prefix('#') {
            document.comments.push(comment.trim().to_owned());
        } else if let Some(reason) = line.strip_prefix("Bail out!") {
            document.bail_out = Some(reason.trim().to_owned());
        } else if let Some(rest) = line.strip_prefix("1..") {
            assert!(plan.is_none(), "two plans");
            let count = rest.split(" #").next().unwrap();
            points_after_plan = document.points.is_empty();
            plan = Some(count.parse::<usize>().expect("a number"));
        } else {
            let mut point = point(line, document.points.len() + 1);
            assert!(plan.is_none() || points_after_plan, "a point after a plan at the end");
            if lines.get(at) == Some(&"  ---") {
                let end = lines[at..].iter().position(|line| *line == "  ...").expect("the end of the block");
                let block: Vec<&str> = lines[at + 1..at + end].iter().map(|line| &line[2..]).collect();
                point.yaml = Some(serde_yaml::from_str(&block.join("\n")).unwrap());
                at += end + 1;
            }
            if let Some((name, inner)) = subtest.take() {
                assert_eq!(unescape(&name), point.description);
                let bad = inner.points.iter().any(|inner| !inner.ok);
                assert_eq!(bad, !point.ok, "the point of a subtest tells what came of it");
                point.subtest = Some(inner);
            }
            document.points.push(point);
        }
    }
    assert!(subtest.is_none(), "a subtest without a point");
    assert_eq!(plan, Some(document.points.len()));
    document
}

fn point(line: &str, number: usize) -> Point {
    let (ok, rest) = match line.strip_prefix("not ok ") {
        Some(rest) => (false, rest),
        None => (true, line.strip_prefix("ok ").unwrap_or_else(|| panic!("no line of TAP: {line}"))),
    };
    let rest = rest.strip_prefix(&format!("{number} - ")).unwrap_or_else(|| panic!("not {number}: {line}"));
    // A `#` after a blank and without a backslash begins a directive.
    let characters: Vec<char> = rest.chars().collect();
    let (mut start, mut escaped) = (None, false);
    for (index, character) in characters.iter().enumerate() {
        match character {
            '\\' if !escaped => escaped = true,
            '#' if !escaped => {
                assert!(index > 0 && characters[index - 1] == ' ', "a bare # in {line}");
                start = Some(index);
                break;
            }
            _ => escaped = false,
        }
    }
    let text = |part: &[char]| unescape(part.iter().collect::<String>().trim());
    let directive = start.map(|start| {
        let all: String = characters[start + 1..].iter().collect();
        let (word, reason) = all.trim().split_once(' ').unwrap_or((all.trim(), ""));
        let word = word.to_ascii_lowercase();
        assert!(["skip", "todo"].contains(&word.as_str()), "no directive: {line}");
        (word, unescape(reason))
    });
    let description = text(&characters[..start.unwrap_or(characters.len())]);
    Point { ok, description, directive, yaml: None, subtest: None }
}

fn unescape(text: &str) -> String {
    let mut read = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(escaped @ ('\\' | '#')) => read.push(escaped),
                other => panic!("\\ before {other:?} in {text}"),
            },
            character => read.push(character),
        }
    }
    read
}
