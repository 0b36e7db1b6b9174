//! What filters and tests get.

use crate::diag::article;
use crate::eval::error::{EvalError, Result};
use crate::eval::evaluated::EvaluatedArgument;
use crate::value::{Value, type_name};

pub(super) fn argument(arguments: &[EvaluatedArgument], index: usize) -> Option<&Value> {
    arguments.get(index).map(|argument| &argument.value)
}

pub(super) fn unfit(name: &str, value: &Value) -> EvalError {
    let kind = type_name(value);
    EvalError::new(format!("`{name}` cannot be applied to {} {kind}", article(kind)))
}

pub(super) fn text<'v>(name: &str, value: &'v Value) -> Result<&'v str> {
    value.as_str().ok_or_else(|| unfit(name, value))
}
