//! What the value of each key looks like: by the key where it has a structure of its own, else by what it takes.

use serde_json::{Value, json};

use super::shapes::{any, free, list, map_or, named, or_null, reference, words};
use crate::diag::{CODES, Severity};
use crate::model::{BodyReads, BodySpec, Deviation, Format, InputType, JsonType, OperatorSpec, Reads};
use crate::vocabulary::{Key, Subject, Takes};

/// The value of a key of a table; `subject` where the table has operators.
pub fn value(table: &str, subject: Option<Subject>, key: &Key) -> Value {
    let value = of_file(table, key.name)
        .or_else(|| of_step(table, key.name))
        .or_else(|| of_expect(table, key.name))
        .or_else(|| Some(operator(subject?, OperatorSpec::named(key.name)?)))
        .unwrap_or_else(|| by_takes(key.takes));
    match table {
        // The word `null` takes away what `defaults` say.
        "options" => or_null(value),
        _ => value,
    }
}

fn by_takes(takes: Takes) -> Value {
    match takes {
        Takes::Fixed => reference("fixed"),
        Takes::Template => reference("text"),
        Takes::Expression => reference("expression"),
        Takes::FixedList => list(reference("fixed")),
        Takes::TemplateList => list(reference("text")),
        Takes::ExpressionList => any([reference("expression"), list(reference("expression"))]),
        Takes::Boolean => reference("boolean"),
        Takes::Integer => reference("integer"),
        Takes::Duration => reference("duration"),
        Takes::Size => reference("size"),
        Takes::Value => json!({}),
        Takes::ValueList => list(json!({})),
        Takes::Matcher => reference("matcher"),
        Takes::MatcherList => list(reference("matcher")),
        Takes::Map => json!({ "type": "object", "minProperties": 1 }),
        Takes::MapList => list(json!({ "type": "object", "minProperties": 1 })),
    }
}

/// A boolean that no template can give.
fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// Any text, or a map.
fn text_or_map() -> Value {
    any([reference("fixed"), json!({ "type": "object" })])
}

fn types() -> Value {
    words(InputType::ALL.iter().map(|(name, _)| *name))
}

/// Keys of whole files.
fn of_file(table: &str, key: &str) -> Option<Value> {
    Some(match (table, key) {
        ("scenario" | "fragment" | "config", "inputs") => {
            // `name: {}` declares an input without more.
            named(any([reference("input"), json!({ "type": "object", "maxProperties": 0 })]))
        }
        ("scenario" | "fragment", "vars") => named(json!({})),
        ("scenario" | "fragment" | "config" | "environment", "defaults") => reference("defaults"),
        ("scenario" | "fragment", "steps" | "cleanup") => list(reference("step")),
        ("scenario", "cases") => {
            let mut row = json!({ "type": "object", "required": ["case"] });
            row["description"] = json!("A row: its name in reports, and a value for every column.");
            row["properties"] = json!({ "case": { "description": "What the row is called in reports." } });
            map_or(reference("cases"), list(row))
        }
        ("fragment", "once") => flag(),
        ("fragment", "outputs") => named(reference("expression")),
        ("input", "type") => types(),
        ("input", "secret") => flag(),
        ("input", "matches") => json!({ "type": "string" }),
        ("cases", "types") => free(types()),
        ("cases", "delimiter") => json!({ "type": "string" }),
        ("config", "environments") => free(reference("environment")),
        ("config", "jobs") => json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
        ("config", "severity") => severity(),
        ("config", "limits") => reference("limits"),
        ("environment", "inputs") => free(given()),
        _ => return None,
    })
}

/// What an environment gives to an input: a value, `{ env: NAME }` or `{ one_time: FILE }`.
fn given() -> Value {
    let only = |key: &str| {
        json!({
            "type": "object",
            "properties": { key: reference("fixed") },
            "required": [key],
            "maxProperties": 1,
        })
    };
    let either = json!({ "required": ["env"] });
    let other = json!({ "required": ["one_time"] });
    let source = json!({ "type": "object", "anyOf": [either, other], "maxProperties": 1 });
    any([only("env"), only("one_time"), json!({ "not": source })])
}

