//! A dry run as text.

use std::fmt::Write;

use super::escape::{indent, one_line};
use super::exchange::request_text;
use super::problem::problems_text;
use crate::model::DryInstance;
use crate::report::style::Paint;

/// An instance with its requests; ends with a newline.
pub fn dry_text(instance: &DryInstance, verbose: bool) -> String {
    let repetition = match instance.repetition {
        0 => String::new(),
        repetition => format!(" (repetition {})", repetition + 1),
    };
    let (name, path) = (one_line(&instance.name), one_line(&instance.path));
    let mut text = format!("{name}{repetition} ({path}:{})\n", instance.line);
    if let Some(reason) = &instance.skipped {
        let _ = writeln!(text, "  skipped: {}", one_line(reason));
    }
    if let Some(problem) = &instance.problem {
        text.push_str(&indent(&problems_text(std::slice::from_ref(problem), Paint::none()), "  "));
    }
    for step in &instance.steps {
        let cleanup = if step.cleanup { "cleanup: " } else { "" };
        let _ = writeln!(text, "  {cleanup}{}", one_line(&step.name));
        for note in &step.notes {
            let _ = writeln!(text, "    ({})", one_line(note));
        }
        if let Some(exchange) = &step.exchange {
            text.push_str(&indent(&request_text(exchange, verbose), "    "));
        }
        if let Some(problem) = &step.problem {
            text.push_str(&indent(&problems_text(std::slice::from_ref(problem), Paint::none()), "    "));
        }
    }
    text
}
