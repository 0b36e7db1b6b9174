//! One-time values that an instance has taken.

use std::sync::Arc;

use crate::eval::as_text;
use crate::eval::mask::Mask;
use crate::model::HttpRequest;
use crate::value::Value;

/// Length of the shortest value that is not found in a request by chance, in characters.
const SHORTEST: usize = 6;

/// A value that a file took from a file of one-time values, and can give back.
#[derive(Debug, Clone)]
pub struct FileValue {
    /// The input that has it, by its name in the scenario or fragment.
    pub input: Arc<str>,
    /// The file of one-time values.
    pub file: Arc<str>,
    /// The value.
    pub value: String,
}

/// A one-time value that an instance took, wherever it came from.
#[derive(Debug)]
pub struct OneTimeValue {
    /// The input.
    pub name: Arc<str>,
    value: String,
    /// A request with it was sent.
    pub sent: bool,
}

impl OneTimeValue {
    /// A value that no request has sent yet.
    pub fn new(name: Arc<str>, value: &Value) -> Self {
        OneTimeValue { name, value: as_text(value), sent: false }
    }

    /// Whether the value is in a request, as it is or in a form that a mask finds.
    pub fn may_be_in(&self, request: &HttpRequest) -> bool {
        let mask = Mask::new([(&self.name, self.value.as_str())]);
        let holds = |text: &str| text.contains(&self.value) || mask.apply(text) != text;
        holds(&request.url)
            || request.headers.iter().any(|(_, value)| holds(value))
            || request.body.as_deref().is_some_and(|body| holds(&String::from_utf8_lossy(body)))
    }

    /// The same, but not by chance: a short value is also in ports, numbers and ids, and is left to `check`.
    pub fn is_in(&self, request: &HttpRequest) -> bool {
        self.value.chars().count() >= SHORTEST && self.may_be_in(request)
    }
}
