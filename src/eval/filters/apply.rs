//! Filters and tests: ours, or minijinja's.

use super::arguments::argument;
use super::{foreign, own, value_tests};
use crate::eval::error::Result;
use crate::eval::evaluated::EvaluatedArgument;
use crate::value::Value;
use crate::vocabulary::{Callable, Filter, Test};

/// Applies a filter.
pub fn apply(filter: Filter, value: &Value, arguments: &[EvaluatedArgument]) -> Result<Value> {
    match own::own(filter) {
        Some(apply) => apply(filter.name(), value, arguments),
        None => foreign::apply(filter, value, arguments),
    }
}

/// Applies a test.
pub fn test(test: Test, value: &Value, arguments: &[EvaluatedArgument]) -> Result<bool> {
    match value_tests::own(test) {
        Some(decide) => decide(value, argument(arguments, 0)),
        None => foreign::test(test, value, arguments),
    }
}
