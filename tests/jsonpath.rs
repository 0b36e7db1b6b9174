//! The public compliance suite of RFC 9535 (`cases/jsonpath/cts.json`), every case of it, and our own cases in the same
//! form (`cases/jsonpath/own.json`).

#![allow(clippy::unwrap_used)] // Broken case files may end the test.

use runthrough::testing::evaluation::{JsonPath, Value, select, select_located};

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
    let located = select_located(&path, document, &[]).map_err(|error| error.to_string())?;
    let same = located.len() == values.len()
        && located.iter().zip(&values).all(|((_, left), right)| std::ptr::eq(*left, *right));
    if !same {
        return Err("select and select_located differ".to_owned());
    }
    let paths = Value::from(located.into_iter().map(|(path, _)| path).collect::<Vec<_>>());
    let values = Value::from(values.into_iter().cloned().collect::<Vec<_>>());
    expected(case, "result", "results", &values)?;
    expected(case, "result_paths", "results_paths", &paths)
}

/// `one` is the right result, or any of `several` is; neither given is right.
fn expected(case: &Value, one: &str, several: &str, found: &Value) -> Result<(), String> {
    let right = match (case.get(one), case.get(several)) {
        (Some(result), _) => result == found,
        (None, Some(Value::Array(results))) => results.contains(found),
        _ => true,
    };
    if right { Ok(()) } else { Err(format!("{one}: found {found}")) }
}
