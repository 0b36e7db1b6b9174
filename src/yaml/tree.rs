//! YAML text → a tree with a span for every node. Documents of other hands are read by `yaml_document`.
//!
//! In: one text. Out: a [`Node`], or the first syntax error. Built from the parser's events without recursion, so that
//! no nesting can exhaust a stack; our stricter rules (no tags, no merge keys, no complex keys, one document, no
//! ambiguous numbers, no duplicate keys) are findings beside the tree.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks, StrInput};

use super::node::{Member, Node, NodeKind};
use super::quoted::quoted;
use super::scalar::{Plain, resolve};
use crate::diag::{Code, Diagnostic, Fix, Sink};
use crate::source::{FileId, SourceFile, Span, Spanned};

/// Maps and lists that may be open at once.
const DEPTH: usize = crate::vocabulary::limits::NESTING;

/// Nodes of one file, those that aliases repeat included.
const NODES: usize = crate::vocabulary::limits::NODES;

/// Reads a whole file. Findings go to `sink`; `None` when the text is not well-formed.
pub fn tree(file: FileId, source: &SourceFile, sink: &mut Sink) -> Option<Node> {
    let whole: &str = source.text();
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let offsets = Offsets::new(text, whole.len() - text.len());
    let mut builder =
        Builder { file, source: whole, offsets, sink, stack: Vec::new(), anchors: HashMap::new(), nodes: 0 };
    match builder.build(text) {
        Ok(node) => Some(node),
        Err(diagnostic) => {
            builder.sink.push(*diagnostic);
            None
        }
    }
}

/// Byte offsets of characters: the parser counts characters.
struct Offsets {
    base: usize,
    /// Empty for ASCII texts, where both counts are the same.
    bytes: Vec<u32>,
    length: usize,
}

impl Offsets {
    fn new(text: &str, base: usize) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(offset, _)| offset as u32).collect()
        };
        Offsets { base, bytes, length: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        let offset = if self.bytes.is_empty() {
            character.min(self.length)
        } else {
            self.bytes.get(character).map_or(self.length, |offset| *offset as usize)
        };
        self.base + offset
    }
}

/// A map or list that is still open.
struct Open {
    anchor: usize,
    start: Span,
    /// It stands where a key belongs.
    is_key: bool,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        members: Vec<Member>,
        keys: BTreeMap<Arc<str>, Span>,
        key: Option<Spanned<Arc<str>>>,
        unreadable: bool,
    },
}

struct Builder<'s> {
    file: FileId,
    source: &'s str,
    offsets: Offsets,
    sink: &'s mut Sink,
    stack: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
}

type Fatal = Box<Diagnostic>;

