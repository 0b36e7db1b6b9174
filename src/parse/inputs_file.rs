//! Inputs files (`--inputs-file`): YAML, JSON or dotenv.
//!
//! Values may be secret, and which are is known only when the scenarios are read: so findings name a place and never
//! quote the text, and no frame of it is drawn.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::files::Files;
use crate::diag::{Code, Diagnostic, Place, Sink};
use crate::model::{Data, FileInput, OneTime, Text};
use crate::source::{FileId, Sources, Span, Spanned};
use crate::value::{Value, read};
use crate::yaml::tree;
use crate::yaml::{Node, NodeKind};

/// How an inputs file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// `.yaml`, `.yml`
    Yaml,
    /// `.json`
    Json,
    /// `.env`
    Dotenv,
}

impl Ending {
    /// By the file's name.
    pub fn of(path: &str) -> Option<Ending> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
        if name.ends_with(".yaml") || name.ends_with(".yml") {
            Some(Ending::Yaml)
        } else if name.ends_with(".json") {
            Some(Ending::Json)
        } else if name.ends_with(".env") || name.starts_with(".env.") {
            Some(Ending::Dotenv)
        } else {
            None
        }
    }
}

/// What an inputs file says.
#[derive(Debug, Default)]
pub struct InputsFile {
    /// By the input's name.
    pub values: BTreeMap<Arc<str>, FileInput>,
    /// The line of each, from 1; 0 where it is not known.
    pub lines: BTreeMap<Arc<str>, usize>,
}

/// Reads an inputs file. The errors are lines for people, with their places.
pub fn inputs_file(
    path: &str,
    text: &str,
    ending: Ending,
    files: &dyn Files,
) -> Result<InputsFile, Vec<String>> {
    let mut read = Read { path, files, file: InputsFile::default(), problems: Vec::new() };
    match ending {
        Ending::Yaml => read.yaml(text),
        Ending::Json => read.json(text),
        Ending::Dotenv => read.dotenv(text.strip_prefix('\u{feff}').unwrap_or(text)),
    }
    if read.problems.is_empty() { Ok(read.file) } else { Err(read.problems) }
}

struct Read<'a> {
    path: &'a str,
    files: &'a dyn Files,
    file: InputsFile,
    problems: Vec<String>,
}

