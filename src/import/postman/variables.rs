//! Variables of a collection: given ones become inputs, those that a script sets become captures.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::emit::{Input, Node};
use crate::import::inputs::Inputs;
use crate::import::names;
use crate::import::secrets::is_secret;

/// What is known of variables at this step.
pub struct Variables {
    inputs: Inputs,
    /// Values of the collection.
    given: HashMap<String, String>,
    /// Names that some script sets.
    set: HashSet<String>,
    /// The name here for each that is defined so far, and whether it is a capture.
    known: HashMap<String, (String, bool)>,
}

impl Variables {
    /// Of the collection; nothing is used yet.
    pub fn new(collection: &Value) -> Self {
        let list = collection.get("variable").and_then(Value::as_array);
        let given = list
            .into_iter()
            .flatten()
            .filter(|variable| variable.get("disabled") != Some(&Value::Bool(true)));
        let pair = |variable: &Value| {
            let key = variable.get("key").or_else(|| variable.get("id"))?.as_str()?;
            let value = match variable.get("value") {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Null) | None => String::new(),
                Some(other) => other.to_string(),
            };
            Some((key.to_owned(), value))
        };
        Variables {
            inputs: Inputs::default(),
            given: given.filter_map(pair).collect(),
            set: set_by_scripts(collection),
            known: HashMap::new(),
        }
    }

    /// The inputs that are used.
    pub fn into_inputs(self) -> Inputs {
        self.inputs
    }

    /// Whether a variable has a value here: of the collection, of a step before, or from outside.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
            || !self.set.contains(name)
            || self.given.get(name).is_some_and(|value| !value.is_empty())
    }

    /// What stands for `{{name}}`.
    pub fn template(&mut self, name: &str) -> String {
        format!("${{{}}}", self.expression(name))
    }

    /// The same where the value itself is meant, in JSON outside of quotes.
    pub fn value(&mut self, name: &str) -> String {
        let expression = self.expression(name);
        let captured = self.known.get(name).is_none_or(|(_, captured)| *captured);
        if captured { format!("${{{expression}}}") } else { format!("${{{expression} | from_json}}") }
    }

    /// `name`, or the function that a dynamic variable is.
    fn expression(&mut self, name: &str) -> String {
        if let Some(dynamic) = name.strip_prefix('$') {
            return match dynamic {
                "guid" | "randomUUID" | "newUuid" => "uuid()".to_owned(),
                "timestamp" => "timestamp()".to_owned(),
                "isoTimestamp" | "newDate" => "now()".to_owned(),
                "randomInt" => "random_int(0, 1000)".to_owned(),
                _ => "random_string(8)".to_owned(),
            };
        }
        if let Some((known, _)) = self.known.get(name) {
            return known.clone();
        }
        let given = self.given.get(name).cloned().unwrap_or_default();
        let own = self.inputs.reserve(name);
        let secret = is_secret(name, if given.is_empty() { "?" } else { &given });
        // A value of the collection may name other variables.
        let nested = given.contains("{{");
        let plain = !secret && !given.is_empty() && !nested;
        self.inputs.declare_as(Input {
            name: own.clone(),
            env: (!plain).then(|| own.to_ascii_uppercase()),
            default: plain.then(|| Node::Text(given)),
            secret,
            description: None,
        });
        self.known.insert(name.to_owned(), (own.clone(), false));
        own
    }

    /// The name of a capture that a script makes of a variable.
    pub fn capture(&mut self, name: &str) -> String {
        if let Some((known, true)) = self.known.get(name) {
            return known.clone();
        }
        // An input of that name is in use already.
        let taken = self.known.contains_key(name);
        let hint = if taken { format!("new_{}", names::variable(name)) } else { name.to_owned() };
        let own = self.inputs.reserve(&hint);
        self.known.insert(name.to_owned(), (own.clone(), true));
        own
    }
}

/// Names of variables that scripts set, wherever in the collection.
fn set_by_scripts(collection: &Value) -> HashSet<String> {
    let text = collection.to_string();
    let calls = [".set(", "setEnvironmentVariable(", "setGlobalVariable("];
    let behind =
        calls.iter().flat_map(|call| text.match_indices(call).map(|(at, call)| &text[at + call.len()..]));
    behind
        .filter_map(|rest| {
            let rest = rest.trim_start().trim_start_matches(['\\', '"', '\'', '`']);
            rest.find(['\\', '"', '\'', '`']).map(|end| rest[..end].to_owned())
        })
        .collect()
}
