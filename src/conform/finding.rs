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
        What::Message(message) | What::Unknown(message) => {
            (format!("{before}{place} {message}"), vec![format!("see {}", found.location)])
        }
        What::Violations(violations) => {
            let lines = violation_lines(violations, mask);
            match violations.shown.as_slice() {
                [one] if violations.more == 0 && !violations.uncounted => {
                    let text = said(one, mask);
                    let message = match text.strip_prefix("$ ") {
                        // What is said of a parameter as a whole needs no path.
                        Some(text) if !place.ends_with("body") => format!("{before}{place} {text}"),
                        _ => format!("{before}{place}: {text}"),
                    };
                    let see = format!("see {} ({})", one.location, one.keyword);
                    (message, [see].into_iter().chain(lines.into_iter().skip(1)).collect())
                }
                _ => {
                    let rules = violations.rules();
                    (format!("{before}{place} breaks {rules} of its schema"), lines)
                }
            }
        }
    };
    details.iter_mut().for_each(|line| mask.apply_to(line));
    Finding {
        kind: if matches!(found.what, What::Unknown(_)) { Kind::Limit } else { Kind::Openapi },
        span,
        asked: Some((place.clone(), found.deviation.name())),
        message: mask.apply(&message).into_owned(),
        expected: None,
        actual: None,
        parts: Vec::new(),
        details,
    }
}
