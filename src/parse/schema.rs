//! `schema`: a file with a JSON Schema, or one that is written in the scenario.

use std::sync::Arc;

use super::file_values;
use super::files::{loader, value};
use super::reader::{Reader, Wanted};
use super::unusable::Unusable;
use crate::diag::Code;
use crate::lang::Compiled;
use crate::lang::schema::{Document, Schema, bundle, document};
use crate::value::{Map, Value};
use crate::yaml::{Node, NodeKind};

/// Reads and compiles a schema, each file and each text once.
pub fn schema(reader: &mut Reader<'_>, node: &Node) -> Option<Compiled<Schema>> {
    match &node.kind {
        NodeKind::Text(_) => of_file(reader, node),
        NodeKind::Map(_) => inline(reader, node),
        _ => {
            reader.wrong_type(
                node,
                "`schema`",
                Wanted::text("a file path (a string), or a JSON Schema (a map)"),
            );
            None
        }
    }
}

fn of_file(reader: &mut Reader<'_>, node: &Node) -> Option<Compiled<Schema>> {
    let (path, bytes) = file_values::bytes(reader, node)?;
    let (files, named, sink) = (reader.files, &mut reader.named, &mut *reader.sink);
    let compiled = reader.compiler.schema(&path, || {
        let value = value(&path, &bytes, named.sources, sink).map_err(Unusable::Document)?;
        let root = Document::file(path.clone(), document(&value));
        let mut load = loader(files, named, sink);
        Schema::compile(bundle(root, Vec::new(), &mut load), true).map_err(Unusable::Schemas)
    });
    compiled.map_err(|unusable| unusable.report(reader, &path, node, Code::InvalidSchema)).ok()
}

fn inline(reader: &mut Reader<'_>, node: &Node) -> Option<Compiled<Schema>> {
    if reader.braces(node) {
        return None;
    }
    let value = plain(reader, node)?;
    let path = reader.source.path().clone();
    // Its references are relative to the file that it stands in.
    let key = Arc::from(format!("{path}\n{value}"));
    let root = Document::inline(path.clone(), reader.compiler.schemas(), document(&value));
    let (files, named, sink) = (reader.files, &mut reader.named, &mut *reader.sink);
    let compiled = reader.compiler.schema(&key, || {
        let mut load = loader(files, named, sink);
        Schema::compile(bundle(root, Vec::new(), &mut load), true).map_err(Unusable::Schemas)
    });
    compiled.map_err(|unusable| unusable.report(reader, &path, node, Code::InvalidSchema)).ok()
}

/// A value without templates.
fn plain(reader: &mut Reader<'_>, node: &Node) -> Option<Value> {
    Some(match &node.kind {
        NodeKind::Nothing | NodeKind::Unreadable => {
            reader.wrong_type(node, "this part of a schema", "a value");
            return None;
        }
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(*value),
        NodeKind::Number(number) => Value::Number(number.clone()),
        NodeKind::Text(text) => {
            if text.contains("${") {
                let message =
                    "a schema cannot contain `${…}`, because it is compiled before the first request";
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
