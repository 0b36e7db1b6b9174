//! Matchers: a plain value, or a map of operators.

use super::node::{Node, NodeKind};
use super::reader::{Fields, Reader};
use super::status::status_literal;
use crate::diag::{Code, Diagnostic};
use crate::model::units::parse_duration;
use crate::model::{
    Comparison, Data, Expected, Format, JsonType, Matcher, Op, Operator, Order, Path, Setting,
};
pub use crate::vocabulary::Subject;
use crate::vocabulary::{OPERATORS, find};

pub fn matcher(reader: &mut Reader<'_>, node: &Node, what: &str, subject: Subject) -> Option<Matcher> {
    match &node.kind {
        NodeKind::Map(_) => {
            let fields = reader.fields(node, what, OPERATORS)?;
            Some(operators(reader, &fields, subject, &[]))
        }
        NodeKind::Nothing | NodeKind::Unreadable => {
            reader.wrong_type(node, what, "a value or operators");
            None
        }
        _ if subject == Subject::Duration => {
            reader.sink.push(
                Diagnostic::new(
                    Code::WrongType,
                    node.span,
                    format!("{what} takes operators, such as `{{ lt: 2s }}`"),
                )
                .help("no answer takes exactly a given time"),
            );
            None
        }
        _ => {
            literal(reader, node, subject)?;
            let expected = reader.data(node)?;
            let op = Op::Equals(Comparison {
                expected: Expected::Data(expected),
                ignore: Vec::new(),
                any_order: Setting::Fixed(false),
            });
            let operator = Operator { op, name: "equals", span: node.span, plain: true };
            Some(Matcher { operators: vec![operator], span: node.span })
        }
    }
}

/// Reads operators; keys in `beside` belong to the caller.
pub fn operators(reader: &mut Reader<'_>, fields: &Fields<'_>, subject: Subject, beside: &[&str]) -> Matcher {
    let mut result = Vec::new();
    for (name, key, value) in fields.iter() {
        if beside.contains(&name) || matches!(name, "ignore" | "any_order") {
            continue;
        }
        let Some(known) = find(OPERATORS, name) else { continue };
        if let Some(problem) = misplaced(name, subject) {
            reader.sink.push(Diagnostic::new(Code::UnknownKey, key.span, problem));
            continue;
        }
        let op = match name {
            "equals" | "equals_file" | "partial" => {
                literal(reader, value, subject).and_then(|()| comparison(reader, name, value, fields))
            }
            _ => operator(reader, name, value, subject),
        };
        if let Some(op) = op {
            result.push(Operator { op, name: known.name, span: value.span, plain: false });
        }
    }
    for modifier in ["ignore", "any_order"] {
        let alone = !["equals", "equals_file", "partial"].iter().any(|name| fields.get(name).is_some());
        if let Some((key, _)) = fields.entry(modifier)
            && alone
        {
            reader.sink.push(
                Diagnostic::new(
                    Code::ConflictingKeys,
                    key.span,
                    format!("`{modifier}` does nothing by itself"),
                )
                .help("it stands beside `equals`, `equals_file` or `partial`"),
            );
        }
    }
    Matcher { operators: result, span: fields.span }
}

fn misplaced(name: &str, subject: Subject) -> Option<String> {
    (!subject.allows(name)).then(|| match name {
        "count" => "`count` counts the lines of a header; elements are counted by `length`".to_owned(),
        _ => format!("`{name}` does not fit here"),
    })
}

fn comparison(reader: &mut Reader<'_>, name: &str, value: &Node, fields: &Fields<'_>) -> Option<Op> {
    let expected = if name == "equals_file" {
        Expected::File(super::file_values::document(reader, value)?)
    } else {
        Expected::Data(reader.data(value)?)
    };
    let ignore = fields.get("ignore").map_or_else(Vec::new, |node| paths(reader, node, "`ignore`"));
    let any_order = match fields.get("any_order") {
        Some(node) => reader.boolean(node, "`any_order`")?,
        None => Setting::Fixed(false),
    };
    let comparison = Comparison { expected, ignore, any_order };
    Some(if name == "partial" { Op::Partial(comparison) } else { Op::Equals(comparison) })
}

/// A list of JSONPaths.
pub fn paths(reader: &mut Reader<'_>, node: &Node, what: &str) -> Vec<Path> {
    let Some(items) = reader.list(node, what) else { return Vec::new() };
    let mut result = Vec::with_capacity(items.len());
    for item in items {
        if let Some(text) = reader.fixed_path(item, what) {
            result.extend(reader.path(&text));
        }
    }
    result
}

