//! What operators compare with.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Data, Path, Setting};
use crate::source::Spanned;
use crate::value::Value;

/// `equals` or `partial` with what stands beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub expected: Expected,
    /// Left out on both sides.
    pub ignore: Vec<Path>,
    /// Arrays are compared as bags.
    pub any_order: Setting<bool>,
}

/// What a comparison expects.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// Written in the scenario.
    Data(Data),
    /// `equals_file`: read from a JSON or YAML file.
    File(Spanned<Arc<Value>>),
}

impl Expected {
    /// Whether an array is expected; false where a template decides.
    pub fn is_list(&self) -> bool {
        match self {
            Expected::Data(data) => matches!(data, Data::List(..)),
            Expected::File(value) => value.value.is_array(),
        }
    }
}

/// `gt`, `gte`, `lt`, `lte`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    Gt,
    Gte,
    Lt,
    Lte,
}

impl Order {
    /// Whether an actual value that compares so with the expected one is right.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Order::Gt => ordering.is_gt(),
            Order::Gte => ordering.is_ge(),
            Order::Lt => ordering.is_lt(),
            Order::Lte => ordering.is_le(),
        }
    }
}

/// The types of JSON, with `integer` as in JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JsonType {
    String,
    Number,
    Integer,
    Boolean,
    Array,
    Object,
    Null,
}

impl JsonType {
    /// All, by the name that files use.
    pub const ALL: &[(&'static str, JsonType)] = &[
        ("string", JsonType::String),
        ("number", JsonType::Number),
        ("integer", JsonType::Integer),
        ("boolean", JsonType::Boolean),
        ("array", JsonType::Array),
        ("object", JsonType::Object),
        ("null", JsonType::Null),
    ];

    /// The name that files use.
    pub fn name(self) -> &'static str {
        JsonType::ALL.iter().find(|(_, this)| *this == self).map_or("", |(name, _)| name)
    }
}

/// Well-known forms of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Format {
    Uuid,
    DateTime,
    Date,
    Time,
    Email,
    Uri,
    Ipv4,
    Ipv6,
    Hostname,
    Base64,
    Jwt,
}

impl Format {
    /// All, by the name that files use.
    pub const ALL: &[(&'static str, Format)] = &[
        ("uuid", Format::Uuid),
        ("date-time", Format::DateTime),
        ("date", Format::Date),
        ("time", Format::Time),
        ("email", Format::Email),
        ("uri", Format::Uri),
        ("ipv4", Format::Ipv4),
        ("ipv6", Format::Ipv6),
        ("hostname", Format::Hostname),
        ("base64", Format::Base64),
        ("jwt", Format::Jwt),
    ];

    /// The name that files use.
    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(_, this)| *this == self).map_or("", |(name, _)| name)
    }
}
