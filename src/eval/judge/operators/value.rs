//! `equals`, `partial`, `one_of`, `type` and the orderings.

use std::borrow::Cow;

use crate::eval::EvalError;
use crate::eval::as_text;
use crate::eval::diff;
use crate::eval::display;
use crate::eval::judge::deciding::deciding;
use crate::eval::judge::equality::{Comparing, Itself, compare, compare_lists};
use crate::eval::judge::order::{self, OrderProblem};
use crate::eval::judge::subject::{Subject, is_of_type, type_names};
use crate::eval::judge::{Judge, Result};
use crate::eval::render::{self, RenderError, read_boolean, scalar_text};
use crate::model::{Comparison, Data, Expected, JsonType, Mismatch, Observed, Rule, Status};
use crate::value::{JsonText, NumberError, Value, type_name};

impl Judge<'_> {
    pub(in crate::eval::judge) fn equals(
        &self,
        comparison: &Comparison,
        subject: &Subject<'_>,
        partial: bool,
    ) -> Result<Option<Mismatch>> {
        let rule = if partial { Rule::ContainAtLeast } else { Rule::Equal };
        if let Subject::Status(status) = subject {
            return self.equals_status(comparison, *status, subject);
        }
        if let (Subject::Text(actual), Expected::Data(data)) = (subject, &comparison.expected)
            && !matches!(data, Data::List(..) | Data::Map(..))
        {
            let expected = scalar_text(data, &self.scope)?;
            if expected == **actual {
                return Ok(None);
            }
            let shown = display::text(&expected, self.mask.get());
            let mut found = self.mismatch(rule(shown.text.clone()), subject, Some(shown));
            if expected.contains('\n') || actual.contains('\n') {
                found.diff = self.diff(&expected, actual);
            }
            return Ok(Some(found));
        }
        // The usual case, a literal scalar, needs no copy of anything.
        if let (Subject::Json(actual), Expected::Data(data)) = (subject, &comparison.expected)
            && let Some(holds) = scalar_equals(data, actual)
            && holds
        {
            return Ok(None);
        }
        let expected = self.expected_value(comparison)?;
        let any_order = || render::setting(&comparison.any_order, &self.scope, read_boolean);
        // Nor does a list of nodes of which none is ignored.
        if let (Subject::Nodes(nodes), true) = (subject, comparison.ignore.is_empty()) {
            let comparing = Comparing { any_order: any_order()?, partial, ..Comparing::default() };
            let holds = match expected.as_array() {
                Some(expected) => compare_lists(&expected.iter().collect::<Vec<_>>(), nodes, &comparing),
                None => Ok(false),
            };
            let holds = holds.map_err(|error| too_long(error, comparison))?;
            let whole = || Cow::Owned(nodes.iter().map(|node| (*node).clone()).collect::<Vec<_>>().into());
            return Ok((!holds).then(|| {
                let diff = self.deciding_diff(&expected, nodes.as_slice(), whole, &comparing);
                self.unequal(rule, &expected, "array", diff, subject)
            }));
        }
        let actual: Cow<'_, Value> = match subject {
            Subject::Json(value) => Cow::Borrowed(*value),
            Subject::Nodes(nodes) => {
                Cow::Owned(nodes.iter().map(|node| (*node).clone()).collect::<Vec<_>>().into())
            }
            Subject::Number(number) => Cow::Owned((*number).into()),
            other => {
                let shown = display::json(&expected, self.mask.get());
                return Ok(Some(self.mismatch(rule(shown.text.clone()), other, Some(shown))));
            }
        };
        let mut skip = std::collections::HashSet::new();
        for path in &comparison.ignore {
            for side in [&expected, actual.as_ref()] {
                skip.extend(self.select(path, side)?.into_iter().map(Itself));
            }
        }
        let comparing = Comparing { skip, any_order: any_order()?, partial };
        if compare(&expected, &actual, &comparing).map_err(|error| too_long(error, comparison))? {
            return Ok(None);
        }
        let diff = self.deciding_diff(&expected, &*actual, || Cow::Borrowed(&*actual), &comparing);
        Ok(Some(self.unequal(rule, &expected, type_name(&actual), diff, subject)))
    }

    /// The mismatch of a value that is not as it should be.
    fn unequal(
        &self,
        rule: fn(String) -> Rule,
        expected: &Value,
        actual_type: &'static str,
        diff: Vec<String>,
        subject: &Subject<'_>,
    ) -> Mismatch {
        let shown = display::json(expected, self.mask.get());
        let mut found = self.mismatch(rule(shown.text.clone()), subject, Some(shown));
        let expected_type = type_name(expected);
        let are = |types: &[&str]| [expected_type, actual_type].iter().all(|name| types.contains(name));
        if expected_type != actual_type && !are(&["integer", "number"]) {
            let (actual, expected) = (actual_type.to_owned(), expected_type.to_owned());
            found.observed = Observed::OtherType { actual, expected };
        }
        if are(&["array", "object"]) {
            found.diff = diff;
        }
        found
    }

    /// Lines that show what makes two values unequal; none where one of them is large. `whole` gives the actual value.
    fn deciding_diff<'v>(
        &self,
        expected: &Value,
        actual: &(impl JsonText + ?Sized),
        // By reference where parts are ignored, which are known by their addresses.
        whole: impl FnOnce() -> Cow<'v, Value>,
        how: &Comparing<'_>,
    ) -> Vec<String> {
        let is_small = display::pretty(expected, diff::LARGEST).is_some()
            && display::pretty(actual, diff::LARGEST).is_some();
        if !is_small {
            return Vec::new();
        }
        let (expected, actual) = deciding(expected, &whole(), how);
        match (display::pretty(&expected, diff::LARGEST), display::pretty(&actual, diff::LARGEST)) {
            (Some(expected), Some(actual)) => self.diff(&expected, &actual),
            _ => Vec::new(),
        }
    }

    pub(in crate::eval::judge) fn one_of(
        &self,
        values: &[Data],
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        for data in values {
            let holds = match subject {
                Subject::Status(status) => self.data_is_status(data, *status)?,
                Subject::Text(text) => scalar_text(data, &self.scope)? == **text,
                Subject::Json(actual) => render::data(data, &self.scope)? == **actual,
                Subject::Number(number) => render::data(data, &self.scope)? == Value::from(*number),
                Subject::Nodes(nodes) => match render::data(data, &self.scope)? {
                    Value::Array(items) => {
                        items.len() == nodes.len()
                            && items.iter().zip(nodes).all(|(item, node)| item == *node)
                    }
                    _ => false,
                },
                _ => false,
            };
            if holds {
                return Ok(None);
            }
        }
        let mut all = Vec::with_capacity(values.len());
        for data in values {
            all.push(display::json(&render::data(data, &self.scope)?, self.mask.get()).text);
        }
        let all = all.join(", ");
        let expected = display::plain(all.clone(), "one of these");
        Ok(Some(self.mismatch(Rule::OneOf(all), subject, Some(expected))))
    }

    pub(in crate::eval::judge) fn types(
        &self,
        types: &[JsonType],
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let holds = types.iter().any(|wanted| match subject {
            Subject::Json(value) => is_of_type(value, *wanted),
            Subject::Nodes(_) | Subject::Texts(_) => *wanted == JsonType::Array,
            Subject::Text(_) | Subject::Lines(_) => *wanted == JsonType::String,
            Subject::Number(_) | Subject::Status(_) => {
                matches!(wanted, JsonType::Number | JsonType::Integer)
            }
            Subject::Duration(_) | Subject::Nothing | Subject::NoNodes => false,
        });
        if holds {
            return Ok(None);
        }
        let names = type_names(types);
        let expected = display::plain(names.clone(), "type");
        let found = self.mismatch(Rule::Type(names), subject, Some(expected));
        Ok(Some(Mismatch { observed: Observed::Type, ..found }))
    }

    pub(in crate::eval::judge) fn order(
        &self,
        order: crate::model::Order,
        data: &Data,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let expected = render::data(data, &self.scope)?;
        // Masks are built only for what is shown.
        let differs = || {
            let shown = match subject {
                Subject::Duration(_) => display::plain(as_text(&expected), "duration"),
                _ => display::json(&expected, self.mask.get()),
            };
            self.mismatch(Rule::Order(order, shown.text.clone()), subject, Some(shown))
        };
        match order::ordering(subject, &expected) {
            Ok(ordering) if order.holds(ordering) => Ok(None),
            Ok(_) => Ok(Some(differs())),
            Err(OrderProblem::Expected(problem)) => {
                let raw = std::sync::Arc::from(as_text(&expected));
                Err(RenderError::new(EvalError::new(problem), &raw, data.span()))
            }
            Err(OrderProblem::Actual(problem)) => {
                Ok(Some(Mismatch { observed: Observed::Unordered(problem), ..differs() }))
            }
        }
    }

    fn diff(&self, expected: &str, actual: &str) -> Vec<String> {
        // What is not compared need not be masked.
        if expected.len() + actual.len() > diff::LARGEST {
            return Vec::new();
        }
        let mask = self.mask.get();
        diff::lines(&mask.apply(expected), &mask.apply(actual))
    }

    pub(in crate::eval::judge) fn expected_value(&self, comparison: &Comparison) -> Result<Value> {
        match &comparison.expected {
            Expected::Data(data) => render::data(data, &self.scope),
            Expected::File(file) => Ok((*file.value).clone()),
        }
    }

    /// `4xx`, `"404"`, `any` and lists of these mean the same inside of operators as they do in `status`.
    fn equals_status(
        &self,
        comparison: &Comparison,
        status: u16,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let holds = match &comparison.expected {
            Expected::Data(Data::List(items, _)) => {
                let mut holds = false;
                for item in items {
                    holds |= self.data_is_status(item, status)?;
                }
                holds
            }
            Expected::Data(data) => self.data_is_status(data, status)?,
            Expected::File(_) => false,
        };
        if holds {
            return Ok(None);
        }
        let expected = self.expected_value(comparison)?;
        let expected = display::plain(as_text(&expected), "status");
        Ok(Some(self.mismatch(Rule::Equal(expected.text.clone()), subject, Some(expected))))
    }

    fn data_is_status(&self, data: &Data, status: u16) -> Result<bool> {
        let written = scalar_text(data, &self.scope)?;
        match Status::parse(&written) {
            Some(wanted) => self.status_holds(&wanted, status),
            None => {
                let error = EvalError::new(format!("`{written}` is not an HTTP status"));
                Err(RenderError::new(error, &written.as_str().into(), data.span()))
            }
        }
    }
}

fn too_long(error: NumberError, comparison: &Comparison) -> RenderError {
    let span = match &comparison.expected {
        Expected::Data(data) => data.span(),
        Expected::File(file) => file.span,
    };
    RenderError::new(EvalError::number(error), &"".into(), span)
}

/// Compares a literal scalar without copying it; `None` for anything else.
fn scalar_equals(data: &Data, actual: &Value) -> Option<bool> {
    match (data, actual) {
        (Data::Text(text), Value::String(actual)) if text.template.is_none() => Some(*text.raw == **actual),
        (Data::Bool(expected, _), Value::Bool(actual)) => Some(expected == actual),
        (Data::Number(expected, _), Value::Number(actual)) => {
            actual.check_length().is_ok().then(|| expected == actual)
        }
        (Data::Null(_), Value::Null) => Some(true),
        _ => None,
    }
}
