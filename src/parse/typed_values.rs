//! Typed access to the values of keys: texts with templates, expressions, paths, data, settings of the language.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::reader::{Reader, Wanted};
use crate::diag::{Code, Diagnostic, Fix};
use crate::lang::CompileError;
use crate::model::units::{parse_duration, parse_size};
use crate::model::{CompiledQuery, Data, Expression, MarkupLanguage, Path, Query, Regex, Setting, Text};
use crate::source::{Span, Spanned, span_inside};
use crate::yaml::{Node, NodeKind};

impl Reader<'_> {
    /// A text that may hold `${…}`; a number or boolean is taken as it is written.
    pub fn text(&mut self, node: &Node, what: &str) -> Option<Text> {
        let raw: Arc<str> = match &node.kind {
            NodeKind::Text(text) => text.clone(),
            NodeKind::Number(number) => number.to_string().into(),
            NodeKind::Bool(value) => if *value { "true" } else { "false" }.into(),
            _ => {
                self.wrong_type(node, what, Wanted::text("a string"));
                return None;
            }
        };
        self.text_of(raw, node.span)
    }

    /// A text that may hold `${…}` and stands at `span`. Only a URL may hold `${x | raw}`.
    pub fn text_of(&mut self, raw: Arc<str>, span: Span) -> Option<Text> {
        let text = self.text_with_raw(raw, span)?;
        if let Some(slot) = text.slots().find(|slot| slot.raw) {
            let at = self.inside(span, &text.raw, slot.range.clone());
            self.sink.push(
                Diagnostic::new(Code::UnknownFunction, at, "`raw` can only be used in the URL of `request`")
                    .help("remove `| raw`: here, values are not percent-encoded"),
            );
            return None;
        }
        Some(text)
    }

    /// Like [`Reader::text_of`], for the URL.
    pub fn text_with_raw(&mut self, raw: Arc<str>, span: Span) -> Option<Text> {
        match self.compiler.template(&raw) {
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
        match self.compiler.expression(&raw) {
            Ok(expr) => {
                let span =
                    if offset > 0 { self.inside(span, text, offset..offset + raw.len()) } else { span };
                Some(Expression { expr, raw, span })
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
        match self.compiler.path(&text.value) {
            Ok(compiled) => {
                let mut names = Vec::with_capacity(compiled.slots().len());
                for slot in compiled.slots() {
                    let span = self.inside(text.span, &text.value, slot.range.clone());
                    names.push(self.expression_of(&Arc::from(&*slot.expression), span)?);
                }
                Some(Path { compiled, raw: text.value.clone(), span: text.span, names })
            }
            Err(error) => {
                self.compile_error(error, &text.value, text.span);
                None
            }
        }
    }

    /// An XPath on an XML body.
    pub fn xml_query(&mut self, text: &Spanned<Arc<str>>) -> Option<Query> {
        let compiled = self.compiler.xpath(&text.value).map(CompiledQuery::XPath);
        self.query(MarkupLanguage::Xml, compiled, text)
    }

    /// A CSS selector, maybe with `@attribute`, or an XPath, which begins with `/`, on an HTML body.
    pub fn html_query(&mut self, text: &Spanned<Arc<str>>) -> Option<Query> {
        let compiled = match text.value.trim_start().starts_with('/') {
            true => self.compiler.xpath(&text.value).map(CompiledQuery::XPath),
            false => self.compiler.css(&text.value).map(CompiledQuery::Css),
        };
        self.query(MarkupLanguage::Html, compiled, text)
    }

    fn query(
        &mut self,
        language: MarkupLanguage,
        compiled: Result<CompiledQuery, CompileError>,
        text: &Spanned<Arc<str>>,
    ) -> Option<Query> {
        match compiled {
            Ok(compiled) => Some(Query { language, compiled, raw: text.value.clone(), span: text.span }),
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
        if let Some(at) = raw.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
            self.control_char(node.span, raw, at);
            return None;
        }
        match self.compiler.regex(raw) {
            Ok(regex) => Some(Regex::Fixed { regex, raw: Spanned::new(raw.clone(), node.span) }),
            Err(error) => {
                self.compile_error(error, raw, node.span);
                None
            }
        }
    }

    /// An escape of a double-quoted text became a character that nobody searches for.
    fn control_char(&mut self, span: Span, raw: &str, at: usize) {
        let written = self.source.text().get(span.range()).unwrap_or("");
        let place = self.inside(span, raw, at..at + 1);
        let place = Span { end: place.start + 2, ..place };
        let message = "in \"double\" quotes, YAML turns this into a control character";
        let diagnostic = Diagnostic::new(Code::RegexControlChar, place, message)
            .help("write regular expressions in 'single' quotes, where a `\\` is a `\\`");
        let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        self.sink.push(match inner.filter(|inner| !inner.contains('\n')) {
            Some(inner) => {
                let single =
                    format!("'{}'", inner.replace("\\\\", "\\").replace("\\\"", "\"").replace('\'', "''"));
                diagnostic.fix(Fix::new(span, single, true))
            }
            None => diagnostic,
        });
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
            NodeKind::Number(number) => Data::Number(number.clone(), node.span),
            NodeKind::Text(text) => {
                self.doubtful(text, node.span);
                Data::Text(self.text_of(text.clone(), node.span)?)
            }
            NodeKind::Map(_) if self.braces(node) => return None,
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

    /// `yes` without quotes is a text here, and a boolean to readers of YAML 1.1: to people as well.
    fn doubtful(&mut self, text: &str, span: Span) {
        let plain = self.source.text().get(span.range()) == Some(text);
        if plain && let Some(boolean) = super::reader::old_boolean(text) {
            let message = format!("`{text}` is a string here, but the boolean {boolean} in older YAML");
            self.sink.push(
                Diagnostic::new(Code::AmbiguousScalar, span, message)
                    .warning()
                    .help(format!("for the boolean, write {boolean}"))
                    .fix(Fix::new(span, format!("\"{text}\""), true)),
            );
        }
    }

    /// `true`, `false` or a template that gives one.
    pub fn boolean(&mut self, node: &Node, what: &str) -> Option<Setting<bool>> {
        match &node.kind {
            NodeKind::Bool(value) => Some(Setting::Fixed(*value)),
            NodeKind::Text(text) if text.contains("${") => {
                self.text_of(text.clone(), node.span).map(Setting::Template)
            }
            _ => {
                self.wrong_type(node, what, Wanted::boolean());
                None
            }
        }
    }

    /// `true` or `false`, written out.
    pub fn fixed_boolean(&mut self, node: &Node, what: &str) -> Option<bool> {
        match node.kind {
            NodeKind::Bool(value) => Some(value),
            _ => {
                self.wrong_type(node, what, Wanted::boolean());
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

    /// A whole number from 0, or a template that gives one.
    pub fn count(&mut self, node: &Node, what: &str) -> Option<Setting<u64>> {
        self.setting(node, what, "an integer", |text| {
            text.parse().map_err(|_| format!("{what} takes an integer, not `{text}`"))
        })
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
            NodeKind::Number(number) => number.to_string().into(),
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

    /// Makes a diagnostic of a finding inside a scalar.
    pub fn compile_error(&mut self, error: CompileError, value: &str, span: Span) {
        let at = self.inside(span, value, error.range);
        let diagnostic = Diagnostic::new(error.code, at, error.message).help_if(error.help);
        self.sink.push(match &error.meant {
            // Functions and filters are a closed set, but a variable may have been meant.
            Some(word) => diagnostic.meant(word, false),
            None => diagnostic,
        });
    }

    /// The span of a part of a scalar's value.
    pub fn inside(&self, span: Span, value: &str, range: Range<usize>) -> Span {
        span_inside(span, self.source.text(), value, range)
    }
}
