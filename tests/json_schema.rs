//! `schema:` against the required cases of the official JSON Schema test suite.

use std::path::Path;

use runthrough::testing::evaluation::{Document, Schema, Value as Instance, bundle};
use serde_json::{Value, json};

fn asset(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/assets/json-schema-test-suite");
    let text = std::fs::read_to_string(folder.join(name)).expect("a file of the suite");
    serde_json::from_str(&text).expect("JSON")
}

fn compile(schema: &Value, remotes: &Value, formats: bool) -> Result<Schema, String> {
    let registered = remotes.as_object().expect("a map of documents");
    let document = |(uri, value): (&String, &Value)| Document {
        name: uri.as_str().into(),
        path: "".into(),
        uri: uri.clone(),
        value: value.clone(),
    };
    let registered = registered.iter().map(document).collect();
    let root = Document::inline("scenarios/a.yaml".into(), 0, schema.clone());
    let gathered = bundle(root, registered, &mut |_, written| Err(format!("`{written}` was asked for")));
    Schema::compile(gathered, formats).map_err(|problems| format!("{problems:?}"))
}

/// Judges every case of a draft; gives their number and those that were judged wrong. `named` is what `$schema` says of
/// it, where the suite leaves that out.
fn run(draft: &str, named: Option<&str>) -> (usize, Vec<String>) {
    let (suite, mut remotes) = (asset(draft), asset("remotes.json"));
    let name = |schema: &mut Value| {
        if let (Some(named), Value::Object(members)) = (named, schema) {
            members.entry("$schema").or_insert(named.into());
        }
    };
    let remote = remotes.as_object_mut().expect("a map of documents");
    // Those of other drafts mean something else here.
    let folder = format!("/{}/", draft.trim_end_matches(".json"));
    let own = |uri: &str| !uri.contains("/draft") || uri.contains(&folder);
    remote.retain(|uri, value| named.is_none() || own(uri) && value.get("$defs").is_none());
    remote.values_mut().for_each(name);
    let (mut count, mut wrong) = (0, Vec::new());
    for (file, groups) in suite.as_object().expect("a map of files") {
        for group in groups.as_array().expect("a list of groups") {
            let mut schema = group["schema"].clone();
            name(&mut schema);
            let schema = match compile(&schema, &remotes, file != "format.json") {
                Ok(schema) => schema,
                Err(problem) => {
                    wrong.push(format!("{file}: {}: {problem}", group["description"]));
                    continue;
                }
            };
            for test in group["tests"].as_array().expect("a list of tests") {
                count += 1;
                let data = Instance::from(&test["data"]);
                let valid = schema.violations(&data).expect("little enough").shown.is_empty();
                if Some(valid) != test["valid"].as_bool() {
                    wrong.push(format!("{file}: {}: {}", group["description"], test["description"]));
                }
            }
        }
    }
    (count, wrong)
}

#[test]
fn draft_2020_12_passes() {
    let (count, wrong) = run("draft2020-12.json", None);
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 1_200, "{count}");
}

#[test]
fn draft_2019_09_passes() {
    let (count, wrong) = run("draft2019-09.json", None);
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 1_200, "{count}");
}

