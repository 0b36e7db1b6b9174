//! A body as JSON, with what a plain parser loses: numbers that a double cannot hold, keys that come twice.
//!
//! A text is read once. Only where a number in it may not survive is it looked through for such numbers,
//! which then are known by the address of their node: whoever judges one of them errs instead of rounding.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use serde_json::Number;

use super::numbers::{self, Inexact};
use crate::model::Kind;
use crate::value::{self, Value, is_too_deep};
use crate::vocabulary::limits::JSON_DEPTH;

/// Values of a body where nothing else is said: a tree takes up to twenty times its text.
pub const MAX_VALUES: usize = crate::vocabulary::limits::MAX_JSON_VALUES;

#[derive(Debug)]
pub struct JsonBody {
    /// On the heap, so that the addresses of its nodes stay.
    root: Box<Value>,
    /// By the address of the node: the number as it was received.
    inexact: HashMap<usize, String>,
    /// Some of the keys that an object has twice.
    repeated: Vec<String>,
}

/// Why a body is not read.
#[derive(Debug, Clone)]
pub struct JsonProblem {
    /// `not-json` or `limit`.
    pub kind: Kind,
    /// Completes "the body …".
    pub message: String,
}

impl JsonBody {
    /// Reads a body of at most so many values.
    pub fn read(text: &str, max_values: usize) -> Result<Self, JsonProblem> {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Err(not_json("is not JSON: it is empty"));
        }
        // Every value but the last is followed by a comma, a colon or a bracket.
        if text.len() / 2 >= max_values && numbers::count_values(text, max_values) > max_values {
            return Err(JsonProblem {
                kind: Kind::Limit,
                message: format!(
                    "has more than {max_values} JSON values, the most that are read: raise `limits: {{ max_json_values: … }}` in runthrough.yaml if that is right"
                ),
            });
        }
        let inexact = if numbers::maybe_inexact(text) { numbers::inexact(text) } else { Vec::new() };
        let result = match inexact.is_empty() {
            true => parse(text),
            false => marked(text, &inexact),
        };
        match result {
            // A number beyond the range stops the parser; looking for one costs only what is wrong.
            Err(error) if inexact.is_empty() && error.is_syntax() => {
                match numbers::inexact(text).as_slice() {
                    [] => Err(describe(&error)),
                    inexact => marked(text, inexact).map_err(|error| describe(&error)),
                }
            }
            other => other.map_err(|error| describe(&error)),
        }
    }

    pub fn root(&self) -> &Value {
        &self.root
    }

    /// Keys that an object has twice, some of them.
    pub fn repeated(&self) -> &[String] {
        &self.repeated
    }

    /// True where a number in it cannot be held.
    pub fn has_inexact(&self) -> bool {
        !self.inexact.is_empty()
    }

    /// The number as it was received, where this node is one that a double cannot hold.
    pub fn inexact(&self, node: &Value) -> Option<&str> {
        if self.inexact.is_empty() {
            return None;
        }
        self.inexact.get(&address(node)).map(String::as_str)
    }

    /// A value as JSON, such numbers as they were received.
    pub fn text(&self, node: &Value) -> String {
        match node {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.text(item)).collect();
                format!("[{}]", items.join(","))
            }
            Value::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), self.text(value)))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
            other => self.inexact(other).map_or_else(|| other.to_string(), str::to_owned),
        }
    }

    /// The first such number in a node, itself included.
    pub fn inexact_within(&self, node: &Value) -> Option<&str> {
        if self.inexact.is_empty() {
            return None;
        }
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match node {
                Value::Number(_) => {
                    if let Some(written) = self.inexact(node) {
                        return Some(written);
                    }
                }
                Value::Array(items) => open.extend(items.iter().rev()),
                Value::Object(members) => open.extend(members.values().rev()),
                _ => {}
            }
        }
        None
    }
}

/// What is said where the verdict would depend on such a number.
pub fn inexact_message(written: &str) -> String {
    format!(
        "the number {} cannot be compared exactly, as integers of 64 bits and doubles can; look for its text instead: `body: {{ contains: … }}`",
        super::display::trim(written)
    )
}

fn address(node: &Value) -> usize {
    std::ptr::from_ref(node) as usize
}

fn not_json(message: &str) -> JsonProblem {
    JsonProblem { kind: Kind::NotJson, message: message.to_owned() }
}

fn describe(error: &serde_json::Error) -> JsonProblem {
    let place = format!("at line {}, column {}", error.line(), error.column());
    if is_too_deep(error) {
        let message = format!("is nested deeper than {JSON_DEPTH} levels {place}, the most that are read");
        return JsonProblem { kind: Kind::Limit, message };
    }
    let what = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        _ => "something else stands",
    };
    not_json(&format!("is not JSON: {what} {place}"))
}

