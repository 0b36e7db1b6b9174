//! Filters and tests of minijinja.

use std::sync::LazyLock;

use minijinja::value::{Kwargs, Rest, Value as Foreign};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use super::arguments::unfit;
use super::{own, value_tests};
use crate::eval::error::{EvalError, Result};
use crate::eval::evaluated::EvaluatedArgument;
use crate::eval::minijinja_value::{from_foreign, named, to_argument, to_foreign};
use crate::value::Value;
use crate::vocabulary::limits::RENDERED;
use crate::vocabulary::{Callable, Filter, Test};

/// minijinja's filters and tests, without functions, templates or anything else; with ours in their places, so that
/// `map`, `select` and their like find the same ones as an expression does.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let own = |filter: &Filter| own::own(*filter).map(|apply| (filter.name(), apply));
    for (name, filter) in Filter::ALL.iter().filter_map(own) {
        environment.add_filter(name, move |value: &Foreign, arguments: Rest<Foreign>| {
            let value = from_foreign(value).map_err(error)?;
            let arguments = from_arguments(&arguments)?;
            filter(name, &value, &arguments).map(|result| to_foreign(&result)).map_err(error)
        });
    }
    let own = |test: &Test| value_tests::own(*test).map(|decide| (test.name(), decide));
    for (name, test) in Test::ALL.iter().filter_map(own) {
        environment.add_test(name, move |value: &Foreign, other: Option<&Foreign>| {
            let value = from_foreign(value).map_err(error)?;
            let other = other.map(from_foreign).transpose().map_err(error)?;
            test(&value, other.as_ref()).map_err(error)
        });
    }
    environment
});

/// Numbers among a filter's arguments decide how much it makes.
const LARGEST_ARGUMENT: i64 = 100_000;

/// Applies a filter of minijinja.
pub(super) fn apply(filter: Filter, value: &Value, arguments: &[EvaluatedArgument]) -> Result<Value> {
    let name = filter.name();
    // Jinja makes "None" and 0 of null; nothing of the kind happens here.
    if value.is_null() {
        return Err(EvalError::new(format!("`{name}` cannot be applied to null")));
    }
    let mut values = vec![to_foreign(value)];
    let mut by_name = Vec::new();
    for given in arguments {
        if makes_more(filter) && given.value.as_i64().is_some_and(|number| number.abs() > LARGEST_ARGUMENT) {
            return Err(EvalError::new(format!("`{name}` takes numbers up to {LARGEST_ARGUMENT}")));
        }
        match &given.name {
            Some(name) => by_name.push((name.clone(), to_argument(&given.value))),
            None => values.push(to_argument(&given.value)),
        }
    }
    if !by_name.is_empty() {
        values.push(named(by_name));
    }
    let result =
        ENVIRONMENT.empty_state().apply_filter(name, &values).map_err(|error| reword(name, value, &error))?;
    if result.as_str().is_some_and(|text| text.len() > RENDERED) {
        return Err(EvalError::new("the string is larger than 16 MiB"));
    }
    from_foreign(&result)
}

/// Applies a test of minijinja.
pub(super) fn test(test: Test, value: &Value, arguments: &[EvaluatedArgument]) -> Result<bool> {
    let name = test.name();
    if value.is_null() {
        return Err(EvalError::new(format!("`{name}` cannot test null")));
    }
    let mut values = vec![to_foreign(value)];
    values.extend(arguments.iter().map(|given| to_argument(&given.value)));
    ENVIRONMENT.empty_state().perform_test(name, &values).map_err(|error| reword(name, value, &error))
}

/// True for filters whose arguments say how much there will be; those of the others are compared or shown.
fn makes_more(filter: Filter) -> bool {
    matches!(filter, Filter::Batch | Filter::Format | Filter::Indent | Filter::Slice)
}

/// Arguments as our filters take them.
fn from_arguments(arguments: &[Foreign]) -> std::result::Result<Vec<EvaluatedArgument>, Error> {
    let mut all = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match Kwargs::try_from(argument.clone()) {
            Ok(by_name) if argument.is_kwargs() => {
                for name in by_name.args() {
                    let value = from_foreign(&by_name.peek::<Foreign>(name)?).map_err(error)?;
                    all.push(EvaluatedArgument { name: Some(name.to_owned()), value });
                }
            }
            _ => all.push(EvaluatedArgument { name: None, value: from_foreign(argument).map_err(error)? }),
        }
    }
    Ok(all)
}

fn error(error: EvalError) -> Error {
    Error::new(ErrorKind::InvalidOperation, error.message)
}

/// minijinja's message without the names of its own kinds.
fn reword(name: &str, value: &Value, error: &Error) -> EvalError {
    match error.detail() {
        Some(detail) => EvalError::new(format!("`{name}` cannot be applied: {detail}")),
        None => unfit(name, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_is_in_minijinja() {
        let mut state = ENVIRONMENT.empty_state();
        for filter in Filter::ALL {
            let error = state.apply_filter(filter.name(), &[]).map_err(|error| error.kind());
            assert_ne!(error.err(), Some(ErrorKind::UnknownFilter), "{}", filter.name());
        }
        for test in Test::ALL {
            let error = state.perform_test(test.name(), &[]).map_err(|error| error.kind());
            assert_ne!(error.err(), Some(ErrorKind::UnknownTest), "{}", test.name());
        }
    }
}
