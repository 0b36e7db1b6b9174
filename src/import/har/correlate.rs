//! What one answer gives and a later request uses: a capture there, a variable here.

use std::collections::{HashMap, HashSet};

use crate::value::Value;

use super::read::Exchange;
use super::tags;
use crate::import::bodies::Content;
use crate::import::call::Call;
use crate::import::inputs::Inputs;
use crate::import::names::json_step;
use crate::import::secrets::is_secret;
use crate::yaml::write::Node;

/// Values that one answer may deliver.
const MOST: usize = 20_000;

/// Shorter values inside of others are no coincidence's length.
const INSIDE: usize = 12;

/// A value that an answer delivered.
#[derive(Debug)]
struct Delivered {
    exchange: usize,
    /// Where it is, as a capture's source.
    source: (&'static str, String),
    hint: String,
    /// A number in the answer.
    number: bool,
    /// It is one of a kind by itself; else only its name says so.
    unique: bool,
    secret: bool,
    variable: Option<String>,
}

/// What is known while the recording is walked through.
#[derive(Debug, Default)]
pub struct Correlation {
    delivered: Vec<Delivered>,
    by_value: HashMap<String, usize>,
    /// What requests have sent of their own.
    sent: HashSet<String>,
    /// Long values, which are looked for inside of headers.
    long: Vec<String>,
}

impl Correlation {
    /// Replaces in a request what earlier answers gave.
    pub fn request(&mut self, call: &mut Call, inputs: &mut Inputs) {
        let path: Vec<String> = call.url.path.split('/').map(|part| self.place(part, None, inputs)).collect();
        call.url.path = path.join("/");
        for (name, value) in call.query.iter_mut().chain(&mut call.cookies) {
            *value = self.place(value, Some(name), inputs);
        }
        for (name, value) in &mut call.headers {
            *value = match self.place(value, Some(name), inputs) {
                same if same == *value => self.inside(value, inputs),
                other => other,
            };
        }
        match &mut call.content {
            Content::Form(pairs) => {
                for (name, value) in pairs {
                    *value = self.place(value, Some(name), inputs);
                }
            }
            Content::Multipart(parts) => {
                parts.iter_mut().for_each(|(name, node)| self.node(node, name, inputs))
            }
            Content::Json(node) | Content::GraphQl(node) => self.node(node, "", inputs),
            Content::Text(_) | Content::File(_) | Content::Nothing => {}
        }
    }

    fn node(&mut self, node: &mut Node, name: &str, inputs: &mut Inputs) {
        match node {
            Node::Text(text) => {
                let number = self.by_value.get(text.as_str()).is_some_and(|at| self.delivered[*at].number);
                // A number that is sent as a text there would be a number.
                if !number {
                    *text = self.place(text, Some(name), inputs);
                }
            }
            Node::Number(written) => {
                let number = self.by_value.get(written.as_str()).is_some_and(|at| self.delivered[*at].number);
                let placed = if number { self.place(written, Some(name), inputs) } else { written.clone() };
                if placed != *written {
                    *node = Node::Text(placed);
                }
            }
            Node::List(items) => items.iter_mut().for_each(|item| self.node(item, name, inputs)),
            Node::Map(members) | Node::Section(members) => {
                members.iter_mut().for_each(|member| self.node(&mut member.value, &member.key, inputs));
            }
            Node::Null | Node::Bool(_) | Node::Pattern(_) | Node::Steps(_) => {}
        }
    }

    /// A value of a request, or the variable that stands for it. `name`: of the parameter or member; none in a path.
    fn place(&mut self, value: &str, name: Option<&str>, inputs: &mut Inputs) -> String {
        let decoded = match name {
            None => percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned(),
            Some(_) => value.to_owned(),
        };
        let Some(at) = self.by_value.get(&decoded).copied() else {
            self.sent.insert(decoded);
            return value.to_owned();
        };
        let found = &self.delivered[at];
        // A small number is the same one only where both are called so, or in a path.
        let same_name =
            name.is_none_or(|name| folded(name).ends_with("id") || folded(name) == folded(&found.hint));
        if !found.unique && !same_name {
            self.sent.insert(decoded);
            return value.to_owned();
        }
        format!("${{{}}}", self.variable_of(at, inputs))
    }

    /// A long value inside of a header: `Bearer …`.
    fn inside(&mut self, value: &str, inputs: &mut Inputs) -> String {
        // One may be the beginning of another.
        let within = self.long.iter().filter(|long| value.contains(long.as_str()));
        let found = within.max_by_key(|long| long.len()).cloned();
        match found.and_then(|long| Some((self.by_value.get(&long).copied()?, long))) {
            Some((at, long)) => {
                let variable = self.variable_of(at, inputs);
                value.replace(&long, &format!("${{{variable}}}"))
            }
            None => value.to_owned(),
        }
    }

