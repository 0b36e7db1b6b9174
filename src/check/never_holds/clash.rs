//! Operators that exclude each other.

use crate::model::{Op, Setting};
use crate::source::Span;

/// What a matcher judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A JSON value.
    Json,
    /// What a path found that may find several.
    List,
    /// A header, a cookie, a body, a URL.
    Text,
    /// A time that passed.
    Duration,
    /// A length or a count.
    Number,
    /// A status.
    Status,
}

/// Two operators that exclude each other, or one that excludes everything.
pub struct Clash {
    pub span: Span,
    pub message: String,
    pub other: Option<Span>,
}

/// What may hold where nothing is found.
pub fn may_be_absent(op: &Op) -> bool {
    match op {
        Op::Exists(Setting::Fixed(exists)) => !exists,
        Op::Empty(Setting::Fixed(empty)) => *empty,
        Op::Exists(Setting::Template(_)) | Op::Empty(Setting::Template(_)) | Op::Length(_) | Op::Count(_) => {
            true
        }
        Op::AllOf(all) => {
            all.iter().all(|matcher| matcher.operators.iter().all(|operator| may_be_absent(&operator.op)))
        }
        Op::AnyOf(all) => {
            all.iter().any(|matcher| matcher.operators.iter().all(|operator| may_be_absent(&operator.op)))
        }
        _ => false,
    }
}
