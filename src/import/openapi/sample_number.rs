//! Numbers that a schema allows, made up of its bounds with all of their digits.

use crate::value::{Number, Rounding, Value};

/// An integer within the bounds of a schema, where there is one that is easily found.
pub fn integer(schema: &Value) -> Number {
    let whole = |key: &str, rounding| bound(schema, key)?.round(0, rounding).ok();
    let above = || whole("exclusiveMinimum", Rounding::Down)?.add(&1.into()).ok();
    let least = whole("minimum", Rounding::Up).or_else(above);
    let most = whole("maximum", Rounding::Down);
    let wanted = least.unwrap_or_else(|| most.into_iter().fold(1.into(), Number::min));
    let step = bound(schema, "multipleOf").filter(Number::is_integer);
    step.and_then(|step| multiple(&wanted, &step)).unwrap_or(wanted)
}

/// A number within the bounds of a schema, where there is one that is easily found.
pub fn number(schema: &Value) -> Number {
    let half = || Number::from(1).divide(&2.into()).ok();
    let above = || bound(schema, "exclusiveMinimum")?.add(&half()?).ok();
    let least = bound(schema, "minimum").or_else(above);
    let usual = half().and_then(|half| half.add(&1.into()).ok()).unwrap_or_else(|| 1.into());
    let wanted = least.unwrap_or_else(|| bound(schema, "maximum").into_iter().fold(usual, Number::min));
    let step = bound(schema, "multipleOf");
    step.and_then(|step| multiple(&wanted, &step)).unwrap_or(wanted)
}

fn bound(schema: &Value, key: &str) -> Option<Number> {
    schema.get(key).and_then(Value::as_number).cloned()
}

/// The least multiple of a step that is not below a number; `None` where nothing can be calculated.
fn multiple(least: &Number, step: &Number) -> Option<Number> {
    let count = least.negate().and_then(|number| number.floor_divide(step)).and_then(|count| count.negate());
    count.and_then(|count| count.multiply(step)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(schema: &str) -> (String, String) {
        let schema: Value = schema.parse().expect("a schema");
        (integer(&schema).to_string(), number(&schema).to_string())
    }

    #[test]
    fn bounds_keep_their_digits() {
        let pair = |integer: &str, number: &str| (integer.to_owned(), number.to_owned());
        assert_eq!(samples("{}"), pair("1", "1.5"));
        assert_eq!(samples(r#"{ "maximum": 0.2 }"#), pair("0", "0.2"));
        assert_eq!(
            samples(r#"{ "minimum": 18446744073709551617.25 }"#),
            pair("18446744073709551618", "18446744073709551617.25")
        );
        assert_eq!(samples(r#"{ "exclusiveMinimum": 7, "multipleOf": 5 }"#), pair("10", "10"));
        assert_eq!(samples(r#"{ "minimum": 0.105, "multipleOf": 0.01 }"#), pair("1", "0.11"));
        assert_eq!(samples(r#"{ "minimum": 1e99999 }"#), pair("1", "1e99999"));
    }
}
