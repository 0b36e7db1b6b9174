//! YAML documents of other hands (OpenAPI, JSON Schema, `equals_file`) as values, with the digits of their numbers.
//!
//! Scenario files are read by `tree`, which is stricter and knows where everything is. Here all of YAML 1.2 is taken that
//! has a JSON form: tags, merge keys, anchors within bounds. Keys are texts as they are written, such as `200`.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use crate::value::{Map, Number, Value};
use crate::vocabulary::limits::{JSON_DEPTH, NODES};

/// The key whose maps are members of the map around it, unless that has its own.
const MERGE: &str = "<<";

/// Reads the one document of a text. The error is one line for people.
pub fn yaml_document(text: &str) -> Result<Value, String> {
    let mut builder = Builder { open: Vec::new(), anchors: HashMap::new(), repeated: 0, root: None };
    let mut documents = 0;
    for event in Parser::new(StrInput::new(text)) {
        let (event, _) = event.map_err(|error| error.to_string())?;
        match event {
            Event::DocumentStart(_) => documents += 1,
            Event::Scalar(text, style, anchor, tag) => {
                builder.scalar(&text, style, anchor, tag.as_deref())?
            }
            Event::SequenceStart(anchor, _) => builder.start(anchor, Content::List(Vec::new()))?,
            Event::MappingStart(anchor, _) => {
                builder.start(anchor, Content::Map { members: Map::new(), key: None, merged: Vec::new() })?;
            }
            Event::SequenceEnd | Event::MappingEnd => builder.end()?,
            Event::Alias(anchor) => builder.alias(anchor)?,
            _ => {}
        }
        if documents > 1 {
            return Err("it has more than one document".to_owned());
        }
    }
    Ok(builder.root.unwrap_or_default())
}

/// A list or map that is not closed yet.
struct Open {
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Value>),
    Map { members: Map, key: Option<String>, merged: Vec<Value> },
}

struct Builder {
    open: Vec<Open>,
    /// By the parser's number; 0 is none.
    anchors: HashMap<usize, Value>,
    /// Values that aliases have repeated.
    repeated: usize,
    root: Option<Value>,
}

impl Builder {
    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), String> {
        if let Some(Open { content: Content::Map { key: key @ None, .. }, .. }) = self.open.last_mut() {
            *key = Some(text.to_owned());
            if anchor > 0 {
                self.anchors.insert(anchor, text.into());
            }
            return Ok(());
        }
        let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
        let value = match core {
            Some("str") => text.into(),
            Some("int" | "float" | "bool" | "null") => resolve(text),
            _ if style == ScalarStyle::Plain => resolve(text),
            _ => text.into(),
        };
        self.place(value, anchor)
    }

    fn start(&mut self, anchor: usize, content: Content) -> Result<(), String> {
        if self.open.len() >= JSON_DEPTH {
            return Err(format!("nested deeper than {JSON_DEPTH} levels"));
        }
        self.open.push(Open { anchor, content });
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let Some(Open { anchor, content }) = self.open.pop() else { return Ok(()) };
        let value = match content {
            Content::List(items) => items.into(),
            Content::Map { members, merged, .. } => merge(members, merged)?.into(),
        };
        self.place(value, anchor)
    }

    /// An alias costs what it repeats, so that a few of them cannot fill the memory.
    fn alias(&mut self, anchor: usize) -> Result<(), String> {
        let value = self.anchors.get(&anchor).cloned().ok_or("an alias stands inside of its own anchor")?;
        self.repeated += count(&value);
        if self.repeated > NODES {
            return Err(format!("its aliases repeat more than {NODES} values"));
        }
        self.place(value, 0)
    }

    fn place(&mut self, value: Value, anchor: usize) -> Result<(), String> {
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(value),
            Some(Content::List(items)) => items.push(value),
            Some(Content::Map { members, key, merged }) => match key.take() {
                Some(name) if name == MERGE => merged.push(value),
                Some(name) => drop(members.insert(name, value)),
                None => match value {
                    Value::String(name) => *key = Some(name),
                    Value::Array(_) | Value::Object(_) => {
                        return Err("a key is a list or a map, which JSON has not".to_owned());
                    }
                    scalar => *key = Some(scalar.to_string()),
                },
            },
        }
        Ok(())
    }
}

