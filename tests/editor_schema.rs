//! Holds the JSON Schema for editors and the reader of files together, over every file of the cases, the guide and the
//! shipped scenarios: what the one accepts the other accepts, and what is refused for its structure both refuse.

use std::collections::BTreeSet;

use crate::support::written::{Folder, folders};
use runthrough::testing::files::{Code, Diagnostic, Severity};
use runthrough::testing::language::{editor_schema as schema, vocabulary::*};
use serde_json::Value;

/// Findings about which keys and which kinds of value stand where.
const STRUCTURE: [Code; 5] =
    [Code::UnknownKey, Code::MissingKey, Code::WrongType, Code::EmptyCollection, Code::NotAScenario];

/// Findings of the same codes that hang on more than the structure of this file: columns of data rows, operations; and `null` for a
/// whole configuration, which to JSON is what an empty file is.
fn beyond(found: &Diagnostic) -> bool {
    ["column", "OpenAPI document", "the path `", "runthrough.yaml takes a map, not null"]
        .iter()
        .any(|words| found.message.contains(words))
}

/// The script of a server, and documents that scenarios name.
fn foreign(name: &str) -> bool {
    name == "server.yaml" || name.ends_with("openapi.yaml")
}

struct Schemas {
    scenario: jsonschema::Validator,
    config: jsonschema::Validator,
}

impl Schemas {
    fn new() -> Self {
        let compile = |schema: Value| jsonschema::draft202012::new(&schema).expect("a schema");
        Schemas { scenario: compile(schema::scenario()), config: compile(schema::config()) }
    }

    /// What the schema says of a file.
    fn complaints(&self, name: &str, text: &str) -> Option<Vec<String>> {
        let value: Value = serde_yaml::from_str(text).ok()?;
        let validator = if name == "runthrough.yaml" { &self.config } else { &self.scenario };
        Some(
            validator
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect(),
        )
    }
}

#[test]
fn schema_and_reader_agree_on_every_file() {
    let schemas = Schemas::new();
    let (mut right, mut wrong) = (0, BTreeSet::new());
    let mut complaints = Vec::new();
    for folder in folders() {
        for (name, text) in &folder.files {
            if let Some(complaint) = judge(&schemas, &folder, name, text, &mut right, &mut wrong) {
                complaints.push(format!("{}: {name}: {complaint}", folder.label));
            }
        }
    }
    assert!(complaints.is_empty(), "{} files:\n{}", complaints.len(), complaints.join("\n"));
    assert!(right > 300, "only {right} right files were seen");
    assert!(wrong.len() >= 5, "only {wrong:?} were seen");
}

fn judge(
    schemas: &Schemas,
    folder: &Folder,
    name: &str,
    text: &str,
    right: &mut usize,
    wrong: &mut BTreeSet<&'static str>,
) -> Option<String> {
    if !name.ends_with(".yaml") || foreign(name) {
        return None;
    }
    let found = folder.findings(name);
    let errors: Vec<&Diagnostic> =
        found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    let said = schemas.complaints(name, text);
    if errors.is_empty() {
        *right += 1;
        return match said {
            None => Some("the reader takes it, and it is no YAML".to_owned()),
            Some(said) if said.is_empty() => None,
            Some(said) => Some(format!("only the schema refuses it: {}", said.join("; "))),
        };
    }
    let structure = errors.iter().find(|found| STRUCTURE.contains(&found.code) && !beyond(found))?;
    wrong.insert(structure.code.name());
    match said {
        Some(said) if said.is_empty() => {
            Some(format!("only the reader refuses it: {}: {}", structure.code.name(), structure.message))
        }
        _ => None,
    }
}

/// Every place of every right file gets a value of another kind, loses it, or gets an unknown key beside it: both must
/// say the same of the result.
#[test]
fn schema_and_reader_agree_on_wrong_structures() {
    let schemas = Schemas::new();
    let mut seen = BTreeSet::new();
    let (mut right, mut wrong) = (0, BTreeSet::new());
    let mut complaints = Vec::new();
    for folder in folders() {
        for (name, text) in &folder.files {
            let errors = |found: &Diagnostic| found.severity == Severity::Error;
            if !name.ends_with(".yaml") || foreign(name) || folder.findings(name).iter().any(errors) {
                continue;
            }
            let Ok(value) = serde_yaml::from_str::<Value>(text) else { continue };
            let mut places = Vec::new();
            places_of(&value, String::new(), &mut String::new(), &mut places);
            for (pointer, shape) in places {
                if !seen.insert((name == "runthrough.yaml", shape)) {
                    continue;
                }
                let before = complaints.len();
                for changed in changes(&value, &pointer) {
                    // The first of a place says enough.
                    if complaints.len() > before {
                        break;
                    }
                    let text = changed.to_string();
                    let mut files = folder.files.clone();
                    files.iter_mut().find(|(other, _)| other == name).expect("it is there").1 = text.clone();
                    let other = Folder { label: folder.label.clone(), files };
                    if let Some(complaint) = judge(&schemas, &other, name, &text, &mut right, &mut wrong) {
                        complaints
                            .push(format!("{}: {name} at {pointer}: {complaint}\n    {text}", folder.label));
                    }
                }
            }
        }
    }
    complaints.truncate(20);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(seen.len() > 300 && right > 500, "{} places, {right} right", seen.len());
}

