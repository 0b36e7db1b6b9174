//! What a step gives to a fragment and takes from it: inputs, outputs, and values that are known before the run.

use super::context::Context;
use super::reach::Reach;
use crate::diag::{Code, Diagnostic, Sink, did_you_mean, list};
use crate::eval::with_value::given;
use crate::lang::{Expr, Node};
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Data, Input, Scenario, Use};
use crate::source::Span;
use crate::vocabulary::Callable;

pub fn check(context: &Context<'_>, reach: &Reach, sink: &mut Sink) {
    for step in context.scenario.all_steps() {
        let Action::Use(used) = &step.action else { continue };
        let Some(fragment) = context.project.fragments.get(&used.path).filter(|_| used.linked) else {
            continue;
        };
        inputs(context, used, fragment, sink);
        outputs(used, fragment, sink);
        let early = reach.early(&used.path);
        for (name, data) in used.with.iter().filter(|(name, _)| early.contains(&name.value)) {
            known_before(context, &name.value, data, fragment, sink);
        }
    }
}

/// Every name in `with` is an input, and every input that nothing else gives is in `with`.
fn inputs(context: &Context<'_>, used: &Use, fragment: &Scenario, sink: &mut Sink) {
    let mut meant: Vec<&str> = Vec::new();
    for (name, data) in &used.with {
        match fragment.input(&name.value) {
            Some(input) => fits(input, data, sink),
            None if unread(fragment, &name.value) => {}
            None => {
                let message = format!("the fragment `{}` has no input `{}`", fragment.name.value, name.value);
                let mut diagnostic = Diagnostic::new(Code::FragmentInput, name.span, message);
                let known = || fragment.inputs.iter().map(|input| &*input.name.value);
                let free = || known().filter(|input| used.given(input).is_none());
                diagnostic = match did_you_mean(&name.value, free()) {
                    Some(near) => {
                        meant.push(near);
                        diagnostic.meant(near, false)
                    }
                    None if known().next().is_none() => diagnostic.help("it has no inputs"),
                    None => diagnostic.help(format!("its inputs are {}", list(known()))),
                };
                sink.push(diagnostic);
            }
        }
    }
    let missing: Vec<&Input> = fragment
        .inputs
        .iter()
        .filter(|input| needs_with(context, input) && input.name.span.file == fragment.file)
        .filter(|input| used.given(&input.name.value).is_none() && !used.unread.contains(&input.name.value))
        .filter(|input| !meant.contains(&&*input.name.value))
        .collect();
    if let Some(first) = missing.first() {
        let names = missing.iter().map(|input| &*input.name.value);
        let message =
            format!("the fragment `{}` needs {} in `with`", fragment.name.value, list(names.clone()));
        let example: Vec<String> = names.map(|name| format!("{name}: …")).collect();
        sink.push(
            Diagnostic::new(Code::FragmentInput, used.file.span, message)
                .related(first.name.span, "declared here, without a default")
                .help(format!("with: {{ {} }}", example.join(", "))),
        );
    }
}

/// True when nothing but `with` can give the input.
fn needs_with(context: &Context<'_>, input: &Input) -> bool {
    let mut environments = context.project.config.environments.values();
    input.default.is_none()
        && input.env.is_none()
        && input.one_time.is_none()
        && !environments.any(|environment| environment.inputs.contains_key(&input.name.value))
}

/// A literal of the wrong type is known now.
fn fits(input: &Input, data: &Data, sink: &mut Sink) {
    let Some(value) = data.literal() else { return };
    if let Err(problem) = given(input.kind, value) {
        let diagnostic = Diagnostic::new(
            Code::FragmentInput,
            data.span(),
            format!("the input `{}` {problem}", input.name.value),
        )
        .related(input.name.span, "declared here");
        sink.push(match data {
            Data::Number(number, _) => {
                diagnostic.help(format!("write \"{number}\", or declare it with `type: number`"))
            }
            _ => diagnostic.help("declare it with a different `type`, or give it a different value"),
        });
    }
}

fn outputs(used: &Use, fragment: &Scenario, sink: &mut Sink) {
    let known =
        || fragment.fragment.iter().flat_map(|parts| &parts.outputs).map(|output| &*output.name.value);
    for (_, output) in &used.outputs {
        if known().any(|name| name == &*output.value) || unread(fragment, &output.value) {
            continue;
        }
        let message = format!("the fragment `{}` has no output `{}`", fragment.name.value, output.value);
        let diagnostic = Diagnostic::new(Code::FragmentOutput, output.span, message);
        sink.push(diagnostic.suggest(&output.value, known(), false, |diagnostic| {
            diagnostic.help(match known().next() {
                None => "it has no outputs: add `outputs: { name: expression }` to the fragment".to_owned(),
                Some(_) => format!("its outputs are {}", list(known())),
            })
        }));
    }
}

fn unread(fragment: &Scenario, name: &str) -> bool {
    fragment.unread.iter().any(|unread| &**unread == name)
}

/// What reaches a `once` fragment is known before the run: inputs, literals and `environment`.
fn known_before(context: &Context<'_>, input: &str, data: &Data, fragment: &Scenario, sink: &mut Sink) {
    let through = !fragment.is_once();
    let mut texts = Vec::new();
    visit_data(data, Moment::Before, &mut |used, _| texts.push(used));
    for place in texts.into_iter().flat_map(|used: Used<'_>| context.expressions(used)) {
        let Some((what, range)) = late(context, place.expr, through) else { continue };
        let span: Span = context.inside(&place, range);
        let why = match fragment.is_once() {
            true => format!("`{}` runs once, before the scenarios that use it", fragment.name.value),
            false => format!("`{input}` reaches a fragment that runs once, before the scenarios that use it"),
        };
        sink.push(
            Diagnostic::new(Code::OnceWith, span, format!("{what}, but {why}"))
                .help("here, `with` can only use inputs, literals and `environment`"),
        );
    }
}

/// The first part of an expression that is known only while the file runs.
fn late(context: &Context<'_>, expr: &Expr, through: bool) -> Option<(String, std::ops::Range<usize>)> {
    let here = match &expr.node {
        Node::Var(name) if &**name != "environment" && context.scenario.input(name).is_none() => {
            // A name that is not defined at all is told by another rule.
            context.defines(name).then(|| format!("`{name}` is not an input"))
        }
        // It would be taken here and once more there.
        Node::Var(name) if through && context.is_one_time(name) => {
            Some(format!("`{name}` is a one-time value"))
        }
        Node::Call(function, _) if !function.is_constant() => {
            Some(format!("`{}()` gives a different value each time", function.name()))
        }
        _ => None,
    };
    match here {
        Some(what) => Some((what, expr.range.clone())),
        None => expr.children().find_map(|child| late(context, child, through)),
    }
}
