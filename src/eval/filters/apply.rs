//! Filters and tests by their names.

use super::arguments::argument;
use super::{foreign, own, value_tests};
use crate::eval::error::Result;
use crate::eval::evaluated::EvaluatedArgument;
use crate::value::Value;

/// Applies a filter.
pub fn apply(name: &str, value: &Value, arguments: &[EvaluatedArgument]) -> Result<Value> {
    match own::OWN.iter().find(|(own, _)| *own == name) {
        Some((name, filter)) => filter(name, value, arguments),
        None => foreign::apply(name, value, arguments),
    }
}

/// Applies a test.
pub fn test(name: &str, value: &Value, arguments: &[EvaluatedArgument]) -> Result<bool> {
    match value_tests::OWN.iter().find(|(own, _)| *own == name) {
        Some((_, test)) => test(value, argument(arguments, 0)),
        None => foreign::test(name, value, arguments),
    }
}
