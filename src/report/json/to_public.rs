//! From the model to the public form.

use super::document as public;
use crate::model::{
    Attempt, Captured, DisplayValue, Element, Exchange, Expectation, ExpressionPart, InstanceOutcome,
    Problem, RunHeader, Shard, SourceFrame, StepOutcome, Timings, Totals,
};
use crate::report::InvalidFile;
use crate::report::text::{details, expected_value, message, note_text};
use crate::source::Location;

fn all<'a, T: 'a, P: From<&'a T>>(items: &'a [T]) -> Vec<P> {
    items.iter().map(P::from).collect()
}

/// Gives a run the name of its machine.
pub fn run(header: &RunHeader, host: &str) -> public::Run {
    public::Run {
        id: header.run_id.clone(),
        tool_version: header.version.clone(),
        started_ms: header.started_ms,
        host: host.to_owned(),
        environment: header.environment.clone(),
        seed: header.seed,
        jobs: header.jobs,
        verbose: header.verbose,
        shard: header.shard.map(|Shard { index, of }| public::Shard { index, of }),
        merged_from: header.merged_from.clone(),
    }
}

impl From<&RunHeader> for public::Plan {
    fn from(header: &RunHeader) -> Self {
        public::Plan {
            instances: header.plan.instances,
            once: header.plan.once,
            digest: header.plan.digest.clone(),
        }
    }
}

impl From<&InvalidFile> for public::InvalidFile {
    fn from(file: &InvalidFile) -> Self {
        public::InvalidFile { path: file.path.clone(), line: file.line, messages: file.messages.clone() }
    }
}

impl From<&InstanceOutcome> for public::Instance {
    fn from(outcome: &InstanceOutcome) -> Self {
        public::Instance {
            index: outcome.index,
            id: outcome.id.clone(),
            name: outcome.name.to_string(),
            file: outcome.path.to_string(),
            line: outcome.line,
            repetition: outcome.repetition + 1,
            verdict: outcome.verdict,
            started_ms: outcome.started_ms,
            duration_ms: outcome.duration.into(),
            steps: all(&outcome.steps),
            tags: outcome.tags.iter().map(ToString::to_string).collect(),
            reason: outcome.reason.clone(),
            problems: all(&outcome.problems),
        }
    }
}

impl From<&StepOutcome> for public::Step {
    fn from(step: &StepOutcome) -> Self {
        public::Step {
            name: step.name.to_string(),
            line: step.line,
            verdict: step.verdict,
            duration_ms: step.duration.into(),
            cleanup: step.cleanup,
            flaky: step.flaky,
            reason: step.reason.clone(),
            said: step.said.clone(),
            notes: step.notes.iter().map(|note| note_text(note).into_owned()).collect(),
            elements: all(&step.elements),
            elements_fixed: step.elements_fixed,
            attempts: all(&step.attempts),
        }
    }
}

impl From<&Element> for public::Element {
    fn from(element: &Element) -> Self {
        public::Element {
            label: element.label.clone(),
            verdict: element.verdict,
            duration_ms: element.duration.into(),
            reason: element.reason.clone(),
            said: element.said.clone(),
        }
    }
}

impl From<&Attempt> for public::Attempt {
    fn from(attempt: &Attempt) -> Self {
        public::Attempt {
            standing: attempt.role,
            verdict: attempt.verdict,
            duration_ms: attempt.duration.into(),
            element: attempt.element,
            round: attempt.round,
            exchange: attempt.exchange.as_ref().map(Into::into),
            problems: all(&attempt.problems),
            expectations: all(&attempt.expectations),
            captures: all(&attempt.captures),
        }
    }
}

