//! What an expectation asks for.

use serde::{Deserialize, Serialize};

use super::count::Count;
use crate::model::Order;

/// What an expectation asks for. The strings are values of the scenario, masked and trimmed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Rule {
    /// The status, or another value that is compared in its own way.
    Be(String),
    /// `equals`.
    Equal(String),
    /// `partial`.
    ContainAtLeast(String),
    /// `one_of`, separated by commas.
    OneOf(String),
    /// `exists`.
    Exist(bool),
    /// `type`, alternatives joined by `or`.
    Type(String),
    /// `gt`, `gte`, `lt` and `lte`.
    Order(Order, String),
    /// `contains`, asked of the texts of several nodes.
    ContainElement(String),
    /// An operator that compares with one value, in the words of the operator's row in the table.
    Asks { operator: String, value: String },
    /// `length`, asked of a value that has none.
    HaveLength,
    /// `length`.
    Length(Box<Rule>),
    /// `count`.
    Count(Box<Rule>),
    /// `empty`.
    Empty(bool),
    /// Elements of a list, asked of a value that is no list.
    HaveElements,
    /// `each`.
    Each(Box<Rule>),
    /// `some`; without a rule where there is no element to break it.
    Some(Option<Box<Rule>>),
    /// `none`.
    None,
    /// `none`, asked of a single text.
    NotMatch,
    /// `one`.
    One,
    /// `unique`.
    Unique(bool),
    /// `sorted`.
    Sorted {
        /// The largest first.
        descending: bool,
    },
    /// `schema`, by its name.
    Follow(String),
    /// `not`.
    Not(Box<Rule>),
    /// All operators of a matcher.
    All(Vec<Rule>),
    /// `all_of`.
    AllOf(Vec<Rule>),
    /// `any_of`.
    AnyOf(Vec<Rule>),
    /// `any_of` so many, none of which is met.
    Alternatives(Count),
    /// An operator whose values cannot be rendered.
    Fulfil(String),
    /// An XPath or selector for an operator on one text.
    SingleNode,
    /// `same_as`.
    SameAsFile,
    /// `http_only` and `secure` of a cookie.
    Flag {
        /// As it is written in Set-Cookie.
        name: String,
        /// Whether it should be there.
        set: bool,
    },
    /// The value of an expression.
    Boolean(bool),
    /// The body is to be read as JSON, XML or HTML.
    Readable,
    /// A capture.
    Captured,
    /// `snapshot`.
    Snapshot,
    /// At least so many elements of a `for_each`.
    AtLeast(Count),
    /// The OpenAPI document.
    Documented {
        /// The operation's name; empty where there is none.
        operation: String,
    },
}

impl Rule {
    /// What the operator of this name asks for.
    pub fn asks(operator: &str, value: impl Into<String>) -> Rule {
        Rule::Asks { operator: operator.to_owned(), value: value.into() }
    }

    /// True for a rule of several rules, whose words need parentheses among others.
    pub fn is_composite(&self) -> bool {
        match self {
            Rule::All(rules) | Rule::AllOf(rules) | Rule::AnyOf(rules) => {
                rules.len() > 1 || rules.iter().any(Rule::is_composite)
            }
            Rule::Length(rule)
            | Rule::Count(rule)
            | Rule::Each(rule)
            | Rule::Some(Some(rule))
            | Rule::Not(rule) => rule.is_composite(),
            _ => false,
        }
    }

    /// Calls `change` with every string that may contain a value.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        match self {
            Rule::Be(text)
            | Rule::Equal(text)
            | Rule::ContainAtLeast(text)
            | Rule::OneOf(text)
            | Rule::Type(text)
            | Rule::Order(_, text)
            | Rule::ContainElement(text)
            | Rule::Asks { value: text, .. }
            | Rule::Follow(text)
            | Rule::Fulfil(text)
            | Rule::Flag { name: text, .. }
            | Rule::Documented { operation: text } => change(text),
            Rule::Alternatives(count) | Rule::AtLeast(count) => count.each_text(change),
            Rule::Length(rule) | Rule::Count(rule) | Rule::Each(rule) | Rule::Not(rule) => {
                rule.each_text(change);
            }
            Rule::Some(rule) => rule.iter_mut().for_each(|rule| rule.each_text(change)),
            Rule::All(rules) | Rule::AllOf(rules) | Rule::AnyOf(rules) => {
                rules.iter_mut().for_each(|rule| rule.each_text(change))
            }
            Rule::Exist(_)
            | Rule::HaveLength
            | Rule::Empty(_)
            | Rule::HaveElements
            | Rule::None
            | Rule::NotMatch
            | Rule::One
            | Rule::Unique(_)
            | Rule::Sorted { .. }
            | Rule::SingleNode
            | Rule::SameAsFile
            | Rule::Boolean(_)
            | Rule::Readable
            | Rule::Captured
            | Rule::Snapshot => {}
        }
    }
}
