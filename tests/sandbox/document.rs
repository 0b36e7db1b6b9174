//! Holds answers against the sandbox's OpenAPI document, by the few keywords that it uses.

use serde_json::Value;

use super::http::Answer;

/// The document.
pub fn document() -> Value {
    serde_json::from_str(include_str!("../../scenarios/openapi.json")).unwrap()
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref") {
        Some(reference) => {
            let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
            document.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not in the document"))
        }
        None => value,
    }
}

/// Panics unless the status is documented for the operation and the body fits its schema.
pub fn check(method: &str, path: &str, answer: &Answer) {
    let document = document();
    let responses = &document["paths"][path][method.to_lowercase()]["responses"];
    let response = &responses[answer.status.to_string()];
    assert!(response.is_object(), "{method} {path}: {answer:?} is not documented");
    let response = resolve(&document, response);
    match response.pointer("/content/application~1json/schema") {
        Some(schema) => {
            assert!(answer.headers.contains("\r\ncontent-type: application/json\r\n"), "{answer:?}");
            if let Err(at) = fits(&document, schema, &answer.body, "$") {
                panic!("{method} {path}: {at} of {answer:?} does not fit");
            }
        }
        None => assert!(answer.body.is_null(), "{answer:?}"),
    }
    if response.pointer("/headers/WWW-Authenticate").is_some() {
        assert!(answer.headers.contains("\r\nwww-authenticate: "), "{answer:?}");
    }
}

/// Whether a value fits a schema; the error is the place where it does not.
pub fn fits(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let schema = resolve(document, schema);
    let here = |right: bool, keyword: &str| if right { Ok(()) } else { Err(format!("{keyword} at {at}")) };
    let right_type = match schema["type"].as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        other => panic!("the schema names the type {other}"),
    };
    here(right_type, "type")?;
    here(schema.get("const").is_none_or(|wanted| wanted == value), "const")?;
    here(schema.get("enum").is_none_or(|all| all.as_array().unwrap().contains(value)), "enum")?;
    here(schema.get("minimum").is_none_or(|least| value.as_i64() >= least.as_i64()), "minimum")?;
    here(schema.get("maximum").is_none_or(|most| value.as_i64() <= most.as_i64()), "maximum")?;
    let text = value.as_str().unwrap_or("");
    let matches = |pattern: &Value| regex::Regex::new(pattern.as_str().unwrap()).unwrap().is_match(text);
    here(schema.get("pattern").is_none_or(matches), "pattern")?;
    if schema["format"] == "uuid" {
        here(text.len() == 36 && text.split('-').count() == 5, "format")?;
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        here(value.get(name.as_str().unwrap()).is_some(), &format!("required {name}"))?;
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        // An answer has nothing that the document leaves out.
        let inner = schema["properties"].get(name).or(schema.get("additionalProperties"));
        let inner = inner.ok_or_else(|| format!("undocumented {name} at {at}"))?;
        fits(document, inner, member, &format!("{at}.{name}"))?;
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        fits(document, &schema["items"], item, &format!("{at}[{index}]"))?;
    }
    Ok(())
}
