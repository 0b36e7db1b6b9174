//! Typed access to nodes: every wrong key, kind or value becomes a diagnostic, and reading goes on.

use std::sync::Arc;

use super::api_here::ApiHere;
use super::files::{Files, Named};
use crate::diag::{Code, Diagnostic, Fix, Sink, list, nearest, negated};
use crate::lang::Compiler;
use crate::model::keys::equivalent;
use crate::model::{OperatorSpec, Reads};
use crate::source::{SourceFile, Span, Spanned};
use crate::vocabulary::{Callable, Function, Key, RESERVED, TAKEN, find, names};
use crate::yaml::{Member, Node, NodeKind};

/// Reads the nodes of one file.
pub struct Reader<'a> {
    pub source: &'a SourceFile,
    pub sink: &'a mut Sink,
    pub compiler: &'a mut Compiler,
    /// Files that the text names.
    pub files: &'a dyn Files,
    /// What was read of them.
    pub named: Named<'a>,
    /// What could not be read, so that no finding is told that only follows from another one.
    pub unread: Unread,
    /// The OpenAPI document that holds for what is read.
    pub openapi: ApiHere,
}

/// Names whose definitions are wrong, or stand where something could not be read.
#[derive(Debug, Default)]
pub struct Unread {
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

/// What belongs in a place.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    words: &'a str,
    /// The scalar that another one was perhaps meant as.
    scalar: Option<Scalar>,
}

#[derive(Clone, Copy, PartialEq)]
enum Scalar {
    Boolean,
    Text,
}

impl<'a> Wanted<'a> {
    /// A boolean: `yes` and its like are fixed.
    pub fn boolean() -> Self {
        Wanted { words: "true or false", scalar: Some(Scalar::Boolean) }
    }

    /// Also a text: other scalars are put into quotes.
    pub fn text(words: &'a str) -> Self {
        Wanted { words, scalar: Some(Scalar::Text) }
    }
}

impl<'a> From<&'a str> for Wanted<'a> {
    fn from(words: &'a str) -> Self {
        Wanted { words, scalar: None }
    }
}

