//! Structured data with templates at its leaves: bodies, expected values, inputs' defaults.

use std::sync::Arc;

use super::Text;
use crate::source::{Span, Spanned};
use crate::value::{Map, Number, Value};

/// A YAML value as data.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// The literal word `null`.
    Null(Span),
    Bool(bool, Span),
    /// A number, with the digits that were written (`1.10` is sent as `1.10`).
    Number(Number, Span),
    /// A text, maybe with `${…}`.
    Text(Text),
    List(Vec<Data>, Span),
    /// A map; keys take no templates.
    Map(Vec<(Spanned<Arc<str>>, Data)>, Span),
}

impl Data {
    /// Where the value stands.
    pub fn span(&self) -> Span {
        match self {
            Data::Null(span)
            | Data::Bool(_, span)
            | Data::Number(_, span)
            | Data::List(_, span)
            | Data::Map(_, span) => *span,
            Data::Text(text) => text.span,
        }
    }

    /// The value, if no template is in it.
    pub fn literal(&self) -> Option<Value> {
        Some(match self {
            Data::Null(_) => Value::Null,
            Data::Bool(value, _) => (*value).into(),
            Data::Number(number, _) => number.clone().into(),
            Data::Text(text) if text.template.is_none() => text.raw.as_ref().into(),
            Data::Text(_) => return None,
            Data::List(items, _) => items.iter().map(Data::literal).collect::<Option<Vec<_>>>()?.into(),
            Data::Map(members, _) => {
                let mut map = Map::new();
                for (key, value) in members {
                    map.insert(key.value.to_string(), value.literal()?);
                }
                map.into()
            }
        })
    }

    /// Calls `visit` for every text in it.
    pub fn for_each_text(&self, visit: &mut dyn FnMut(&Text)) {
        match self {
            Data::Text(text) => visit(text),
            Data::List(items, _) => items.iter().for_each(|item| item.for_each_text(visit)),
            Data::Map(members, _) => members.iter().for_each(|(_, value)| value.for_each_text(visit)),
            Data::Null(_) | Data::Bool(..) | Data::Number(..) => {}
        }
    }
}
