//! What only a fragment file has, and what it may not have.

use super::reader::{Fields, Reader};
use crate::diag::{Code, Diagnostic};
use crate::model::keys::{FRAGMENT, SCENARIO};
use crate::model::{FragmentParts, Output};
use crate::vocabulary::find;
use crate::yaml::{Member, Node, NodeKind};

/// The file without the keys that belong to the other kind of file, which are told; and whether it is a fragment.
pub fn own_keys(reader: &mut Reader<'_>, node: &Node, members: &[Member]) -> (Node, bool) {
    let kind = members.iter().find(|(key, _)| matches!(&*key.value, "scenario" | "fragment"));
    let Some((kind, _)) = kind else { return (node.clone(), false) };
    let is_fragment = &*kind.value == "fragment";
    let (own, other) = if is_fragment { (FRAGMENT, SCENARIO) } else { (SCENARIO, FRAGMENT) };
    let mut kept = Vec::with_capacity(members.len());
    for (key, value) in members {
        if find(own, &key.value).is_some() || find(other, &key.value).is_none() {
            kept.push((key.clone(), value.clone()));
            continue;
        }
        let name = &key.value;
        let message = match is_fragment {
            _ if matches!(&**name, "scenario" | "fragment") => {
                "a file is either a scenario or a fragment, not both".to_owned()
            }
            true => format!("`{name}` is not allowed in a fragment"),
            false => format!("`{name}` belongs to a fragment, but this is a scenario"),
        };
        let help = match &**name {
            "scenario" | "fragment" => "split it into two files; the scenario can `use` the fragment",
            "outputs" => "to take a value from a response, use `capture` in the step",
            _ if is_fragment => "put it in the scenarios that use the fragment",
            _ => "remove it: a scenario runs only once anyway",
        };
        // Names that it would define are not missed too.
        reader.unread.add(value);
        reader.sink.push(
            Diagnostic::new(Code::ConflictingKeys, key.span, message)
                .related(kind.span, format!("the file is a {}", kind.value))
                .help(help),
        );
    }
    (Node { kind: NodeKind::Map(kept), span: node.span }, is_fragment)
}

/// `once` and `outputs`.
pub fn parts(reader: &mut Reader<'_>, fields: &Fields<'_>) -> FragmentParts {
    let once = fields
        .get("once")
        .and_then(|node| reader.fixed_boolean(node, "`once`").and_then(|once| once.then_some(node.span)));
    let mut outputs = Vec::new();
    if let Some(node) = fields.get("outputs")
        && let Some(members) = reader.map(node, "`outputs`")
    {
        for (name, value) in members {
            let named = reader.name(name, "an output");
            if value.kind == NodeKind::Nothing {
                reader.missing_value(name);
            } else if let (true, Some(value)) = (named, reader.expression(value, "an output")) {
                outputs.push(Output { name: name.clone(), value });
                continue;
            }
            reader.unread.names.push(name.value.clone());
        }
    }
    FragmentParts { once, outputs }
}
