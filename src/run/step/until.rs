//! `until`: what a response does not have yet.

use crate::eval::judge::{Finding, Judge, expressions};
use crate::eval::render::RenderError;
use crate::eval::{ResponseView, Scope};
use crate::model::visit::Used;
use crate::model::{Expression, Kind, Mismatch, Observed, Problem, Rule};
use crate::run::instance::running::Running;
use crate::run::problem::of_finding;

/// Why `until` is still false. None when it is true. What is missing in it counts as false.
pub fn still_false(
    running: &mut Running<'_>,
    until: &Expression,
    view: &ResponseView<'_>,
) -> Result<Option<Box<Problem>>, RenderError> {
    let result = |running: &Running<'_>| {
        let mask = running.lazy_mask();
        let judging = Judge::new(Scope { response: Some(view), ..running.scope() }, &mask);
        expressions(&judging, std::slice::from_ref(until), Kind::Until).pop()
    };
    let mut found = result(running);
    if found.is_some() && running.learn_derived(&[Used::Expression(until)], Some(view)) {
        found = result(running);
    }
    match found {
        None => Ok(None),
        Some(Ok(mut finding)) => {
            finding.mismatch.observed = Observed::StillFalse { missing: None, attempts: None };
            Ok(Some(Box::new(of_finding(finding, &running.job.sources))))
        }
        Some(Err(error)) if error.missing => {
            let observed = Observed::StillFalse { missing: Some(error.message), attempts: None };
            let mismatch = Mismatch::new(until.raw.trim(), Rule::Boolean(true), observed);
            let finding = Finding { kind: Kind::Until, span: until.span, mismatch };
            Ok(Some(Box::new(of_finding(finding, &running.job.sources))))
        }
        Some(Err(error)) => Err(error),
    }
}