impl Builder<'_> {
    fn build(&mut self, text: &str) -> Result<Node, Fatal> {
        let mut parser = Parser::new(StrInput::new(text));
        let mut root = None;
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            let (event, marks) = event.map_err(|error| self.syntax_error(&error))?;
            let span = self.span(marks);
            let finished = match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(Box::new(
                            Diagnostic::new(
                                Code::YamlFeature,
                                span,
                                "a file holds one document, but another begins here",
                            )
                            .help("put it into a file of its own"),
                        ));
                    }
                    None
                }
                Event::Scalar(value, style, anchor, tag) => {
                    self.refuse_tag(tag.is_some(), span);
                    self.scalar(&value, style, anchor, span, tag.is_some())?
                }
                Event::SequenceStart(anchor, tag) => {
                    self.refuse_tag(tag.is_some(), span);
                    self.open(anchor, span, Content::List(Vec::new()))?;
                    None
                }
                Event::MappingStart(anchor, tag) => {
                    self.refuse_tag(tag.is_some(), span);
                    self.open(
                        anchor,
                        span,
                        Content::Map {
                            members: Vec::new(),
                            keys: BTreeMap::new(),
                            key: None,
                            unreadable: false,
                        },
                    )?;
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
                Event::Alias(id) => {
                    let node = self.anchors.get(&id).cloned().ok_or_else(|| {
                        Box::new(Diagnostic::new(
                            Code::YamlFeature,
                            span,
                            "this alias stands inside of what it names, or names nothing",
                        ))
                    })?;
                    self.spend(node.count(), span)?;
                    self.add(node)?
                }
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => None,
            };
            if let Some(node) = finished {
                root = Some(node);
            }
        }
        let end = Span::new(self.file, self.source.len(), self.source.len());
        Ok(root.unwrap_or(Node { kind: NodeKind::Nothing, span: end }))
    }

    fn span(&self, marks: Marks) -> Span {
        let start = self.offsets.byte(marks.start.index());
        let end = self.offsets.byte(marks.end.index());
        let trimmed = self.source.get(start..end).unwrap_or("").trim_end().len();
        Span::new(self.file, start, start + trimmed)
    }

    fn refuse_tag(&mut self, tagged: bool, span: Span) {
        if tagged {
            self.sink.push(
                Diagnostic::new(Code::YamlFeature, span, "tags (`!…`) are not used here")
                    .help("leave the tag out; a text that begins with `!` needs quotes, and the opposite of an expression is `not …`"),
            );
        }
    }

    /// True inside of `{…}` and `[…]`, where a template needs quotes.
    fn in_flow(&self) -> bool {
        self.open_flow().is_some()
    }

    /// True for the beginning of a collection in braces or brackets; that of one without them is empty.
    fn is_bracket(&self, start: Span) -> bool {
        matches!(self.source.get(start.range()), Some("[" | "{"))
    }

    /// Where the outermost of the open braces and brackets begins.
    fn open_flow(&self) -> Option<usize> {
        self.stack
            .iter()
            .map(|open| open.start)
            .find(|start| self.is_bracket(*start))
            .map(|start| start.start as usize)
    }

    fn spend(&mut self, nodes: usize, span: Span) -> Result<(), Fatal> {
        self.nodes += nodes;
        if self.nodes > NODES {
            let message =
                format!("the file has more than {NODES} values, those that aliases repeat included");
            return Err(Box::new(Diagnostic::new(Code::NestingTooDeep, span, message)));
        }
        Ok(())
    }

    fn open(&mut self, anchor: usize, start: Span, content: Content) -> Result<(), Fatal> {
        let is_key = self.expects_key();
        if is_key {
            self.complex_key(start);
        }
        if self.stack.len() >= DEPTH {
            let message = format!("maps and lists are nested deeper than {DEPTH} levels");
            return Err(Box::new(Diagnostic::new(Code::NestingTooDeep, start, message)));
        }
        self.spend(1, start)?;
        self.stack.push(Open { anchor, start, is_key, content });
        Ok(())
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Open { content: Content::Map { key: None, .. }, .. }))
    }

    /// `n: {{ n }}` is a map with a map as its key to YAML, and a template to everybody who writes it. The map that has
    /// such a key is unreadable; the rest of the file is read on.
    fn complex_key(&mut self, start: Span) {
        if let Some(Open { content: Content::Map { unreadable, .. }, .. }) = self.stack.last_mut() {
            *unreadable = true;
        }
        let rest = self.source.get(start.start as usize..).unwrap_or("");
        let before = self.source[..start.start as usize].trim_end();
        // The outer of the two braces is open.
        let outer = self.open_flow().is_some_and(|open| open + 1 < before.len());
        // `[0].id: 1` is well-formed only up to the bracket: the parser will tell.
        let closing = rest.find([']', '\n']).map_or("", |at| &rest[at..]);
        if rest.starts_with('[') && closing.starts_with(']') && !closing[1..].trim_start().starts_with(':') {
            return;
        }
        let diagnostic = if rest.starts_with('{') && before.ends_with('{') {
            let inner = rest[1..].split('}').next().unwrap_or("").trim();
            let open = before.len() - 1;
            let close = rest.find("}}").map_or(start.end as usize, |at| start.start as usize + at + 2);
            let span = Span::new(self.file, open, close);
            let template = format!("${{{inner}}}");
            let quotes = outer || inner.contains(": ") || inner.contains(" #");
            let template = if quotes { quoted(&template) } else { template };
            Diagnostic::new(
                Code::QuoteTemplate,
                span,
                "templates are written with a dollar and one brace here",
            )
            .fix(Fix::new(span, template, true))
        } else {
            Diagnostic::new(Code::YamlFeature, start, "a map or list cannot be a key")
                .help("quote the key if it is meant as text")
        };
        self.sink.push(diagnostic);
    }

    fn close(&mut self, end: Span) -> Result<Option<Node>, Fatal> {
        let Some(open) = self.stack.pop() else { return Ok(None) };
        let opened_by_bracket = self.is_bracket(open.start);
        let (kind, last) = match open.content {
            Content::List(items) => {
                let last = items.last().map(|item| item.span);
                (NodeKind::List(items), last)
            }
            Content::Map { members, unreadable, .. } => {
                let last = members
                    .last()
                    .map(|(key, value)| Span { end: value.span.end.max(key.span.end), ..value.span });
                (if unreadable { NodeKind::Unreadable } else { NodeKind::Map(members) }, last)
            }
        };
        let span = match last {
            _ if opened_by_bracket => open.start.to(end),
            Some(last) if last.end >= open.start.start => open.start.to(last),
            _ => open.start,
        };
        let node = Node { kind, span };
        if open.is_key {
            if let Some(Open { content: Content::Map { key, .. }, .. }) = self.stack.last_mut() {
                *key = Some(Spanned::new(Arc::from(""), span));
            }
            return Ok(None);
        }
        if open.anchor > 0 {
            self.anchors.insert(open.anchor, node.clone());
        }
        self.add(node)
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        span: Span,
        tagged: bool,
    ) -> Result<Option<Node>, Fatal> {
        self.spend(1, span)?;
        let text: Arc<str> = value.into();
        if let Some(Open { content: Content::Map { key: key @ None, keys, .. }, .. }) = self.stack.last_mut()
        {
            // A key is the text that was written, whatever type it would have as a value.
            if style == ScalarStyle::Plain && value == "<<" {
                self.sink.push(
                    Diagnostic::new(Code::YamlFeature, span, "merge keys (`<<`) are not used here")
                        .help("write the members out, or put them into `defaults`"),
                );
            }
            if let Some(first) = keys.get(&text) {
                self.sink.push(
                    Diagnostic::new(Code::DuplicateKey, span, format!("`{value}` stands here a second time"))
                        .related(*first, "the first one"),
                );
            } else {
                keys.insert(text.clone(), span);
            }
            *key = Some(Spanned::new(text, span));
            return Ok(None);
        }
        let kind = match style {
            // What the tag was meant to say is told already.
            _ if tagged => NodeKind::Unreadable,
            ScalarStyle::Plain if self.swallowed(value, span) => NodeKind::Unreadable,
            ScalarStyle::Plain => match resolve(value) {
                Ok(Plain::Nothing) => NodeKind::Nothing,
                Ok(Plain::Null) => NodeKind::Null,
                Ok(Plain::Bool(value)) => NodeKind::Bool(value),
                Ok(Plain::Number(number)) => NodeKind::Number(number),
                Ok(Plain::Text) => NodeKind::Text(text),
                Err(why) => {
                    self.sink.push(
                        Diagnostic::new(Code::AmbiguousScalar, span, why)
                            .help("a text stands in quotes, a number without what makes it doubtful")
                            .fix(Fix::new(span, format!("\"{value}\""), true)),
                    );
                    NodeKind::Unreadable
                }
            },
            _ => NodeKind::Text(text),
        };
        let node = Node { kind, span };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.add(node)
    }

    /// Puts a finished node into what is open; the root is handed back.
    fn add(&mut self, node: Node) -> Result<Option<Node>, Fatal> {
        if self.expects_key() {
            // An alias stands where a key belongs.
            self.complex_key(node.span);
            if let Some(Open { content: Content::Map { key, .. }, .. }) = self.stack.last_mut() {
                *key = Some(Spanned::new(Arc::from(""), node.span));
            }
            return Ok(None);
        }
        match self.stack.last_mut() {
            None => return Ok(Some(node)),
            Some(Open { content: Content::List(items), .. }) => items.push(node),
            // The value of a repeated key is kept too: its own mistakes are worth telling.
            Some(Open { content: Content::Map { members, key, .. }, .. }) => {
                members.extend(key.take().map(|key| (key, node)));
            }
        }
        Ok(None)
    }

    /// Tells where ` #` made a comment of what belongs to a value.
    fn swallowed(&mut self, value: &str, span: Span) -> bool {
        let key = match self.stack.last() {
            Some(Open { content: Content::Map { key: Some(key), .. }, .. }) => Some(key.span),
            _ => None,
        };
        let found = super::swallowed::swallowed(self.source, value, span, key, self.in_flow());
        let swallowed = found.is_some();
        found.into_iter().for_each(|diagnostic| self.sink.push(diagnostic));
        swallowed
    }

    fn syntax_error(&self, error: &ScanError) -> Fatal {
        let at = self.offsets.byte(error.marker().index());
        Box::new(super::hints::diagnostic(self.file, self.source, at, error.info(), self.open_flow()))
    }
}
