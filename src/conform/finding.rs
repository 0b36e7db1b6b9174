//! Deviations as findings of a step.

use super::{Found, What};
use crate::eval::judge::{Finding, said, violation_lines};
use crate::eval::mask::Mask;
use crate::model::Kind;
use crate::source::Span;

/// A deviation as a failure that points at what asks for it.
pub fn finding(found: &Found, span: Span, mask: &Mask) -> Finding {
    let before = match &*found.operation {
        "" => String::new(),
        operation => format!("{operation}: "),
    };
    let place = &found.place;
    let (message, mut details) = match &found.what {
        What::Message(message) => (format!("{before}{place} {message}"), vec![format!("see {}", found.location)]),
        What::Violations(violations) => {
            let message = match violations.shown.as_slice() {
                [one] if violations.more == 0 => match said(one, mask) {
                    // A value that is no object or list is the place itself.
                    text if one.path == "$" && !place.ends_with("body") => {
                        format!("{before}{place}{}", text.trim_start_matches('$'))
                    }
                    text => format!("{before}{place}: {text}"),
                },
                _ => format!("{before}{place} breaks {} rules of its schema", violations.count()),
            };
            (message, violation_lines(violations, mask))
        }
    };
    details.iter_mut().for_each(|line| mask.apply_to(line));
    Finding {
        kind: Kind::Openapi,
        span,
        asked: Some((place.clone(), found.deviation.name())),
        message: mask.apply(&message).into_owned(),
        expected: None,
        actual: None,
        parts: Vec::new(),
        details,
    }
}
