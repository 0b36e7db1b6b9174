//! From the public form back to the model, for `merge` and `compare`.

use std::sync::Arc;

use super::document as public;
use crate::model::{
    Attempt, Captured, Cause, DisplayValue, Element, Exchange, Expectation, ExpressionPart, InstanceOutcome,
    Note, Problem, ReportedProblem, SourceFrame, StepOutcome, Timings, TlsVersion,
};
use crate::report::InvalidFile;
use crate::source::Location;

fn all<P, T: From<P>>(items: Vec<P>) -> Vec<T> {
    items.into_iter().map(T::from).collect()
}

impl From<public::InvalidFile> for InvalidFile {
    fn from(file: public::InvalidFile) -> Self {
        InvalidFile { path: file.path, line: file.line, messages: file.messages }
    }
}

impl From<public::Instance> for InstanceOutcome {
    fn from(instance: public::Instance) -> Self {
        InstanceOutcome {
            index: instance.index,
            id: instance.id,
            name: instance.name.into(),
            path: instance.file.into(),
            line: instance.line,
            tags: instance.tags.into_iter().map(Arc::from).collect(),
            worker: None,
            repetition: instance.repetition.saturating_sub(1),
            verdict: instance.verdict,
            reason: instance.reason,
            problems: all(instance.problems),
            started_ms: instance.started_ms,
            duration: instance.duration_ms.into(),
            steps: all(instance.steps),
            exercised: Default::default(),
        }
    }
}

impl From<public::Step> for StepOutcome {
    fn from(step: public::Step) -> Self {
        StepOutcome {
            name: step.name.into(),
            line: step.line,
            cleanup: step.cleanup,
            verdict: step.verdict,
            reason: step.reason,
            said: step.said,
            notes: step.notes.into_iter().map(Note::Message).collect(),
            attempts: all(step.attempts),
            elements: all(step.elements),
            elements_fixed: step.elements_fixed,
            flaky: step.flaky,
            duration: step.duration_ms.into(),
        }
    }
}

impl From<public::Element> for Element {
    fn from(element: public::Element) -> Self {
        Element {
            label: element.label,
            verdict: element.verdict,
            reason: element.reason,
            said: element.said,
            duration: element.duration_ms.into(),
        }
    }
}

impl From<public::Attempt> for Attempt {
    fn from(attempt: public::Attempt) -> Self {
        Attempt {
            element: attempt.element,
            round: attempt.round,
            role: attempt.standing,
            verdict: attempt.verdict,
            exchange: attempt.exchange.map(Into::into),
            problems: all(attempt.problems),
            expectations: all(attempt.expectations),
            captures: all(attempt.captures),
            duration: attempt.duration_ms.into(),
        }
    }
}

impl From<public::Exchange> for Exchange {
    fn from(exchange: public::Exchange) -> Self {
        let timings = Timings {
            dns: exchange.timings.dns_ms.into(),
            connect: exchange.timings.connect_ms.into(),
            tls: exchange.timings.tls_ms.into(),
            first_byte: exchange.timings.first_byte_ms.into(),
            total: exchange.timings.total_ms.into(),
            reused: exchange.connection.reused,
            remote: exchange.connection.remote.and_then(|remote| remote.parse().ok()),
            tls_version: exchange.connection.tls_version.and_then(|version| TlsVersion::named(&version)),
        };
        let request = exchange.request;
        let (status, headers, body, size) = match exchange.response {
            Some(response) => (Some(response.status), response.headers, response.body, response.size),
            None => (None, Vec::new(), None, 0),
        };
        Exchange {
            method: request.method.into(),
            url: request.url.unwrap_or_default(),
            request_headers: request
                .headers
                .into_iter()
                .map(|header| (header.name.into(), header.value))
                .collect(),
            request_body: request.body,
            status,
            response_headers: headers.into_iter().map(|header| (header.name, header.value)).collect(),
            response_body: body,
            response_size: size,
            timings,
            detailed: exchange.detailed,
        }
    }
}

impl From<public::Problem> for Problem {
    fn from(problem: public::Problem) -> Self {
        Problem {
            kind: problem.kind,
            source: problem.source.map(Into::into),
            cause: Cause::Reported(Box::new(ReportedProblem {
                message: problem.message,
                path: problem.path,
                operator: problem.operator,
                expected: problem.expected.map(Into::into),
                actual: problem.actual.map(Into::into),
                parts: all(problem.parts),
                diff: problem.diff,
                details: problem.details,
            })),
            remarks: Vec::new(),
        }
    }
}

impl From<public::Source> for SourceFrame {
    fn from(source: public::Source) -> Self {
        let text = source.frame.clone().unwrap_or_default();
        SourceFrame { location: source.into(), text }
    }
}

impl From<public::Source> for Location {
    fn from(source: public::Source) -> Self {
        Location { path: source.file.into(), line: source.line, column: source.column }
    }
}

impl From<public::Shown> for DisplayValue {
    fn from(shown: public::Shown) -> Self {
        DisplayValue { text: shown.text, type_name: shown.type_name }
    }
}

impl From<public::Part> for ExpressionPart {
    fn from(part: public::Part) -> Self {
        ExpressionPart { text: part.expression, value: part.value.into(), of_body: false }
    }
}

impl From<public::Expectation> for Expectation {
    fn from(expectation: public::Expectation) -> Self {
        Expectation {
            kind: expectation.kind,
            target: expectation.path,
            operator: expectation.operator,
            verdict: expectation.verdict,
            location: expectation.source.map(Into::into),
            expected: expectation.expected.map(Into::into),
            rule: None,
            actual: expectation.actual.map(Into::into),
        }
    }
}

impl From<public::Capture> for Captured {
    fn from(capture: public::Capture) -> Self {
        Captured { name: capture.name.into(), value: capture.value.into() }
    }
}
