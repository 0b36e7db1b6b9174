//! From the tree of the parser crate to ours. Types are checked by RFC 9535 §2.4.3: the crate accepts
//! `length(@.*)`, a bare `value(…)` as a test, and functions that are no part of the standard.

use std::ops::Range;

use crate::value::Number;
use jsonpath_rust::parser::model as parsed;

use crate::value::Value;

use super::error::PathError;
use super::placeholders::Prepared;
use super::token::{Kind, Token};
use super::tree::{Comparison, Logical, Operand, Pattern, Query, Segment, Selector, Start};
use super::{calls, hints, iregexp};

pub(super) struct Converter<'t> {
    text: &'t str,
    tokens: &'t [Token],
    prepared: &'t Prepared,
    /// The tokens of function names, in the order in which the tree has the functions.
    functions: Vec<usize>,
    next: usize,
}

impl<'t> Converter<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Token], prepared: &'t Prepared) -> Self {
        Self { text, tokens, prepared, functions: calls::names(tokens).collect(), next: 0 }
    }

    pub(super) fn query(&mut self, start: Start, segments: &[parsed::Segment]) -> Result<Query, PathError> {
        let segments =
            segments.iter().map(|segment| self.segment(segment)).collect::<Result<Box<[_]>, _>>()?;
        let singular = segments
            .iter()
            .all(|segment| matches!(segment, Segment::One(Selector::Name(_) | Selector::Index(_))));
        Ok(Query { start, segments, singular })
    }

    fn segment(&mut self, segment: &parsed::Segment) -> Result<Segment, PathError> {
        Ok(match segment {
            parsed::Segment::Selector(selector) => Segment::One(self.selector(selector)?),
            parsed::Segment::Selectors(selectors) => Segment::Many(self.selectors(selectors)?),
            parsed::Segment::Descendant(inner) => match self.segment(inner)? {
                Segment::One(selector) => Segment::Descendants(Box::new([selector])),
                Segment::Many(selectors) | Segment::Descendants(selectors) => Segment::Descendants(selectors),
            },
        })
    }

    fn selectors(&mut self, selectors: &[parsed::Selector]) -> Result<Box<[Selector]>, PathError> {
        selectors.iter().map(|selector| self.selector(selector)).collect()
    }

    fn selector(&mut self, selector: &parsed::Selector) -> Result<Selector, PathError> {
        Ok(match selector {
            parsed::Selector::Name(name) => Selector::Name(self.prepared.name(name)),
            parsed::Selector::Wildcard => Selector::Wildcard,
            parsed::Selector::Index(index) => Selector::Index(*index),
            parsed::Selector::Slice(start, end, step) => {
                Selector::Slice { start: *start, end: *end, step: step.unwrap_or(1) }
            }
            parsed::Selector::Filter(filter) => Selector::Filter(self.logical(filter)?),
        })
    }

    fn logical(&mut self, filter: &parsed::Filter) -> Result<Logical, PathError> {
        let mut all = |filters: &[parsed::Filter]| -> Result<Box<[Logical]>, PathError> {
            filters.iter().map(|filter| self.logical(filter)).collect()
        };
        match filter {
            parsed::Filter::Or(filters) => Ok(Logical::Or(all(filters)?)),
            parsed::Filter::And(filters) => Ok(Logical::And(all(filters)?)),
            parsed::Filter::Atom(parsed::FilterAtom::Filter { expr, not }) => {
                Ok(negate(self.logical(expr)?, *not))
            }
            parsed::Filter::Atom(parsed::FilterAtom::Test { expr, not }) => {
                Ok(negate(self.test(expr)?, *not))
            }
            parsed::Filter::Atom(parsed::FilterAtom::Comparison(comparison)) => self.comparison(comparison),
        }
    }

    fn comparison(&mut self, comparison: &parsed::Comparison) -> Result<Logical, PathError> {
        let operator = match comparison {
            parsed::Comparison::Eq(..) => Comparison::Equal,
            parsed::Comparison::Ne(..) => Comparison::NotEqual,
            parsed::Comparison::Lt(..) => Comparison::Less,
            parsed::Comparison::Lte(..) => Comparison::LessOrEqual,
            parsed::Comparison::Gt(..) => Comparison::Greater,
            parsed::Comparison::Gte(..) => Comparison::GreaterOrEqual,
        };
        let (left, right) = comparison.vals();
        Ok(Logical::Compare(self.comparable(left)?, operator, self.comparable(right)?))
    }

    fn comparable(&mut self, comparable: &parsed::Comparable) -> Result<Operand, PathError> {
        match comparable {
            parsed::Comparable::Literal(literal) => Ok(Operand::Literal(self.literal(literal))),
            parsed::Comparable::Function(function) => self.value_function(function),
            parsed::Comparable::SingularQuery(query) => {
                let (start, segments) = match query {
                    parsed::SingularQuery::Current(segments) => (Start::Current, segments),
                    parsed::SingularQuery::Root(segments) => (Start::Root, segments),
                };
                let segments = segments.iter().map(|segment| {
                    Segment::One(match segment {
                        parsed::SingularQuerySegment::Name(name) => Selector::Name(self.prepared.name(name)),
                        parsed::SingularQuerySegment::Index(index) => Selector::Index(*index),
                    })
                });
                Ok(Operand::Node(Query { start, segments: segments.collect(), singular: true }))
            }
        }
    }

    fn literal(&self, literal: &parsed::Literal) -> Value {
        match literal {
            parsed::Literal::Int(number) => Value::from(*number),
            // Decimals are put past the parser.
            parsed::Literal::Float(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
            parsed::Literal::String(text) => self.prepared.literal(text),
            parsed::Literal::Bool(truth) => Value::Bool(*truth),
            parsed::Literal::Null => Value::Null,
        }
    }

    fn test(&mut self, test: &parsed::Test) -> Result<Logical, PathError> {
        match test {
            parsed::Test::RelQuery(segments) => Ok(Logical::Exists(self.query(Start::Current, segments)?)),
            parsed::Test::AbsQuery(query) => Ok(Logical::Exists(self.query(Start::Root, &query.segments)?)),
            parsed::Test::Function(function) => match function.as_ref() {
                parsed::TestFunction::Match(text, pattern) => self.pattern(text, pattern, true),
                parsed::TestFunction::Search(text, pattern) => self.pattern(text, pattern, false),
                other => {
                    let (call, name) = self.call();
                    self.value_function_at(other, &call, &name)?;
                    Err(PathError::new(call, format!("`{name}(…)` gives a value, which must be compared"))
                        .help(format!("for example `{name}(…) > 1`")))
                }
            },
        }
    }

    fn pattern(
        &mut self,
        text: &parsed::FnArg,
        pattern: &parsed::FnArg,
        whole: bool,
    ) -> Result<Logical, PathError> {
        let index = self.functions.get(self.next).copied();
        let (call, name) = self.call();
        let text = self.value_argument(text, &call, &name)?;
        let pattern = match self.value_argument(pattern, &call, &name)? {
            Operand::Literal(Value::String(source)) => {
                let at = index.and_then(|index| self.last_text(index)).unwrap_or(call);
                let regex = iregexp::compile(&source, whole).map_err(|error| PathError {
                    range: at,
                    message: format!("the pattern of `{name}()`: {}", error.message),
                    help: error.help,
                })?;
                Pattern::Fixed(regex)
            }
            operand => Pattern::Dynamic(operand),
        };
        Ok(Logical::Pattern { text, pattern, whole })
    }

    fn value_function(&mut self, function: &parsed::TestFunction) -> Result<Operand, PathError> {
        let (call, name) = self.call();
        self.value_function_at(function, &call, &name)
    }

    fn value_function_at(
        &mut self,
        function: &parsed::TestFunction,
        call: &Range<usize>,
        name: &str,
    ) -> Result<Operand, PathError> {
        match function {
            parsed::TestFunction::Length(argument) => {
                Ok(Operand::Length(Box::new(self.value_argument(argument, call, name)?)))
            }
            parsed::TestFunction::Count(argument) => {
                Ok(Operand::Count(self.nodes_argument(argument, call, name)?))
            }
            parsed::TestFunction::Value(argument) => {
                Ok(Operand::Only(self.nodes_argument(argument, call, name)?))
            }
            parsed::TestFunction::Match(..) | parsed::TestFunction::Search(..) => {
                Err(calls::not_a_value(call, name))
            }
            parsed::TestFunction::Custom(..) => Err(hints::function(call.clone(), name)),
        }
    }

    /// An argument of type `ValueType`.
    fn value_argument(
        &mut self,
        argument: &parsed::FnArg,
        call: &Range<usize>,
        name: &str,
    ) -> Result<Operand, PathError> {
        let (start, segments) = match argument {
            parsed::FnArg::Literal(literal) => return Ok(Operand::Literal(self.literal(literal))),
            parsed::FnArg::Filter(_) => return Err(calls::takes_no_condition(call, name)),
            parsed::FnArg::Test(test) => match test.as_ref() {
                parsed::Test::Function(function) => return self.value_function(function),
                parsed::Test::RelQuery(segments) => (Start::Current, segments),
                parsed::Test::AbsQuery(query) => (Start::Root, &query.segments),
            },
        };
        let query = self.query(start, segments)?;
        if query.singular {
            return Ok(Operand::Node(query));
        }
        let error = PathError::new(
            call.clone(),
            format!("`{name}()` takes one value, but this path can find several"),
        );
        Err(if name == "length" {
            error.help("`count(…)` gives the number of nodes found")
        } else {
            error.help("use a path of names and indexes only, or wrap it in `value(…)`")
        })
    }

    /// An argument of type `NodesType`.
    fn nodes_argument(
        &mut self,
        argument: &parsed::FnArg,
        call: &Range<usize>,
        name: &str,
    ) -> Result<Query, PathError> {
        match argument {
            parsed::FnArg::Test(test) => match test.as_ref() {
                parsed::Test::RelQuery(segments) => self.query(Start::Current, segments),
                parsed::Test::AbsQuery(query) => self.query(Start::Root, &query.segments),
                parsed::Test::Function(_) => Err(calls::takes_a_path(call, name)),
            },
            parsed::FnArg::Filter(_) => Err(calls::takes_no_condition(call, name)),
            parsed::FnArg::Literal(_) => Err(calls::takes_a_path(call, name)),
        }
    }

    /// The next function of the text: its bytes and its name.
    fn call(&mut self) -> (Range<usize>, String) {
        let Some(&index) = self.functions.get(self.next) else { return (0..self.text.len(), String::new()) };
        self.next += 1;
        (calls::range(self.tokens, index), self.text[self.tokens[index].range.clone()].to_owned())
    }

    /// The quoted text that is the last argument of the function at `index`.
    fn last_text(&self, index: usize) -> Option<Range<usize>> {
        let last = &self.tokens[calls::closing(self.tokens, index + 1)?.checked_sub(1)?];
        (last.kind == Kind::Text).then(|| last.range.clone())
    }
}

fn negate(logical: Logical, not: bool) -> Logical {
    if not { Logical::Not(Box::new(logical)) } else { logical }
}
