//! What a matcher judges.

/// What kind of actual value a matcher judges; it decides which operators make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Json,
    /// A header: text, and `count`.
    Header,
    /// Other text.
    Text,
    /// A duration; orderings only.
    Duration,
    /// A number such as a length.
    Number,
    Status,
}
