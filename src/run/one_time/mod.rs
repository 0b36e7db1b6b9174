//! Values that a server accepts once: taken when a step needs them, sent once, free again when no server can have got
//! them.
//!
//! `ledger` takes values of files for all processes, `totp_registry` knows the one-time passwords of a run. [`OneTime`] is
//! what one instance has of both.

pub mod ledger;
pub mod mentions;
pub mod spent_file;
pub mod totp_registry;
pub mod value;

use std::sync::Arc;

use self::totp_registry::InstancePasswords;
use self::value::OneTimeValue;
use crate::model::{HttpRequest, Step};
use crate::value::Value;

/// The one-time values and passwords of an instance, in all of its files.
pub struct OneTime {
    taken: Vec<OneTimeValue>,
    /// Its one-time passwords.
    pub passwords: InstancePasswords,
}

impl OneTime {
    /// Nothing is taken yet.
    pub fn new(passwords: InstancePasswords) -> Self {
        OneTime { taken: Vec::new(), passwords }
    }

    /// The instance has taken a value.
    pub fn add(&mut self, name: &Arc<str>, value: &Value) {
        self.taken.push(OneTimeValue::new(name.clone(), value));
    }

    /// Whether a request contains a value that the instance took.
    pub fn is_in(&self, request: &HttpRequest) -> bool {
        self.taken.iter().any(|value| value.is_in(request))
    }

    /// The name of a value that an earlier step has sent and that is in a request which would send it again. None where
    /// the step says `spent: true`.
    pub fn sent_before(&self, step: &Step, request: &HttpRequest) -> Option<&Arc<str>> {
        if step.spent {
            return None;
        }
        self.taken.iter().find(|value| value.sent && value.is_in(request)).map(|value| &value.name)
    }

    /// A request was sent: the values in it are spent.
    pub fn mark_sent(&mut self, request: &HttpRequest) {
        let unsent = self.taken.iter_mut().filter(|value| !value.sent);
        unsent.for_each(|value| value.sent = value.may_be_in(request));
    }

    /// The name of the value that a redirect with this status would send again. `step_values` are the names of those that
    /// the step sends: where the body is sent again as it is, each of them counts, since it may be in the body in a form
    /// that cannot be recognised.
    pub fn sent_again(
        &self,
        next: &HttpRequest,
        status: u16,
        step_values: Option<&[Arc<str>]>,
    ) -> Option<Arc<str>> {
        if let Some(names) = step_values
            && matches!(status, 307 | 308)
            && next.body.is_some()
        {
            return names.first().or_else(|| self.taken.first().map(|value| &value.name)).cloned();
        }
        self.taken.iter().find(|value| value.may_be_in(next)).map(|value| value.name.clone())
    }
}
