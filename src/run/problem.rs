//! Findings as problems: with the scenario's own line and a caret under what asks for it.

use crate::diag::{Severity, Styles, frame};
use crate::eval::judge::{Finding, Noted};
use crate::eval::render::RenderError;
use crate::model::{Expectation, Problem, SourceFrame};
use crate::source::{Sources, Span, span_inside};

/// A place in a scenario, drawn.
pub fn source_frame(sources: &Sources, span: Span) -> SourceFrame {
    SourceFrame {
        location: sources.location(span),
        text: frame(sources, span, None, Severity::Error, Styles::Plain),
    }
}

/// An expectation that does not hold, or a capture that found nothing.
pub fn of_finding(finding: Finding, sources: &Sources) -> Problem {
    let (path, operator) = finding.asked.unzip();
    Problem {
        kind: finding.kind,
        path,
        operator: operator.map(str::to_owned),
        message: finding.message,
        source: Some(source_frame(sources, finding.span)),
        expected: finding.expected,
        actual: finding.actual,
        parts: finding.parts,
        details: finding.details,
    }
}

/// An expectation that was evaluated, with its place.
pub fn of_noted(noted: Noted, sources: &Sources) -> Expectation {
    Expectation {
        kind: noted.kind,
        target: noted.target,
        operator: noted.operator.to_owned(),
        verdict: noted.verdict,
        location: Some(sources.location(noted.span)),
        expected: noted.expected,
        actual: noted.actual,
    }
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
