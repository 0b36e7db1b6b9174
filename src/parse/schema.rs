//! `schema`: a file with a JSON Schema, or one that is written in the scenario.

use std::sync::Arc;

use super::file_values;
use super::files;
use super::reader::{Reader, Wanted};
use crate::diag::{Code, Diagnostic};
use crate::lang::Compiled;
use crate::lang::schema::{Document, Schema, SchemaProblem, bundle, document};
use crate::source::Span;
use crate::value::{Map, Value, segments};
use crate::yaml::{Node, NodeKind};

/// Reads and compiles a schema, each file and each text once.
pub fn schema(reader: &mut Reader<'_>, node: &Node) -> Option<Compiled<Schema>> {
    let (key, root) = match &node.kind {
        NodeKind::Text(_) => {
            let read = file_values::document::<serde_json::Value>(reader, node)?;
            let path = file_values::path(reader, node)?;
            (path.clone(), Document::file(path, (*read.value).clone()))
        }
        NodeKind::Map(_) => {
            if reader.braces(node) {
                return None;
            }
            let value = plain(reader, node)?;
            let path = reader.source.path().clone();
            // Its references are relative to the file that it stands in.
            let key = Arc::from(format!("{path}\n{value}"));
            (key, Document::inline(path, reader.compiler.schemas(), document(&value)))
        }
        _ => {
            reader.wrong_type(
                node,
                "`schema`",
                Wanted::text("a file's path (a text), or a JSON Schema (a map)"),
            );
            return None;
        }
    };
    let (reading, contents) = (reader.files, &mut *reader.named.contents);
    let compiled = reader.compiler.schema(&key, || {
        let mut load = files::loader(reading, contents);
        Schema::compile(bundle(root, Vec::new(), &mut load), true)
    });
    match compiled {
        Ok(schema) => Some(schema),
        Err(problems) => {
            problems.into_iter().for_each(|problem| tell(reader, node, problem));
            None
        }
    }
}

fn tell(reader: &mut Reader<'_>, node: &Node, problem: SchemaProblem) {
    let inline = matches!(node.kind, NodeKind::Map(_)) && &*problem.document == "the schema";
    let diagnostic = match inline {
        true => Diagnostic::new(Code::InvalidSchema, place(node, &problem.pointer), problem.message),
        false => {
            let place = format!("{}#{}", problem.document, problem.pointer);
            let message = format!("{}: {}", place.trim_end_matches('#'), problem.message);
            Diagnostic::new(Code::InvalidSchema, node.span, message)
        }
    };
    reader.sink.push(diagnostic);
}

/// Where a part of a schema is written.
fn place(node: &Node, pointer: &str) -> Span {
    let mut node = node;
    for segment in segments(pointer) {
        let inner = match &node.kind {
            NodeKind::Map(members) => {
                members.iter().find(|(key, _)| *key.value == *segment).map(|(_, value)| value)
            }
            NodeKind::List(items) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => break,
        }
    }
    node.span
}

/// A value without templates.
fn plain(reader: &mut Reader<'_>, node: &Node) -> Option<Value> {
    Some(match &node.kind {
        NodeKind::Nothing | NodeKind::Unreadable => {
            reader.wrong_type(node, "this place of a schema", "a value");
            return None;
        }
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(*value),
        NodeKind::Number(number) => Value::Number(number.clone()),
        NodeKind::Text(text) => {
            if text.contains("${") {
                let message = "a schema takes no `${…}`: it is compiled before the first request";
                reader.error(Code::InvalidValue, node.span, message);
                return None;
            }
            Value::String(text.to_string())
        }
        NodeKind::List(items) => {
            let items: Vec<Option<Value>> = items.iter().map(|item| plain(reader, item)).collect();
            Value::Array(items.into_iter().collect::<Option<_>>()?)
        }
        NodeKind::Map(members) => {
            let mut map = Map::new();
            let mut good = true;
            for (key, value) in members {
                match plain(reader, value) {
                    Some(value) => drop(map.insert(&*key.value, value)),
                    None => good = false,
                }
            }
            if !good {
                return None;
            }
            Value::Object(map)
        }
    })
}
