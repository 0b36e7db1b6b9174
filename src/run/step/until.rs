//! `until`: what a response does not have yet.

use crate::eval::judge::{Judge, expressions};
use crate::eval::render::RenderError;
use crate::eval::{ResponseView, Scope};
use crate::model::visit::Used;
use crate::model::{Expression, Kind, Problem};
use crate::run::instance::running::Running;
use crate::run::problem::{of_finding, source_frame};

/// Why `until` is still false. None when it is true. What is missing in it counts as false.
pub fn still_false(
    running: &mut Running<'_>,
    until: &Expression,
    view: &ResponseView<'_>,
) -> Result<Option<Box<Problem>>, RenderError> {
    let raw = until.raw.trim();
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
        Some(Ok(finding)) => {
            let mut problem = of_finding(finding, &running.job.sources);
            problem.message = format!("`until: {raw}` is still false");
            Ok(Some(Box::new(problem)))
        }
        Some(Err(error)) if error.missing => {
            let message = format!("`until: {raw}` is still false ({})", error.message);
            let mut problem = Problem::new(Kind::Until, message);
            problem.source = Some(source_frame(&running.job.sources, until.span));
            Ok(Some(Box::new(problem)))
        }
        Some(Err(error)) => Err(error),
    }
}
