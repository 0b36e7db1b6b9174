//! The operators of matchers: what each takes, judges and holds for.
//!
//! A new operator is a variant of [`Op`], its row in [`OPERATOR_SPECS`], its arm in [`Op::traits`], and its judgement in
//! `eval/judge/operators`. Parsing, did-you-mean, the editor schema, the guide and `explain` follow from the row; the
//! visit of templates, the rules `never-holds` and `list-path`, and the reports follow from the arm.

use super::operand::{Comparison, Format, JsonType, Order};
use super::value_kinds::ValueKinds;
use super::{Data, Regex, Setting};
use crate::lang::Compiled;
use crate::lang::schema::Schema;
use crate::source::Span;
use crate::vocabulary::{Key, Subject, Takes};

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
    /// A substring of a string, or an element of an array.
    Contains(Data),
    /// The beginning of a text.
    StartsWith(Data),
    /// The end of a text.
    EndsWith(Data),
    /// An unanchored regular expression.
    Matches(Regex),
    /// The number of characters, elements or properties.
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

/// What an operator compares with, apart from what it does with it.
#[derive(Debug, Clone, Copy)]
pub enum Operand<'a> {
    Comparison(&'a Comparison),
    Data(&'a Data),
    /// A list of alternatives.
    Values(&'a [Data]),
    Flag(&'a Setting<bool>),
    Types(&'a [JsonType]),
    Regex(&'a Regex),
    Schema(&'a Compiled<Schema>),
    /// A word of the language.
    Word {
        word: &'static str,
        /// What such words name.
        what: &'static str,
    },
    Matcher(About, &'a Matcher),
    /// Matchers that judge what the operator judges.
    Matchers(&'a [Matcher]),
}

impl<'a> Operand<'a> {
    /// The matchers inside, and what they judge.
    pub fn matchers(self) -> (About, &'a [Matcher]) {
        match self {
            Operand::Matcher(about, matcher) => (about, std::slice::from_ref(matcher)),
            Operand::Matchers(all) => (About::Same, all),
            _ => (About::Same, &[]),
        }
    }
}

/// What the matcher inside an operator judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What the operator itself judges.
    Same,
    /// Its elements.
    Elements,
    /// How many things it has.
    Number,
}

/// Whether an operator judges one value or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// A single value: several never fulfil it.
    One,
    /// The list that a JSONPath finds, but of XML and HTML the one node.
    Either,
    /// Whatever is found.
    Any,
}

/// What follows from an operator for everything but its judgement.
#[derive(Debug, Clone, Copy)]
pub struct Traits<'a> {
    pub operand: Operand<'a>,
    /// Kinds of value for which it can hold, whatever its operand.
    pub holds_for: ValueKinds,
    pub arity: Arity,
}

const fn traits(operand: Operand<'_>, holds_for: ValueKinds, arity: Arity) -> Traits<'_> {
    Traits { operand, holds_for, arity }
}

impl Op {
    /// What everything but the judgement asks of the operator.
    pub fn traits(&self) -> Traits<'_> {
        use About::{Elements, Number, Same};
        use Arity::{Any, Either, One};
        type Kinds = ValueKinds;
        match self {
            Op::Equals(comparison) => {
                let arity = if comparison.expected.is_list() { Any } else { One };
                traits(Operand::Comparison(comparison), Kinds::VALUES, arity)
            }
            Op::Partial(comparison) => traits(Operand::Comparison(comparison), Kinds::VALUES, One),
            Op::OneOf(values) => traits(Operand::Values(values), Kinds::VALUES, One),
            Op::Exists(wanted) => traits(Operand::Flag(wanted), Kinds::VALUES, Any),
            Op::Type(types) => traits(Operand::Types(types), Kinds::VALUES, Either),
            Op::Order(_, data) => traits(Operand::Data(data), Kinds::ORDERED, One),
            Op::Contains(data) => traits(Operand::Data(data), Kinds::CONTAINERS, Either),
            Op::StartsWith(data) | Op::EndsWith(data) => traits(Operand::Data(data), Kinds::STRING, One),
            Op::Matches(regex) => traits(Operand::Regex(regex), Kinds::STRING, One),
            Op::Length(matcher) => traits(Operand::Matcher(Number, matcher), Kinds::SIZED, Any),
            Op::Empty(wanted) => traits(Operand::Flag(wanted), Kinds::SIZED, Any),
            Op::Count(matcher) => traits(Operand::Matcher(Number, matcher), Kinds::VALUES, One),
            Op::Each(matcher) | Op::Some(matcher) | Op::None(matcher) | Op::One(matcher) => {
                traits(Operand::Matcher(Elements, matcher), Kinds::ARRAY, Any)
            }
            Op::Unique(wanted) => traits(Operand::Flag(wanted), Kinds::ARRAY, Any),
            Op::Sorted { descending } => {
                let word = if *descending { "desc" } else { "asc" };
                traits(Operand::Word { word, what: "order" }, Kinds::ARRAY, Any)
            }
            Op::Format(format) => {
                traits(Operand::Word { word: format.name(), what: "format" }, Kinds::STRING, One)
            }
            Op::Schema(id) => traits(Operand::Schema(id), Kinds::VALUES, Any),
            Op::Not(matcher) => traits(Operand::Matcher(Same, matcher), Kinds::VALUES, Any),
            Op::AllOf(all) | Op::AnyOf(all) => traits(Operand::Matchers(all), Kinds::VALUES, Any),
        }
    }

    /// Whether the operator may hold where nothing is found, as its judgement there says; true where a template decides.
    /// `nodes`: where a path that may find several nodes finds none.
    pub fn may_be_absent(&self, nodes: bool) -> bool {
        let absent =
            |matcher: &Matcher| matcher.operators.iter().all(|operator| operator.op.may_be_absent(nodes));
        match self {
            Op::Exists(wanted) => *wanted != Setting::Fixed(true),
            Op::Empty(wanted) => *wanted != Setting::Fixed(false),
            Op::Length(_) => nodes,
            Op::AllOf(all) => all.iter().all(absent),
            Op::AnyOf(all) => all.iter().any(absent),
            _ => false,
        }
    }
}

/// How the value of an operator is read, and the operator that comes of it.
#[derive(Debug, Clone, Copy)]
pub enum Reads {
    /// A value, with the options beside it.
    Comparison(fn(Comparison) -> Op),
    /// A JSON or YAML file, with the options beside it.
    ComparedFile(fn(Comparison) -> Op),
    /// An option beside a comparison, which is read with that.
    Option(Takes),
    Values(fn(Vec<Data>) -> Op),
    Flag(fn(Setting<bool>) -> Op),
    Types(fn(Vec<JsonType>) -> Op),
    /// A number, a date, a duration or a size.
    Quantity(fn(Data) -> Op),
    Value(fn(Data) -> Op),
    /// A string that may contain `${…}`.
    Text(fn(Data) -> Op),
    Regex(fn(Regex) -> Op),
    /// A matcher of a number.
    Number(fn(Box<Matcher>) -> Op),
    /// A matcher of what the operator judges, or of its elements.
    Matcher(fn(Box<Matcher>) -> Op),
    Matchers(fn(Vec<Matcher>) -> Op),
    /// `asc` or `desc`; the operator is given whether it is the latter.
    Direction(fn(bool) -> Op),
    Format(fn(Format) -> Op),
    Schema(fn(Compiled<Schema>) -> Op),
}

impl Reads {
    const fn takes(self) -> Takes {
        match self {
            Reads::Comparison(_) | Reads::Quantity(_) | Reads::Value(_) | Reads::Schema(_) => Takes::Value,
            Reads::ComparedFile(_) | Reads::Types(_) | Reads::Direction(_) | Reads::Format(_) => Takes::Fixed,
            Reads::Option(takes) => takes,
            Reads::Values(_) => Takes::ValueList,
            Reads::Flag(_) => Takes::Boolean,
            Reads::Text(_) | Reads::Regex(_) => Takes::Template,
            Reads::Number(_) | Reads::Matcher(_) => Takes::Matcher,
            Reads::Matchers(_) => Takes::MatcherList,
        }
    }
}

/// An operator of the language.
#[derive(Debug)]
pub struct OperatorSpec {
    pub key: Key,
    pub reads: Reads,
    /// What it may judge.
    pub subjects: &'static [Subject],
    /// What it asks for, to complete "it should …", with `{}` for the value; `None` where [`Rule`](super::Rule) has a
    /// variant of its own.
    pub asks: Option<&'static str>,
}

impl OperatorSpec {
    const fn asks(self, words: &'static str) -> OperatorSpec {
        OperatorSpec { asks: Some(words), ..self }
    }

    /// The operator of that name; `None` where there is none.
    pub fn named(name: &str) -> Option<&'static OperatorSpec> {
        OPERATOR_SPECS.iter().find(|spec| spec.key.name == name)
    }
}

const fn spec(
    name: &'static str,
    reads: Reads,
    subjects: &'static [Subject],
    doc: &'static str,
    example: &'static str,
) -> OperatorSpec {
    OperatorSpec { key: Key { name, takes: reads.takes(), doc, example }, reads, subjects, asks: None }
}

const HEADER: &[Subject] = &[Subject::Header];
/// What responses contain.
const VALUES: &[Subject] = &[Subject::Json, Subject::Header, Subject::Text];
/// What can be compared for equality: nothing takes an exact duration.
const EQUAL: &[Subject] = &[Subject::Json, Subject::Header, Subject::Text, Subject::Number, Subject::Status];
const ALL: &[Subject] =
    &[Subject::Json, Subject::Header, Subject::Text, Subject::Number, Subject::Status, Subject::Duration];

/// All operators, in the order of the guide.
pub const OPERATOR_SPECS: &[OperatorSpec] = &[
    spec(
        "equals",
        Reads::Comparison(Op::Equals),
        EQUAL,
        "The same value at every depth. Numbers are compared by value (1 equals 1.0).",
        "{ id: 1 }",
    ),
    spec(
        "equals_file",
        Reads::ComparedFile(Op::Equals),
        VALUES,
        "Equal to a JSON or YAML file.",
        "expected.json",
    ),
    spec("one_of", Reads::Values(Op::OneOf), EQUAL, "Equal to one of these.", "[open, closed]"),
    spec(
        "partial",
        Reads::Comparison(Op::Partial),
        VALUES,
        "Every property named here exists with an equal value; others may exist.",
        "{ state: open }",
    ),
    spec(
        "ignore",
        Reads::Option(Takes::FixedList),
        VALUES,
        "With `equals`, `equals_file` or `partial`: paths to ignore on both sides.",
        "[$.created]",
    ),
    spec(
        "any_order",
        Reads::Option(Takes::Boolean),
        VALUES,
        "With `equals`, `equals_file` or `partial`: the order of list elements does not matter.",
        "true",
    ),
    spec(
        "exists",
        Reads::Flag(Op::Exists),
        VALUES,
        "Whether something was found; a JSON null counts as found.",
        "true",
    ),
    spec(
        "type",
        Reads::Types(Op::Type),
        VALUES,
        "The type of the value, such as `string` or `integer`, or a list of types.",
        "string",
    ),
    spec("gt", Reads::Quantity(|data| Op::Order(Order::Gt, data)), ALL, "Greater than.", "0"),
    spec("gte", Reads::Quantity(|data| Op::Order(Order::Gte, data)), ALL, "Greater than or equal to.", "1"),
    spec("lt", Reads::Quantity(|data| Op::Order(Order::Lt, data)), ALL, "Less than.", "100"),
    spec("lte", Reads::Quantity(|data| Op::Order(Order::Lte, data)), ALL, "Less than or equal to.", "100"),
    spec(
        "contains",
        Reads::Value(Op::Contains),
        VALUES,
        "A substring of a string, or an element of an array.",
        "locked",
    )
    .asks("contain {}"),
    spec("starts_with", Reads::Text(Op::StartsWith), VALUES, "The beginning of a string.", "doc-")
        .asks("start with {}"),
    spec("ends_with", Reads::Text(Op::EndsWith), VALUES, "The end of a string.", ".pdf").asks("end with {}"),
    spec(
        "matches",
        Reads::Regex(Op::Matches),
        VALUES,
        "A regular expression that matches somewhere in the string; use `^` and `$` to match all of it.",
        "'^[a-z]+$'",
    )
    .asks("match `{}`"),
    spec(
        "length",
        Reads::Number(Op::Length),
        VALUES,
        "The number of characters, elements, properties or nodes.",
        "{ gte: 1 }",
    ),
    spec("empty", Reads::Flag(Op::Empty), VALUES, "Whether it is missing or empty.", "false"),
    spec("count", Reads::Number(Op::Count), HEADER, "Of a header: the number of lines.", "1"),
    spec("each", Reads::Matcher(Op::Each), VALUES, "Every element matches.", "{ format: uuid }"),
    spec("some", Reads::Matcher(Op::Some), VALUES, "At least one element matches.", "{ equals: 7 }"),
    spec("none", Reads::Matcher(Op::None), VALUES, "No element matches.", "{ equals: 7 }"),
    spec("one", Reads::Matcher(Op::One), VALUES, "Exactly one element matches.", "{ equals: 7 }"),
    spec("unique", Reads::Flag(Op::Unique), VALUES, "No two elements are equal.", "true"),
    spec(
        "sorted",
        Reads::Direction(|descending| Op::Sorted { descending }),
        VALUES,
        "The elements are sorted: `asc` (smallest first) or `desc` (largest first).",
        "asc",
    ),
    spec(
        "format",
        Reads::Format(Op::Format),
        VALUES,
        "A well-known string format, such as `uuid` or `date-time`.",
        "uuid",
    )
    .asks("have the format {}"),
    spec(
        "schema",
        Reads::Schema(Op::Schema),
        VALUES,
        "A JSON Schema for this value: a file, or inline.",
        "user.schema.json",
    ),
    spec("not", Reads::Matcher(Op::Not), ALL, "Negation: this must not match.", "{ contains: error }"),
    spec("all_of", Reads::Matchers(Op::AllOf), ALL, "All of these match.", "[{ gte: 1 }, { lte: 9 }]"),
    spec(
        "any_of",
        Reads::Matchers(Op::AnyOf),
        ALL,
        "At least one of these matches.",
        "[{ empty: true }, { each: { gt: 0 } }]",
    ),
];

/// The operators as keys of a map.
pub const OPERATORS: &[Key] = &operator_keys();

const fn operator_keys() -> [Key; OPERATOR_SPECS.len()] {
    let mut keys = [OPERATOR_SPECS[0].key; OPERATOR_SPECS.len()];
    let mut index = 0;
    while index < keys.len() {
        keys[index] = OPERATOR_SPECS[index].key;
        index += 1;
    }
    keys
}
