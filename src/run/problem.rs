//! Findings as problems: with the scenario's own line and a caret under what asks for it.

use crate::diag::{Severity, Styles, frame};
use crate::eval::judge::Finding;
use crate::eval::render::RenderError;
use crate::model::{Expectation, Problem, SourceFrame};
use crate::source::{Sources, Span, Spanned, span_inside};

/// A place in a scenario, drawn.
pub fn source_frame(sources: &Sources, span: Span) -> SourceFrame {
    SourceFrame {
        location: sources.location(span),
        text: frame(sources, span, None, Severity::Error, Styles::Plain),
    }
}

/// An expectation that is not met, or a capture that found nothing.
pub fn of_finding(finding: Finding, sources: &Sources) -> Problem {
    let source = Some(source_frame(sources, finding.span));
    Problem { source, ..Problem::mismatch(finding.kind, finding.mismatch) }
}

/// An expectation that was evaluated, with its place.
pub fn of_recorded(recorded: Spanned<Expectation>, sources: &Sources) -> Expectation {
    Expectation { location: Some(sources.location(recorded.span)), ..recorded.value }
}

/// A template or expression that cannot be evaluated.
pub fn of_render_error(error: RenderError, sources: &Sources) -> Problem {
    let span = match &error.range {
        Some(range) => {
            let text = sources.file(error.span.file).text();
            span_inside(error.span, text, &error.raw, range.clone())
        }
        None => error.span,
    };
    Problem { source: Some(source_frame(sources, span)), ..Problem::new(error.kind, error.message) }
}
