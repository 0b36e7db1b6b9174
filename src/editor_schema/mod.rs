//! The JSON Schema (2020-12) of the files that people write, for the YAML support of editors.
//!
//! In: the tables of keys. Out: a schema that completes every key and operator, explains it while one types, and refuses
//! what has the wrong structure: unknown keys, missing ones, values of another kind. Whatever `check` accepts, it accepts;
//! `tests/editor_schema.rs` holds the two together. What a key's value looks like stands in `values`.

mod shapes;
mod values;

use serde_json::{Map, Value, json};

use crate::model::keys::{
    BASIC, BODY_OR_OPERATORS, BYTES, CAPTURE, CASES, CONFIG, COOKIE_OR_OPERATORS, DEFAULTS, DEFAULTS_EXPECT,
    ENVIRONMENT, EXPECT, EXPECT_OPENAPI, FOR_EACH, FRAGMENT, GRAPHQL, INPUT, LIMITS, OPERATORS, OPTIONS,
    PART, REPEAT, RETRY, SCENARIO, SNAPSHOT, STEP, TLS,
};
use crate::model::{ActionKind, OperatorSpec};
use crate::vocabulary::{Key, Subject};
use shapes::reference;

/// A table of keys, by the name of its definition.
struct Table {
    name: &'static str,
    keys: &'static [Key],
    /// What its operators judge, where it has some.
    subject: Option<Subject>,
    /// What must be there: all of a group, and of one group only.
    needs: &'static [&'static [&'static str]],
}

const fn table(name: &'static str, keys: &'static [Key]) -> Table {
    Table { name, keys, subject: None, needs: &[] }
}

const fn needing(
    name: &'static str,
    keys: &'static [Key],
    needs: &'static [&'static [&'static str]],
) -> Table {
    Table { needs, ..table(name, keys) }
}

const fn judging(name: &'static str, keys: &'static [Key], subject: Subject) -> Table {
    Table { subject: Some(subject), ..table(name, keys) }
}

const TABLES: &[Table] = &[
    needing("scenario", SCENARIO, &[&["scenario", "steps"]]),
    needing("fragment", FRAGMENT, &[&["fragment", "steps"]]),
    needing("cases", CASES, &[&["file"]]),
    table("input", INPUT),
    table("defaults", DEFAULTS),
    table("defaultsExpect", DEFAULTS_EXPECT),
    needing(
        "step",
        STEP,
        &[
            &["name", ActionKind::Request.key()],
            &["name", ActionKind::Use.key()],
            &["name", ActionKind::Check.key()],
        ],
    ),
    table("options", OPTIONS),
    table("tls", TLS),
    needing("basic", BASIC, &[&["user", "password"]]),
    table("forEach", FOR_EACH),
    needing("part", PART, &[&["value"], &["file"]]),
    needing("graphql", GRAPHQL, &[&["query"]]),
    table("retry", RETRY),
    needing("repeat", REPEAT, &[&["while"]]),
    needing(
        "capture",
        CAPTURE,
        &[
            &["json"],
            &["xml"],
            &["html"],
            &["header"],
            &["cookie"],
            &["regex"],
            &["status"],
            &["body"],
            &["url"],
            &["duration"],
        ],
    ),
    table("expect", EXPECT),
    judging("body", BODY_OR_OPERATORS, Subject::Text),
    table("bytes", BYTES),
    table("snapshot", SNAPSHOT),
    table("expectOpenapi", EXPECT_OPENAPI),
    judging("cookie", COOKIE_OR_OPERATORS, Subject::Text),
    judging("operators", OPERATORS, Subject::Json),
    judging("headerOperators", OPERATORS, Subject::Header),
    judging("durationOperators", OPERATORS, Subject::Duration),
    judging("numberOperators", OPERATORS, Subject::Number),
    judging("statusOperators", OPERATORS, Subject::Status),
];

const CONFIG_TABLES: &[Table] =
    &[table("config", CONFIG), table("environment", ENVIRONMENT), table("limits", LIMITS)];

/// The schema of scenarios and fragments: which of the two a file is, is told by its key at the top.
pub fn scenario() -> Value {
    let mut schema = document("Scenario or fragment of runthrough", TABLES.iter());
    // A file that is neither yet is completed as a scenario.
    schema["if"] = json!({ "required": ["fragment"] });
    schema["then"] = reference("fragment");
    schema["else"] = reference("scenario");
    schema
}

/// The schema of `runthrough.yaml`.
pub fn config() -> Value {
    let used = |table: &&Table| !matches!(table.name, "scenario" | "fragment" | "step" | "cases");
    let mut schema = document("runthrough.yaml", TABLES.iter().filter(used).chain(CONFIG_TABLES));
    // All keys are optional, and a file of comments only is right.
    schema["anyOf"] = json!([reference("config"), { "type": "null" }]);
    schema
}

fn document(title: &str, tables: impl Iterator<Item = &'static Table>) -> Value {
    let mut definitions = shapes::definitions();
    for table in tables {
        definitions.insert(table.name.to_owned(), object(table));
    }
    for (name, value) in values::matchers() {
        definitions.insert(name.to_owned(), value);
    }
    definitions.insert("auth".to_owned(), values::auth());
    if let Some(for_each) = definitions.get_mut("forEach") {
        values::with_free_name(for_each);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$defs": definitions,
    })
}

/// A map with the keys of a table and no others.
fn object(table: &Table) -> Value {
    let mut properties = Map::new();
    let fits = |key: &&Key| match table.subject {
        Some(subject) => OperatorSpec::named(key.name).is_none_or(|spec| spec.subjects.contains(&subject)),
        None => true,
    };
    for key in table.keys.iter().filter(fits) {
        let mut value = values::value(table.name, table.subject, key);
        value["description"] = json!(key.doc);
        if key.doc.contains('`') {
            // Editors show the plain one with its backquotes.
            value["markdownDescription"] = json!(key.doc);
        }
        value["examples"] = json!([example(key)]);
        properties.insert(key.name.to_owned(), value);
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    schema["additionalProperties"] = json!(false);
    schema["minProperties"] = json!(1);
    match table.needs {
        [] => {}
        [all] => schema["required"] = json!(all),
        groups => {
            // What every group has is said once, so that an editor names it alone.
            let common: Vec<&str> = groups[0]
                .iter()
                .copied()
                .filter(|key| groups.iter().all(|group| group.contains(key)))
                .collect();
            let rest = |group: &&'static [&'static str]| {
                let own: Vec<&str> = group.iter().copied().filter(|key| !common.contains(key)).collect();
                json!({ "required": own })
            };
            schema["oneOf"] = groups.iter().map(rest).collect();
            if !common.is_empty() {
                schema["required"] = json!(common);
            }
        }
    }
    schema
}

/// The example of a key as data; one that is not YAML by itself is a text.
fn example(key: &Key) -> Value {
    serde_yaml::from_str(key.example).unwrap_or_else(|_| json!(key.example))
}
