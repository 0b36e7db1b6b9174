//! The flow inside a step: waiting, trying again, repeating, and once per element.

use std::sync::Arc;
use std::time::Duration;

use super::{Data, Expression, Setting, Text};
use crate::source::{Span, Spanned};

/// `wait`: before the request.
#[derive(Debug, Clone, PartialEq)]
pub enum Wait {
    For(Setting<Duration>),
    /// Until the current one-time password (RFC 6238) of the request was not used by this run.
    Totp(Span),
}

/// `retry`. Entries that are not written are inherited from `defaults`, entry by entry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Retry {
    /// Where the step itself says it; `None` where all of it is inherited.
    pub own: Option<Span>,
    /// All tries, the first included; default 3.
    pub attempts: Option<Setting<u32>>,
    /// The first pause; default 1 s.
    pub every: Option<Setting<Duration>>,
    /// What each pause is multiplied with for the next; default 1.
    pub backoff: Option<Setting<f64>>,
    /// The longest pause; default 60 s.
    pub max_wait: Option<Setting<Duration>>,
    /// What is tried again; default `connection`.
    pub on: Option<Spanned<Vec<RetryOn>>>,
    /// Polls: while false, the attempt is not judged.
    pub until: Option<Expression>,
    /// A POST or PATCH may be sent again after an answer.
    pub idempotent: Option<Setting<bool>>,
    /// Passing after a failed attempt is nothing remarkable.
    pub expected: Option<Setting<bool>>,
}

/// What is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryOn {
    /// No connection came about, or it broke under an idempotent method.
    Connection,
    /// The time was up while an answer was waited for, under an idempotent method.
    Timeout,
    /// An answer with this status that is not as expected.
    Status(u16),
    /// An answer with a status of this class that is not as expected.
    Class(u16),
    /// Any answer that is not as expected.
    Expect,
}

/// `repeat`: the step again as long as an expression is true.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// Evaluated after the captures of a round; sees `response`.
    pub while_: Expression,
    /// The most rounds; default 100.
    pub max: Option<Setting<u32>>,
}

/// `for_each`: the step once per element.
#[derive(Debug, Clone, PartialEq)]
pub struct ForEach {
    /// The element's name, visible in the step only.
    pub item: Spanned<Arc<str>>,
    pub elements: Elements,
    /// The element's label in reports.
    pub label: Option<Text>,
    /// Fewer elements fail the step; default 0.
    pub at_least: Option<Setting<u32>>,
}

/// The elements of a `for_each`.
#[derive(Debug, Clone, PartialEq)]
pub enum Elements {
    /// An expression that gives a list.
    Expression(Expression),
    /// A list in the file.
    List(Data),
}

/// `POST` and `PATCH` change something each time that they are sent; so may a method that RFC 9110 does not know.
pub fn is_idempotent(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE" | "PUT" | "DELETE")
}
