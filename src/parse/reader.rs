//! Typed access to nodes: every wrong key, kind or value becomes a diagnostic, and reading goes on.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::Files;
use super::tree::{Member, Node, NodeKind};
use crate::diag::{Code, Diagnostic, Sink, did_you_mean, list};
use crate::lang::{CompileError, Library};
use crate::model::units::{parse_duration, parse_size};
use crate::model::vocabulary::{Key, RESERVED, TAKEN, find, names};
use crate::model::{Data, Expression, Path, Regex, Setting, Text};
use crate::source::{SourceFile, Sources, Span, Spanned, offset_in_source};

/// Reads the nodes of one file.
pub struct Reader<'a> {
    /// The file.
    pub source: &'a SourceFile,
    /// Findings.
    pub sink: &'a mut Sink,
    /// Compiled texts.
    pub library: &'a mut Library,
    /// All texts, to which files of data rows are added.
    pub sources: &'a mut Sources,
    /// Files that the text names.
    pub files: &'a dyn Files,
    /// What could not be read, so that no finding is told that only follows from another one.
    pub unread: Unread,
}

/// Names whose definitions are wrong, or stand where something could not be read.
#[derive(Debug, Default)]
pub struct Unread {
    /// The names.
    pub names: Vec<Arc<str>>,
}

impl Unread {
    /// Takes everything that may be a name out of a value that could not be read.
    pub fn add(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Text(text) => self.names.push(text.clone()),
            NodeKind::Map(members) => self.names.extend(members.iter().map(|(key, _)| key.value.clone())),
            NodeKind::List(items) => items.iter().for_each(|item| self.add(item)),
            _ => {}
        }
    }
}

/// A map whose keys are those of a vocabulary table.
pub struct Fields<'n> {
    /// The key that is meant, the key as written, and its value.
    entries: Vec<(&'static str, &'n Spanned<Arc<str>>, &'n Node)>,
    /// Where the map stands.
    pub span: Span,
}

impl<'n> Fields<'n> {
    /// The value of a key.
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        self.entry(name).map(|(_, node)| node)
    }

    /// A key with its value.
    pub fn entry(&self, name: &str) -> Option<(&'n Spanned<Arc<str>>, &'n Node)> {
        self.entries.iter().find(|(meant, ..)| *meant == name).map(|(_, key, node)| (*key, *node))
    }

    /// All keys (as they are meant, and as written) with their values, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'n Spanned<Arc<str>>, &'n Node)> + '_ {
        self.entries.iter().copied()
    }
}

