//! The tree, built from the parser's events without recursion, so that no nesting can exhaust a stack.
//!
//! Rules that YAML itself does not have (no ambiguous numbers, no tags, one document …) are findings beside the tree.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks, StrInput, Tag};

use super::complex_key::complex_key;
use super::merge::{last_of_each, merged};
use super::node::{Member, Node, NodeKind};
use super::offsets::Offsets;
use super::scalar::{Plain, core, strict};
use super::{hints, swallowed};
use crate::diag::{Code, Diagnostic, Fix, Place, Sink};
use crate::source::{FileId, Span, Spanned};
use crate::vocabulary::limits::{JSON_DEPTH, NESTING, NODES};

/// Which YAML a text may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// What people write for this program: nothing that readers of YAML understand differently.
    Scenario,
    /// What other programs write or read.
    Document,
}

/// Why a text is not read to its end.
pub enum Stop {
    /// It is no YAML from a byte on.
    Syntax { at: usize, diagnostic: Box<Diagnostic> },
    /// It has something that nothing can be made of, or too much.
    Limit(Box<Diagnostic>),
}

/// A map or list that is still open.
struct Open {
    anchor: usize,
    start: Span,
    /// It is where a key belongs.
    is_key: bool,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(OpenMap),
}

#[derive(Default)]
struct OpenMap {
    members: Vec<Member>,
    keys: BTreeMap<Arc<str>, Span>,
    key: Option<Spanned<Arc<str>>>,
    /// The key is `<<`, whose maps are merged into this one.
    merging: bool,
    merged: Vec<Node>,
    repeats: bool,
    unreadable: bool,
}

pub struct Builder<'s> {
    dialect: Dialect,
    file: FileId,
    source: &'s str,
    offsets: Offsets,
    sink: &'s mut Sink,
    stack: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    /// Where the last scalar begins.
    last: usize,
}

impl<'s> Builder<'s> {
    pub fn new(dialect: Dialect, file: FileId, source: &'s str, sink: &'s mut Sink) -> Self {
        let text = without_mark(source);
        let offsets = Offsets::new(text, source.len() - text.len());
        let (stack, anchors) = (Vec::new(), HashMap::new());
        Builder { dialect, file, source, offsets, sink, stack, anchors, nodes: 0, last: 0 }
    }

