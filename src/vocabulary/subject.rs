//! What a matcher judges, and which operators make sense there.

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

impl Subject {
    /// Whether an operator has a meaning here.
    pub fn allows(self, operator: &str) -> bool {
        match self {
            Subject::Json | Subject::Text => operator != "count",
            Subject::Header => true,
            Subject::Duration => {
                matches!(operator, "gt" | "gte" | "lt" | "lte" | "not" | "all_of" | "any_of")
            }
            Subject::Number | Subject::Status => matches!(
                operator,
                "equals" | "one_of" | "gt" | "gte" | "lt" | "lte" | "not" | "all_of" | "any_of"
            ),
        }
    }
}