impl Reader<'_> {
    /// Adds an error.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.sink.push(Diagnostic::new(code, span, message));
    }

    /// Says that a value is of the wrong kind.
    pub fn wrong_type(&mut self, node: &Node, what: &str, wanted: &str) {
        if node.kind == NodeKind::Unreadable {
            return;
        }
        let mut diagnostic = match node.kind {
            NodeKind::Nothing => Diagnostic::new(
                Code::MissingValue,
                node.span,
                format!("{what} has no value; {wanted} belongs here"),
            ),
            _ => Diagnostic::new(
                Code::WrongType,
                node.span,
                format!("{what} takes {wanted}, but this is {}", node.describe()),
            ),
        };
        let written = match &node.kind {
            NodeKind::Number(_, written) => Some(written.to_string()),
            NodeKind::Bool(value) => Some(value.to_string()),
            NodeKind::Null => Some("null".to_owned()),
            _ => None,
        };
        if let Some(written) = written
            && wanted.contains("text")
        {
            diagnostic = diagnostic.help(format!("write it in quotes: \"{written}\""));
        }
        self.sink.push(diagnostic);
    }

    /// The entries of a map whose keys are free. `None` when it is no map, or empty where it must say something.
    pub fn map<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Member]> {
        match &node.kind {
            NodeKind::Map(members) if members.is_empty() => {
                self.error(
                    Code::EmptyCollection,
                    node.span,
                    format!("{what} is empty; leave it out or write what belongs there"),
                );
                None
            }
            NodeKind::Map(members) => Some(members),
            _ => {
                self.wrong_type(node, what, "a map");
                None
            }
        }
    }

    /// The elements of a list. `None` when it is no list, or empty.
    pub fn list<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        match &node.kind {
            NodeKind::List(items) if items.is_empty() => {
                self.error(
                    Code::EmptyCollection,
                    node.span,
                    format!("{what} is empty; leave it out or write what belongs there"),
                );
                None
            }
            NodeKind::List(items) => Some(items),
            _ => {
                self.wrong_type(node, what, "a list");
                None
            }
        }
    }

    /// A map whose keys are those of a table: refuses unknown keys, keys without a value, and keys of later versions. A
    /// misspelt key is read as the one that is meant, so that what follows from it is not told too.
    pub fn fields<'n>(&mut self, node: &'n Node, what: &str, keys: &'static [Key]) -> Option<Fields<'n>> {
        let members = self.map(node, what)?;
        let mut entries = Vec::with_capacity(members.len());
        for (key, value) in members {
            let meant = match find(keys, &key.value) {
                Some(known) => Some(known),
                None => {
                    let near = self.unknown_key(key, what, keys);
                    near.filter(|near| !members.iter().any(|(other, _)| &*other.value == near.name))
                }
            };
            match meant {
                None => self.unread.add(value),
                Some(known) if !known.ready => {
                    self.unread.add(value);
                    self.error(
                        Code::NotYet,
                        key.span,
                        format!("`{}` is not carried out by this version of runthrough yet", key.value),
                    );
                }
                Some(_) if value.kind == NodeKind::Nothing => self.missing_value(key),
                Some(known) => entries.push((known.name, key, value)),
            }
        }
        Some(Fields { entries, span: node.span })
    }

    /// Says that a key does not exist; gives the one that was meant, if one is near.
    pub fn unknown_key(
        &mut self,
        key: &Spanned<Arc<str>>,
        what: &str,
        keys: &'static [Key],
    ) -> Option<&'static Key> {
        let near = did_you_mean(&key.value, names(keys));
        let operators = find(keys, "equals").is_some();
        let message = match operators {
            true => format!("there is no operator `{}`", key.value),
            false => format!("{what} has no key `{}`", key.value),
        };
        let mut diagnostic = Diagnostic::new(Code::UnknownKey, key.span, message);
        diagnostic = match near {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
            None if operators && key.value.starts_with(['$', '@']) => {
                diagnostic.help("an object is compared with `equals: { … }` or `partial: { … }`")
            }
            None => diagnostic.help(format!("it knows {}", list(names(keys)))),
        };
        self.sink.push(diagnostic);
        near.and_then(|near| find(keys, near))
    }

    /// Says that a key has no value.
    pub fn missing_value(&mut self, key: &Spanned<Arc<str>>) {
        let message = format!("`{}` has no value", key.value);
        self.sink.push(
            Diagnostic::new(Code::MissingValue, key.span, message)
                .help("write the value behind the colon, or leave the key out"),
        );
    }

    /// A text without templates.
    pub fn fixed(&mut self, node: &Node, what: &str) -> Option<Spanned<Arc<str>>> {
        let NodeKind::Text(text) = &node.kind else {
            self.wrong_type(node, what, "a text");
            return None;
        };
        if text.trim().is_empty() {
            self.error(Code::MissingValue, node.span, format!("{what} is an empty text"));
            return None;
        }
        if text.contains("${") {
            self.error(Code::InvalidValue, node.span, format!("{what} takes a fixed text, without `${{…}}`"));
            return None;
        }
        Some(Spanned::new(text.clone(), node.span))
    }

    /// The text of a JSONPath, which may have `${…}` inside of its names.
    pub fn fixed_path(&mut self, node: &Node, what: &str) -> Option<Spanned<Arc<str>>> {
        match &node.kind {
            NodeKind::Text(text) => Some(Spanned::new(text.clone(), node.span)),
            _ => {
                self.wrong_type(node, what, "a JSONPath such as `$.id`");
                None
            }
        }
    }

    /// A list of texts without templates.
    pub fn fixed_list(&mut self, node: &Node, what: &str) -> Vec<Spanned<Arc<str>>> {
        let Some(items) = self.list(node, what) else { return Vec::new() };
        items.iter().filter_map(|item| self.fixed(item, what)).collect()
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.fixed(node, what)?;
        if let Some((_, value)) = words.iter().find(|(name, _)| *name == &*text.value) {
            return Some(*value);
        }
        let all = || words.iter().map(|(name, _)| *name);
        let mut diagnostic =
            Diagnostic::new(Code::InvalidValue, text.span, format!("{what} does not know `{}`", text.value));
        if let Some(near) = did_you_mean(&text.value, all()) {
            diagnostic = diagnostic.label(format!("did you mean `{near}`?"));
        }
        self.sink.push(diagnostic.help(format!("it knows {}", list(all()))));
        None
    }

    /// A text that may hold `${…}`; a number or boolean is taken as it is written.
    pub fn text(&mut self, node: &Node, what: &str) -> Option<Text> {
        let raw: Arc<str> = match &node.kind {
            NodeKind::Text(text) => text.clone(),
            NodeKind::Number(_, written) => written.clone(),
            NodeKind::Bool(value) => if *value { "true" } else { "false" }.into(),
            _ => {
                self.wrong_type(node, what, "a text");
                return None;
            }
        };
        self.text_of(raw, node.span)
    }

    /// A text that may hold `${…}` and stands at `span`. Only a URL may hold `${x | raw}`.
    pub fn text_of(&mut self, raw: Arc<str>, span: Span) -> Option<Text> {
        let text = self.text_with_raw(raw, span)?;
        if let Some(id) = text.template
            && let Some(slot) = self.library.template(id).slots().find(|slot| slot.raw)
        {
            let at = self.inside(span, &text.raw, slot.range.clone());
            self.sink.push(
                Diagnostic::new(Code::UnknownFunction, at, "`raw` works in the URL of `request` only")
                    .help("leave `| raw` out: nothing is encoded here but what has to be"),
            );
            return None;
        }
        Some(text)
    }

    /// Like [`Reader::text_of`], for the URL.
    pub fn text_with_raw(&mut self, raw: Arc<str>, span: Span) -> Option<Text> {
        match self.library.compile_template(&raw) {
            Ok(template) => Some(Text { raw, span, template }),
            Err(error) => {
                self.compile_error(error, &raw, span);
                None
            }
        }
    }

    /// An expression; `${…}` around all of it means the same.
    pub fn expression(&mut self, node: &Node, what: &str) -> Option<Expression> {
        match &node.kind {
            NodeKind::Text(text) => self.expression_of(text, node.span),
            NodeKind::Bool(value) => self.expression_of(&Arc::from(value.to_string()), node.span),
            _ => {
                self.wrong_type(node, what, "an expression");
                None
            }
        }
    }

    /// An expression whose text stands at `span`.
    pub fn expression_of(&mut self, text: &Arc<str>, span: Span) -> Option<Expression> {
        let trimmed = text.trim();
        let inner = trimmed.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        let (raw, offset) = match inner {
            Some(inner) => (Arc::from(inner), text.find("${").map_or(0, |at| at + 2)),
            None => (text.clone(), 0),
        };
        match self.library.compile_expression(&raw) {
            Ok(id) => {
                let span =
                    if offset > 0 { self.inside(span, text, offset..offset + raw.len()) } else { span };
                Some(Expression { id, raw, span })
            }
            Err(error) => {
                self.compile_error(error.shifted(offset), text, span);
                None
            }
        }
    }

    /// A list of expressions; one alone is a list of one.
    pub fn expressions(&mut self, node: &Node, what: &str) -> Vec<Expression> {
        match &node.kind {
            NodeKind::List(_) => {
                let Some(items) = self.list(node, what) else { return Vec::new() };
                items.iter().filter_map(|item| self.expression(item, what)).collect()
            }
            _ => self.expression(node, what).into_iter().collect(),
        }
    }

    /// A JSONPath.
    pub fn path(&mut self, text: &Spanned<Arc<str>>) -> Option<Path> {
        match self.library.compile_path(&text.value) {
            Ok(id) => {
                let path = self.library.path(id);
                let singular = path.is_singular();
                let slots: Vec<(Arc<str>, Range<usize>)> = path
                    .slots()
                    .iter()
                    .map(|slot| (Arc::from(&*slot.expression), slot.range.clone()))
                    .collect();
                let mut names = Vec::with_capacity(slots.len());
                for (slot, range) in slots {
                    let span = self.inside(text.span, &text.value, range);
                    names.push(self.expression_of(&slot, span)?);
                }
                Some(Path { id, raw: text.value.clone(), span: text.span, singular, names })
            }
            Err(error) => {
                self.compile_error(error, &text.value, text.span);
                None
            }
        }
    }

    /// A regular expression.
    pub fn regex(&mut self, node: &Node, what: &str) -> Option<Regex> {
        let NodeKind::Text(raw) = &node.kind else {
            self.wrong_type(node, what, "a regular expression in 'single' quotes");
            return None;
        };
        if raw.contains("${") {
            return self.text_of(raw.clone(), node.span).map(Regex::Template);
        }
        match self.library.compile_regex(raw) {
            Ok(id) => Some(Regex::Fixed { id, raw: Spanned::new(raw.clone(), node.span) }),
            Err(error) => {
                self.compile_error(error, raw, node.span);
                None
            }
        }
    }

    /// Structured data with templates at its leaves.
    pub fn data(&mut self, node: &Node) -> Option<Data> {
        Some(match &node.kind {
            NodeKind::Nothing | NodeKind::Unreadable => {
                self.wrong_type(node, "this place", "a value");
                return None;
            }
            NodeKind::Null => Data::Null(node.span),
            NodeKind::Bool(value) => Data::Bool(*value, node.span),
            NodeKind::Number(value, written) => {
                Data::Number { value: value.clone(), written: written.clone(), span: node.span }
            }
            NodeKind::Text(text) => Data::Text(self.text_of(text.clone(), node.span)?),
            NodeKind::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.extend(self.data(item));
                }
                Data::List(list, node.span)
            }
            NodeKind::Map(members) => {
                let mut map = Vec::with_capacity(members.len());
                for (key, value) in members {
                    if value.kind == NodeKind::Nothing {
                        self.missing_value(key);
                        continue;
                    }
                    map.extend(self.data(value).map(|value| (key.clone(), value)));
                }
                Data::Map(map, node.span)
            }
        })
    }

    /// `true`, `false` or a template that gives one.
    pub fn boolean(&mut self, node: &Node, what: &str) -> Option<Setting<bool>> {
        match &node.kind {
            NodeKind::Bool(value) => Some(Setting::Fixed(*value)),
            NodeKind::Text(text) if text.contains("${") => {
                self.text_of(text.clone(), node.span).map(Setting::Template)
            }
            _ => {
                self.wrong_type(node, what, "true or false");
                None
            }
        }
    }

    /// `true` or `false`, written out.
    pub fn fixed_boolean(&mut self, node: &Node, what: &str) -> Option<bool> {
        match node.kind {
            NodeKind::Bool(value) => Some(value),
            _ => {
                self.wrong_type(node, what, "true or false");
                None
            }
        }
    }

    /// A duration such as `10s`.
    pub fn duration(&mut self, node: &Node, what: &str) -> Option<Setting<Duration>> {
        self.setting(node, what, "a duration such as `10s`", parse_duration)
    }

    /// A size such as `16MiB`.
    pub fn size(&mut self, node: &Node, what: &str) -> Option<Setting<u64>> {
        self.setting(node, what, "a size such as `16MiB`", parse_size)
    }

    /// A value of the language: written out and read by `parse`, or a template that gives it.
    pub fn setting<T>(
        &mut self,
        node: &Node,
        what: &str,
        wanted: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Setting<T>> {
        let text = match &node.kind {
            NodeKind::Text(text) => text.clone(),
            NodeKind::Number(_, written) => written.clone(),
            _ => {
                self.wrong_type(node, what, wanted);
                return None;
            }
        };
        if text.contains("${") {
            return self.text_of(text, node.span).map(Setting::Template);
        }
        match parse(&text) {
            Ok(value) => Some(Setting::Fixed(value)),
            Err(message) => {
                self.error(Code::InvalidValue, node.span, message);
                None
            }
        }
    }

    /// Checks a name that is given to a variable, input or capture.
    pub fn name(&mut self, key: &Spanned<Arc<str>>, what: &str) -> bool {
        let name = &*key.value;
        let well_formed = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !well_formed {
            let instead: String =
                name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            self.sink.push(
                Diagnostic::new(
                    Code::InvalidName,
                    key.span,
                    format!("`{name}` cannot be the name of {what}"),
                )
                .help(format!("names are letters, digits and `_`, such as `{instead}`")),
            );
            return false;
        }
        let taken = TAKEN.contains(&name)
            || RESERVED.contains(&name)
            || crate::model::vocabulary::FUNCTIONS.iter().any(|function| function.name == name);
        if taken {
            self.sink.push(
                Diagnostic::new(Code::TakenName, key.span, format!("`{name}` has a meaning of its own here"))
                    .help(format!("choose another name, such as `my_{name}`")),
            );
        }
        !taken
    }

    /// Makes a diagnostic of a finding inside a scalar.
    pub fn compile_error(&mut self, error: CompileError, value: &str, span: Span) {
        let at = self.inside(span, value, error.range);
        self.sink.push(Diagnostic::new(error.code, at, error.message).help_if(error.help));
    }

    /// The span of a part of a scalar's value.
    pub fn inside(&self, span: Span, value: &str, range: Range<usize>) -> Span {
        let text = self.source.text().get(span.range()).unwrap_or("");
        let start = span.start as usize + offset_in_source(text, value, range.start);
        let last = range.end.max(range.start + 1) - 1;
        let last = (range.start..=last).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(range.start);
        let end_character = value.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let end = span.start as usize + offset_in_source(text, value, last) + end_character;
        if range.is_empty() || end < start {
            Span::new(span.file, start, start)
        } else {
            Span::new(span.file, start, end)
        }
    }
}
