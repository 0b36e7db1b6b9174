//! Operators that want values of different types.

use crate::value::Value;

use super::clash::{Clash, Subject, may_be_absent};
use crate::eval::judge::never_ordered;
use crate::model::units::parse_size;
use crate::model::{Data, Expected, JsonType, Matcher, Op, Operator};

/// A set of JSON types, and of "nothing found".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kinds(u8);

impl Kinds {
    const STRING: Kinds = Kinds(1);
    const NUMBER: Kinds = Kinds(2);
    const BOOLEAN: Kinds = Kinds(4);
    const ARRAY: Kinds = Kinds(8);
    const OBJECT: Kinds = Kinds(16);
    const NULL: Kinds = Kinds(32);
    const NOTHING: Kinds = Kinds(64);
    const NO: Kinds = Kinds(0);
    const VALUES: Kinds = Kinds(63);
    const ALL: Kinds = Kinds(127);
    const SIZED: Kinds = Kinds(1 + 8 + 16);

    fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 & other.0)
    }

    fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    fn words(self) -> String {
        let names = ["texts", "numbers", "booleans", "arrays", "objects", "null", "what is not there"];
        let chosen: Vec<&str> = names
            .iter()
            .enumerate()
            .filter(|(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, name)| *name)
            .collect();
        match chosen.as_slice() {
            [] => "nothing".to_owned(),
            [one] => (*one).to_owned(),
            [all @ .., last] => format!("{} and {last}", all.join(", ")),
        }
    }
}

/// The first operator whose types none of the operators before allows.
pub fn clash(matcher: &Matcher, subject: Subject) -> Option<Clash> {
    let mut possible = Kinds::ALL;
    let mut before: Option<(&Operator, Kinds)> = None;
    for operator in &matcher.operators {
        if let Op::Order(_, data) = &operator.op
            && let Some(literal) = data.literal()
            && let Some(message) = never_ordered(&literal, subject == Subject::Text)
        {
            return Some(Clash { span: operator.span, message, other: None });
        }
        let kinds = operator_kinds(operator, subject);
        if kinds == Kinds::NO {
            let message = match subject {
                Subject::Text => format!("`{}` never holds for a text", operator.name),
                _ => format!("`{}` never holds", operator.name),
            };
            return Some(Clash { span: operator.span, message, other: None });
        }
        if possible.and(kinds) == Kinds::NO {
            let (other, wants) = before?;
            let message = format!(
                "`{}` holds for {} only, and `{}` for {}: never both",
                operator.name,
                kinds.words(),
                other.name,
                wants.words()
            );
            return Some(Clash { span: operator.span, message, other: Some(other.span) });
        }
        // The narrowest one before is the one to name.
        if before.is_none_or(|(_, wants)| kinds.0.count_ones() < wants.0.count_ones()) {
            before = Some((operator, kinds));
        }
        possible = possible.and(kinds);
    }
    None
}

fn matcher_kinds(matcher: &Matcher, subject: Subject) -> Kinds {
    let kinds = |operator: &Operator| operator_kinds(operator, subject);
    matcher.operators.iter().map(kinds).fold(Kinds::ALL, Kinds::and)
}

/// Types that an operator can hold for.
fn operator_kinds(operator: &Operator, subject: Subject) -> Kinds {
    let nothing = if may_be_absent(&operator.op) { Kinds::NOTHING } else { Kinds::NO };
    let kinds = match &operator.op {
        // What is compared with a text is compared as it is written.
        Op::Equals(_) | Op::OneOf(_) | Op::Order(..) | Op::Contains(_) if subject == Subject::Text => {
            Kinds::STRING
        }
        Op::Equals(comparison) | Op::Partial(comparison) => match &comparison.expected {
            Expected::Data(data) => data_kinds(data),
            Expected::File(value) => value_kinds(&value.value),
        },
        Op::OneOf(values) => values.iter().map(data_kinds).fold(Kinds::NO, Kinds::or),
        Op::Exists(crate::model::Setting::Fixed(false)) => Kinds::NO,
        Op::Type(types) => types.iter().map(|kind| type_kinds(*kind)).fold(Kinds::NO, Kinds::or),
        Op::Order(_, data) => match data {
            Data::Number(..) => Kinds::NUMBER,
            Data::Text(text) if text.template.is_none() && parse_size(&text.raw).is_err() => Kinds::STRING,
            _ => Kinds::STRING.or(Kinds::NUMBER),
        },
        Op::Contains(data) => match data {
            Data::Text(_) => Kinds::STRING.or(Kinds::ARRAY),
            _ => Kinds::ARRAY,
        },
        Op::StartsWith(_) | Op::EndsWith(_) | Op::Matches(_) | Op::Format(_) => Kinds::STRING,
        Op::Length(_) | Op::Empty(_) => Kinds::SIZED,
        Op::Each(_) | Op::Some(_) | Op::None(_) | Op::One(_) | Op::Unique(_) | Op::Sorted { .. } => {
            match subject {
                // A header may have several lines.
                Subject::Text => Kinds::STRING,
                _ => Kinds::ARRAY,
            }
        }
        Op::AllOf(all) => all.iter().map(|inner| matcher_kinds(inner, subject)).fold(Kinds::ALL, Kinds::and),
        Op::AnyOf(all) => all.iter().map(|inner| matcher_kinds(inner, subject)).fold(Kinds::NO, Kinds::or),
        Op::Exists(_) | Op::Count(_) | Op::Not(_) | Op::Schema(_) => Kinds::VALUES,
    };
    let kinds = kinds.or(nothing);
    match subject {
        Subject::Text => kinds.and(Kinds::STRING.or(Kinds::NOTHING)),
        _ => kinds,
    }
}

fn data_kinds(data: &Data) -> Kinds {
    match data {
        // A template that is the whole text may be of any type.
        Data::Text(text) if text.template.is_some() => Kinds::VALUES,
        Data::Text(_) => Kinds::STRING,
        Data::Number(..) => Kinds::NUMBER,
        Data::Bool(..) => Kinds::BOOLEAN,
        Data::Null(_) => Kinds::NULL,
        Data::List(..) => Kinds::ARRAY,
        Data::Map(..) => Kinds::OBJECT,
    }
}

fn value_kinds(value: &Value) -> Kinds {
    match value {
        Value::Null => Kinds::NULL,
        Value::Bool(_) => Kinds::BOOLEAN,
        Value::Number(_) => Kinds::NUMBER,
        Value::String(_) => Kinds::STRING,
        Value::Array(_) => Kinds::ARRAY,
        Value::Object(_) => Kinds::OBJECT,
    }
}

fn type_kinds(kind: JsonType) -> Kinds {
    match kind {
        JsonType::String => Kinds::STRING,
        JsonType::Number | JsonType::Integer => Kinds::NUMBER,
        JsonType::Boolean => Kinds::BOOLEAN,
        JsonType::Array => Kinds::ARRAY,
        JsonType::Object => Kinds::OBJECT,
        JsonType::Null => Kinds::NULL,
    }
}
