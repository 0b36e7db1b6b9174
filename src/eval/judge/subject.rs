//! What a matcher judges, and how it differs.

use std::time::Duration;

use super::context::Judge;
use crate::eval::display;
use crate::model::units::show_duration;
use crate::model::{DisplayValue, JsonType, Mismatch, Observed, Rule};
use crate::value::{Value, type_name};

/// What a matcher judges.
#[derive(Debug, Clone)]
pub enum Subject<'v> {
    /// Nothing was found where one value is looked for.
    Nothing,
    /// A list path, an XPath or a CSS selector found no node.
    NoNodes,
    /// One JSON value.
    Json(&'v Value),
    /// What a list path found; never empty.
    Nodes(Vec<&'v Value>),
    /// Text that is compared as it is written.
    Text(&'v str),
    /// What an XPath or CSS selector found; never empty.
    Texts(Vec<&'v str>),
    /// The values of a repeated header; never empty.
    Lines(Vec<&'v str>),
    /// A time that passed.
    Duration(Duration),
    /// A count.
    Number(u64),
    /// The status: `4xx`, `any` and the text `"404"` mean what they mean in `status`.
    Status(u16),
}

/// A mismatch of an operator; its target and name are added last.
pub(super) fn mismatch(rule: Rule, observed: Observed) -> Mismatch {
    Mismatch::new(String::new(), rule, observed)
}

impl Judge<'_> {
    /// The subject is another value than the rule asks for.
    pub(super) fn mismatch(
        &self,
        rule: Rule,
        subject: &Subject<'_>,
        expected: Option<DisplayValue>,
    ) -> Mismatch {
        let actual = Some(self.display(subject));
        Mismatch { expected, actual, ..mismatch(rule, Observed::Value) }
    }

    pub(super) fn display(&self, subject: &Subject<'_>) -> DisplayValue {
        let mask = self.mask.get();
        match subject {
            Subject::Nothing | Subject::NoNodes => DisplayValue::absent(),
            Subject::Json(value) => display::json(value, mask),
            Subject::Nodes(nodes) => display::list(nodes, mask),
            Subject::Text(text) => display::text(text, mask),
            Subject::Texts(texts) => match texts.as_slice() {
                [one] => display::text(one, mask),
                _ => {
                    let list: Vec<&str> = texts.iter().take(100).copied().collect();
                    DisplayValue::list(display::json(&list.into(), mask).text, texts.len())
                }
            },
            Subject::Lines(lines) => display::text(&lines.join("\n"), mask),
            Subject::Duration(duration) => display::plain(show_duration(*duration), "duration"),
            Subject::Number(number) => display::plain(number.to_string(), "integer"),
            Subject::Status(status) => display::plain(status.to_string(), "status"),
        }
    }

    /// An operator on texts met something else.
    pub(super) fn not_text(&self, rule: Rule, subject: &Subject<'_>) -> Mismatch {
        Mismatch { observed: Observed::NoString, ..self.mismatch(rule, subject, None) }
    }

    pub(super) fn not_array(&self, rule: Rule, subject: &Subject<'_>) -> Mismatch {
        Mismatch { observed: Observed::NoArray, ..self.mismatch(rule, subject, None) }
    }
}

pub(super) fn type_names(types: &[JsonType]) -> String {
    let names: Vec<&str> = types.iter().map(|wanted| wanted.name()).collect();
    names.join(" or ")
}

pub(super) fn is_of_type(value: &Value, wanted: JsonType) -> bool {
    match (value, wanted) {
        (Value::Number(number), JsonType::Integer) => number.is_integer(),
        (Value::Number(_), JsonType::Number) => true,
        (value, wanted) => type_name(value) == wanted.name(),
    }
}

pub(super) fn text_of<'v>(subject: &Subject<'v>) -> Option<&'v str> {
    match subject {
        Subject::Json(Value::String(text)) => Some(text),
        Subject::Text(text) => Some(text),
        _ => None,
    }
}

/// Characters, elements, members or nodes.
pub(super) fn length_of(subject: &Subject<'_>) -> Option<usize> {
    match subject {
        Subject::Json(Value::String(text)) => Some(text.chars().count()),
        Subject::Json(Value::Array(items)) => Some(items.len()),
        Subject::Json(Value::Object(members)) => Some(members.len()),
        Subject::Nodes(nodes) => Some(nodes.len()),
        Subject::Texts(texts) => Some(texts.len()),
        Subject::Text(text) => Some(text.chars().count()),
        _ => None,
    }
}