impl Read<'_> {
    fn problem(&mut self, line: usize, message: impl std::fmt::Display) {
        self.problems.push(match line {
            0 => format!("{}: {message}", self.path),
            line => format!("{}:{line}: {message}", self.path),
        });
    }

    fn add(&mut self, name: &str, line: usize, value: FileInput) {
        if self.file.values.contains_key(name) {
            let first = self.file.lines.get(name).copied().unwrap_or(0);
            let place = if first > 0 { format!(", first at line {first}") } else { String::new() };
            self.problem(line, format!("duplicate key `{name}`{place}"));
            return;
        }
        self.file.lines.insert(name.into(), line);
        self.file.values.insert(name.into(), value);
    }

    /// A source that stands in place of a value: `{env: NAME}` or `{one_time: FILE}`.
    fn source(&self, key: &str, text: &str) -> Option<FileInput> {
        let written = Spanned::new(Arc::from(text), NOWHERE);
        match key {
            "env" => Some(FileInput::Env(written)),
            "one_time" => {
                let path = self.files.resolve_outside(self.path, text);
                Some(FileInput::OneTime(OneTime { written, path }))
            }
            _ => None,
        }
    }

    fn yaml(&mut self, text: &str) {
        let mut sources = Sources::default();
        let file = sources.add(self.path, text);
        let mut sink = Sink::default();
        let root = tree(file, sources.file(file), &mut sink);
        for diagnostic in sink.into_sorted(&sources) {
            let line = match diagnostic.place {
                Place::Span(span) => sources.location(span).line,
                Place::File(_) => 0,
            };
            self.problem(line, without_text(&diagnostic));
        }
        let Some(root) = root else { return };
        let members = match &root.kind {
            NodeKind::Map(members) => members,
            NodeKind::Nothing | NodeKind::Unreadable => return,
            _ => return self.problem(sources.location(root.span).line, NO_MAP),
        };
        for (name, value) in members {
            let line = sources.location(name.span).line;
            if value.kind == NodeKind::Nothing {
                self.problem(line, format!("`{}` has no value", name.value));
                continue;
            }
            let source = match &value.kind {
                NodeKind::Map(members) => match members.as_slice() {
                    [(key, Node { kind: NodeKind::Text(text), .. })] => self.source(&key.value, text),
                    _ => None,
                },
                _ => None,
            };
            let value = source.unwrap_or_else(|| FileInput::Value(data_of_node(value)));
            self.add(&name.value, line, value);
        }
    }

    fn json(&mut self, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let reading = match read(text, usize::MAX) {
            Ok(reading) => reading,
            Err(error) => return self.problem(error.line, "this is not well-formed JSON"),
        };
        let Value::Object(members) = reading.value else { return self.problem(1, NO_MAP) };
        for name in reading.duplicate_keys.iter().filter(|name| members.contains_key(name)) {
            self.problem(0, format!("duplicate key `{name}`"));
        }
        for (name, value) in members {
            let source = match &value {
                Value::Object(object) if object.len() == 1 => {
                    object.iter().next().and_then(|(key, value)| self.source(key, value.as_str()?))
                }
                _ => None,
            };
            self.add(&name, 0, source.unwrap_or_else(|| FileInput::Value(data_of_value(&value))));
        }
    }

    fn dotenv(&mut self, text: &str) {
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            let Some((name, value)) = line.split_once('=') else {
                self.problem(number, "expected `name=value`");
                continue;
            };
            match dotenv_value(value.trim()) {
                Ok(value) => {
                    let text = Text { raw: value.into(), span: NOWHERE, template: None };
                    self.add(name.trim(), number, FileInput::Value(Data::Text(text)));
                }
                Err(why) => self.problem(number, why),
            }
        }
    }
}

const NO_MAP: &str = "an inputs file must be a map of names and values";

/// The values leave their text behind.
const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// Some messages quote the text that they are about.
fn without_text(diagnostic: &Diagnostic) -> String {
    match diagnostic.code {
        Code::AmbiguousScalar => {
            "some YAML readers take this value as a number, others as a string; put it in quotes".to_owned()
        }
        _ => diagnostic.message.clone(),
    }
}

/// Quoted with escapes, quoted as it is, or up to a comment.
fn dotenv_value(text: &str) -> Result<String, &'static str> {
    let behind = |rest: &str| {
        let rest = rest.trim_start();
        match rest.is_empty() || rest.starts_with('#') {
            true => Ok(()),
            false => Err("unexpected text after the closing quote"),
        }
    };
    if let Some(rest) = text.strip_prefix('\'') {
        let (value, rest) = rest.split_once('\'').ok_or("the quote is not closed on this line")?;
        return behind(rest).map(|()| value.to_owned());
    }
    if let Some(rest) = text.strip_prefix('"') {
        let mut value = String::new();
        let mut characters = rest.chars();
        loop {
            match characters.next() {
                None => return Err("the quote is not closed on this line"),
                Some('"') => return behind(characters.as_str()).map(|()| value),
                Some('\\') => match characters.next() {
                    Some('n') => value.push('\n'),
                    Some('r') => value.push('\r'),
                    Some('t') => value.push('\t'),
                    Some(other) => value.push(other),
                    None => return Err("the quote is not closed on this line"),
                },
                Some(other) => value.push(other),
            }
        }
    }
    let value = match text.starts_with('#') {
        true => "",
        false => text.split_once(" #").map_or(text, |(value, _)| value),
    };
    Ok(value.trim().to_owned())
}

