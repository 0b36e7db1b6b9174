//! Laws of the matchers, over values and operators as they come: what a matcher says of a value, its opposite does not.

use proptest::prelude::*;
use runthrough::testing::evaluation::{Expectations, ResponseView, json_response};
use serde_json::{Value, json};

/// Whether a matcher, written in JSON (which is YAML), holds for `$.x` of a body; an error is one of the scenario.
fn holds(matcher: &Value, body: &Value) -> Result<bool, String> {
    let text = format!(
        "scenario: A\nsteps:\n  - name: B\n    request: GET http://127.0.0.1:9/\n    expect: {{ status: any, json: {{ $.x: {matcher} }} }}\n"
    );
    let expectations = Expectations::parse(&text).map_err(|error| format!("{error}: {text}"))?;
    let response = json_response(body.to_string());
    expectations.hold(&ResponseView::new(&response, "http://127.0.0.1:9/"))
}

/// JSON as bodies have it, of every type.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-5_i64..6).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-8_i32..9).prop_map(|half| json!(f64::from(half) / 2.0)),
        "[a-c ]{0,3}".prop_map(Value::from),
        prop_oneof![Just("2024-01-01T00:00:00Z"), Just("10s"), Just("5MB"), Just("a@b.c")]
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[ab]", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Matchers that hold for some values and not for others.
fn matcher() -> impl Strategy<Value = Value> {
    let kind =
        prop::sample::select(vec!["string", "number", "integer", "boolean", "array", "object", "null"]);
    let order = prop::sample::select(vec!["gt", "gte", "lt", "lte"]);
    let leaf = prop_oneof![
        value().prop_map(|value| json!({ "equals": value })),
        value().prop_map(|value| json!({ "partial": value })),
        prop::collection::vec(value(), 1..4).prop_map(|values| json!({ "one_of": values })),
        kind.prop_map(|kind| json!({ "type": kind })),
        (order, -4_i64..5).prop_map(|(order, bound)| json!({ order: bound })),
        value().prop_map(|value| json!({ "contains": value })),
        "[a-c]{0,2}".prop_map(|text| json!({ "starts_with": text })),
        "[a-c]{0,2}".prop_map(|text| json!({ "ends_with": text })),
        "[a-c]{1,2}".prop_map(|text| json!({ "matches": text })),
        (0_u64..4).prop_map(|length| json!({ "length": length })),
        any::<bool>().prop_map(|empty| json!({ "empty": empty })),
        any::<bool>().prop_map(|unique| json!({ "unique": unique })),
        Just(json!({ "sorted": "asc" })),
        Just(json!({ "exists": true })),
        Just(json!({ "format": "date-time" })),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| json!({ "each": inner })),
            inner.clone().prop_map(|inner| json!({ "some": inner })),
            inner.clone().prop_map(|inner| json!({ "none": inner })),
            inner.clone().prop_map(|inner| json!({ "one": inner })),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|all| json!({ "all_of": all })),
            prop::collection::vec(inner, 1..3).prop_map(|all| json!({ "any_of": all })),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn not_is_the_complement_on_every_value_that_was_found(matcher in matcher(), value in value()) {
        let body = json!({ "x": value });
        let (plain, opposite) = (holds(&matcher, &body), holds(&json!({ "not": matcher }), &body));
        match (plain, opposite) {
            (Ok(plain), Ok(opposite)) => prop_assert_ne!(plain, opposite),
            (Err(_), Err(_)) => {}
            (plain, opposite) => prop_assert!(false, "{:?} and {:?}", plain, opposite),
        }
    }

    #[test]
    fn nothing_found_satisfies_neither_a_matcher_nor_its_opposite(matcher in matcher()) {
        let may = ["exists", "empty", "length"].iter().any(|word| matcher.to_string().contains(&format!("\"{word}\"")));
        prop_assume!(!may);
        for matcher in [json!({ "not": matcher }), matcher] {
            prop_assert_ne!(holds(&matcher, &json!({ "y": 1 })), Ok(true), "{}", matcher);
        }
    }

    #[test]
    fn equals_is_reflexive_and_symmetric(left in value(), right in value()) {
        let equal = |left: &Value, right: &Value| holds(&json!({ "equals": left }), &json!({ "x": right }));
        prop_assert_eq!(equal(&left, &left), Ok(true));
        prop_assert_eq!(equal(&left, &right), equal(&right, &left));
        // What is equal is partial and one of itself; nothing else is.
        let partial = holds(&json!({ "partial": left.clone() }), &json!({ "x": right.clone() }));
        let one_of = holds(&json!({ "one_of": [left.clone()] }), &json!({ "x": right.clone() }));
        if equal(&left, &right) == Ok(true) {
            prop_assert_eq!(partial, Ok(true));
        }
        prop_assert_eq!(one_of, equal(&left, &right));
    }

    #[test]
    fn operators_hold_together_as_they_hold_alone(one in matcher(), two in matcher(), value in value()) {
        let body = json!({ "x": value });
        if let (Ok(first), Ok(second)) = (holds(&one, &body), holds(&two, &body)) {
            prop_assert_eq!(holds(&json!({ "all_of": [one.clone(), two.clone()] }), &body), Ok(first && second));
            prop_assert_eq!(holds(&json!({ "any_of": [one, two] }), &body), Ok(first || second));
        }
    }

    #[test]
    fn quantifiers_count_elements(matcher in matcher(), values in prop::collection::vec(value(), 0..5)) {
        let alone: Result<Vec<bool>, String> =
            values.iter().map(|value| holds(&matcher, &json!({ "x": value }))).collect();
        let Ok(alone) = alone else { return Ok(()) };
        let (body, count) = (json!({ "x": values }), alone.iter().filter(|holds| **holds).count());
        for (quantifier, expected) in
            [("each", count == alone.len()), ("some", count > 0), ("none", count == 0), ("one", count == 1)]
        {
            prop_assert_eq!(holds(&json!({ quantifier: matcher.clone() }), &body), Ok(expected), "{}", quantifier);
        }
    }
}
