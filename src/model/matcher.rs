//! What a step expects.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Data, Expression, OpenapiExpect, Path, Query, Regex, Setting, Text};
use crate::lang::Compiled;
use crate::lang::schema::Schema;
use crate::source::{Span, Spanned};
use crate::value::Value;

/// The `expect` of a step, or of `defaults`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expect {
    /// `status`; `None`: 2xx.
    pub status: Option<Spanned<Section<Status>>>,
    /// `headers`: name and matcher.
    pub headers: Vec<(Text, Matcher)>,
    /// Names of `headers` that are `null`: no expectation is inherited for them.
    pub removed_headers: Vec<Arc<str>>,
    /// `json`: path and matcher.
    pub json: Vec<(Path, Matcher)>,
    /// `xml`: XPath and matcher.
    pub xml: Vec<(Query, Matcher)>,
    /// `html`: CSS selector and matcher.
    pub html: Vec<(Query, Matcher)>,
    pub body: Option<BodyExpect>,
    /// `duration`; `null` in a step removes an inherited one.
    pub duration: Option<Section<Matcher>>,
    /// `cookies`: what Set-Cookie of the response says.
    pub cookies: Vec<CookieExpect>,
    /// `schema`: JSON Schema of the body.
    pub schema: Option<Spanned<Compiled<Schema>>>,
    pub openapi: Option<OpenapiExpect>,
    pub url: Option<Matcher>,
    /// `redirects`: how many were followed.
    pub redirects: Option<Matcher>,
    pub snapshot: Option<Snapshot>,
    pub that: Vec<Expression>,
}

/// `snapshot`: the body equals a file that an earlier run has written.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Tells it from others of the same step.
    pub name: Option<Spanned<Arc<str>>>,
    /// What changes from run to run: its type stands in its place.
    pub mask: Vec<Path>,
    /// Where it is asked for.
    pub span: Span,
}

/// A section as written, or `null`, which removes an inherited one.
#[derive(Debug, Clone, PartialEq)]
pub enum Section<T> {
    Is(T),
    /// `null`.
    Removed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    Code(u16),
    /// `2xx`: the first digit.
    Class(u16),
    Any,
    OneOf(Vec<Status>),
    /// Rendered to one of the above.
    Template(Text),
    /// A map of operators.
    Matcher(Matcher),
}

impl Status {
    /// Reads `200`, `2xx` or `any`.
    pub fn parse(text: &str) -> Option<Status> {
        if text == "any" {
            return Some(Status::Any);
        }
        if let Some(class) = text.strip_suffix("xx") {
            return class.parse().ok().filter(|class| (1..=9).contains(class)).map(Status::Class);
        }
        text.parse().ok().filter(|code| text.len() == 3 && *code >= 100).map(Status::Code)
    }
}

/// One name of `cookies`.
#[derive(Debug, Clone, PartialEq)]
pub struct CookieExpect {
    pub name: Spanned<Arc<str>>,
    pub value: Option<Matcher>,
    /// `path`, `domain`, `same_site`, `max_age` and matchers of them.
    pub attributes: Vec<(&'static str, Matcher)>,
    /// `http_only` and `secure`: whether they are there, and where that is written.
    pub flags: Vec<(&'static str, Spanned<Setting<bool>>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BodyExpect {
    /// Matcher of the text.
    pub text: Option<Matcher>,
    /// `same_as`: bytes of a file.
    pub same_as: Option<Spanned<Arc<[u8]>>>,
    /// `sha256`: hexadecimal.
    pub sha256: Option<Text>,
    /// `bytes: {length: matcher}`.
    pub length: Option<Matcher>,
}

/// A plain value, or operators that must all hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher {
    /// In the order of the file; a plain value is one `equals`.
    pub operators: Vec<Operator>,
    /// Where the matcher stands.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    pub op: Op,
    /// Its name as written; of a plain value `equals`.
    pub name: &'static str,
    /// Where its value stands.
    pub span: Span,
    /// A plain value was written, no operator.
    pub plain: bool,
}

/// What an operator asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// Structural equality.
    Equals(Comparison),
    /// Every member of the expected value is there.
    Partial(Comparison),
    /// Equal to one of these.
    OneOf(Vec<Data>),
    /// The path found something, or nothing.
    Exists(Setting<bool>),
    /// One of these JSON types.
    Type(Vec<JsonType>),
    /// An ordering.
    Order(Order, Data),
    /// A part of a text, or an element of an array.
    Contains(Data),
    /// The beginning of a text.
    StartsWith(Data),
    /// The end of a text.
    EndsWith(Data),
    /// An unanchored regular expression.
    Matches(Regex),
    /// Number of characters, elements or members.
    Length(Box<Matcher>),
    /// Nothing there, or without characters, elements or members.
    Empty(Setting<bool>),
    /// How many lines of a header there are.
    Count(Box<Matcher>),
    Each(Box<Matcher>),
    /// At least one element.
    Some(Box<Matcher>),
    None(Box<Matcher>),
    /// Exactly one element.
    One(Box<Matcher>),
    /// No two elements are equal (or, with `false`, two are).
    Unique(Setting<bool>),
    /// In ascending order, or descending.
    Sorted {
        /// Largest first.
        descending: bool,
    },
    /// A well-known form of text.
    Format(Format),
    /// Follows a JSON Schema.
    Schema(Compiled<Schema>),
    Not(Box<Matcher>),
    AllOf(Vec<Matcher>),
    /// At least one holds.
    AnyOf(Vec<Matcher>),
}

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
