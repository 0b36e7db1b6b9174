//! One-time values: taken when something needs them, sent once, free again when nothing can have arrived.

use std::sync::Arc;

use super::instance::Running;
use super::prepare::mentioned_in;
use super::problem::source_frame;
use crate::eval::as_text;
use crate::eval::mask::Mask;
use crate::model::value::Value;
use crate::model::visit::Used;
use crate::model::{Action, HttpRequest, Kind, Problem, Step};
use crate::plan::InputValue;

/// Shortest value whose being in a request is no chance, in characters.
const SHORTEST: usize = 6;

/// A one-time value that an instance took.
pub struct WorksOnce {
    /// The input.
    pub name: Arc<str>,
    /// The value as text.
    pub value: String,
    /// A request with it went out.
    pub sent: bool,
}

impl WorksOnce {
    /// A value that nothing was sent of.
    pub fn new(name: Arc<str>, value: &Value) -> Self {
        WorksOnce { name, value: as_text(value), sent: false }
    }

    /// The value stands in a request, as it is or in a form that a mask finds.
    fn may_be_in(&self, request: &HttpRequest) -> bool {
        let mask = Mask::new([(&self.name, self.value.as_str())]);
        let holds = |text: &str| text.contains(&self.value) || mask.apply(text) != text;
        holds(&request.url)
            || request.headers.iter().any(|(_, value)| holds(value))
            || request.body.as_deref().is_some_and(|body| holds(&String::from_utf8_lossy(body)))
    }

    /// The same, but not by chance: a short value stands in ports, numbers and ids, and is left to `check`.
    pub fn is_in(&self, request: &HttpRequest) -> bool {
        self.value.chars().count() >= SHORTEST && self.may_be_in(request)
    }
}

impl Running<'_> {
    /// Takes a one-time value, if it was not taken yet.
    pub fn take(&mut self, name: &Arc<str>) -> Result<(), Box<Problem>> {
        if self.variables.get(name).is_some() || self.unknown.is_some() {
            return Ok(());
        }
        let Some((_, source)) = self.prepared.inputs.iter().find(|(other, _)| other == name) else {
            return Ok(());
        };
        let value = match source {
            InputValue::OneTimeFile(file) => {
                let value = self
                    .job
                    .ports
                    .one_time
                    .take(file, &self.instance.id)
                    .map_err(|message| Box::new(Problem::new(Kind::OneTime, message)))?;
                self.taken.push((name.clone(), file.clone(), value.clone()));
                Value::from(value)
            }
            InputValue::OneTimeValue(value) => value.as_str().into(),
            InputValue::PerInstance => self.per_instance(name, true)?,
            InputValue::Value(value) => value.clone(),
        };
        self.works_once.push(WorksOnce::new(name.clone(), &value));
        self.define(name, value);
        Ok(())
    }

    /// Takes the one-time values that an expression mentions which is evaluated before the step sends something.
    pub fn take_for(&mut self, used: Used<'_>) -> Result<(), Box<Problem>> {
        for name in mentioned_in(used, &self.job.library, &self.prepared.own_one_time) {
            self.take(&name)?;
        }
        Ok(())
    }

    /// The request cannot have reached a server: one-time values that it would have sent are free again.
    pub fn give_back(&mut self, index: usize) -> Vec<String> {
        let names = &self.prepared.one_time[index];
        let mut notes = Vec::new();
        for (name, file, value) in &self.taken {
            if names.contains(name)
                && let Err(message) = self.job.ports.one_time.unsent(file, value)
            {
                notes.push(message);
            }
        }
        notes
    }

    /// The one-time value that a redirect would send again. Where a body is sent again as it is, any value that the step
    /// sends counts: it may be in it in a form that cannot be recognised.
    pub fn one_time_in(&self, next: &HttpRequest, status: u16, index: usize) -> Option<Arc<str>> {
        if matches!(status, 307 | 308) && next.body.is_some() && self.prepared.sends_one_time[index] {
            let names = &self.prepared.one_time[index];
            return names
                .first()
                .cloned()
                .or_else(|| self.works_once.first().map(|value| value.name.clone()));
        }
        self.works_once.iter().find(|value| value.may_be_in(next)).map(|value| value.name.clone())
    }

    /// Nothing was sent yet: a one-time value of an earlier step keeps it from being sent, whatever way it came into the
    /// request, unless the step says `spent: true`.
    pub fn sent_before(&self, step: &Step, request: &HttpRequest) -> Option<Box<Problem>> {
        if step.spent {
            return None;
        }
        let value = self.works_once.iter().find(|value| value.sent && value.is_in(request))?;
        let name = &value.name;
        let message = format!(
            "the request has the one-time value `{name}` in it, which an earlier step has sent; it was not sent: use a value that is not used yet, or say `${{{name}}}` and `spent: true` to see it refused"
        );
        let mut problem = Problem::new(Kind::OneTime, message);
        let span = match &step.action {
            Action::Request(request) => request.url.text.span,
            _ => step.name.span,
        };
        problem.source = Some(source_frame(&self.job.sources, span));
        Some(Box::new(problem))
    }

    /// Notes which one-time values have gone out.
    pub fn note_sent(&mut self, request: &HttpRequest) {
        self.works_once
            .iter_mut()
            .filter(|value| !value.sent)
            .for_each(|value| value.sent = value.may_be_in(request));
    }
}