impl From<&Exchange> for public::Exchange {
    fn from(exchange: &Exchange) -> Self {
        public::Exchange {
            request: public::Request {
                method: exchange.method.to_string(),
                // A brief one has none.
                url: Some(exchange.url.clone()).filter(|url| !url.is_empty()),
                headers: headers(&exchange.request_headers),
                body: exchange.request_body.clone(),
            },
            connection: public::Connection {
                reused: exchange.timings.reused,
                remote: exchange.timings.remote.map(|remote| remote.to_string()),
                tls_version: exchange.timings.tls_version.map(|version| version.as_str().to_owned()),
            },
            timings: (&exchange.timings).into(),
            detailed: exchange.detailed,
            response: exchange.status.map(|status| public::Response {
                status,
                size: exchange.response_size,
                headers: headers(&exchange.response_headers),
                body: exchange.response_body.clone(),
            }),
        }
    }
}

fn headers<N: AsRef<str>>(headers: &[(N, String)]) -> Vec<public::Header> {
    let header =
        |(name, value): &(N, String)| public::Header { name: name.as_ref().to_owned(), value: value.clone() };
    headers.iter().map(header).collect()
}

impl From<&Timings> for public::Timings {
    fn from(timings: &Timings) -> Self {
        public::Timings {
            dns_ms: timings.dns.into(),
            connect_ms: timings.connect.into(),
            tls_ms: timings.tls.into(),
            first_byte_ms: timings.first_byte.into(),
            total_ms: timings.total.into(),
        }
    }
}

impl From<&Problem> for public::Problem {
    fn from(problem: &Problem) -> Self {
        public::Problem {
            kind: problem.kind,
            verdict: problem.kind.verdict(),
            message: message(problem).into_owned(),
            path: problem.path().map(str::to_owned),
            operator: problem.operator().map(str::to_owned),
            source: problem.source.as_ref().map(Into::into),
            expected: problem.expected().map(Into::into),
            actual: problem.actual().map(Into::into),
            parts: all(problem.parts()),
            diff: problem.diff().to_vec(),
            details: details(problem),
        }
    }
}

impl From<&SourceFrame> for public::Source {
    fn from(source: &SourceFrame) -> Self {
        public::Source { frame: Some(source.text.clone()), ..(&source.location).into() }
    }
}

impl From<&Location> for public::Source {
    fn from(location: &Location) -> Self {
        public::Source {
            file: location.path.to_string(),
            line: location.line,
            column: location.column,
            frame: None,
        }
    }
}

impl From<&DisplayValue> for public::Shown {
    fn from(shown: &DisplayValue) -> Self {
        public::Shown { text: shown.text.clone(), type_name: shown.type_name.clone() }
    }
}

impl From<&ExpressionPart> for public::Part {
    fn from(part: &ExpressionPart) -> Self {
        public::Part { expression: part.text.clone(), value: (&part.value).into() }
    }
}

impl From<&Expectation> for public::Expectation {
    fn from(expectation: &Expectation) -> Self {
        public::Expectation {
            kind: expectation.kind,
            path: expectation.target.clone(),
            operator: expectation.operator.clone(),
            verdict: expectation.verdict,
            expected: expected_value(expectation).as_deref().map(Into::into),
            actual: expectation.actual.as_ref().map(Into::into),
            source: expectation.location.as_ref().map(Into::into),
        }
    }
}

impl From<&Captured> for public::Capture {
    fn from(captured: &Captured) -> Self {
        public::Capture { name: captured.name.to_string(), value: (&captured.value).into() }
    }
}

impl From<&Totals> for public::Totals {
    fn from(totals: &Totals) -> Self {
        let mut cleanup_not_reached = totals.cleanup_not_reached.clone();
        // They came in the order of finishing, which differs from run to run.
        cleanup_not_reached.sort_unstable();
        public::Totals {
            passed: totals.passed,
            failed: totals.failed,
            errored: totals.errored,
            skipped: totals.skipped,
            invalid_files: totals.invalid_files,
            steps: totals.steps,
            requests: totals.requests,
            flaky: totals.flaky,
            duration_ms: totals.duration.into(),
            internal: totals.internal,
            cleanup_not_reached,
        }
    }
}