fn operator(reader: &mut Reader<'_>, name: &str, node: &Node, subject: Subject) -> Option<Op> {
    let what = format!("`{name}`");
    let inner = |reader: &mut Reader<'_>, subject| matcher(reader, node, &what, subject).map(Box::new);
    Some(match name {
        "one_of" => {
            literal(reader, node, subject)?;
            Op::OneOf(reader.list(node, &what)?.iter().filter_map(|item| reader.data(item)).collect())
        }
        "exists" => Op::Exists(reader.boolean(node, &what)?),
        "type" => Op::Type(types(reader, node)?),
        "gt" => Op::Order(Order::Gt, operand(reader, node, &what, subject)?),
        "gte" => Op::Order(Order::Gte, operand(reader, node, &what, subject)?),
        "lt" => Op::Order(Order::Lt, operand(reader, node, &what, subject)?),
        "lte" => Op::Order(Order::Lte, operand(reader, node, &what, subject)?),
        "contains" => Op::Contains(reader.data(node)?),
        "starts_with" => Op::StartsWith(Data::Text(reader.text(node, &what)?)),
        "ends_with" => Op::EndsWith(Data::Text(reader.text(node, &what)?)),
        "matches" => Op::Matches(reader.regex(node, &what)?),
        "length" => Op::Length(inner(reader, Subject::Number)?),
        "empty" => Op::Empty(reader.boolean(node, &what)?),
        "count" => Op::Count(inner(reader, Subject::Number)?),
        "each" => Op::Each(inner(reader, subject)?),
        "some" => Op::Some(inner(reader, subject)?),
        "none" => Op::None(inner(reader, subject)?),
        "one" => Op::One(inner(reader, subject)?),
        "unique" => Op::Unique(reader.boolean(node, &what)?),
        "sorted" => Op::Sorted { descending: reader.word(node, &what, &[("asc", false), ("desc", true)])? },
        "schema" => Op::Schema(super::schema::schema(reader, node)?),
        "format" => Op::Format(reader.word(node, &what, Format::ALL)?),
        "not" => Op::Not(inner(reader, subject)?),
        "all_of" => Op::AllOf(all(reader, node, &what, subject)?),
        "any_of" => Op::AnyOf(all(reader, node, &what, subject)?),
        _ => return None,
    })
}

fn all(reader: &mut Reader<'_>, node: &Node, what: &str, subject: Subject) -> Option<Vec<Matcher>> {
    Some(reader.list(node, what)?.iter().filter_map(|item| matcher(reader, item, what, subject)).collect())
}

/// A literal that no status can equal is told at once; templates are looked at when they are rendered.
fn literal(reader: &mut Reader<'_>, node: &Node, subject: Subject) -> Option<()> {
    match &node.kind {
        _ if subject != Subject::Status => Some(()),
        NodeKind::List(items) if !items.is_empty() => {
            items.iter().try_for_each(|item| literal(reader, item, subject))
        }
        NodeKind::Text(text) if text.contains("${") => Some(()),
        NodeKind::List(_) => reader.list(node, "`status`").map(drop),
        NodeKind::Map(_) => matcher(reader, node, "`status`", subject).map(drop),
        _ => status_literal(reader, node).map(drop),
    }
}

/// The other side of an ordering.
fn operand(reader: &mut Reader<'_>, node: &Node, what: &str, subject: Subject) -> Option<Data> {
    let data = reader.data(node)?;
    let problem = match (&data, subject) {
        (Data::Text(text), Subject::Duration) if text.template.is_none() => parse_duration(&text.raw).err(),
        (Data::Number(number, _), Subject::Duration) => parse_duration(&number.to_string()).err(),
        (Data::Text(text), Subject::Number | Subject::Status) if text.template.is_none() => {
            Some(format!("{what} takes a number here, but `{}` is a text", text.raw))
        }
        (Data::Text(_) | Data::Number(..), _) => None,
        _ => Some(format!("{what} takes a number, a date, a duration or a size")),
    };
    match problem {
        Some(problem) => {
            reader.error(Code::InvalidValue, data.span(), problem);
            None
        }
        None => Some(data),
    }
}

fn types(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<JsonType>> {
    let one = |reader: &mut Reader<'_>, node: &Node| match node.kind {
        // `type: null` says what it means.
        NodeKind::Null => Some(JsonType::Null),
        _ => reader.word(node, "`type`", JsonType::ALL),
    };
    match &node.kind {
        NodeKind::List(_) => {
            let items = reader.list(node, "`type`")?;
            items.iter().map(|item| one(reader, item)).collect()
        }
        _ => Some(vec![one(reader, node)?]),
    }
}