    pub fn build(&mut self) -> Result<Node, Stop> {
        let mut parser = Parser::new(StrInput::new(without_mark(self.source)));
        let mut root = None;
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            let (event, marks) = event.map_err(|error| self.syntax_error(&error))?;
            let span = self.span(marks);
            documents += usize::from(matches!(event, Event::DocumentStart(_)));
            if documents > 1 {
                let message = "a file contains one document, but another one begins here";
                let diagnostic = Diagnostic::new(Code::YamlFeature, span, message);
                return Err(stop(diagnostic.help("move it to a separate file")));
            }
            if let Some(node) = self.event(event, span)? {
                root = Some(node);
            }
        }
        let end = Span::new(self.file, self.source.len(), self.source.len());
        Ok(root.unwrap_or(Node { kind: NodeKind::Nothing, span: end }))
    }

    /// Closes what a syntax error at a byte has left open. Comes back with the tree, and the byte from which on nothing in it
    /// can be trusted: the line of the mistake, which may be before the place where the parser gave up.
    pub fn close_all(&mut self, at: usize, error: &Diagnostic) -> (Option<Node>, usize) {
        let mistake = match error.place {
            Place::Span(span) => span.start as usize,
            Place::File(_) => at,
        };
        let doubtful =
            [at, mistake, self.last, self.open_flow().unwrap_or(at)].into_iter().min().unwrap_or(at);
        let cut = self.source.get(..doubtful).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let end = Span::new(self.file, cut, cut);
        let unreadable = Node { kind: NodeKind::Unreadable, span: end };
        // A bracket that is not closed may hold what was never meant to be in it.
        if let Some(bracket) = self.stack.iter().position(|open| self.is_bracket(open.start)) {
            self.stack.truncate(bracket);
        }
        // The key whose value is not known.
        if let Some(Open { content: Content::Map(map), .. }) = self.stack.last_mut() {
            map.members.extend(map.key.take().map(|key| (key, unreadable)));
        }
        let mut root = None;
        while let (None, false) = (&root, self.stack.is_empty()) {
            root = self.close(end).ok().flatten();
        }
        (root, cut)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<Option<Node>, Stop> {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                self.refuse_tag(tag.is_some(), span);
                self.last = span.start as usize;
                self.scalar(&value, style, anchor, span, tag.as_deref())
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_tag(tag.is_some(), span);
                self.open(anchor, span, Content::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_tag(tag.is_some(), span);
                self.open(anchor, span, Content::Map(OpenMap::default()))
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => self.alias(id, span),
            Event::DocumentStart(_)
            | Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentEnd => Ok(None),
        }
    }

    fn span(&self, marks: Marks) -> Span {
        let start = self.offsets.byte(marks.start.index());
        let end = self.offsets.byte(marks.end.index());
        let trimmed = self.source.get(start..end).unwrap_or("").trim_end().len();
        Span::new(self.file, start, start + trimmed)
    }

    fn is_strict(&self) -> bool {
        self.dialect == Dialect::Scenario
    }

    fn refuse_tag(&mut self, tagged: bool, span: Span) {
        if tagged && self.is_strict() {
            self.sink.push(
                Diagnostic::new(Code::YamlFeature, span, "tags (`!…`) are not supported")
                    .help("remove the tag; a string that begins with `!` needs quotes, and the negation of an expression is `not …`"),
            );
        }
    }

    /// True for the beginning of a collection in braces or brackets; that of one without them is empty.
    fn is_bracket(&self, start: Span) -> bool {
        matches!(self.source.get(start.range()), Some("[" | "{"))
    }

    /// Where the outermost of the open braces and brackets begins; a template needs quotes in them.
    fn open_flow(&self) -> Option<usize> {
        let starts = self.stack.iter().map(|open| open.start);
        starts.into_iter().find(|start| self.is_bracket(*start)).map(|start| start.start as usize)
    }

    /// Counts nodes of the file, those that aliases repeat included. Documents are bounded by their size, and count those
    /// only.
    fn spend(&mut self, nodes: usize, span: Span) -> Result<(), Stop> {
        self.nodes += nodes;
        if self.nodes > NODES {
            let message =
                format!("the file has more than {NODES} values, including those that aliases repeat");
            return Err(stop(Diagnostic::new(Code::NestingTooDeep, span, message)));
        }
        Ok(())
    }

    /// Maps and lists that may be open at once.
    fn check_depth(&self, depth: usize, span: Span) -> Result<(), Stop> {
        let most = if self.is_strict() { NESTING } else { JSON_DEPTH };
        if depth > most {
            let message = format!("maps and lists are nested deeper than {most} levels");
            return Err(stop(Diagnostic::new(Code::NestingTooDeep, span, message)));
        }
        Ok(())
    }

    fn open(&mut self, anchor: usize, start: Span, content: Content) -> Result<Option<Node>, Stop> {
        let is_key = self.expects_key();
        if is_key {
            self.complex_key(start)?;
        }
        self.check_depth(self.stack.len() + 1, start)?;
        if self.is_strict() {
            self.spend(1, start)?;
        }
        self.stack.push(Open { anchor, start, is_key, content });
        Ok(None)
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Open { content: Content::Map(OpenMap { key: None, .. }), .. }))
    }

    /// The map that has a map or list as a key is unreadable; the rest of the file is read on.
    fn complex_key(&mut self, start: Span) -> Result<(), Stop> {
        if !self.is_strict() {
            let message = "a key is a list or a map, which JSON does not support";
            return Err(stop(Diagnostic::new(Code::YamlFeature, start, message)));
        }
        let outer = self.open_flow();
        if let Some(Open { content: Content::Map(map), .. }) = self.stack.last_mut() {
            map.unreadable = true;
        }
        complex_key(self.source, start, outer).into_iter().for_each(|diagnostic| self.sink.push(diagnostic));
        Ok(())
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<Option<Node>, Stop> {
        let node = self.anchors.get(&id).cloned().ok_or_else(|| {
            let message = "this alias refers to itself or to no anchor";
            stop(Diagnostic::new(Code::YamlFeature, span, message))
        })?;
        self.spend(node.count(), span)?;
        self.check_depth(self.stack.len() + node.depth(), span)?;
        self.add(node)
    }

    fn close(&mut self, end: Span) -> Result<Option<Node>, Stop> {
        let Some(open) = self.stack.pop() else { return Ok(None) };
        let opened_by_bracket = self.is_bracket(open.start);
        let (kind, last) = match open.content {
            Content::List(items) => {
                let last = items.last().map(|item| item.span);
                (NodeKind::List(items), last)
            }
            Content::Map(map) => {
                let last = map.members.last();
                let last =
                    last.map(|(key, value)| Span { end: value.span.end.max(key.span.end), ..value.span });
                let members = if map.repeats { last_of_each(map.members) } else { map.members };
                let members = merged(members, map.merged).map_err(Stop::Limit)?;
                (if map.unreadable { NodeKind::Unreadable } else { NodeKind::Map(members) }, last)
            }
        };
        let span = match last {
            _ if opened_by_bracket => open.start.to(end),
            Some(last) if last.end >= open.start.start => open.start.to(last),
            _ => open.start,
        };
        let node = Node { kind, span };
        if open.is_key {
            self.set_key(Arc::from(""), span);
            return Ok(None);
        }
        if open.anchor > 0 {
            self.anchors.insert(open.anchor, node.clone());
        }
        self.add(node)
    }

    fn set_key(&mut self, name: Arc<str>, span: Span) {
        if let Some(Open { content: Content::Map(map), .. }) = self.stack.last_mut() {
            map.key = Some(Spanned::new(name, span));
        }
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        span: Span,
        tag: Option<&Tag>,
    ) -> Result<Option<Node>, Stop> {
        let text: Arc<str> = value.into();
        if self.is_strict() {
            self.spend(1, span)?;
        }
        if self.expects_key() {
            self.key(text.clone(), style, span);
            if anchor > 0 {
                self.anchors.insert(anchor, Node { kind: NodeKind::Text(text), span });
            }
            return Ok(None);
        }
        let kind = match self.dialect {
            Dialect::Scenario => self.strict_scalar(text, style, span, tag.is_some()),
            Dialect::Document => self.core_scalar(text, style, span, tag),
        };
        let node = Node { kind, span };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.add(node)
    }

    /// A key is the text that was written, whatever type it would have as a value.
    fn key(&mut self, name: Arc<str>, style: ScalarStyle, span: Span) {
        let strict = self.is_strict();
        let Some(Open { content: Content::Map(map), .. }) = self.stack.last_mut() else { return };
        let merges = style == ScalarStyle::Plain && &*name == "<<";
        if merges && strict {
            self.sink.push(
                Diagnostic::new(Code::YamlFeature, span, "merge keys (`<<`) are not supported")
                    .help("write the keys out, or move them to `defaults`"),
            );
        }
        map.merging = merges && !strict;
        if let Some(first) = map.keys.get(&name).filter(|_| !map.merging) {
            map.repeats = !strict;
            let message = format!("duplicate key `{name}`");
            let diagnostic =
                Diagnostic::new(Code::DuplicateKey, span, message).related(*first, "first defined here");
            self.sink.push(match strict {
                true => diagnostic,
                // Other programs read the document, by one rule or another.
                false => diagnostic
                    .warning()
                    .help("the last one is used here; other readers may reject the document"),
            });
        } else {
            map.keys.insert(name.clone(), span);
        }
        map.key = Some(Spanned::new(name, span));
    }

    fn strict_scalar(&mut self, text: Arc<str>, style: ScalarStyle, span: Span, tagged: bool) -> NodeKind {
        // What a tag was meant to say is reported already.
        if tagged || style == ScalarStyle::Plain && self.swallowed(&text, span) {
            return NodeKind::Unreadable;
        }
        if style != ScalarStyle::Plain {
            return NodeKind::Text(text);
        }
        match strict(&text) {
            Ok(plain) => kind_of(plain, text),
            Err(why) => {
                self.sink.push(
                    Diagnostic::new(Code::AmbiguousScalar, span, why)
                        .help("quote a string; write a number in its plain decimal form")
                        .fix(Fix::new(span, format!("\"{text}\""), true)),
                );
                NodeKind::Unreadable
            }
        }
    }

    fn core_scalar(&mut self, text: Arc<str>, style: ScalarStyle, span: Span, tag: Option<&Tag>) -> NodeKind {
        let tag = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
        let typed = matches!(tag, Some("int" | "float" | "bool" | "null"));
        if !typed && (style != ScalarStyle::Plain || tag == Some("str")) {
            return NodeKind::Text(text);
        }
        match core(&text) {
            Ok(plain) => kind_of(plain, text),
            Err(why) => {
                self.sink.push(Diagnostic::new(Code::InvalidValue, span, why));
                NodeKind::Unreadable
            }
        }
    }

    /// Puts a finished node into what is open; the root is handed back.
    fn add(&mut self, node: Node) -> Result<Option<Node>, Stop> {
        if self.expects_key() {
            // An alias is where a key belongs.
            match (&node.kind, self.dialect) {
                (NodeKind::Text(name), Dialect::Document) => {
                    self.key(name.clone(), ScalarStyle::DoubleQuoted, node.span);
                }
                _ => {
                    self.complex_key(node.span)?;
                    self.set_key(Arc::from(""), node.span);
                }
            }
            return Ok(None);
        }
        match self.stack.last_mut().map(|open| &mut open.content) {
            None => return Ok(Some(node)),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map(map)) if map.merging => {
                map.key = None;
                map.merged.push(node);
            }
            // The value of a repeated key is kept too: its own mistakes are worth reporting.
            Some(Content::Map(map)) => map.members.extend(map.key.take().map(|key| (key, node))),
        }
        Ok(None)
    }

    /// Reports where ` #` made a comment of what belongs to a value.
    fn swallowed(&mut self, value: &str, span: Span) -> bool {
        let key = match self.stack.last() {
            Some(Open { content: Content::Map(OpenMap { key: Some(key), .. }), .. }) => Some(key.span),
            _ => None,
        };
        let found = swallowed::swallowed(self.source, value, span, key, self.open_flow().is_some());
        let swallowed = found.is_some();
        found.into_iter().for_each(|diagnostic| self.sink.push(diagnostic));
        swallowed
    }

    fn syntax_error(&self, error: &ScanError) -> Stop {
        let at = self.offsets.byte(error.marker().index());
        let diagnostic = hints::diagnostic(self.file, self.source, at, error.info(), self.open_flow());
        Stop::Syntax { at, diagnostic: Box::new(diagnostic) }
    }
}

fn stop(diagnostic: Diagnostic) -> Stop {
    Stop::Limit(Box::new(diagnostic))
}

fn without_mark(source: &str) -> &str {
    source.strip_prefix('\u{feff}').unwrap_or(source)
}

fn kind_of(plain: Plain, text: Arc<str>) -> NodeKind {
    match plain {
        Plain::Nothing => NodeKind::Nothing,
        Plain::Null => NodeKind::Null,
        Plain::Bool(value) => NodeKind::Bool(value),
        Plain::Number(number) => NodeKind::Number(number),
        Plain::Text => NodeKind::Text(text),
    }
}
