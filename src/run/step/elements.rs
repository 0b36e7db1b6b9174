//! The elements of a `for_each` and what they are called.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use crate::diag::article;
use crate::eval::EvalError;
use crate::eval::render::{self, RenderError};
use crate::eval::{Scope, display, evaluate, mentions};
use crate::lang::Node;
use crate::model::{
    Element, Elements, ForEach, Kind, Mismatch, Observed, Problem, Rule, Step, Text, Verdict,
};
use crate::run::instance::running::Running;
use crate::run::problem::source_frame;
use crate::value::{Value, type_name};

/// The longest string that is a label, in characters.
const LONGEST_LABEL: usize = 60;

/// The elements of a list that is written in the file, as reports show them when the step is not reached.
pub fn elements_not_run(running: &Running<'_>, step: &Step) -> Vec<Element> {
    let Some(for_each) = step.for_each.as_ref().filter(|for_each| is_fixed(for_each)) else {
        return Vec::new();
    };
    let values = element_values(running, for_each).unwrap_or_default();
    let element = |(index, value): (usize, Value)| Element {
        label: label_of(running, for_each, &value, index).unwrap_or_else(|_| (index + 1).to_string()),
        verdict: Verdict::Skipped,
        reason: None,
        said: None,
        duration: Duration::ZERO,
    };
    values.into_iter().enumerate().map(element).collect()
}

/// Evaluates the elements.
pub fn element_values(running: &Running<'_>, for_each: &ForEach) -> Result<Vec<Value>, Box<Problem>> {
    let template = |error| Box::new(running.template_problem(error));
    let (value, raw, span) = match &for_each.elements {
        Elements::List(data) => {
            let value = render::data(data, &running.scope()).map_err(template)?;
            (value, Arc::from(""), data.span())
        }
        Elements::Expression(list) => {
            let value = evaluate::value(&list.expr, &running.scope())
                .map_err(|error| template(RenderError::new(error, &list.raw, list.span)))?;
            (value.into_owned(), list.raw.clone(), list.span)
        }
    };
    match value {
        Value::Array(items) => Ok(items),
        other => {
            let kind = type_name(&other);
            let message = format!("`for_each` needs a list, got {} {kind}", article(kind));
            let error = EvalError::new(message);
            Err(template(RenderError::new(error, &raw, span)))
        }
    }
}

/// The problem of fewer elements than `at_least` asks for.
pub fn too_few(
    running: &Running<'_>,
    for_each: &ForEach,
    count: usize,
) -> Result<Option<Box<Problem>>, RenderError> {
    let Some(at_least) = &for_each.at_least else { return Ok(None) };
    let least = render::setting(at_least, &running.scope(), render::read_count)? as usize;
    if count >= least {
        return Ok(None);
    }
    let mismatch = Mismatch {
        expected: Some(display::plain(format!("at least {least}"), "elements")),
        actual: Some(display::plain(count.to_string(), "elements")),
        ..Mismatch::new("for_each", Rule::AtLeast(least.into()), Observed::TooFew(count.into()))
    };
    let mut problem = Problem::mismatch(Kind::Check, mismatch);
    problem.source = Some(source_frame(&running.job.sources, for_each.item.span));
    Ok(Some(Box::new(problem)))
}

/// The label of an element; never a secret.
pub fn label_of(
    running: &Running<'_>,
    for_each: &ForEach,
    value: &Value,
    index: usize,
) -> Result<String, RenderError> {
    let secret = |name: &str| running.state.file.is_secret(name);
    let number = (index + 1).to_string();
    let label = match &for_each.label {
        Some(label) if mentions_secret(running, label) => None,
        Some(label) => {
            let mut variables = running.state.file.variables.clone();
            variables.set(for_each.item.value.clone(), value.clone());
            let scope = Scope { variables: &variables, ..running.scope() };
            Some(render::string(label, &scope)?)
        }
        None if secret(&for_each.item.value) => None,
        None => short(value)
            .or_else(|| ["id", "name"].iter().find_map(|member| value.get(member).and_then(short))),
    };
    let label = label.filter(|label| !label.trim().is_empty());
    // A secret of another name may be among the elements.
    let label = label.filter(|label| matches!(running.lazy_mask().apply(label), Cow::Borrowed(_)));
    Ok(label.unwrap_or(number))
}

fn mentions_secret(running: &Running<'_>, text: &Text) -> bool {
    let secret = |name: &str| running.state.file.is_secret(name);
    text.slots().any(|slot| mentions(&slot.expr, &secret).is_some())
}

/// Whether elements and labels are the same in every run.
pub fn is_fixed(for_each: &ForEach) -> bool {
    let written = matches!(&for_each.elements, Elements::List(list) if list.literal().is_some());
    let mut fixed = written;
    for slot in for_each.label.iter().flat_map(Text::slots) {
        slot.expr.walk(&mut |part| match &part.node {
            Node::Var(name) => fixed &= *name == for_each.item.value,
            Node::Call(function, _) => fixed &= function.is_constant(),
            _ => {}
        });
    }
    fixed
}

/// A short string or a number as a label.
fn short(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.chars().count() <= LONGEST_LABEL && !text.contains('\n') => {
            Some(text.clone())
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
