//! A path that can find several values gives a list, which never equals a single value.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{About, Action, Arity, Comparison, Data, Expected, JsonType, Matcher, Operand, Operator};

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
                        format!("`{}` finds a list, which {what} cannot match", path.raw),
                    )
                    .help(format!(
                        "choose which elements to check: `{{ each: {element} }}`, `{{ some: {element} }}` or `{{ one: {element} }}`"
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
        let traits = operator.op.traits();
        let single = match traits.operand {
            Operand::Comparison(comparison) => is_single(comparison),
            Operand::Values(values) => !values.is_empty() && values.iter().all(scalar),
            Operand::Types(types) => !types.contains(&JsonType::Array),
            _ => traits.arity == Arity::One,
        };
        match traits.operand.matchers() {
            _ if single => found.push(operator),
            (About::Same, inner) => found.extend(inner.iter().flat_map(scalar_operators)),
            (About::Elements | About::Number, _) => {}
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
