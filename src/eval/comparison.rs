//! The comparison operators of expressions.

use std::cmp::Ordering;

use super::error::{EvalError, Result};
use crate::diag::article;
use crate::lang::Compare;
use crate::value::{Value, type_name};

/// Compares strictly: equality across types is false, but for a boolean and a number; an ordering across types errs.
pub fn compare(op: Compare, left: &Value, right: &Value) -> Result<bool> {
    let types = || (type_name(left), type_name(right));
    match op {
        Compare::Equal | Compare::NotEqual => {
            if matches!(
                (left, right),
                (Value::Bool(_), Value::Number(_)) | (Value::Number(_), Value::Bool(_))
            ) {
                return Err(EvalError::new(
                    "a boolean cannot be compared with a number: compare values of the same type",
                ));
            }
            Ok((left == right) == (op == Compare::Equal))
        }
        Compare::In | Compare::NotIn => {
            let found = match right {
                Value::Array(items) => items.contains(left),
                Value::Object(members) => left.as_str().is_some_and(|key| members.contains_key(key)),
                Value::String(text) => match left {
                    Value::String(part) => text.contains(part.as_str()),
                    _ => {
                        return Err(EvalError::new(format!(
                            "{} {} is never part of a string",
                            article(types().0),
                            types().0
                        )));
                    }
                },
                _ => {
                    return Err(EvalError::new(format!(
                        "nothing is in {} {}",
                        article(types().1),
                        types().1
                    )));
                }
            };
            Ok(found == (op == Compare::In))
        }
        Compare::Less | Compare::LessOrEqual | Compare::Greater | Compare::GreaterOrEqual => {
            let ordering = match (left, right) {
                (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
                (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
                _ => None,
            };
            let Some(ordering) = ordering else {
                let (left, right) = types();
                return Err(EvalError::new(format!(
                    "{} {left} and {} {right} cannot be ordered",
                    article(left),
                    article(right)
                )));
            };
            Ok(match op {
                Compare::Less => ordering == Ordering::Less,
                Compare::LessOrEqual => ordering != Ordering::Greater,
                Compare::Greater => ordering == Ordering::Greater,
                _ => ordering != Ordering::Less,
            })
        }
    }
}
