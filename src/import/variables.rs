//! Variables of other tools: given ones become inputs, those that are set on the way become captures.

use std::collections::{HashMap, HashSet};

use crate::value::Value;

use crate::import::draft::Input;
use crate::import::draft::literal_node;
use crate::import::inputs::{Inputs, environment};
use crate::import::names;
use crate::import::secrets::is_secret;
use crate::import::templates::{self, replaced};
use crate::yaml::write::Node;

/// Levels of a JSON body that is written as one.
pub const DEEP: usize = 40;

/// What is known of variables at this step.
pub struct Variables {
    inputs: Inputs,
    /// Values that the file itself gives.
    given: HashMap<String, String>,
    /// Names that are set on the way.
    set: HashSet<String>,
    /// The name here for each that is defined so far, and whether it is a capture.
    known: HashMap<String, (String, bool)>,
}

impl Variables {
    /// With the values that are given, and the names that are set on the way; nothing is used yet.
    pub fn new(given: HashMap<String, String>, set: HashSet<String>) -> Self {
        Variables { inputs: Inputs::default(), given, set, known: HashMap::new() }
    }

    /// The inputs that are used.
    pub fn into_inputs(self) -> Inputs {
        self.inputs
    }

    /// Whether a variable has a value here: of the file, of a step before, or from outside.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
            || !self.set.contains(name)
            || self.given.get(name).is_some_and(|value| !value.is_empty())
    }

    /// What stands for `{{name}}`.
    pub fn template(&mut self, name: &str) -> String {
        format!("${{{}}}", self.expression(name))
    }

    /// Makes the input secret that a text is the template of.
    pub fn hide(&mut self, template: &str) {
        self.inputs.hide(template);
    }

    /// The same where the value itself is meant, in JSON outside of quotes.
    pub fn value(&mut self, name: &str) -> String {
        let expression = self.expression(name);
        let captured = self.known.get(name).is_none_or(|(_, captured)| *captured);
        if captured { format!("${{{expression}}}") } else { format!("${{{expression} | from_json}}") }
    }

    /// `name`, or the function that a dynamic variable is.
    pub fn expression(&mut self, name: &str) -> String {
        let dynamic = name.strip_prefix('$').or((name == "newUuid" || name == "newDate").then_some(name));
        if let Some(dynamic) = dynamic {
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
        // A value may name other variables.
        let nested = given.contains("{{");
        let plain = !secret && !given.is_empty() && !nested;
        self.inputs.declare_as(Input {
            name: own.clone(),
            env: (!plain).then(|| environment(&own)),
            default: plain.then_some(Node::Text(given)),
            secret,
            description: None,
        });
        self.known.insert(name.to_owned(), (own.clone(), false));
        own
    }

    /// A text with `{{name}}` in it.
    pub fn text(&mut self, text: &str) -> String {
        replaced(text, &mut |name| self.template(name))
    }

    /// A JSON text with `{{name}}` in it, in strings and outside of them; `None` where it is no JSON, or too deep.
    pub fn json(&mut self, text: &str) -> Option<Node> {
        let cell = std::cell::RefCell::new(self);
        let mut template = |name: &str| cell.borrow_mut().template(name);
        let mut value = |name: &str| cell.borrow_mut().value(name);
        let json = templates::json(text, &mut template, &mut value)?;
        template_node(&json, DEEP)
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

/// A JSON value whose texts are templates already; `None` where it is too deep.
pub fn template_node(value: &Value, depth: usize) -> Option<Node> {
    let depth = depth.checked_sub(1)?;
    Some(match value {
        Value::String(text) => Node::Text(text.clone()),
        Value::Array(items) => {
            Node::List(items.iter().map(|item| template_node(item, depth)).collect::<Option<_>>()?)
        }
        Value::Object(members) => {
            let members: Option<Vec<_>> = members
                .iter()
                .map(|(key, value)| Some((key.as_str(), template_node(value, depth)?)))
                .collect();
            Node::map(members?)
        }
        other => literal_node(other),
    })
}
