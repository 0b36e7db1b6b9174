//! What a `use` step hands to a fragment and gets from it.

use std::sync::Arc;

use super::step_run::StepRun;
use crate::eval::render::RenderError;
use crate::eval::{Variables, evaluate};
use crate::model::{Kind, Problem, Scenario, StepOutcome, Use, Verdict};
use crate::plan::{GivenError, InputProblem, given_value};
use crate::run::instance::file_scope::{CallSite, FileScope};
use crate::run::instance::once::Gave;
use crate::run::instance::running::Running;
use crate::run::one_time::mentions::mentioned_in_with;
use crate::run::one_time::value::FileValue;
use crate::run::problem::source_frame;
use crate::source::Span;
use crate::value::Value;

/// Separates the names of a `use` step and of a step of its fragment. Playwright and Vitest write nested names so in
/// JUnit: no reader splits at it (as some do at `.`, `/` and `::`), and XML need not escape it (as it must `>`).
const SEPARATOR: &str = " › ";

/// The scope of a fragment with what `with` gives.
pub fn fragment_scope(
    running: &Running<'_>,
    run: &StepRun<'_>,
    used: &Use,
    fragment: &Scenario,
) -> Result<FileScope, Box<Problem>> {
    let (index, step, outer) = (run.index, run.step, &running.state.file);
    let analysis = outer.analysis.uses.get(&index);
    let analysis = analysis.ok_or_else(|| Box::new(internal("the fragment was not prepared")))?.clone();
    let mut variables = Variables::default();
    for (name, data) in &used.with {
        let Some(input) = fragment.input(&name.value) else { continue };
        let value = given_value(input, data, &running.scope()).map_err(|error| {
            Box::new(match error {
                GivenError::Render(error) => running.template_problem(*error),
                GivenError::Value(problem) => input_problem(running, problem, data.span()),
            })
        })?;
        variables.set(name.value.clone(), value);
    }
    // A one-time value can be given back by the step that sends it, under the name that it has there.
    let names: Vec<Arc<str>> = outer.taken.iter().map(|taken| taken.input.clone()).collect();
    let mut taken = Vec::new();
    for (input, name) in mentioned_in_with(used, &names) {
        let values = outer.taken.iter().filter(|other| other.input == name);
        taken.extend(values.map(|value| FileValue { input: input.clone(), ..value.clone() }));
    }
    let call_site = &outer.call_site;
    let line = call_site.line.unwrap_or_else(|| running.job.sources.location(step.name.span).line);
    let mut site = call_site.site.clone();
    site.push(index);
    let element = run.label.as_ref().map_or_else(String::new, |label| format!(" [{label}]"));
    let prefix = format!("{}{}{element}{SEPARATOR}", call_site.prefix, step.name.value);
    let call_site = CallSite { prefix, line: Some(line), site };
    Ok(FileScope { analysis, variables, unknown: None, taken, call_site })
}

/// A value that an input does not accept, with the place of the `with`.
fn input_problem(running: &Running<'_>, problem: InputProblem, span: Span) -> Problem {
    let mut result = Problem::new(Kind::Input, problem.message);
    result.source = Some(source_frame(&running.job.sources, span));
    result.remarks.push(format!("help: {}", problem.help));
    running.masked(result)
}

/// Evaluates outputs in the scope of the fragment. The first that cannot be evaluated is reported.
pub fn outputs<'n>(
    running: &Running<'_>,
    fragment: &Scenario,
    wanted: impl Iterator<Item = &'n Arc<str>>,
) -> (Vec<(Arc<str>, Value)>, Option<Problem>) {
    let all = fragment.fragment.as_ref().map_or(&[][..], |parts| parts.outputs.as_slice());
    let (mut values, mut failure) = (Vec::new(), None);
    for name in wanted {
        let Some(output) = all.iter().find(|output| output.name.value == *name) else { continue };
        match evaluate::value(&output.value.expr, &running.scope()) {
            Ok(value) => values.push((name.clone(), value.into_owned())),
            Err(error) if failure.is_none() => {
                let error = RenderError::new(error, &output.value.raw, output.value.span);
                failure = Some(running.template_problem(error));
            }
            Err(_) => {}
        }
    }
    (values, failure)
}

/// Defines the outputs that a `use` step asks for.
pub fn take_outputs(running: &mut Running<'_>, used: &Use, given: &[(Arc<str>, Value)]) {
    for (here, output) in &used.outputs {
        if let Some((_, value)) = given.iter().find(|(name, _)| *name == output.value) {
            running.define(&here.value, value.clone());
        }
    }
}

/// Takes the outputs of a fragment that has run once for all of its users, and a copy of its cookies.
pub fn use_once(running: &mut Running<'_>, index: usize, used: &Use) -> Option<Problem> {
    let mut site = running.state.file.call_site.site.clone();
    site.push(index);
    let needs = running.job.plan.needs(running.state.instance.index);
    let once = needs.iter().find(|(other, _)| *other == site).map(|(_, once)| *once);
    match once.and_then(|once| running.job.shared.once.gave(once)) {
        Some(Gave::Outputs(given, cookies)) => {
            running.state.session.cookies.join(&cookies);
            take_outputs(running, used, &given);
            None
        }
        // Its users do not run then.
        Some(Gave::Nothing(reason)) => Some(internal(&reason)),
        None => Some(internal("a fragment with `once: true` did not run before its users")),
    }
}

/// The problem of a `use` step: it fails as badly as the worst of the steps, and names it.
pub fn worst(outcomes: &[StepOutcome]) -> Option<Problem> {
    let verdict =
        outcomes.iter().map(|outcome| outcome.verdict).max().filter(|worst| *worst >= Verdict::Failed)?;
    let bad = || outcomes.iter().filter(|outcome| outcome.verdict == verdict);
    // Of a `use` step in here the step that it fails for.
    let is_inside =
        |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with(SEPARATOR));
    let first = bad().find(|outer| !bad().any(|inner| is_inside(&outer.name, &inner.name)))?;
    let kind = first.problems().find(|problem| problem.kind.verdict() == verdict);
    let kind = kind.map_or(Kind::Internal, |problem| problem.kind);
    Some(Problem::new(kind, format!("the step `{}` {}", first.name, verdict.as_str())))
}

/// A problem that only a bug of ours explains.
pub fn internal(message: &str) -> Problem {
    Problem::new(Kind::Internal, message)
}
