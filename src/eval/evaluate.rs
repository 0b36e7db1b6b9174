//! Evaluates expressions: our own small walker over the compiled tree.
//!
//! It is stricter than Jinja, so that no slip becomes a verdict: what is undefined is an error wherever it is not asked
//! for, only booleans decide, nothing is ordered across types, nothing converts by itself.

use std::borrow::Cow;

use super::arithmetic;
use super::as_text::as_text;
use super::comparison::compare;
use super::error::{EvalError, Result};
use super::evaluated::{Evaluated, EvaluatedArgument};
use super::filters;
use super::functions;
use super::response_parts;
use super::scope::Scope;
use crate::diag::article;
use crate::lang::{Argument, Expr, Node};
use crate::value::{Value, type_name};
use crate::vocabulary::Test;
use crate::vocabulary::limits::RENDERED;

/// Evaluates to a value; what is undefined is an error.
pub fn value<'a>(expr: &'a Expr, scope: &Scope<'a>) -> Result<Cow<'a, Value>> {
    match evaluate(expr, scope)? {
        Evaluated::Value(value) => Ok(value),
        Evaluated::Undefined(what) => Err(EvalError::missing(&what).at(&expr.range)),
        Evaluated::Omit => {
            Err(EvalError::new("`omit` can only be the whole value of a JSON property").at(&expr.range))
        }
    }
}

/// Like [`value`], for an operand of a comparison: with numbers that are too long there is no verdict.
fn compared<'a>(expr: &'a Expr, scope: &Scope<'a>) -> Result<Cow<'a, Value>> {
    let value = value(expr, scope)?;
    value.check_numbers().map_err(|error| EvalError::number(error).at(&expr.range))?;
    Ok(value)
}

/// Evaluates to a boolean; anything else is an error that names the type.
pub fn boolean<'a>(expr: &'a Expr, scope: &Scope<'a>) -> Result<bool> {
    let value = value(expr, scope)?;
    match value.as_ref() {
        Value::Bool(value) => Ok(*value),
        other => Err(EvalError::new(format!(
            "expected true or false, got {} {}",
            article(type_name(other)),
            type_name(other)
        ))
        .at(&expr.range)),
    }
}

/// Evaluates an expression.
pub fn evaluate<'a>(expr: &'a Expr, scope: &Scope<'a>) -> Result<Evaluated<'a>> {
    let owned = |value: Value| Ok(Evaluated::Value(Cow::Owned(value)));
    let at = |error: EvalError| error.at(&expr.range);
    match &expr.node {
        Node::Const(constant) => Ok(Evaluated::Value(Cow::Borrowed(constant))),
        Node::Var(name) => Ok(variable(name, scope)),
        Node::List(items) => {
            let values: Result<Vec<Value>> =
                items.iter().map(|item| value(item, scope).map(Cow::into_owned)).collect();
            owned(values?.into())
        }
        Node::Map(members) => {
            let mut map = crate::value::Map::new();
            for (key, member) in members {
                let key = value(key, scope)?;
                let member = value(member, scope)?.into_owned();
                map.insert(as_text(&key), member);
            }
            owned(map.into())
        }
        Node::Not(inner) => owned((!boolean(inner, scope)?).into()),
        Node::And(left, right) => owned((boolean(left, scope)? && boolean(right, scope)?).into()),
        Node::Or(left, right) => owned((boolean(left, scope)? || boolean(right, scope)?).into()),
        Node::Negate(inner) => owned(arithmetic::negate(value(inner, scope)?.as_ref()).map_err(at)?),
        Node::Arithmetic(op, left, right) => {
            let (left, right) = (value(left, scope)?, value(right, scope)?);
            owned(arithmetic::apply(*op, &left, &right).map_err(at)?)
        }
        Node::Concat(left, right) => {
            let mut text = as_text(value(left, scope)?.as_ref());
            text.push_str(&as_text(value(right, scope)?.as_ref()));
            if text.len() > RENDERED {
                return Err(at(EvalError::new("the string is larger than 16 MiB")));
            }
            owned(text.into())
        }
        Node::Compare(first, rest) => {
            let mut left = compared(first, scope)?;
            for (op, right) in rest {
                let right = compared(right, scope)?;
                if !compare(*op, &left, &right).map_err(at)? {
                    return owned(false.into());
                }
                left = right;
            }
            owned(true.into())
        }
        Node::If { condition, then, otherwise } => match (boolean(condition, scope)?, otherwise) {
            (true, _) => evaluate(then, scope),
            (false, Some(otherwise)) => evaluate(otherwise, scope),
            (false, None) => Ok(Evaluated::Undefined("the choice without `else`".to_owned())),
        },
        Node::Attribute(inner, name) => attribute(inner, name, scope),
        Node::Item(inner, key) => {
            let key = value(key, scope)?;
            if let Value::String(name) = key.as_ref()
                && let Some(part) = response_parts::part(inner, name, scope)
            {
                return part;
            }
            let inner = match evaluate(inner, scope)? {
                Evaluated::Value(value) => value,
                other => return Ok(other),
            };
            item(inner, &key).map_err(at)
        }
        Node::Slice(inner, bounds) => {
            let inner = value(inner, scope)?;
            let mut numbers = [None; 3];
            for (number, bound) in numbers.iter_mut().zip(bounds) {
                if let Some(bound) = bound {
                    let bound = value(bound, scope)?;
                    *number =
                        match bound.as_ref() {
                            Value::Null => None,
                            other => Some(other.as_i64().ok_or_else(|| {
                                at(EvalError::new("the bounds of a slice must be integers"))
                            })?),
                        };
                }
            }
            owned(arithmetic::slice(&inner, numbers).map_err(at)?)
        }
        Node::Filter(filter, inner, arguments) if filter.takes_undefined() => match evaluate(inner, scope)? {
            Evaluated::Undefined(_) => match arguments.first() {
                Some(argument) => evaluate(&argument.value, scope),
                None => owned("".into()),
            },
            found => Ok(found),
        },
        Node::Filter(filter, inner, arguments) => {
            let inner = value(inner, scope)?;
            let arguments = self::arguments(arguments, scope)?;
            owned(filters::apply(*filter, inner.as_ref(), &arguments).map_err(at)?)
        }
        Node::Test(Test::Defined, inner, _) => owned(is_defined(inner, scope)?.into()),
        Node::Test(Test::Undefined, inner, _) => owned((!is_defined(inner, scope)?).into()),
        Node::Test(test, inner, arguments) => {
            let inner = value(inner, scope)?;
            let arguments = self::arguments(arguments, scope)?;
            owned(filters::test(*test, inner.as_ref(), &arguments).map_err(at)?.into())
        }
        Node::Call(function, arguments) => {
            let arguments = self::arguments(arguments, scope)?;
            owned(functions::call(*function, &arguments, scope).map_err(at)?)
        }
    }
}

