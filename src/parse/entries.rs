//! Names with plain values: query, headers, cookies, forms and paths.

use super::reader::Reader;
use crate::diag::Code;
use crate::model::{Entries, Entry};
use crate::yaml::{Node, NodeKind};

/// Reads a map of names to scalars, lists of scalars, or `null`.
pub fn entries(reader: &mut Reader<'_>, node: &Node, what: &str) -> Entries {
    let Some(members) = reader.map(node, what) else { return Vec::new() };
    let mut result = Vec::with_capacity(members.len());
    for (name, value) in members {
        if name.value.is_empty() {
            reader.error(Code::InvalidName, name.span, "the name is empty");
            continue;
        }
        let nested = match &value.kind {
            NodeKind::Nothing => {
                reader.missing_value(name);
                continue;
            }
            NodeKind::Map(_) => Some(value),
            NodeKind::List(items) => {
                items.iter().find(|item| matches!(item.kind, NodeKind::Map(_) | NodeKind::List(_)))
            }
            _ => None,
        };
        if let Some(nested) = nested {
            reader.wrong_type(nested, &format!("`{}`", name.value), "a plain value, or a list of them");
            continue;
        }
        if let Some(value) = reader.data(value) {
            result.push(Entry { name: name.clone(), value, inherited: false });
        }
    }
    result
}