impl Reader<'_> {
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.sink.push(Diagnostic::new(code, span, message));
    }

    /// Says that a value is of the wrong kind.
    pub fn wrong_type<'w>(&mut self, node: &Node, what: &str, wanted: impl Into<Wanted<'w>>) {
        let Wanted { words: wanted, scalar } = wanted.into();
        if node.kind == NodeKind::Unreadable || self.braces(node) {
            return;
        }
        if let NodeKind::Text(text) = &node.kind
            && scalar == Some(Scalar::Boolean)
            && let Some(meant) = old_boolean(text)
        {
            let message = format!("{what} takes true or false, but `{text}` is a string in YAML 1.2");
            let diagnostic = Diagnostic::new(Code::AmbiguousScalar, node.span, message);
            self.sink.push(diagnostic.fix(Fix::new(node.span, meant.to_string(), true)));
            return;
        }
        let mut diagnostic = match node.kind {
            NodeKind::Nothing => Diagnostic::new(
                Code::MissingValue,
                node.span,
                format!("{what} has no value; expected {wanted}"),
            ),
            _ => Diagnostic::new(
                Code::WrongType,
                node.span,
                format!("{what} takes {wanted}, not {}", node.describe()),
            ),
        };
        let written = match &node.kind {
            NodeKind::Number(number) => Some(number.to_string()),
            NodeKind::Bool(value) => Some(value.to_string()),
            NodeKind::Null => Some("null".to_owned()),
            _ => None,
        };
        if let NodeKind::Text(text) = &node.kind
            && scalar == Some(Scalar::Boolean)
        {
            diagnostic = diagnostic.suggest(text, ["true", "false"], true, |diagnostic| diagnostic);
        }
        if let Some(written) = written
            && scalar == Some(Scalar::Text)
        {
            // To readers that know doubles only, `1.10` and `1.1` are one number.
            if matches!(&node.kind, NodeKind::Number(number) if serde_json::Number::from(number).to_string() != written)
            {
                diagnostic.code = Code::AmbiguousScalar;
            }
            diagnostic = diagnostic.fix(Fix::new(node.span, format!("\"{written}\""), true));
        }
        self.sink.push(diagnostic);
    }

    /// Tells of `{x}`, which YAML takes for a map with a key and no value, and who wrote it for a template.
    pub fn braces(&mut self, node: &Node) -> bool {
        let NodeKind::Map(members) = &node.kind else { return false };
        let [(key, value)] = members.as_slice() else { return false };
        let written = self.source.text().get(node.span.range()).unwrap_or("");
        let lone = value.kind == NodeKind::Nothing && written.starts_with('{') && !written.contains(':');
        if !lone {
            return false;
        }
        let template = format!("\"${{{}}}\"", key.value.trim());
        let message = "YAML reads this as a map; a template begins with a dollar sign";
        self.sink.push(
            Diagnostic::new(Code::QuoteTemplate, node.span, message).fix(Fix::new(node.span, template, true)),
        );
        true
    }

    /// The entries of a map whose keys are free. `None` when it is no map, or empty where it must say something.
    pub fn map<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Member]> {
        match &node.kind {
            NodeKind::Map(members) if members.is_empty() => {
                self.error(
                    Code::EmptyCollection,
                    node.span,
                    format!("{what} is empty; add its content or remove it"),
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
                    format!("{what} is empty; add its content or remove it"),
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

    /// A map whose keys are those of a table: refuses unknown keys and keys without a value. A
    /// misspelt key is read as the one that is meant, so that what follows from it is not told too.
    pub fn fields<'n>(&mut self, node: &'n Node, what: &str, keys: &'static [Key]) -> Option<Fields<'n>> {
        if find(keys, "equals").is_some() && self.braces(node) {
            return None;
        }
        let members = self.map(node, what)?;
        let mut entries = Vec::with_capacity(members.len());
        for (key, value) in members {
            let meant = match find(keys, &key.value) {
                Some(known) => Some(known),
                None => {
                    let free = |name: &str| !members.iter().any(|(other, _)| &*other.value == name);
                    self.unknown_key(key, what, keys, &free).filter(|near| free(near.name))
                }
            };
            match meant {
                None => self.unread.add(value),
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
        free: &dyn Fn(&str) -> bool,
    ) -> Option<&'static Key> {
        let operators = find(keys, "equals").is_some();
        let message = match operators {
            true => format!("`{}` is not an operator", key.value),
            false => format!("{what} has no key `{}`", key.value),
        };
        let diagnostic = Diagnostic::new(Code::UnknownKey, key.span, message);
        let near = match equivalent(keys, &key.value) {
            Some(_) => None,
            None => nearest(&key.value, names(keys)),
        };
        self.sink.push(match near {
            Some(near) if free(near.word) => diagnostic.meant(near.word, near.unambiguous),
            Some(near) => {
                diagnostic.label(format!("did you mean `{}`, which is already used here?", near.word))
            }
            None => diagnostic.help(unknown_key_advice(&key.value, keys)),
        });
        near.and_then(|near| find(keys, near.word))
    }

    /// Says that a key has no value.
    pub fn missing_value(&mut self, key: &Spanned<Arc<str>>) {
        let message = format!("`{}` has no value", key.value);
        self.sink.push(
            Diagnostic::new(Code::MissingValue, key.span, message)
                .help("write the value after the colon, or remove the key"),
        );
    }

    /// A text without templates.
    pub fn fixed(&mut self, node: &Node, what: &str) -> Option<Spanned<Arc<str>>> {
        let NodeKind::Text(text) = &node.kind else {
            self.wrong_type(node, what, Wanted::text("a string"));
            return None;
        };
        if text.trim().is_empty() {
            self.error(Code::MissingValue, node.span, format!("{what} is empty"));
            return None;
        }
        if text.contains("${") {
            self.error(
                Code::InvalidValue,
                node.span,
                format!("{what} takes a fixed string, without `${{…}}`"),
            );
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
        let diagnostic = Diagnostic::new(
            Code::InvalidValue,
            text.span,
            format!("`{}` is not a valid value for {what}", text.value),
        );
        self.sink.push(diagnostic.suggest(&text.value, all(), true, |diagnostic| {
            diagnostic.help(format!("available are {}", list(all())))
        }));
        None
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
                .help(format!("names consist of letters, digits and `_`, for example `{instead}`")),
            );
            return false;
        }
        let taken = TAKEN.contains(&name) || RESERVED.contains(&name) || Function::parse(name).is_some();
        if taken {
            self.sink.push(
                Diagnostic::new(Code::TakenName, key.span, format!("`{name}` is a reserved name"))
                    .help(format!("choose a different name, such as `my_{name}`")),
            );
        }
        !taken
    }
}

/// What to write instead of a key that resembles none of a map.
fn unknown_key_advice(key: &str, keys: &'static [Key]) -> String {
    let operators = find(keys, "equals").is_some();
    if let Some(instead) = equivalent(keys, key) {
        return format!("write {instead}");
    }
    match OperatorSpec::named(negated(key, &names(keys).collect::<Vec<_>>()).unwrap_or_default()) {
        Some(OperatorSpec { reads: Reads::Flag(_), key, .. }) if operators => {
            format!("the negation of `{0}: true` is `{0}: false`", key.name)
        }
        Some(OperatorSpec { key, .. }) if operators => {
            format!("write the negation as `not: {{ {}: … }}`", key.name)
        }
        _ if operators && key.starts_with(['$', '@']) => {
            "compare an object with `equals: { … }` or `partial: { … }`".to_owned()
        }
        _ => format!("available are {}", list(names(keys))),
    }
}

/// What the words that YAML 1.1 took for booleans meant there.
pub fn old_boolean(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}
