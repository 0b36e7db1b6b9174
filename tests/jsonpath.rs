//! The public compliance suite of RFC 9535 (`cases/jsonpath/cts.json`), every case of it, and our own cases in the same
//! form (`cases/jsonpath/own.json`).

use runthrough::testing::evaluation::{JsonPath, Value, select};

#[test]
fn the_public_compliance_suite_passes() {
    run(include_str!("cases/jsonpath/cts.json"), 687);
}

#[test]
fn our_own_cases_pass() {
    run(include_str!("cases/jsonpath/own.json"), 40);
}

fn run(suite: &str, at_least: usize) {
    let suite: Value = suite.parse().unwrap();
    let cases = suite["tests"].as_array().unwrap();
    assert!(cases.len() >= at_least, "only {} cases", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            judge(case).err().map(|why| format!("{} | {} | {why}", case["name"], case["selector"]))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn judge(case: &Value) -> Result<(), String> {
    let compiled = JsonPath::compile(case["selector"].as_str().unwrap());
    if case["invalid_selector"] == Value::Bool(true) {
        return match compiled {
            Ok(_) => Err("accepted".to_owned()),
            Err(_) => Ok(()),
        };
    }
    let path = compiled.map_err(|error| format!("refused: {error:?}"))?;
    let document = &case["document"];
    let values = select(&path, document, &[]).map_err(|error| error.to_string())?;
    expected(case, "result", "results", &values, &|expected| {
        expected.len() == values.len() && expected.iter().zip(&values).all(|(left, right)| left == *right)
    })?;
    expected(case, "result_paths", "results_paths", &values, &|paths| {
        paths.len() == values.len()
            && paths.iter().zip(&values).all(|(path, node)| is_at(document, path, node))
    })
}

/// `one` is the expected result, or any of `several` is; a case may have neither.
fn expected(
    case: &Value,
    one: &str,
    several: &str,
    found: &[&Value],
    is_expected: &dyn Fn(&[Value]) -> bool,
) -> Result<(), String> {
    let list = |value: &Value| value.as_array().is_some_and(|list| is_expected(list));
    let right = match (case.get(one), case.get(several)) {
        (Some(result), _) => list(result),
        (None, Some(Value::Array(results))) => results.iter().any(list),
        _ => true,
    };
    if right { Ok(()) } else { Err(format!("{one}: found {found:?}")) }
}

/// Whether a normalized path leads to that very node of the document, not to an equal one.
fn is_at(document: &Value, path: &Value, node: &Value) -> bool {
    let path = JsonPath::compile(path.as_str().unwrap()).unwrap();
    let found = select(&path, document, &[]).unwrap();
    found.len() == 1 && std::ptr::eq(found[0], node)
}
