//! `equals`, `partial`, `one_of`, `type` and the orderings.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::equality::{Comparing, compare};
use super::order::{self, OrderProblem};
use super::subject::{Miss, Subject, is_of_type, type_names};
use super::{Judge, Result};
use crate::eval::diff;
use crate::eval::render::{self, RenderError, as_text, read_boolean, scalar_text};
use crate::eval::show;
use crate::eval::walk::{EvalError, article};
use crate::model::value::{Value, equal, type_name};
use crate::model::{Comparison, Data, Expected, JsonType, Shown};

impl Judge<'_> {
    pub(super) fn equals(
        &self,
        comparison: &Comparison,
        subject: &Subject<'_>,
        partial: bool,
    ) -> Result<Option<Miss>> {
        let verb = if partial { "contain at least" } else { "equal" };
        if let (Subject::Text(actual), Expected::Data(data)) = (subject, &comparison.expected)
            && !matches!(data, Data::List(..) | Data::Map(..))
        {
            let expected = scalar_text(data, &self.scope)?;
            if expected == **actual {
                return Ok(None);
            }
            let shown = show::text(&expected, self.mask.get());
            let mut miss = self.miss(format!("{verb} {}", shown.text), subject, Some(shown));
            if expected.contains('\n') || actual.contains('\n') {
                miss.details = self.diff(&expected, actual);
            }
            return Ok(Some(miss));
        }
        // The usual case, a literal scalar, needs no copy of anything.
        if let (Subject::Json(actual), Expected::Data(data)) = (subject, &comparison.expected)
            && let Some(holds) = scalar_equals(data, actual)
            && holds
        {
            return Ok(None);
        }
        let (expected, shown) = self.expected_value(comparison)?;
        let actual: Cow<'_, Value> = match subject {
            Subject::Json(value) => Cow::Borrowed(*value),
            Subject::Nodes(nodes) => {
                Cow::Owned(nodes.iter().map(|node| (*node).clone()).collect::<Vec<_>>().into())
            }
            Subject::Number(number) => Cow::Owned((*number).into()),
            other => return Ok(Some(self.miss(format!("{verb} {}", shown.text), other, Some(shown)))),
        };
        let any_order = render::setting(&comparison.any_order, &self.scope, read_boolean)?;
        let mut skip = std::collections::HashSet::new();
        for path in &comparison.ignore {
            for side in [&expected, actual.as_ref()] {
                skip.extend(self.select(path, side)?.into_iter().map(|node| node as *const Value as usize));
            }
        }
        if compare(&expected, &actual, &Comparing { skip, any_order, partial }) {
            return Ok(None);
        }
        let mut miss = self.miss(format!("{verb} {}", shown.text), subject, Some(shown));
        let structured = |value: &Value| value.is_array() || value.is_object();
        if type_name(&expected) != type_name(&actual) && !(expected.is_number() && actual.is_number()) {
            miss.but.push_str(&format!(" ({} instead of {})", type_name(&actual), type_name(&expected)));
        }
        if structured(&expected) && structured(&actual) {
            let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
            miss.details = self.diff(&pretty(&expected), &pretty(&actual));
        }
        Ok(Some(miss))
    }

    pub(super) fn one_of(&self, values: &[Data], subject: &Subject<'_>) -> Result<Option<Miss>> {
        let mut all = Vec::with_capacity(values.len());
        for data in values {
            let holds = match subject {
                Subject::Text(text) => scalar_text(data, &self.scope)? == **text,
                Subject::Json(actual) => equal(&render::data(data, &self.scope)?, actual),
                Subject::Number(number) => equal(&render::data(data, &self.scope)?, &Value::from(*number)),
                Subject::Nodes(nodes) => match render::data(data, &self.scope)? {
                    Value::Array(items) => {
                        items.len() == nodes.len()
                            && items.iter().zip(nodes).all(|(item, node)| equal(item, node))
                    }
                    _ => false,
                },
                _ => false,
            };
            if holds {
                return Ok(None);
            }
            all.push(show::json(&render::data(data, &self.scope)?, self.mask.get()).text);
        }
        let all = all.join(", ");
        let expected = show::plain(all.clone(), "one of these");
        Ok(Some(self.miss(format!("be one of {all}"), subject, Some(expected))))
    }

    pub(super) fn types(&self, types: &[JsonType], subject: &Subject<'_>) -> Result<Option<Miss>> {
        let holds = types.iter().any(|wanted| match subject {
            Subject::Json(value) => is_of_type(value, *wanted),
            Subject::Nodes(_) => *wanted == JsonType::Array,
            Subject::Text(_) | Subject::Lines(_) => *wanted == JsonType::String,
            Subject::Number(_) => matches!(wanted, JsonType::Number | JsonType::Integer),
            Subject::Duration(_) | Subject::Nothing => false,
        });
        if holds {
            return Ok(None);
        }
        let names = type_names(types);
        let mut miss = self.miss(format!("be of type {names}"), subject, Some(show::plain(names, "type")));
        if let Some(actual) = &miss.actual {
            miss.but = format!("is {} {}: {}", article(&actual.type_name), actual.type_name, actual.text);
        }
        Ok(Some(miss))
    }

    pub(super) fn order(
        &self,
        order: crate::model::Order,
        data: &Data,
        subject: &Subject<'_>,
    ) -> Result<Option<Miss>> {
        use crate::model::Order;
        let expected = render::data(data, &self.scope)?;
        let words = match order {
            Order::Gt => "be greater than",
            Order::Gte => "be at least",
            Order::Lt => "be less than",
            Order::Lte => "be at most",
        };
        let shown = match subject {
            Subject::Duration(_) => show::plain(as_text(&expected), "duration"),
            _ => show::json(&expected, self.mask.get()),
        };
        match order::ordering(subject, &expected) {
            Ok(ordering) if order.holds(ordering) => Ok(None),
            Ok(_) => Ok(Some(self.miss(format!("{words} {}", shown.text), subject, Some(shown)))),
            Err(OrderProblem::Expected(problem)) => {
                let raw = std::sync::Arc::from(as_text(&expected));
                Err(RenderError::new(EvalError::new(problem), &raw, data.span()))
            }
            Err(OrderProblem::Actual(problem)) => {
                let mut miss = self.miss(format!("{words} {}", shown.text), subject, Some(shown));
                miss.but = format!("{} {problem}", miss.but);
                Ok(Some(miss))
            }
        }
    }

    fn diff(&self, expected: &str, actual: &str) -> Vec<String> {
        let mask = self.mask.get();
        diff::lines(&mask.apply(expected), &mask.apply(actual))
    }

    pub(super) fn expected_value(&self, comparison: &Comparison) -> Result<(Value, Shown)> {
        let value = match &comparison.expected {
            Expected::Data(data) => render::data(data, &self.scope)?,
            Expected::File(file) => (*file.value).clone(),
        };
        let shown = show::json(&value, self.mask.get());
        Ok((value, shown))
    }
}

/// Compares a literal scalar without copying it; `None` for anything else.
fn scalar_equals(data: &Data, actual: &Value) -> Option<bool> {
    match (data, actual) {
        (Data::Text(text), Value::String(actual)) if text.template.is_none() => Some(*text.raw == **actual),
        (Data::Bool(expected, _), Value::Bool(actual)) => Some(expected == actual),
        (Data::Number { value, .. }, Value::Number(actual)) => {
            Some(crate::model::value::compare_numbers(value, actual) == Some(Ordering::Equal))
        }
        (Data::Null(_), Value::Null) => Some(true),
        _ => None,
    }
}