fn severity() -> Value {
    let warnings = CODES.iter().map(|code| code.info()).filter(|info| info.severity == Severity::Warning);
    let properties: serde_json::Map<String, Value> = warnings
        .map(|info| {
            let mut value = words(["error", "warning", "off"]);
            value["description"] = json!(info.summary);
            (info.name.to_owned(), value)
        })
        .collect();
    let deviations = Deviation::ALL.iter().map(|deviation| {
        let mut value = words(["error", "warning", "off"]);
        value["description"] = json!("A deviation from the OpenAPI document.");
        (deviation.name().to_owned(), value)
    });
    let properties: serde_json::Map<String, Value> = properties.into_iter().chain(deviations).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1 })
}

/// Keys of steps, and of what they share with `defaults`.
fn of_step(table: &str, key: &str) -> Option<Value> {
    Some(match (table, key) {
        ("step", "request") => json!({ "type": "string" }),
        ("step", "with") => free(json!({})),
        ("step", "outputs") => map_or(named(reference("fixed")), list(reference("fixed"))),
        ("step" | "defaults", "path" | "query" | "headers" | "cookies") => reference("entries"),
        ("defaults", "namespaces") => free(or_null(reference("fixed"))),
        ("graphql", "variables") => any([json!({ "type": "object" }), reference("template")]),
        ("step" | "defaults", "auth") => map_or(reference("auth"), words(["none"])),
        ("step" | "defaults", "options") => reference("options"),
        ("options", "tls") => reference("tls"),
        ("step" | "defaults", "retry") => or_null(reference("retry")),
        ("retry", "backoff") => json!({ "type": ["number", "string"] }),
        ("retry", "on") => list(any([
            words(["connection", "timeout", "expect"]),
            json!({ "type": "string", "pattern": "^([1-9]xx|[1-9][0-9][0-9])$" }),
            json!({ "type": "integer" }),
        ])),
        ("step", "expect") => reference("expect"),
        ("defaults", "expect") => reference("defaultsExpect"),
        ("step", "capture") => {
            let path = json!({ "type": "string", "description": "A JSONPath on the body." });
            named(map_or(reference("capture"), path))
        }
        ("capture", "status" | "body" | "url" | "duration") => json!({ "const": true }),
        ("capture", "secret" | "append") => flag(),
        ("capture", "json" | "regex") => json!({ "type": "string" }),
        ("capture", "pick") => words(["all", "first", "last", "one"]),
        ("step", "wait") => reference("wait"),
        ("step", "for_each") => reference("forEach"),
        ("step", "repeat") => reference("repeat"),
        ("step", "spent") => flag(),
        ("step", "on_failure") => words(["stop", "continue"]),
        ("step", key) => body(BodySpec::named(key)?),
        _ => return None,
    })
}

fn body(spec: &BodySpec) -> Value {
    match spec.reads {
        BodyReads::Entries(_) => reference("entries"),
        BodyReads::Parts(_) => {
            let scalar = |types: Value| json!({ "type": types });
            let one = map_or(reference("part"), scalar(json!(["string", "number", "boolean"])));
            let other = any([scalar(json!(["string", "number", "boolean", "null"])), list(one)]);
            free(map_or(reference("part"), other))
        }
        BodyReads::GraphQl(_) => reference("graphql"),
        BodyReads::Json(_) | BodyReads::JsonFile(_) | BodyReads::Text(_) | BodyReads::File(_) => {
            by_takes(spec.key.takes)
        }
    }
}

