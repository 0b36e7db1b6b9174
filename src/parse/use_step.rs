//! `use` and what stands beside it.

use std::sync::Arc;

use super::file_values;
use super::reader::{Fields, Reader};
use crate::diag::{Code, Diagnostic};
use crate::model::{ActionKind, Data, OutputHere, Use};
use crate::source::Spanned;
use crate::yaml::{Node, NodeKind};

/// An input of the fragment and its value.
type Given = (Spanned<Arc<str>>, Data);

/// Reads the `use` of a step. `None` when the file's name is wrong.
pub fn uses(reader: &mut Reader<'_>, node: &Node, fields: &Fields<'_>) -> Option<Use> {
    for (name, key, _) in fields.iter() {
        if name != ActionKind::Use.key() && !ActionKind::Use.takes(name) {
            reader.sink.push(
                Diagnostic::new(
                    Code::ConflictingKeys,
                    key.span,
                    format!("`{name}` cannot be used together with `use`"),
                )
                .help("move it to a step of the fragment; together with `use`, only `with`, `outputs`, `when`, `for_each`, `say` and `on_failure` are allowed"),
            );
        }
    }
    let (with, unread) = fields.get("with").map_or_else(Default::default, |node| with(reader, node));
    let outputs = fields.get("outputs").map_or_else(Vec::new, |node| outputs(reader, node));
    let file = reader.fixed(node, "`use`")?;
    let path = file_values::path(reader, node)?;
    Some(Use { file, path, linked: false, with, unread, outputs })
}

/// Values by input, and the names of those that could not be read.
fn with(reader: &mut Reader<'_>, node: &Node) -> (Vec<Given>, Vec<Arc<str>>) {
    let (mut values, mut unread) = (Vec::new(), Vec::new());
    for (name, value) in reader.map(node, "`with`").unwrap_or_default() {
        if value.kind == NodeKind::Nothing {
            reader.missing_value(name);
            unread.push(name.value.clone());
            continue;
        }
        match reader.data(value) {
            Some(value) => values.push((name.clone(), value)),
            None => unread.push(name.value.clone()),
        }
    }
    (values, unread)
}

/// `{name_here: output}`, or a list that keeps the names.
fn outputs(reader: &mut Reader<'_>, node: &Node) -> Vec<OutputHere> {
    let mut result = Vec::new();
    match &node.kind {
        NodeKind::List(_) => {
            for name in reader.fixed_list(node, "`outputs`") {
                match reader.name(&name, "a variable") {
                    true => result.push((name.clone(), name)),
                    false => reader.unread.names.push(name.value.clone()),
                }
            }
        }
        NodeKind::Map(_) => {
            for (here, value) in reader.map(node, "`outputs`").unwrap_or_default() {
                let named = reader.name(here, "a variable");
                if value.kind == NodeKind::Nothing {
                    reader.missing_value(here);
                } else if let (true, Some(output)) = (named, reader.fixed(value, "an output name")) {
                    result.push((here.clone(), output));
                    continue;
                }
                reader.unread.names.push(here.value.clone());
            }
        }
        _ => {
            reader.wrong_type(node, "`outputs`", "a list of names, or a map `name_here: output`");
            reader.unread.add(node);
        }
    }
    result
}

/// Says that keys which belong to `use` stand in a step without one.
pub fn refuse_without_use(reader: &mut Reader<'_>, fields: &Fields<'_>) {
    for name in ["with", "outputs"] {
        if let Some((key, _)) = fields.entry(name) {
            reader.sink.push(
                Diagnostic::new(
                    Code::ConflictingKeys,
                    key.span,
                    format!("`{name}` needs a `use`, but this step uses no fragment"),
                )
                .help(match name {
                    "outputs" => "to take a value from a response, use `capture`",
                    _ => "remove it, or add the fragment: `use: parts/login.yaml`",
                }),
            );
        }
    }
}
