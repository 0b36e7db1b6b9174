//! Deviations as findings of a step.

use super::{Found, What};
use crate::eval::judge::{Finding, broken_rules};
use crate::eval::mask::Mask;
use crate::model::{Deviation, Kind, Mismatch, Observed, Rule};
use crate::source::Span;

/// A deviation as a failure that points at what asks for it.
pub fn finding(found: &Found, span: Span, mask: &Mask) -> Finding {
    let (kind, observed) = match &found.what {
        What::Message(message) => (Kind::Openapi, deviation(found, message)),
        What::Unknown(message) => (Kind::Limit, deviation(found, message)),
        What::Violations(violations) => {
            let body = matches!(found.deviation, Deviation::RequestBody | Deviation::ResponseBody);
            (Kind::Openapi, Observed::BreaksSchema { rules: broken_rules(violations, mask), body })
        }
    };
    let rule = Rule::Documented { operation: found.operation.to_string() };
    let mut mismatch = Mismatch::new(&found.place, rule, observed);
    mismatch.operator = Some(found.deviation.name().to_owned());
    mismatch.each_text(&mut |text| mask.apply_to(text));
    Finding { kind, span, mismatch }
}

fn deviation(found: &Found, message: &str) -> Observed {
    Observed::Deviation { message: message.to_owned(), location: found.location.clone() }
}