#[test]
fn the_drafts_before_pass() {
    for (file, named) in [
        ("draft7.json", "http://json-schema.org/draft-07/schema#"),
        ("draft6.json", "http://json-schema.org/draft-06/schema#"),
        ("draft4.json", "http://json-schema.org/draft-04/schema#"),
    ] {
        let (count, wrong) = run(file, Some(named));
        assert!(wrong.is_empty(), "{file}: {} of {count}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(count > 500, "{file}: {count}");
    }
}

/// The suite has no integers that doubles cannot tell apart.
#[test]
fn numbers_are_what_they_are_to_every_keyword() {
    for (schema, text, valid) in [
        (json!({ "uniqueItems": true }), "[9007199254740993, 9007199254740992.0]", true),
        (json!({ "uniqueItems": true }), "[9007199254740992, 9007199254740992.0]", false),
        (json!({ "const": 9007199254740993_u64 }), "9007199254740992.0", false),
        (json!({ "enum": [u64::MAX, { "a": -1 }] }), r#"{"a": -1.0}"#, true),
        (json!({ "enum": [u64::MAX] }), "18446744073709551614", false),
        (json!({ "const": 0 }), "-0.0", true),
    ] {
        let value: Instance = serde_json::from_str(text).expect("JSON");
        let compiled = compile(&schema, &json!({}), true).expect("a schema");
        let found = compiled.violations(&value).expect("little enough");
        assert_eq!(found.shown.is_empty(), valid, "{schema} and {text}");
    }
}

/// Whoever wrote it: no schema exhausts the stack of the thread that reads files, nor that of a worker.
#[test]
fn long_chains_and_circles_of_references_are_followed() {
    let name = |number: usize| format!("#/$defs/d{number}");
    let chain = |link: &dyn Fn(String) -> Value| {
        let mut defs = serde_json::Map::new();
        for number in 0..2_000 {
            defs.insert(format!("d{number}"), link(name(number + 1)));
        }
        defs.insert("d2000".to_owned(), json!({ "type": "integer" }));
        json!({ "$ref": name(0), "$defs": defs })
    };
    let mut nested = json!({ "type": "integer" });
    for _ in 0..100 {
        nested = json!({ "allOf": [nested] });
    }
    let schemas = [
        chain(&|next| json!({ "$ref": next })),
        chain(&|next| json!({ "properties": { "x": { "$ref": next } } })),
        json!({ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } } }),
        nested,
    ];
    let read = move || {
        let compile = |schema: &Value| compile(schema, &json!({}), true).expect("a schema");
        schemas.iter().map(compile).collect::<Vec<Schema>>()
    };
    let reader = std::thread::Builder::new().stack_size(16 * 1024 * 1024).spawn(read).expect("a thread");
    let schemas = reader.join().expect("read");
    let judge = move || {
        schemas
            .iter()
            .map(|schema| schema.violations(&"x".into()).expect("little").count())
            .collect::<Vec<_>>()
    };
    let worker = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(judge).expect("a thread");
    assert_eq!(worker.join().expect("judged"), [1, 0, 0, 1]);
}

/// Objects inside each other, with something else in the innermost.
fn nested(depth: usize) -> Instance {
    (0..depth).fold(json!(1), |inner, _| json!({ "next": inner })).into()
}

#[test]
fn a_body_cannot_make_an_ordinary_schema_take_for_ever() {
    // Both parts of a node look at the next one: the reasons double with each level.
    let part = json!({ "type": "object", "properties": { "next": { "$ref": "#/$defs/node" } } });
    for combination in ["allOf", "anyOf", "oneOf"] {
        let schema = json!({
            "$ref": "#/$defs/node",
            "$defs": { "node": { (combination): [part, part] } },
        });
        let schema = compile(&schema, &json!({}), true).expect("a schema");
        let found = schema.violations(&nested(120)).expect("a verdict");
        assert_eq!((found.count(), found.uncounted), (1, true), "{combination}: {found:?}");
        assert_eq!(found.shown[0].pointer.is_empty(), combination != "allOf", "{combination}: {found:?}");
    }
    // Without the doubling nothing is left out.
    let schema = json!({ "properties": { "next": { "$ref": "#" } }, "type": "object" });
    let schema = compile(&schema, &json!({}), true).expect("a schema");
    let found = schema.violations(&nested(120)).expect("a verdict");
    assert_eq!((found.count(), found.uncounted), (1, false), "{found:?}");
}

#[test]
fn a_schema_that_takes_for_ever_gives_no_verdict() {
    let mut levels = serde_json::Map::new();
    for level in 0..40 {
        let next = json!({ "$ref": format!("#/$defs/l{}", level + 1) });
        levels.insert(format!("l{level}"), json!({ "allOf": [next, next] }));
    }
    levels.insert("l40".to_owned(), json!({ "type": "integer" }));
    let schema = json!({ "$ref": "#/$defs/l0", "$defs": levels });
    let schema = compile(&schema, &json!({}), true).expect("a schema");
    assert!(schema.violations(&1.into()).is_err());
}