/// Keys of expectations.
fn of_expect(table: &str, key: &str) -> Option<Value> {
    Some(match (table, key) {
        ("expect" | "defaultsExpect", "status") => or_null(reference("statusMatcher")),
        ("expect" | "defaultsExpect", "headers") => free(or_null(reference("headerMatcher"))),
        ("expect" | "defaultsExpect", "duration") => or_null(reference("durationOperators")),
        ("expect", "json" | "xml" | "html") => free(reference("matcher")),
        ("expect", "cookies") => free(map_or(reference("cookie"), plain())),
        ("expect", "body") => map_or(reference("body"), plain()),
        ("body", "bytes") => reference("bytes"),
        ("expect", "redirects") | ("bytes", "length") | ("cookie", "max_age") => reference("numberMatcher"),
        ("expect", "schema") => text_or_map(),
        ("expect" | "defaultsExpect", "openapi") => {
            map_or(reference("expectOpenapi"), any([reference("fixed"), json!({ "const": false })]))
        }
        ("expect", "snapshot") => {
            map_or(reference("snapshot"), any([reference("fixed"), json!({ "const": true })]))
        }
        ("snapshot", "mask") => list(json!({ "type": "string" })),
        ("expectOpenapi", "request" | "response") => flag(),
        _ => return None,
    })
}

/// What stands for `equals` by itself.
fn plain() -> Value {
    json!({ "type": ["string", "number", "boolean", "null", "array"] })
}

/// Plain values and operators, by what they judge.
pub fn matchers() -> [(&'static str, Value); 4] {
    let status = reference("statusOperand");
    [
        ("matcher", map_or(reference("operators"), plain())),
        ("headerMatcher", map_or(reference("headerOperators"), plain())),
        ("numberMatcher", map_or(reference("numberOperators"), plain())),
        ("statusMatcher", map_or(reference("statusOperators"), any([status.clone(), list(status)]))),
    ]
}

fn matcher(subject: Subject) -> Value {
    reference(match subject {
        Subject::Json | Subject::Text => "matcher",
        Subject::Header => "headerMatcher",
        Subject::Duration => "durationOperators",
        Subject::Number => "numberMatcher",
        Subject::Status => "statusMatcher",
    })
}

fn operator(subject: Subject, spec: &OperatorSpec) -> Value {
    match (spec.reads, subject) {
        (Reads::Comparison(_), Subject::Status) => {
            any([reference("statusOperand"), list(reference("statusOperand"))])
        }
        (Reads::Values(_), Subject::Status) => list(reference("statusOperand")),
        (Reads::Quantity(_), Subject::Duration) => reference("duration"),
        (Reads::Quantity(_), _) => json!({ "type": ["number", "string"] }),
        // JSONPaths, which may contain `${…}`.
        (Reads::Option(Takes::FixedList), _) => list(json!({ "type": "string" })),
        (Reads::Types(_), _) => {
            let mut one = words(JsonType::ALL.iter().map(|(name, _)| *name));
            // `type: null` says what it means.
            if let Some(all) = one["enum"].as_array_mut() {
                all.push(Value::Null);
            }
            any([one.clone(), list(one)])
        }
        (Reads::Regex(_), _) => json!({ "type": "string" }),
        (Reads::Number(_), _) => reference("numberMatcher"),
        (Reads::Matcher(_), _) => matcher(subject),
        (Reads::Matchers(_), _) => list(matcher(subject)),
        (Reads::Direction(_), _) => words(["asc", "desc"]),
        (Reads::Format(_), _) => words(Format::ALL.iter().map(|(name, _)| *name)),
        (Reads::Schema(_), _) => text_or_map(),
        (
            Reads::Comparison(_)
            | Reads::ComparedFile(_)
            | Reads::Option(_)
            | Reads::Values(_)
            | Reads::Flag(_)
            | Reads::Value(_)
            | Reads::Text(_),
            _,
        ) => by_takes(spec.key.takes),
    }
}

/// `auth`, whose kinds exclude each other.
pub fn auth() -> Value {
    json!({
        "type": "object",
        "properties": {
            "basic": {
                "$ref": "#/$defs/basic",
                "description": "User name and password.",
                "examples": [{ "user": "mary", "password": "${password}" }],
            },
            "bearer": { "$ref": "#/$defs/text", "description": "A token.", "examples": ["${token}"] },
        },
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    })
}

/// `for_each` has one name of the author's choice beside its keys.
pub fn with_free_name(for_each: &mut Value) {
    for_each["additionalProperties"] = any([list(json!({})), json!({ "type": "string" })]);
    for_each["not"] = json!({ "propertyNames": { "enum": ["label", "at_least"] } });
}
