//! Operators that want values of different types.

use crate::value::Value;

use super::clash::{Clash, Subject};
use crate::eval::judge::never_ordered;
use crate::model::units::parse_size;
use crate::model::{Data, Expected, JsonType, Matcher, Op, Operator, Setting, ValueKinds};

/// The first operator whose types none of the operators before allows.
pub fn clash(matcher: &Matcher, subject: Subject) -> Option<Clash> {
    let mut possible = ValueKinds::ALL;
    let mut before: Option<(&Operator, ValueKinds)> = None;
    for operator in &matcher.operators {
        if let Op::Order(_, data) = &operator.op
            && let Some(literal) = data.literal()
            && let Some(message) = never_ordered(&literal, subject.is_text())
        {
            return Some(Clash { span: operator.span, message, other: None });
        }
        let kinds = operator_kinds(operator, subject);
        if kinds == ValueKinds::NO {
            let message = match subject {
                Subject::Text | Subject::Nodes => format!("`{}` never matches a string", operator.name),
                _ => format!("`{}` never matches", operator.name),
            };
            return Some(Clash { span: operator.span, message, other: None });
        }
        if possible.and(kinds) == ValueKinds::NO {
            let (other, wants) = before?;
            let message = format!(
                "`{}` only matches {}, and `{}` only matches {}: never both",
                operator.name,
                kinds.words(),
                other.name,
                wants.words()
            );
            return Some(Clash { span: operator.span, message, other: Some(other.span) });
        }
        // The narrowest one before is the one to name.
        if before.is_none_or(|(_, wants)| kinds.count() < wants.count()) {
            before = Some((operator, kinds));
        }
        possible = possible.and(kinds);
    }
    None
}

fn matcher_kinds(matcher: &Matcher, subject: Subject) -> ValueKinds {
    let kinds = |operator: &Operator| operator_kinds(operator, subject);
    matcher.operators.iter().map(kinds).fold(ValueKinds::ALL, ValueKinds::and)
}

/// Types that an operator can hold for.
fn operator_kinds(operator: &Operator, subject: Subject) -> ValueKinds {
    let nothing = if operator.op.may_be_absent(subject == Subject::Nodes) {
        ValueKinds::NOTHING
    } else {
        ValueKinds::NO
    };
    let holds_for = operator.op.traits().holds_for;
    let kinds = match &operator.op {
        // What is compared with a text is compared as it is written.
        Op::Equals(_) | Op::OneOf(_) | Op::Order(..) | Op::Contains(_) if subject.is_text() => {
            ValueKinds::STRING
        }
        Op::Equals(comparison) | Op::Partial(comparison) => match &comparison.expected {
            Expected::Data(data) => data_kinds(data),
            Expected::File(value) => value_kinds(&value.value),
        },
        Op::OneOf(values) => values.iter().map(data_kinds).fold(ValueKinds::NO, ValueKinds::or),
        Op::Exists(Setting::Fixed(false)) => ValueKinds::NO,
        Op::Type(types) => types.iter().map(|kind| type_kinds(*kind)).fold(ValueKinds::NO, ValueKinds::or),
        Op::Order(_, Data::Number(..)) => ValueKinds::NUMBER,
        Op::Order(_, Data::Text(text)) if text.template.is_none() && parse_size(&text.raw).is_err() => {
            ValueKinds::STRING
        }
        Op::Contains(data) if !matches!(data, Data::Text(_)) => ValueKinds::ARRAY,
        Op::AllOf(all) => {
            all.iter().map(|inner| matcher_kinds(inner, subject)).fold(ValueKinds::ALL, ValueKinds::and)
        }
        Op::AnyOf(all) => {
            all.iter().map(|inner| matcher_kinds(inner, subject)).fold(ValueKinds::NO, ValueKinds::or)
        }
        // A header may have several lines.
        _ if subject.is_text() && holds_for == ValueKinds::ARRAY => ValueKinds::STRING,
        _ => holds_for,
    };
    let kinds = kinds.or(nothing);
    match subject {
        Subject::Text | Subject::Nodes => kinds.and(ValueKinds::STRING.or(ValueKinds::NOTHING)),
        _ => kinds,
    }
}

fn data_kinds(data: &Data) -> ValueKinds {
    match data {
        // A template that is the whole text may be of any type.
        Data::Text(text) if text.template.is_some() => ValueKinds::VALUES,
        Data::Text(_) => ValueKinds::STRING,
        Data::Number(..) => ValueKinds::NUMBER,
        Data::Bool(..) => ValueKinds::BOOLEAN,
        Data::Null(_) => ValueKinds::NULL,
        Data::List(..) => ValueKinds::ARRAY,
        Data::Map(..) => ValueKinds::OBJECT,
    }
}

fn value_kinds(value: &Value) -> ValueKinds {
    match value {
        Value::Null => ValueKinds::NULL,
        Value::Bool(_) => ValueKinds::BOOLEAN,
        Value::Number(_) => ValueKinds::NUMBER,
        Value::String(_) => ValueKinds::STRING,
        Value::Array(_) => ValueKinds::ARRAY,
        Value::Object(_) => ValueKinds::OBJECT,
    }
}

fn type_kinds(kind: JsonType) -> ValueKinds {
    match kind {
        JsonType::String => ValueKinds::STRING,
        JsonType::Number | JsonType::Integer => ValueKinds::NUMBER,
        JsonType::Boolean => ValueKinds::BOOLEAN,
        JsonType::Array => ValueKinds::ARRAY,
        JsonType::Object => ValueKinds::OBJECT,
        JsonType::Null => ValueKinds::NULL,
    }
}
