//! `expect`.

use std::sync::Arc;

use super::file_values;
use super::matcher::{Subject, matcher, operators, paths};
use super::reader::Reader;
use super::status::status_literal;
use crate::diag::{Code, Diagnostic};
use crate::model::keys::{BODY, BODY_OR_OPERATORS, SNAPSHOT};
use crate::model::{BodyExpect, Expect, Matcher, Section, Snapshot, Status, Text};
use crate::source::Spanned;
use crate::vocabulary::Key;
use crate::yaml::{Node, NodeKind};

/// Reads the expectations of a step, or of `defaults` with their shorter table of keys.
pub fn expect(reader: &mut Reader<'_>, node: &Node, what: &str, keys: &'static [Key]) -> Option<Expect> {
    let fields = reader.fields(node, what, keys)?;
    let mut expect = Expect::default();
    for (name, _, value) in fields.iter() {
        match name {
            "status" => {
                expect.status = match value.kind {
                    NodeKind::Null => Some(Spanned::new(Section::Removed, value.span)),
                    _ => status(reader, value).map(|status| Spanned::new(Section::Is(status), value.span)),
                }
            }
            "headers" => expect.headers = headers(reader, value, &mut expect.removed_headers),
            "json" => expect.json = by_path(reader, (value, "`json`"), Subject::Json, Reader::path),
            "xml" => expect.xml = by_path(reader, (value, "`xml`"), Subject::Text, Reader::xml_query),
            "html" => expect.html = by_path(reader, (value, "`html`"), Subject::Text, Reader::html_query),
            "body" => expect.body = body(reader, value),
            "duration" => {
                expect.duration = match value.kind {
                    NodeKind::Null => Some(Section::Removed),
                    _ => matcher(reader, value, "`duration`", Subject::Duration).map(Section::Is),
                }
            }
            "cookies" => expect.cookies = super::cookies::cookies(reader, value),
            "url" => expect.url = matcher(reader, value, "`url`", Subject::Text),
            "schema" => {
                expect.schema =
                    super::schema::schema(reader, value).map(|schema| Spanned::new(schema, value.span));
            }
            "openapi" => expect.openapi = super::openapi::expected(reader, value),
            "redirects" => expect.redirects = matcher(reader, value, "`redirects`", Subject::Number),
            "snapshot" => expect.snapshot = snapshot(reader, value),
            "that" => expect.that = reader.expressions(value, "`that`"),
            _ => {}
        }
    }
    Some(expect)
}

/// Reads `status`: a code, a class, a list of them, or operators.
pub fn status(reader: &mut Reader<'_>, node: &Node) -> Option<Status> {
    match &node.kind {
        NodeKind::List(_) => {
            let items = reader.list(node, "`status`")?;
            let mut one_of = Vec::with_capacity(items.len());
            for item in items {
                if matches!(item.kind, NodeKind::List(_) | NodeKind::Map(_)) {
                    reader.wrong_type(item, "`status` in a list", "a status");
                    return None;
                }
                one_of.push(status(reader, item)?);
            }
            Some(Status::OneOf(one_of))
        }
        NodeKind::Map(_) => matcher(reader, node, "`status`", Subject::Status).map(Status::Matcher),
        _ => status_literal(reader, node),
    }
}

fn headers(reader: &mut Reader<'_>, node: &Node, removed: &mut Vec<Arc<str>>) -> Vec<(Text, Matcher)> {
    let Some(members) = reader.map(node, "`headers`") else { return Vec::new() };
    let mut result: Vec<(Text, Matcher)> = Vec::new();
    for (name, value) in members {
        if value.kind == NodeKind::Nothing {
            reader.missing_value(name);
            continue;
        }
        if let Some((first, _)) = result.iter().find(|(other, _)| other.raw.eq_ignore_ascii_case(&name.value))
        {
            reader.sink.push(
                Diagnostic::new(Code::DuplicateKey, name.span, format!("duplicate key `{}`", name.value))
                    .related(first.span, "first defined here (header names are case-insensitive)"),
            );
            continue;
        }
        // A header is never null: the word removes an expectation of `defaults`.
        if value.kind == NodeKind::Null {
            removed.push(name.value.clone());
            continue;
        }
        let what = format!("the header `{}`", name.value);
        if let Some(matcher) = matcher(reader, value, &what, Subject::Header) {
            let name = Text { raw: name.value.clone(), span: name.span, template: None };
            result.push((name, matcher));
        }
    }
    result
}

/// Paths of one kind and what is expected there.
fn by_path<'r, P>(
    reader: &mut Reader<'r>,
    (node, what): (&Node, &str),
    subject: Subject,
    read: impl Fn(&mut Reader<'r>, &Spanned<Arc<str>>) -> Option<P>,
) -> Vec<(P, Matcher)> {
    let Some(members) = reader.map(node, what) else { return Vec::new() };
    let mut result = Vec::with_capacity(members.len());
    for (key, value) in members {
        let path = read(reader, key);
        if value.kind == NodeKind::Nothing {
            reader.missing_value(key);
            continue;
        }
        let matcher = matcher(reader, value, &format!("`{}`", key.value), subject);
        if let (Some(path), Some(matcher)) = (path, matcher) {
            result.push((path, matcher));
        }
    }
    result
}

/// Reads `snapshot`: `true`, a name, or a map.
fn snapshot(reader: &mut Reader<'_>, node: &Node) -> Option<Snapshot> {
    let plain = Snapshot { name: None, mask: Vec::new(), span: node.span };
    match &node.kind {
        NodeKind::Bool(true) => Some(plain),
        NodeKind::Map(_) => {
            let fields = reader.fields(node, "`snapshot`", SNAPSHOT)?;
            let name = fields.get("name").and_then(|name| reader.fixed(name, "`name`"));
            let mask = match fields.get("mask") {
                Some(mask) => paths(reader, mask, "`mask`"),
                None => Vec::new(),
            };
            Some(Snapshot { name, mask, ..plain })
        }
        NodeKind::Text(_) => Some(Snapshot { name: Some(reader.fixed(node, "`snapshot`")?), ..plain }),
        _ => {
            reader.wrong_type(
                node,
                "`snapshot`",
                "a name, `true`, or a map such as `{ name: user, mask: [$.id] }`",
            );
            None
        }
    }
}

fn body(reader: &mut Reader<'_>, node: &Node) -> Option<BodyExpect> {
    let plain = BodyExpect { text: None, same_as: None, sha256: None, length: None };
    if !matches!(node.kind, NodeKind::Map(_)) {
        let text = matcher(reader, node, "`body`", Subject::Text)?;
        return Some(BodyExpect { text: Some(text), ..plain });
    }
    let beside = BODY.iter().map(|key| key.name).collect::<Vec<_>>();
    let fields = reader.fields(node, "`body`", BODY_OR_OPERATORS)?;
    let mut result = plain;
    if let Some(value) = fields.get("same_as") {
        let (_, bytes) = file_values::bytes(reader, value)?;
        result.same_as = Some(Spanned::new(bytes, value.span));
    }
    if let Some(value) = fields.get("sha256") {
        result.sha256 = Some(reader.text(value, "`sha256`")?);
    }
    if let Some(value) = fields.get("bytes") {
        let bytes = reader.fields(value, "`bytes`", crate::model::keys::BYTES)?;
        if let Some(length) = bytes.get("length") {
            result.length = Some(matcher(reader, length, "`length`", Subject::Number)?);
        }
    }
    if fields.iter().any(|(name, ..)| !beside.contains(&name)) {
        result.text = Some(operators(reader, &fields, Subject::Text, &beside));
    }
    Some(result)
}