fn parse(text: &str) -> Result<JsonBody, serde_json::Error> {
    let (root, repeated) = value::read(text)?;
    Ok(JsonBody { root: Box::new(root), inexact: HashMap::new(), repeated })
}

/// Reads a text in which some numbers stand that cannot be held: each is replaced by a text that nobody can have written
/// into the body, and the nodes of these texts by the nearest numbers.
fn marked(text: &str, inexact: &[Inexact]) -> Result<JsonBody, serde_json::Error> {
    let marker = format!("number-{:016x}-", RandomState::new().hash_one(text));
    let mut lenient = String::with_capacity(text.len() + inexact.len() * (marker.len() + 8));
    let mut copied = 0;
    for (index, number) in inexact.iter().enumerate() {
        lenient.push_str(&text[copied..number.range.start]);
        lenient.push_str(&format!("\"{marker}{index}\""));
        copied = number.range.end;
    }
    lenient.push_str(&text[copied..]);
    let mut body = parse(&lenient).map_err(|error| parse(&without(text, inexact)).err().unwrap_or(error))?;
    let mut found = HashMap::new();
    let mut open: Vec<&mut Value> = vec![&mut body.root];
    while let Some(node) = open.pop() {
        match node {
            Value::String(value) => {
                let index = value.strip_prefix(&marker).and_then(|index| index.parse::<usize>().ok());
                if let Some(number) = index.and_then(|index| inexact.get(index)) {
                    *node = Number::from_f64(number.nearest).map_or(Value::Null, Value::Number);
                    found.insert(address(node), text[number.range.clone()].to_owned());
                }
            }
            Value::Array(items) => open.extend(items.iter_mut()),
            Value::Object(members) => open.extend(members.values_mut()),
            _ => {}
        }
    }
    body.inexact = found;
    Ok(body)
}

/// The text with other numbers in the place of these, so that an error stands where it does in the body.
fn without(text: &str, inexact: &[Inexact]) -> String {
    let mut text = text.to_owned();
    for number in inexact {
        text.replace_range(number.range.clone(), &format!("{:<1$}", 0, number.range.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> JsonBody {
        JsonBody::read(text, MAX_VALUES).unwrap()
    }

    #[test]
    fn a_number_that_cannot_be_held_is_known_by_its_node() {
        let body = read(r#"{"a": 1e400, "b": [1, 0.1234567890123456789, "1e400"], "c": 1.10}"#);
        let root = body.root();
        assert_eq!(body.inexact(&root["a"]), Some("1e400"));
        assert_eq!(body.inexact(&root["b"][0]), None);
        assert_eq!(body.inexact(&root["b"][1]), Some("0.1234567890123456789"));
        assert_eq!(root["b"][2], "1e400");
        assert_eq!(body.inexact(&root["c"]), None);
        assert_eq!(body.inexact_within(&root["b"]), Some("0.1234567890123456789"));
        assert!(read("18446744073709551616").inexact_within(read("1").root()).is_none());
        assert_eq!(read(r#"["number-0", "\u006eumber-0", 1e400]"#).root()[1], "number-0");
        let alone = read("18446744073709551616");
        assert_eq!(alone.inexact(alone.root()), Some("18446744073709551616"));
    }

    #[test]
    fn repeated_keys_are_told_and_the_last_one_counts() {
        let body = read(r#"{"a": 1, "b": {"a": 1, "a": 3}, "a": 2}"#);
        assert_eq!(body.repeated(), ["a"]);
        assert_eq!(body.root()["a"], 2);
        assert!(read(r#"{"a": 1, "b": {"a": 1}}"#).repeated().is_empty());
    }

    #[test]
    fn too_many_values_are_a_limit_and_no_json_is_none() {
        assert_eq!(JsonBody::read("[1,1,1,1]", 4).unwrap_err().kind, Kind::Limit);
        assert!(JsonBody::read("[1,1,1]", 4).is_ok());
        assert_eq!(JsonBody::read("<html>", 4).unwrap_err().kind, Kind::NotJson);
        let message = JsonBody::read("[1e400, 18446744073709551616, x]", MAX_VALUES).unwrap_err().message;
        assert_eq!(message, "is not JSON: something else stands at line 1, column 31");
        assert_eq!(JsonBody::read(&"[".repeat(1000), MAX_VALUES).unwrap_err().kind, Kind::Limit);
    }

    #[test]
    fn it_reads_what_serde_json_reads() {
        for text in ["null", "[]", "{}", r#"{"a":[1,-1,1.5,"x\n",true,null,{"b":-0.0}]}"#, "\u{feff}[1]"] {
            let plain: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
            assert_eq!(read(text).root(), &plain, "{text}");
        }
    }
}