/// The value of a node as data in which nothing is rendered.
fn data_of_node(node: &Node) -> Data {
    match &node.kind {
        NodeKind::Nothing | NodeKind::Null | NodeKind::Unreadable => Data::Null(NOWHERE),
        NodeKind::Bool(value) => Data::Bool(*value, NOWHERE),
        NodeKind::Number(number) => Data::Number(number.clone(), NOWHERE),
        NodeKind::Text(text) => Data::Text(Text { raw: text.clone(), span: NOWHERE, template: None }),
        NodeKind::List(items) => Data::List(items.iter().map(data_of_node).collect(), NOWHERE),
        NodeKind::Map(members) => Data::Map(
            members.iter().map(|(key, value)| (key.clone(), data_of_node(value))).collect(),
            NOWHERE,
        ),
    }
}

fn data_of_value(value: &Value) -> Data {
    match value {
        Value::Null => Data::Null(NOWHERE),
        Value::Bool(value) => Data::Bool(*value, NOWHERE),
        Value::Number(number) => Data::Number(number.clone(), NOWHERE),
        Value::String(text) => Data::Text(Text { raw: text.as_str().into(), span: NOWHERE, template: None }),
        Value::Array(items) => Data::List(items.iter().map(data_of_value).collect(), NOWHERE),
        Value::Object(members) => Data::Map(
            members
                .iter()
                .map(|(key, value)| (Spanned::new(key.as_str().into(), NOWHERE), data_of_value(value)))
                .collect(),
            NOWHERE,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nowhere;

    impl Files for Nowhere {
        fn resolve(&self, _: &str, written: &str) -> Result<Arc<str>, String> {
            Ok(written.into())
        }
        fn stays_inside(&self, _: &str, _: &str) -> Result<(), String> {
            Ok(())
        }
        fn resolve_outside(&self, _: &str, written: &str) -> Arc<str> {
            format!("outside/{written}").into()
        }
        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            Err("no files here".to_owned())
        }
    }

    fn texts(text: &str, ending: Ending) -> Vec<(String, String)> {
        let file = inputs_file("x", text, ending, &Nowhere).unwrap();
        let text = |value: &FileInput| match value {
            FileInput::Value(data) => data.literal().unwrap().to_string(),
            FileInput::Env(name) => format!("env {}", name.value),
            FileInput::OneTime(file) => format!("one_time {}", file.path),
        };
        file.values.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
    }

    #[test]
    fn all_three_kinds_say_the_same() {
        let wanted = [("a", "\"x ${y}\""), ("b", "env B"), ("c", "one_time outside/codes.txt")];
        let wanted: Vec<_> = wanted.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let yaml = "a: x ${y}\nb: { env: B }\nc: { one_time: codes.txt }\n";
        assert_eq!(texts(yaml, Ending::Yaml), wanted);
        let json = r#"{"a": "x ${y}", "b": {"env": "B"}, "c": {"one_time": "codes.txt"}}"#;
        assert_eq!(texts(json, Ending::Json), wanted);
        assert_eq!(texts("# c\nexport a='x ${y}' # d\n", Ending::Dotenv), wanted[..1]);
    }

    #[test]
    fn dotenv_values_may_be_quoted() {
        assert_eq!(dotenv_value("a b # c"), Ok("a b".to_owned()));
        assert_eq!(dotenv_value("a#b"), Ok("a#b".to_owned()));
        assert_eq!(dotenv_value("\"a\\\"\\n#\" # c"), Ok("a\"\n#".to_owned()));
        assert_eq!(dotenv_value("'a\\n'"), Ok("a\\n".to_owned()));
        assert_eq!(dotenv_value(""), Ok(String::new()));
        assert!(dotenv_value("'a").is_err());
        assert!(dotenv_value("\"a\" b").is_err());
    }

    #[test]
    fn a_finding_never_quotes_a_value() {
        for (text, ending) in [
            ("pin: 012345\n", Ending::Yaml),
            ("pin: \"012345\n", Ending::Yaml),
            ("{\"pin\": 012345}", Ending::Json),
            ("pin='012345", Ending::Dotenv),
            ("012345", Ending::Dotenv),
        ] {
            let problems = inputs_file("x", text, ending, &Nowhere).unwrap_err();
            assert!(!problems.join(" ").contains("012345"), "{problems:?}");
        }
    }
}
