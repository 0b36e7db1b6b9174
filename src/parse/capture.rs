//! `capture`.

use std::sync::Arc;

use super::reader::{Fields, Reader};
use crate::diag::{Code, Diagnostic, list};
use crate::model::keys::CAPTURE;
use crate::model::{Capture, Pick, Regex, Source};
use crate::source::Spanned;
use crate::yaml::{Node, NodeKind};

/// The keys that say where a value comes from.
const SOURCES: [&str; 10] =
    ["json", "xml", "html", "header", "cookie", "regex", "status", "body", "url", "duration"];

/// Reads the captures of a step.
pub fn captures(reader: &mut Reader<'_>, node: &Node) -> Vec<Capture> {
    let Some(members) = reader.map(node, "`capture`") else { return Vec::new() };
    let mut captures = Vec::with_capacity(members.len());
    for (name, value) in members {
        match capture(reader, name, value) {
            Some(capture) => captures.push(capture),
            None => reader.unread.names.push(name.value.clone()),
        }
    }
    captures
}

fn capture(reader: &mut Reader<'_>, name: &Spanned<Arc<str>>, node: &Node) -> Option<Capture> {
    let named = reader.name(name, "a capture");
    let capture = match &node.kind {
        NodeKind::Text(text) => {
            let path = reader.path(&Spanned::new(text.clone(), node.span))?;
            Capture {
                name: name.clone(),
                source: Source::Json(path),
                span: node.span,
                secret: false,
                default: None,
                pick: None,
                transform: None,
                append: false,
            }
        }
        NodeKind::Nothing => {
            reader.missing_value(name);
            return None;
        }
        NodeKind::Map(_) => full(reader, name, node)?,
        _ => {
            reader.wrong_type(node, "a capture", "a JSONPath or a map");
            return None;
        }
    };
    named.then_some(capture)
}

fn full(reader: &mut Reader<'_>, name: &Spanned<Arc<str>>, node: &Node) -> Option<Capture> {
    let fields = reader.fields(node, "a capture", CAPTURE)?;
    let (source, span) = source(reader, &fields)?;
    let secret =
        fields.get("secret").is_some_and(|node| reader.fixed_boolean(node, "`secret`").unwrap_or(true));
    let default = match fields.get("default") {
        Some(node) => Some(reader.data(node)?),
        None => None,
    };
    let picks = [("all", Pick::All), ("first", Pick::First), ("last", Pick::Last), ("one", Pick::One)];
    let pick = match fields.get("pick") {
        Some(node) => Some(reader.word(node, "`pick`", &picks)?),
        None => None,
    };
    let transform = match fields.get("transform") {
        Some(node) => Some(reader.expression(node, "`transform`")?),
        None => None,
    };
    if let Source::Json(path) = &source
        && path.compiled.is_singular()
        && let Some((key, _)) = fields.entry("pick")
    {
        reader.sink.push(
            Diagnostic::new(
                Code::ConflictingKeys,
                key.span,
                "`pick` selects from several values, but this path finds at most one",
            )
            .help("remove `pick`"),
        );
    }
    let append =
        fields.get("append").is_some_and(|node| reader.fixed_boolean(node, "`append`").unwrap_or(false));
    Some(Capture { name: name.clone(), source, span, secret, default, pick, transform, append })
}

fn source(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<(Source, crate::source::Span)> {
    // A misspelt key is read as the one that is meant: its own text says nothing.
    let mut found = SOURCES.into_iter().filter_map(|name| Some((name, fields.entry(name)?)));
    let Some((name, (key, node))) = found.next() else {
        reader.sink.push(
            Diagnostic::new(Code::MissingKey, fields.span, "a capture needs a source")
                .help(format!("use one of {}", list(SOURCES))),
        );
        return None;
    };
    if let Some((_, (second, _))) = found.next() {
        reader.sink.push(
            Diagnostic::new(
                Code::ConflictingKeys,
                second.span,
                format!("a capture has only one source, but `{}` is already used", key.value),
            )
            .related(key.span, "first defined here"),
        );
        return None;
    }
    let simple = match name {
        "json" => {
            let text = reader.fixed_path(node, "`json`")?;
            return reader.path(&text).map(|path| (Source::Json(path), node.span));
        }
        "xml" => {
            let text = reader.fixed(node, "`xml`")?;
            return reader.xml_query(&text).map(|query| (Source::Markup(query), node.span));
        }
        "html" => {
            let text = reader.fixed(node, "`html`")?;
            return reader.html_query(&text).map(|query| (Source::Markup(query), node.span));
        }
        "header" => return reader.text(node, "`header`").map(|name| (Source::Header(name), node.span)),
        "cookie" => return reader.text(node, "`cookie`").map(|name| (Source::Cookie(name), node.span)),
        "regex" => return group(reader, node).map(|regex| (Source::Regex(regex), node.span)),
        "status" => Source::Status,
        "body" => Source::Body,
        "url" => Source::Url,
        _ => Source::Duration,
    };
    if reader.fixed_boolean(node, &format!("`{name}`"))? {
        return Some((simple, node.span));
    }
    reader.error(
        Code::InvalidValue,
        node.span,
        format!("`{name}: true` captures it; otherwise remove the key"),
    );
    None
}

/// A regular expression that has a group to take.
fn group(reader: &mut Reader<'_>, node: &Node) -> Option<Regex> {
    let regex = reader.regex(node, "`regex`")?;
    if let Regex::Fixed { raw, .. } = &regex
        && regex_syntax::parse(&raw.value).is_ok_and(|hir| hir.properties().explicit_captures_len() == 0)
    {
        reader.sink.push(
            Diagnostic::new(
                Code::InvalidValue,
                node.span,
                "`regex` captures its first group, but this pattern has none",
            )
            .help("put parentheses around the part to capture: 'id=([0-9]+)'"),
        );
        return None;
    }
    Some(regex)
}
