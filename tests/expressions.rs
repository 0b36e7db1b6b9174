//! Expressions: our walker agrees with minijinja's machine where both are defined, and errs where Jinja would guess.

use runthrough::testing::evaluation::Expression;
use serde_json::{Value, json};

fn variables() -> Value {
    json!({
        "n": 7, "f": 2.5, "text": "Hello", "list": [3, 1, 2],
        "user": { "name": "Mary", "age": 30, "tags": ["a", "b"] },
        "yes": true, "no": false, "nothing": null,
        "users": [{ "id": 1, "on": true }, { "id": 2, "on": false }],
    })
}

fn ours(expression: &str) -> Result<Value, String> {
    Expression::compile(expression, &variables())?.evaluate()
}

fn foreign(expression: &str) -> Value {
    let mut environment = minijinja::Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let compiled = environment.compile_expression(expression).expect("minijinja compiles it");
    let context = minijinja::Value::from(minijinja::value::Serde(variables()));
    let value = compiled.eval(context).expect("minijinja evaluates it");
    serde_json::to_value(&value).expect("a value")
}

#[test]
fn the_walker_agrees_with_minijinja() {
    let corpus = include_str!("cases/expressions/agree.list");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in corpus.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (expression, expected) = line.rsplit_once(" => ").expect("expression => JSON");
        let expected: Value = serde_json::from_str(expected).expect("JSON");
        let actual = ours(expression);
        if actual.as_ref() != Ok(&expected) {
            wrong.push(format!("{expression}: ours {actual:?}, expected {expected}"));
        }
        let other = foreign(expression);
        if other != expected {
            wrong.push(format!("{expression}: minijinja {other}, expected {expected}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 80);
}

#[test]
fn what_jinja_would_guess_is_an_error_here() {
    for (expression, words) in [
        ("missing", "`missing` has no value"),
        ("missing | upper", "has no value"),
        ("[missing]", "has no value"),
        ("missing == missing", "has no value"),
        ("user.missing", "`missing` has no value"),
        ("list[9]", "has no value"),
        ("'x' if no", "has no value"),
        ("'9' > 10", "cannot be ordered"),
        ("yes == 1", "cannot be compared with a number"),
        ("nothing | int", "cannot be applied"),
        ("nothing | upper", "cannot be applied to null"),
        ("not 1", "expected true or false"),
        ("1 and yes", "expected true or false"),
        ("'' or yes", "expected true or false"),
        ("1 if 'a' else 2", "expected true or false"),
        ("1 + 'a'", "cannot add"),
        ("yes + 1", "works on numbers"),
        ("1 / 0", "division by zero"),
        ("1 // 0", "division by zero"),
        ("3 ** 10000", "more than 1000 digits"),
        ("2 ** 0.5", "must be an integer"),
        ("'abc' | int", "not an integer"),
        ("1 in 'a1'", "never part of a string"),
        ("list.name.x", "has no value"),
        ("'%' | base64_decode", "not valid base64"),
        ("'{' | from_json", "not valid JSON"),
    ] {
        let error = ours(expression).expect_err(expression);
        assert!(error.contains(words), "{expression}: {error}");
    }
}

#[test]
fn our_own_filters_and_functions() {
    for (expression, expected) in [
        ("'ä' | base64", json!("w6Q=")),
        ("'w6Q=' | base64_decode", json!("ä")),
        ("'abc' | sha256", json!("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")),
        (
            "'what do ya want for nothing?' | hmac_sha256('Jefe')",
            json!("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        ),
        ("'a b/ü' | urlencode", json!("a%20b%2F%C3%BC")),
        ("user.tags | json", json!("[\"a\",\"b\"]")),
        ("'[1, 2]' | from_json", json!([1, 2])),
        ("'a1b22' | regex_replace('[0-9]+', '#')", json!("a#b#")),
        ("'2024-02-29T12:00:00Z' | date('%d.%m.%Y')", json!("29.02.2024")),
        ("0 | date('%Y')", json!("1970")),
        ("nothing | string", json!("null")),
        ("yes | string", json!("true")),
        ("timestamp()", json!(1_700_000_000)),
        ("now()", json!("2023-11-14T22:13:20Z")),
        ("now('%H')", json!("22")),
        ("random_int(3, 3)", json!(3)),
        ("random_string(8) | length", json!(8)),
        ("uuid() | length", json!(36)),
        ("null", Value::Null),
        ("18446744073709551615", json!(u64::MAX)),
        ("9007199254740993 == 9007199254740992", json!(false)),
    ] {
        assert_eq!(ours(expression), Ok(expected), "{expression}");
    }
}
