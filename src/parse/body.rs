//! The bodies of requests.

use std::sync::Arc;

use super::entries::entries;
use super::file_values;
use super::files;
use super::reader::{Fields, Reader, Unread};
use crate::diag::{Code, Diagnostic};
use crate::model::keys::{GRAPHQL, PART};
use crate::model::{Body, BodyReads, BodySpec, Data, FormPart, GraphQl, NamedFile, PartContent, Text};
use crate::source::Spanned;
use crate::yaml::tree;
use crate::yaml::{Member, Node, NodeKind};

/// Bytes of a file with a JSON body.
const LARGEST: usize = crate::vocabulary::limits::JSON_FILE;

/// Reads the body of a request, of which there is at most one.
pub fn body(reader: &mut Reader<'_>, fields: &Fields<'_>, method: Option<&Text>) -> Option<Body> {
    let mut found =
        fields.iter().filter_map(|(name, key, node)| BodySpec::named(name).map(|spec| (spec, key, node)));
    let (spec, first, node) = found.next()?;
    if let Some((_, second, _)) = found.next() {
        reader.sink.push(
            Diagnostic::new(
                Code::ConflictingKeys,
                second.span,
                format!("a request has only one body, but `{}` is already used", first.value),
            )
            .related(first.span, "first defined here"),
        );
    }
    let what = format!("`{}`", spec.key.name);
    match spec.reads {
        BodyReads::Json(body) => reader.data(node).map(body),
        BodyReads::JsonFile(body) => json_file(reader, node).map(body),
        BodyReads::Entries(body) => Some(body(entries(reader, node, &what))),
        BodyReads::Parts(body) => multipart(reader, node, &what).map(body),
        BodyReads::Text(body) => reader.text(node, &what).map(body),
        BodyReads::File(body) => named_file(reader, node).map(body),
        BodyReads::GraphQl(body) => graphql(reader, first, node, method).map(Box::new).map(body),
    }
}

/// A JSON or YAML file with templates in its strings. It is read like a scenario, so that every finding in it points
/// into it.
fn json_file(reader: &mut Reader<'_>, node: &Node) -> Option<Data> {
    let (path, bytes) = file_values::bytes(reader, node)?;
    let text = match std::str::from_utf8(&bytes) {
        _ if bytes.len() > LARGEST => {
            Err(format!("`{path}` is larger than 16 MiB, which is too large for a body with templates"))
        }
        Ok(text) => Ok(text),
        Err(_) => Err(format!("`{path}` is not valid UTF-8; use `file` to send a file unchanged")),
    };
    let text = match text {
        Ok(text) => text,
        Err(problem) => {
            reader.error(Code::UnreadableFile, node.span, problem);
            return None;
        }
    };
    let file = reader.named.sources.add(path.clone(), text);
    reader.named.files.push(file);
    let source = reader.named.sources.shared(file);
    let root = tree(file, &source, reader.sink)?;
    if root.kind == NodeKind::Nothing {
        reader.error(Code::MissingValue, node.span, format!("`{path}` is empty"));
        return None;
    }
    let mut inner = Reader {
        source: &source,
        sink: &mut *reader.sink,
        compiler: &mut *reader.compiler,
        files: reader.files,
        named: files::Named::new(&mut *reader.named.sources, &mut *reader.named.contents),
        unread: Unread::default(),
        openapi: reader.openapi.clone(),
    };
    inner.data(&root)
}

/// A file that is sent byte by byte.
fn named_file(reader: &mut Reader<'_>, node: &Node) -> Option<NamedFile> {
    file_values::bytes(reader, node).map(|(path, bytes)| NamedFile { path, bytes })
}

fn multipart(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<Vec<FormPart>> {
    let members = reader.map(node, what)?;
    let mut parts = Vec::with_capacity(members.len());
    for (name, value) in members {
        if name.value.is_empty() {
            reader.error(Code::InvalidName, name.span, "the name is empty");
            continue;
        }
        match &value.kind {
            NodeKind::Nothing => reader.missing_value(name),
            // Left out, as in the other maps of names.
            NodeKind::Null => {}
            NodeKind::List(_) => {
                let Some(items) = reader.list(value, &format!("`{}`", name.value)) else { continue };
                for item in items {
                    parts.extend(part(reader, name, item));
                }
            }
            _ => parts.extend(part(reader, name, value)),
        }
    }
    Some(parts)
}

fn part(reader: &mut Reader<'_>, name: &Spanned<Arc<str>>, node: &Node) -> Option<FormPart> {
    let members = match &node.kind {
        NodeKind::Map(members) => members,
        NodeKind::List(_) | NodeKind::Nothing | NodeKind::Null => {
            reader.wrong_type(
                node,
                &format!("`{}`", name.value),
                "a plain value, or a map with `value` or `file`",
            );
            return None;
        }
        _ => {
            let content = PartContent::Value(reader.data(node)?);
            return Some(FormPart { name: name.clone(), content, filename: None, content_type: None });
        }
    };
    let fields = reader.fields(node, "a part", PART)?;
    let content = match (fields.get("value"), fields.entry("file")) {
        (Some(_), Some((key, _))) => {
            reader.error(Code::ConflictingKeys, key.span, "a part has either `value` or `file`, not both");
            return None;
        }
        (Some(value), None) => PartContent::Value(reader.data(value)?),
        (None, Some((_, file))) => PartContent::File(named_file(reader, file)?),
        (None, None) => {
            if !told(members, &fields) {
                reader.sink.push(
                    Diagnostic::new(Code::MissingKey, node.span, "a part needs a `value` or a `file`").help(
                        "for example `{ file: photo.png }` or `{ value: \"${name}\", filename: name.txt }`",
                    ),
                );
            }
            return None;
        }
    };
    let mut text = |key: &str| fields.get(key).and_then(|node| reader.text(node, &format!("`{key}`")));
    let (filename, content_type) = (text("filename"), text("content_type"));
    Some(FormPart { name: name.clone(), content, filename, content_type })
}

/// True when a key was refused, which may have been meant as the one that is missing.
fn told(members: &[Member], fields: &Fields<'_>) -> bool {
    members.len() > fields.iter().count()
}

fn graphql(
    reader: &mut Reader<'_>,
    key: &Spanned<Arc<str>>,
    node: &Node,
    method: Option<&Text>,
) -> Option<GraphQl> {
    if let Some(method) = method
        && method.template.is_none()
        && &*method.raw != "POST"
    {
        reader.sink.push(
            Diagnostic::new(
                Code::ConflictingKeys,
                key.span,
                format!("`graphql` requires POST, but the method is {}", method.raw),
            )
            .related(method.span, "the method"),
        );
    }
    let fields = reader.fields(node, "`graphql`", GRAPHQL)?;
    let Some(query) = fields.get("query") else {
        reader.sink.push(
            Diagnostic::new(Code::MissingKey, node.span, "`graphql` needs a `query`")
                .help("for example `{ query: \"{ me { id } }\" }`"),
        );
        return None;
    };
    let query = reader.text(query, "`query`");
    let variables = match fields.get("variables") {
        Some(node) => match &node.kind {
            NodeKind::Map(_) => reader.data(node),
            NodeKind::Text(text) if text.contains("${") => reader.data(node),
            _ => {
                reader.wrong_type(node, "`variables`", "a map");
                None
            }
        },
        None => None,
    };
    let operation = fields.get("operation").and_then(|node| reader.text(node, "`operation`"));
    Some(GraphQl { query: query?, variables, operation })
}