    fn variable_of(&mut self, at: usize, inputs: &mut Inputs) -> String {
        let found = &mut self.delivered[at];
        found.variable.get_or_insert_with(|| inputs.reserve(&found.hint)).clone()
    }

    /// Learns what an answer delivers that no request has sent before.
    pub fn response(&mut self, exchange: usize, given: &Exchange) {
        if let Some(json) = &given.json {
            let resource = resource(&given.call.url.path);
            let mut left = MOST;
            self.json(exchange, json, "$", "", &resource, &mut left);
        }
        for (name, value) in &given.headers {
            let telling = is_secret(name, value) || name.to_ascii_lowercase().starts_with("x-");
            if telling && !name.eq_ignore_ascii_case("set-cookie") {
                self.learn(exchange, value, ("header", name.clone()), name, false);
            }
        }
        if given.media == "text/html" {
            for field in tags::fields(&given.body) {
                self.learn(exchange, &field.value, ("html", field.selector), &field.name, false);
            }
        }
    }

    fn json(&mut self, exchange: usize, value: &Value, path: &str, key: &str, owner: &str, left: &mut usize) {
        if *left == 0 || path.len() > 1000 {
            return;
        }
        *left -= 1;
        match value {
            Value::Object(members) => {
                let owner = if key.is_empty() { owner } else { key };
                for (name, member) in members {
                    self.json(exchange, member, &format!("{path}{}", json_step(name)), name, owner, left);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.json(exchange, item, &format!("{path}[{index}]"), key, owner, left);
                }
            }
            Value::String(text) => {
                let hint = hint(key, owner);
                self.learn(exchange, text, ("json", path.to_owned()), &hint, false);
            }
            Value::Number(number) => {
                let hint = hint(key, owner);
                self.learn(exchange, &number.to_string(), ("json", path.to_owned()), &hint, true);
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn learn(
        &mut self,
        exchange: usize,
        value: &str,
        source: (&'static str, String),
        hint: &str,
        number: bool,
    ) {
        let secret = is_secret(hint, value);
        let unique = looks_unique(value) || secret && value.len() >= 6;
        let named = folded(hint).ends_with("id") || folded(hint).ends_with("key") || secret;
        let fits = !value.is_empty() && value.len() <= 4096 && !value.contains("${");
        if !fits || !(unique || named) || self.sent.contains(value) || self.by_value.contains_key(value) {
            return;
        }
        if unique && value.len() >= INSIDE {
            self.long.push(value.to_owned());
        }
        self.by_value.insert(value.to_owned(), self.delivered.len());
        let hint = hint.to_owned();
        self.delivered.push(Delivered { exchange, source, hint, number, unique, secret, variable: None });
    }

    /// `capture` of a step.
    pub fn captures(&self, exchange: usize) -> Vec<(String, Node)> {
        let own = self.delivered.iter().filter(|found| found.exchange == exchange);
        own.filter_map(|found| {
            let (kind, place) = &found.source;
            let place = Node::from(place.as_str());
            let node = match (*kind, found.secret) {
                ("json", false) => place,
                (_, false) => Node::map([(*kind, place)]),
                (_, true) => Node::map([(*kind, place), ("secret", true.into())]),
            };
            Some((found.variable.clone()?, node))
        })
        .collect()
    }

    /// `${name}` of a value that a step before this one captured.
    pub fn variable(&self, value: &str, exchange: usize) -> Option<(String, bool)> {
        let found = &self.delivered[*self.by_value.get(value)?];
        let name = found.variable.as_ref().filter(|_| found.exchange < exchange)?;
        Some((format!("${{{name}}}"), found.secret))
    }
}

/// A value that does not come about twice by chance.
fn looks_unique(value: &str) -> bool {
    let plain = value.bytes().all(|byte| byte.is_ascii_graphic());
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let url = value.contains("://") || value.starts_with('/');
    let date = value.len() >= 10
        && value.as_bytes()[4] == b'-'
        && value.as_bytes()[7] == b'-'
        && value.contains(':');
    plain
        && !url
        && !date
        && (value.len() >= 8 && letters && digits >= 2
            || value.len() >= 24
            || value.len() >= 7 && !letters && digits >= 7)
}

fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// What a path is about: `/api/users/7` → `user`.
fn resource(path: &str) -> String {
    let named = |part: &&str| {
        part.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_')) && !part.is_empty()
    };
    path.rsplit('/').find(named).unwrap_or("value").to_owned()
}

/// A name for a member's value: of an `id` that of whose it is.
fn hint(key: &str, owner: &str) -> String {
    let plain = matches!(folded(key).as_str(), "id" | "uuid" | "key" | "code" | "value" | "");
    if !plain || owner.is_empty() {
        return key.to_owned();
    }
    let one = owner.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let one = one.unwrap_or_else(|| {
        owner.strip_suffix('s').filter(|_| !owner.ends_with("ss")).unwrap_or(owner).to_owned()
    });
    let key = if key.is_empty() { "id" } else { key };
    format!("{one}_{key}")
}
