//! The one table of what a file may say: keys, operators, functions. It drives the parser, did-you-mean and the
//! reference of the guide; a word that is not here does not exist.

mod callable;
mod expressions;
pub mod limits;
mod secret_names;
pub mod sessions;
mod subject;

pub use callable::{Callable, Signature};
pub use expressions::{FILTERS, FUNCTIONS, Filter, Function, RESERVED, TAKEN, TESTS, Test};
pub use secret_names::{SECRET_HEADERS, is_secret_name, looks_secret};
pub use subject::Subject;

/// Keys whose values are expressions, in whatever map they are. Those of the tables in `model::keys`, for what knows texts
/// only; a test holds that they are the same.
pub const EXPRESSION_KEYS: [&str; 6] = ["when", "that", "check", "until", "while", "transform"];

/// True for a key whose value is an expression.
pub fn is_expression_key(key: &str) -> bool {
    EXPRESSION_KEYS.contains(&key)
}

/// What a key's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A text without templates.
    Fixed,
    /// A text that may hold `${…}`.
    Template,
    Expression,
    /// A list of fixed texts.
    FixedList,
    /// A list of texts that may hold `${…}`.
    TemplateList,
    /// A list of expressions.
    ExpressionList,
    Boolean,
    /// A whole number.
    Integer,
    /// Such as `10s`.
    Duration,
    /// Such as `16MiB`.
    Size,
    Value,
    /// A list of any values.
    ValueList,
    /// A plain value or operators.
    Matcher,
    /// A list of matchers.
    MatcherList,
    /// A map with keys of its own, or freely named ones.
    Map,
    /// A list of maps.
    MapList,
}

impl Takes {
    /// What to write, for the reference.
    pub fn describe(self) -> &'static str {
        match self {
            Takes::Fixed => "string, without `${…}`",
            Takes::Template => "string",
            Takes::Expression => "expression",
            Takes::FixedList => "list of strings, without `${…}`",
            Takes::TemplateList => "list of strings",
            Takes::ExpressionList => "list of expressions",
            Takes::Boolean => "`true` or `false`",
            Takes::Integer => "integer",
            Takes::Duration => "duration",
            Takes::Size => "size",
            Takes::Value => "any value",
            Takes::ValueList => "list of values",
            Takes::Matcher => "matcher",
            Takes::MatcherList => "list of matchers",
            Takes::Map => "map",
            Takes::MapList => "list of maps",
        }
    }
}

/// One key or operator.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    /// What its value is.
    pub takes: Takes,
    /// One sentence.
    pub doc: &'static str,
    /// A value as one would write it.
    pub example: &'static str,
}

/// The key of that name.
pub fn find(keys: &'static [Key], name: &str) -> Option<&'static Key> {
    keys.iter().find(|key| key.name == name)
}

/// Names of all keys.
pub fn names(keys: &'static [Key]) -> impl Iterator<Item = &'static str> {
    keys.iter().map(|key| key.name)
}
