//! A path that can find several values gives a list, which never equals a single value.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Action, Comparison, Data, Expected, JsonType, Matcher, Op, Operator};

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    for step in context.scenario.all_steps() {
        let Action::Request(request) = &step.action else { continue };
        for (path, matcher) in &request.expect.json {
            if path.compiled.is_singular() {
                continue;
            }
            for operator in scalar_operators(matcher) {
                let written = context.sources().text(operator.span);
                let element = match operator.plain {
                    true => written.to_owned(),
                    false => format!("{{ {}: {written} }}", operator.name),
                };
                let what =
                    if operator.plain { "a single value".to_owned() } else { format!("`{}`", operator.name) };
                sink.push(
                    Diagnostic::new(
                        Code::ListPath,
                        operator.span,
                        format!("`{}` finds a list, which {what} cannot describe", path.raw),
                    )
                    .help(format!(
                        "say which elements are meant: `{{ each: {element} }}`, `{{ some: {element} }}` or `{{ one: {element} }}`"
                    )),
                );
            }
        }
    }
}

/// Operators that only a single value can satisfy.
fn scalar_operators(matcher: &Matcher) -> Vec<&Operator> {
    let mut found = Vec::new();
    for operator in &matcher.operators {
        match &operator.op {
            Op::Equals(comparison) | Op::Partial(comparison) if is_single(comparison) => found.push(operator),
            Op::OneOf(values) if !values.is_empty() && values.iter().all(scalar) => found.push(operator),
            Op::Order(..) | Op::StartsWith(_) | Op::EndsWith(_) | Op::Matches(_) | Op::Format(_) => {
                found.push(operator)
            }
            Op::Type(types) if !types.contains(&JsonType::Array) => found.push(operator),
            Op::Not(inner) => found.extend(scalar_operators(inner)),
            Op::AllOf(all) | Op::AnyOf(all) => {
                all.iter().for_each(|matcher| found.extend(scalar_operators(matcher)))
            }
            _ => {}
        }
    }
    found
}

fn is_single(comparison: &Comparison) -> bool {
    match &comparison.expected {
        Expected::Data(Data::Map(..)) => true,
        Expected::Data(data) => scalar(data),
        Expected::File(value) => !value.value.is_array(),
    }
}

/// A template may give a list.
fn scalar(data: &Data) -> bool {
    match data {
        Data::Null(_) | Data::Bool(..) | Data::Number(..) => true,
        Data::Text(text) => text.template.is_none(),
        Data::List(..) | Data::Map(..) => false,
    }
}
