//! Matchers: a plain value, or a map of operators.

use super::reader::{Fields, Reader};
use super::status::status_literal;
use crate::diag::{Code, Diagnostic};
use crate::model::keys::OPERATORS;
use crate::model::units::parse_duration;
use crate::model::{
    Comparison, Data, Expected, Format, JsonType, Matcher, Op, Operator, OperatorSpec, Path, Reads, Setting,
};
pub use crate::vocabulary::Subject;
use crate::yaml::{Node, NodeKind};

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
                .help("no response takes exactly a given time"),
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
        if beside.contains(&name) {
            continue;
        }
        let Some(spec) = OperatorSpec::named(name) else { continue };
        if matches!(spec.reads, Reads::Option(_)) {
            continue;
        }
        if let Some(problem) = misplaced(spec, subject) {
            reader.sink.push(Diagnostic::new(Code::UnknownKey, key.span, problem));
            continue;
        }
        if let Some(op) = operator(reader, spec, value, subject, fields) {
            result.push(Operator { op, name: spec.key.name, span: value.span, plain: false });
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
                    format!("`{modifier}` has no effect by itself"),
                )
                .help("use it together with `equals`, `equals_file` or `partial`"),
            );
        }
    }
    Matcher { operators: result, span: fields.span }
}

fn misplaced(spec: &OperatorSpec, subject: Subject) -> Option<String> {
    (!spec.subjects.contains(&subject)).then(|| match spec.subjects {
        [Subject::Header] => {
            format!("`{}` counts the lines of a header; use `length` to count elements", spec.key.name)
        }
        _ => format!("`{}` cannot be used here", spec.key.name),
    })
}

/// A comparison with the options beside it.
fn comparison(reader: &mut Reader<'_>, expected: Expected, fields: &Fields<'_>) -> Option<Comparison> {
    let ignore = fields.get("ignore").map_or_else(Vec::new, |node| paths(reader, node, "`ignore`"));
    let any_order = match fields.get("any_order") {
        Some(node) => reader.boolean(node, "`any_order`")?,
        None => Setting::Fixed(false),
    };
    Some(Comparison { expected, ignore, any_order })
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

/// Reads the value of an operator. `fields`: the keys beside it.
fn operator(
    reader: &mut Reader<'_>,
    spec: &OperatorSpec,
    node: &Node,
    subject: Subject,
    fields: &Fields<'_>,
) -> Option<Op> {
    let what = format!("`{}`", spec.key.name);
    Some(match spec.reads {
        Reads::Comparison(op) => {
            literal(reader, node, subject)?;
            let expected = Expected::Data(reader.data(node)?);
            op(comparison(reader, expected, fields)?)
        }
        Reads::ComparedFile(op) => {
            literal(reader, node, subject)?;
            let expected = Expected::File(super::file_values::document(reader, node)?);
            op(comparison(reader, expected, fields)?)
        }
        Reads::Option(_) => return None,
        Reads::Values(op) => {
            literal(reader, node, subject)?;
            op(reader.list(node, &what)?.iter().filter_map(|item| reader.data(item)).collect())
        }
        Reads::Flag(op) => op(reader.boolean(node, &what)?),
        Reads::Types(op) => op(types(reader, node)?),
        Reads::Quantity(op) => op(operand(reader, node, &what, subject)?),
        Reads::Value(op) => op(reader.data(node)?),
        Reads::Text(op) => op(Data::Text(reader.text(node, &what)?)),
        Reads::Regex(op) => op(reader.regex(node, &what)?),
        Reads::Number(op) => op(matcher(reader, node, &what, Subject::Number)?.into()),
        Reads::Matcher(op) => op(matcher(reader, node, &what, subject)?.into()),
        Reads::Matchers(op) => op(all(reader, node, &what, subject)?),
        Reads::Direction(op) => op(reader.word(node, &what, &[("asc", false), ("desc", true)])?),
        Reads::Format(op) => op(reader.word(node, &what, Format::ALL)?),
        Reads::Schema(op) => op(super::schema::schema(reader, node)?),
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
            Some(format!("{what} takes a number here, but `{}` is a string", text.raw))
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
