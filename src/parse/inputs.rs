//! `inputs` and `vars`.

use std::sync::Arc;

use super::file_values;
use super::reader::Reader;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::keys::INPUT;
use crate::model::{Data, FileInput, Input, InputType, OneTime, Var};
use crate::source::{Span, Spanned};
use crate::vocabulary::{find, names};
use crate::yaml::{Node, NodeKind};

/// Reads `inputs`. Literal defaults of secret inputs are hidden by the caller: their spans come back beside.
pub fn inputs(reader: &mut Reader<'_>, node: &Node) -> (Vec<Input>, Vec<(Span, Arc<str>)>) {
    let Some(members) = reader.map(node, "`inputs`") else { return Default::default() };
    let mut result = Vec::with_capacity(members.len());
    let mut hidden = Vec::new();
    for (name, value) in members {
        let named = reader.name(name, "an input");
        let input = match &value.kind {
            NodeKind::Nothing => {
                reader.missing_value(name);
                None
            }
            NodeKind::Unreadable => None,
            // `name: {}` declares an input without more.
            NodeKind::Map(members) if members.is_empty() => Some(plain(name)),
            NodeKind::Map(_) => input(reader, name, value),
            _ => {
                reader.sink.push(
                    Diagnostic::new(
                        Code::WrongType,
                        value.span,
                        format!("an input must be a map, not {}", value.describe()),
                    )
                    .help(format!("write `{}: {{ default: … }}`", name.value)),
                );
                None
            }
        };
        hidden.extend(secret_literals(value).into_iter().map(|span| (span, name.value.clone())));
        if let Some(input) = input
            && named
        {
            result.push(input);
            continue;
        }
        reader.unread.names.push(name.value.clone());
    }
    (result, hidden)
}

/// Where the default of a secret input and the values that it may have stand, whether or not they could be read; `secret`
/// may be misspelt.
fn secret_literals(input: &Node) -> Vec<Span> {
    let NodeKind::Map(members) = &input.kind else { return Vec::new() };
    let means = |key: &str, meant: &str| {
        key == meant || find(INPUT, key).is_none() && did_you_mean(key, names(INPUT)) == Some(meant)
    };
    let secret = members.iter().any(|(key, value)| {
        let marks = means(&key.value, "secret") || means(&key.value, "one_time");
        marks && value.kind != NodeKind::Bool(false)
    });
    let literals =
        members.iter().filter(|(key, _)| means(&key.value, "default") || means(&key.value, "one_of"));
    if secret { literals.map(|(_, value)| value.span).collect() } else { Vec::new() }
}

fn plain(name: &Spanned<Arc<str>>) -> Input {
    Input {
        name: name.clone(),
        env: None,
        default: None,
        kind: InputType::String,
        secret: false,
        one_time: None,
        description: None,
        one_of: None,
        matches: None,
    }
}

fn input(reader: &mut Reader<'_>, name: &Spanned<Arc<str>>, node: &Node) -> Option<Input> {
    let fields = reader.fields(node, "an input", INPUT)?;
    let mut input = plain(name);
    input.env = fields.get("env").and_then(|node| reader.fixed(node, "`env`"));
    input.default = fields.get("default").and_then(|node| fixed_data(reader, node, "`default`"));
    input.secret =
        fields.get("secret").is_some_and(|node| reader.fixed_boolean(node, "`secret`").unwrap_or(true));
    input.one_time = fields.get("one_time").and_then(|node| one_time(reader, node));
    input.secret |= fields.entry("one_time").is_some();
    input.description =
        fields.get("description").and_then(|node| reader.fixed(node, "`description`")).map(|text| text.value);
    input.matches = fields.get("matches").and_then(|node| reader.regex(node, "`matches`"));
    if let Some(node) = fields.get("one_of")
        && let Some(items) = reader.list(node, "`one_of`")
    {
        let values = items.iter().filter_map(|item| fixed_data(reader, item, "`one_of`")).collect();
        input.one_of = Some(Spanned::new(values, node.span));
    }
    input.kind = match fields.get("type") {
        Some(node) => reader.word(node, "`type`", InputType::ALL).unwrap_or(InputType::String),
        None => input.default.as_ref().map_or(InputType::String, type_of),
    };
    if let (Some(_), Some((key, _))) = (&input.one_time, fields.entry("default")) {
        reader.sink.push(
            Diagnostic::new(
                Code::ConflictingKeys,
                key.span,
                "a one-time input cannot have a default, because every value is used only once",
            )
            .help("remove `default`"),
        );
    }
    Some(input)
}

/// The type of an input is that of its default.
fn type_of(default: &Data) -> InputType {
    match default {
        Data::Bool(..) => InputType::Boolean,
        Data::Number(number, _) if number.is_written_as_integer() => InputType::Integer,
        Data::Number(..) => InputType::Number,
        Data::List(..) | Data::Map(..) => InputType::Json,
        Data::Null(_) | Data::Text(_) => InputType::String,
    }
}

/// Data without templates: everything in `inputs` is fixed.
fn fixed_data(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<Data> {
    let data = reader.data(node)?;
    let mut template = None;
    data.for_each_text(&mut |text| {
        if text.template.is_some() {
            template.get_or_insert(text.span);
        }
    });
    match template {
        Some(span) => {
            reader.sink.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    span,
                    format!("{what} of an input must be fixed, without `${{…}}`"),
                )
                .help("compute the value under `vars`"),
            );
            None
        }
        None => Some(data),
    }
}

fn one_time(reader: &mut Reader<'_>, node: &Node) -> Option<OneTime> {
    let written = reader.fixed(node, "`one_time`")?;
    let path = file_values::path(reader, node)?;
    Some(OneTime { written, path })
}

/// Reads `inputs` of an environment or an inputs file: values, `{env: NAME}` or `{one_time: FILE}`.
pub fn file_input(reader: &mut Reader<'_>, node: &Node, inside_project: bool) -> Option<FileInput> {
    if let NodeKind::Map(members) = &node.kind
        && let [(key, value)] = members.as_slice()
    {
        match &*key.value {
            "env" => return reader.fixed(value, "`env`").map(FileInput::Env),
            "one_time" => {
                let written = reader.fixed(value, "`one_time`")?;
                let path = if inside_project {
                    file_values::path(reader, value)?
                } else {
                    // It may lie outside the project when a configuration names it.
                    file_values::path_outside(reader, &written)
                };
                return Some(FileInput::OneTime(OneTime { written, path }));
            }
            _ => {}
        }
    }
    fixed_data(reader, node, "a value").map(FileInput::Value)
}

pub fn vars(reader: &mut Reader<'_>, node: &Node) -> Vec<Var> {
    let Some(members) = reader.map(node, "`vars`") else { return Vec::new() };
    let mut result = Vec::with_capacity(members.len());
    for (name, value) in members {
        let named = reader.name(name, "a variable");
        if value.kind == NodeKind::Nothing {
            reader.missing_value(name);
        } else if let (true, Some(value)) = (named, reader.data(value)) {
            result.push(Var { name: name.clone(), value });
            continue;
        }
        reader.unread.names.push(name.value.clone());
    }
    result
}