/// Evaluates the arguments of a call.
pub fn arguments<'a>(arguments: &'a [Argument], scope: &Scope<'a>) -> Result<Vec<EvaluatedArgument>> {
    let one = |argument: &'a Argument| {
        let value = value(&argument.value, scope)?.into_owned();
        Ok(EvaluatedArgument { name: argument.name.as_deref().map(str::to_owned), value })
    };
    arguments.iter().map(one).collect()
}

fn is_defined<'a>(inner: &'a Expr, scope: &Scope<'a>) -> Result<bool> {
    Ok(!matches!(evaluate(inner, scope)?, Evaluated::Undefined(_)))
}

fn variable<'a>(name: &str, scope: &Scope<'a>) -> Evaluated<'a> {
    if let Some(value) = scope.variables.get(name) {
        return Evaluated::Value(Cow::Borrowed(value));
    }
    match name {
        "environment" => Evaluated::Value(Cow::Owned(scope.environment.into())),
        "omit" => Evaluated::Omit,
        "value" if scope.value.is_some() => scope.value.map_or_else(
            || Evaluated::Undefined("`value`".to_owned()),
            |value| Evaluated::Value(Cow::Borrowed(value)),
        ),
        _ => match scope.response.filter(|_| name == "response") {
            Some(response) => response_parts::whole(response),
            None => Evaluated::Undefined(format!("`{name}`")),
        },
    }
}

fn attribute<'a>(inner: &'a Expr, name: &str, scope: &Scope<'a>) -> Result<Evaluated<'a>> {
    if let Some(part) = response_parts::part(inner, name, scope) {
        return part;
    }
    let inner = match evaluate(inner, scope)? {
        Evaluated::Value(value) => value,
        other => return Ok(other),
    };
    Ok(member(inner, name))
}

/// A member of an object, without a copy of the object.
fn member<'a>(object: Cow<'a, Value>, name: &str) -> Evaluated<'a> {
    let found = match object {
        Cow::Borrowed(object) => object.get(name).map(Cow::Borrowed),
        Cow::Owned(Value::Object(mut members)) => members.get_mut(name).map(std::mem::take).map(Cow::Owned),
        Cow::Owned(_) => None,
    };
    match found {
        Some(value) => Evaluated::Value(value),
        None => Evaluated::Undefined(format!("the property `{name}`")),
    }
}

fn item<'a>(inner: Cow<'a, Value>, key: &Value) -> Result<Evaluated<'a>> {
    let position = |length: usize| -> Result<Option<usize>> {
        let index = key.as_i64().ok_or_else(|| EvalError::new("list elements are numbered from 0"))?;
        let from_end = (index < 0).then(|| length as i64 + index);
        Ok(usize::try_from(from_end.unwrap_or(index)).ok().filter(|index| *index < length))
    };
    let missing = || Ok(Evaluated::Undefined(format!("the element {}", as_text(key))));
    match (inner.as_ref(), key) {
        (Value::Array(items), _) => match position(items.len())? {
            Some(index) => Ok(Evaluated::Value(match inner {
                Cow::Borrowed(value) => Cow::Borrowed(&value[index]),
                Cow::Owned(mut value) => {
                    Cow::Owned(value.as_array_mut().map(|items| items.swap_remove(index)).unwrap_or_default())
                }
            })),
            None => missing(),
        },
        (Value::Object(_), Value::String(name)) => Ok(member(inner, name)),
        (Value::String(text), Value::Number(_)) => match position(text.chars().count())? {
            Some(index) => {
                let character: String = text.chars().skip(index).take(1).collect();
                Ok(Evaluated::Value(Cow::Owned(character.into())))
            }
            None => missing(),
        },
        (other, _) => Err(EvalError::new(format!(
            "{} {} has no element {}",
            article(type_name(other)),
            type_name(other),
            as_text(key)
        ))),
    }
}