/// Of the keys that say what a step, a part of a form or a capture is, each takes one only.
#[test]
fn what_excludes_each_other_is_refused_by_both() {
    let schemas = Schemas::new();
    let steps = "scenario: A\nsteps: [{ name: B, ";
    for (right, wrong) in [
        ("request: GET http://x/ }]", "request: GET http://x/, check: [\"1 == 1\"] }]"),
        ("check: [\"1 == 1\"] }]", "use: part.yaml, check: [\"1 == 1\"] }]"),
        (
            "request: POST http://x/, multipart: { a: { value: y } } }]",
            "request: POST http://x/, multipart: { a: { file: part.yaml, value: y } } }]",
        ),
        (
            "request: GET http://x/, capture: { a: { header: b } } }]",
            "request: GET http://x/, capture: { a: { header: b, json: $.a } } }]",
        ),
    ] {
        let [right, wrong] = [right, wrong].map(|rest| format!("{steps}{rest}\n"));
        assert_eq!(schemas.complaints("a.yaml", &right), Some(Vec::new()), "{right}");
        assert_ne!(schemas.complaints("a.yaml", &wrong), Some(Vec::new()), "{wrong}");
        let folder = |text: &str| Folder {
            label: "exclusion".to_owned(),
            files: vec![
                ("a.yaml".to_owned(), text.to_owned()),
                (
                    "part.yaml".to_owned(),
                    "fragment: P\nsteps: [{ name: Q, check: [\"1 == 1\"] }]\n".to_owned(),
                ),
            ],
        };
        let refused = |text: &str| {
            folder(text).findings("a.yaml").iter().any(|found| found.code == Code::ConflictingKeys)
        };
        assert!(!refused(&right), "{right}");
        assert!(refused(&wrong), "{wrong}");
    }
}

/// Every place of a value as a pointer, and by its keys alone, so that each is changed once and not in every file.
fn places_of(value: &Value, pointer: String, shape: &mut String, places: &mut Vec<(String, String)>) {
    places.push((pointer.clone(), shape.clone()));
    let length = shape.len();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                shape.push_str("/-");
                places_of(item, format!("{pointer}/{index}"), shape, places);
                shape.truncate(length);
            }
        }
        Value::Object(members) => {
            for (key, item) in members {
                // Free names are all alike.
                shape.push('/');
                shape.push_str(if known(key) { key } else { "*" });
                let escaped = key.replace('~', "~0").replace('/', "~1");
                places_of(item, format!("{pointer}/{escaped}"), shape, places);
                shape.truncate(length);
            }
        }
        _ => {}
    }
}

fn known(name: &str) -> bool {
    let tables = [
        SCENARIO,
        FRAGMENT,
        CASES,
        INPUT,
        DEFAULTS,
        STEP,
        OPTIONS,
        TLS,
        BASIC,
        PART,
        GRAPHQL,
        RETRY,
        REPEAT,
        FOR_EACH,
        CAPTURE,
        EXPECT,
        BODY_OR_OPERATORS,
        BYTES,
        SNAPSHOT,
        COOKIE,
        CONFIG,
        ENVIRONMENT,
        LIMITS,
    ];
    tables.iter().any(|table| find(table, name).is_some())
}

fn changes(value: &Value, pointer: &str) -> Vec<Value> {
    use serde_json::json;
    let mut all = Vec::new();
    let kinds = [
        json!(null),
        json!(true),
        json!(7),
        json!("word"),
        json!("${x}"),
        json!([]),
        json!({}),
        json!(["word"]),
        json!([[7]]),
        json!({ "word": "word" }),
    ];
    for kind in kinds {
        let mut changed = value.clone();
        if let Some(place) = changed.pointer_mut(pointer) {
            *place = kind;
            all.push(changed);
        }
    }
    let mut more = value.clone();
    if let Some(Value::Object(members)) = more.pointer_mut(pointer) {
        members.insert("xyzzy".to_owned(), json!(1));
        all.push(more);
    }
    if let Some((parent, key)) = pointer.rsplit_once('/') {
        let mut less = value.clone();
        if let Some(Value::Object(members)) = less.pointer_mut(parent) {
            members.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
            all.push(less);
        }
    }
    all
}
