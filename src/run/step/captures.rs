//! The captures of a step.

use std::sync::Arc;

use super::step_run::StepRun;
use crate::eval::capture::{Taken, capture};
use crate::eval::judge::Judge;
use crate::eval::{ResponseView, Variables, display};
use crate::model::{Captured, Kind, Problem, Request, Source, Verdict};
use crate::run::instance::running::Running;
use crate::run::instance::state::InstanceState;
use crate::run::problem::{of_finding, of_render_error};
use crate::run::redaction::{self, BodyView};
use crate::value::Value;
use crate::vocabulary::limits::SHORTEST_SECRET;

/// Captured values by name.
pub type Values = Vec<(Arc<str>, Value)>;

/// What the captures of a step found.
pub struct Captures {
    /// The values that are there.
    pub values: Values,
    /// Why the others are not.
    pub missed: Vec<(Arc<str>, Problem)>,
    /// How the body may be shown: a secret that was not found may be in it.
    pub view: BodyView,
}

/// Evaluates every capture with the names as they were before. What is captured as secret is masked in the findings about
/// the very response that brought it.
pub fn evaluate_captures(
    running: &mut Running<'_>,
    request: &Request,
    view: &ResponseView<'_>,
    run: &mut StepRun<'_>,
) -> Captures {
    let (mut values, mut missed) = (Vec::with_capacity(request.capture.len()), Vec::new());
    {
        let mask = running.lazy_mask();
        let judging = Judge { namespaces: &request.namespaces, ..Judge::new(running.scope(), &mask) };
        for wanted in &request.capture {
            let name = wanted.name.value.clone();
            match capture(&judging, wanted, view) {
                Ok(Taken::Value(value)) => values.push((name, value)),
                Ok(Taken::Missing(finding)) => {
                    missed.push((name, of_finding(*finding, &running.job.sources)));
                }
                Err(error) => missed.push((name, of_render_error(error, &running.job.sources))),
            }
        }
    }
    for (name, value) in &values {
        if !running.state.file.is_secret(name) {
            continue;
        }
        running.state.secrets.add(name, value);
        if value.as_str().is_some_and(|text| text.chars().count() < SHORTEST_SECRET) {
            run.outcome.note(format!(
                "the secret `{name}` has fewer than four characters: it is only masked where its position is known"
            ));
        }
    }
    // What was looked for in the body may be in it under another name; a header or cookie that is not there is not.
    let secret_missed = request.capture.iter().any(|capture| {
        let name = &capture.name.value;
        let of_body = !matches!(capture.source, Source::Cookie(_) | Source::Header(_));
        of_body && running.state.file.is_secret(name) && missed.iter().any(|(other, _)| other == name)
    });
    Captures { values, missed, view: if secret_missed { BodyView::Shape } else { BodyView::Text } }
}

/// A capture that found nothing fails the step; where its status failed already, that is only a note.
pub fn add_missed(
    missed: Vec<(Arc<str>, Problem)>,
    problems: &mut Vec<Problem>,
    stopped: bool,
    run: &mut StepRun<'_>,
) {
    let status_failed = problems.iter().any(|problem| problem.kind == Kind::Status);
    for (name, problem) in missed {
        let reported = matches!(problem.kind, Kind::NotJson | Kind::Xml | Kind::Limit)
            && problems.iter().any(|other| other.repeats(&problem));
        if ((status_failed || stopped) && problem.kind.verdict() == Verdict::Failed) || reported {
            run.outcome.note(format!("`{name}` was not captured"));
        } else {
            problems.push(problem);
        }
    }
}

/// Gives captured names their values; those of `append` are joined over the rounds of the step.
pub fn store_captures(variables: &mut Variables, run: &mut StepRun<'_>, request: &Request, values: Values) {
    for (name, value) in values {
        let append = request.capture.iter().any(|capture| capture.append && capture.name.value == name);
        if !append {
            variables.set(name, value);
            continue;
        }
        let at = match run.appended.iter().position(|(other, _)| *other == name) {
            Some(at) => at,
            None => {
                run.appended.push((name.clone(), Vec::new()));
                run.appended.len() - 1
            }
        };
        let joined = &mut run.appended[at].1;
        match value {
            Value::Array(items) => joined.extend(items),
            other => joined.push(other),
        }
        variables.set(name, joined.clone().into());
    }
}

/// Captured values as reports show them.
pub fn shown_captures(state: &InstanceState, values: &[(Arc<str>, Value)], view: BodyView) -> Vec<Captured> {
    let mask = state.secrets.lazy_mask();
    values
        .iter()
        .map(|(name, value)| {
            let mut shown = display::json(value, mask.get());
            if state.file.is_secret(name) {
                shown.text = format!("[secret:{name}]");
            } else if view == BodyView::Shape {
                redaction::hide_value(&mut shown);
            }
            Captured { name: name.clone(), value: shown }
        })
        .collect()
}