/// Adds the members of other maps that are not there; of the others the first counts.
fn merge(mut members: Map, merged: Vec<Value>) -> Result<Map, String> {
    for value in merged {
        let sources = match value {
            Value::Array(sources) => sources,
            single => vec![single],
        };
        for source in sources {
            let Value::Object(source) = source else { return Err("`<<` takes maps".to_owned()) };
            for (name, value) in source {
                members.get_or_insert(&name, || value);
            }
        }
    }
    Ok(members)
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// What an unquoted scalar means (YAML 1.2.2 §10.3.2, with `0b` beside `0x` and `0o`).
fn resolve(text: &str) -> Value {
    match text {
        // JSON has neither infinity nor NaN.
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" | ".nan"
        | ".NaN" | ".NAN" => Value::Null,
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        _ => number(text).map_or_else(|| text.into(), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = unsigned.strip_prefix(prefix) {
            let signed: Cow<'_, str> =
                if sign.is_empty() { digits.into() } else { format!("-{digits}").into() };
            let plain = !digits.starts_with(['+', '-']);
            return i128::from_str_radix(&signed, radix).ok().filter(|_| plain).map(Number::from);
        }
    }
    // Digits after a zero are a text, such as a postal code.
    let code =
        unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    if code { None } else { Number::from_lenient(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        yaml_document(text).map_or_else(|error| format!("error: {error}"), |value| value.to_string())
    }

    #[test]
    fn numbers_keep_their_digits_and_keys_their_text() {
        assert_eq!(
            shown("{ a: 1.10, b: 12345678901234567.25, 200: [0x1F, -0b11, +5, .5, 5., 1e400], 1.0: 007 }"),
            r#"{"a":1.10,"b":12345678901234567.25,"200":[31,-3,5,0.5,5,1e400],"1.0":"007"}"#
        );
        assert_eq!(
            shown("[!!str 1, !!int '2', !x 3, '4', ~, .inf, yes, 1_000]"),
            r#"["1",2,3,"4",null,null,"yes","1_000"]"#
        );
    }

    #[test]
    fn anchors_and_merge_keys_are_resolved_within_bounds() {
        assert_eq!(
            shown("a: &a { x: 1, y: 2 }\nb: { <<: *a, y: 3 }\nc: { <<: [{ z: 1 }, { z: 2 }] }\nd: *a"),
            r#"{"a":{"x":1,"y":2},"b":{"y":3,"x":1},"c":{"z":1},"d":{"x":1,"y":2}}"#
        );
        let bomb: String = (1..12)
            .map(|level| format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(9)))
            .collect();
        assert_eq!(
            shown(&format!("a0: &a0 x\n{bomb}")),
            "error: its aliases repeat more than 1000000 values"
        );
        assert_eq!(shown(&"[".repeat(200)), "error: nested deeper than 128 levels");
        assert_eq!(shown("[1]\n---\n[2]"), "error: it has more than one document");
        assert_eq!(shown("? [a]\n: 1"), "error: a key is a list or a map, which JSON has not");
        assert_eq!(shown(""), "null");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn scalars_mean_what_they_mean_to_serde_yaml(
            text in "[-+]?(0[xob])?[0-9a-f_.]{1,6}|[-+]?[0-9]{0,3}\\.?[0-9]{0,3}([eE][-+]?[0-9]{1,2})?|~|null|[Tt]rue|FALSE|yes|\\.inf"
        ) {
            // These are no scalars.
            prop_assume!(!["", "-", "..."].contains(&&*text));
            let ours = serde_json::Value::from(yaml_document(&text).map_err(TestCaseError::fail)?);
            let theirs: serde_json::Value = serde_yaml::from_str(&text)?;
            let value = |value: &serde_json::Value| Value::from(value);
            prop_assert_eq!(value(&ours), value(&theirs), "{}", text);
        }
    }
}
