//! What an expression sees.

use std::cell::RefCell;
use std::sync::Arc;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::lang::{Expr, Library, Node};
use crate::model::value::{Map, Value};

/// The variables of a scenario instance, by name. There are few, so that a list is searched fastest.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    entries: Vec<(Arc<str>, Value)>,
}

impl Variables {
    /// Defines a name, or gives it a new value.
    pub fn set(&mut self, name: Arc<str>, value: Value) {
        match self.entries.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = value,
            None => self.entries.push((name, value)),
        }
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entries.iter().find(|(other, _)| &**other == name).map(|(_, value)| value)
    }
}

/// A response as expressions, captures and matchers see it.
#[derive(Debug)]
pub struct ResponseView<'r> {
    /// Status code.
    pub status: u16,
    /// Header fields in order.
    pub headers: &'r [(String, String)],
    /// The body as text.
    pub body: &'r str,
    /// The body as bytes.
    pub bytes: &'r [u8],
    /// The body as JSON; the error says where it is none.
    pub json: Result<&'r Value, &'r str>,
    /// From the start of the call to the body's last byte.
    pub duration: std::time::Duration,
    /// The URL asked.
    pub url: &'r str,
}

impl<'r> ResponseView<'r> {
    /// A member of `response`, unless it is `json`, which is borrowed.
    pub fn member(&self, name: &str) -> Option<Value> {
        Some(match name {
            "status" => self.status.into(),
            "headers" => {
                let mut map = Map::new();
                for (name, value) in self.headers {
                    map.entry(name.to_ascii_lowercase()).or_insert_with(|| value.as_str().into());
                }
                map.into()
            }
            "headers_all" => {
                let mut map = Map::new();
                for (name, value) in self.headers {
                    let list =
                        map.entry(name.to_ascii_lowercase()).or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(list) = list {
                        list.push(value.as_str().into());
                    }
                }
                map.into()
            }
            "body" => self.body.into(),
            "duration_ms" => (self.duration.as_millis() as u64).into(),
            "url" => self.url.into(),
            _ => return None,
        })
    }

    /// `response.headers.NAME`: without case, and `_` for `-`.
    pub fn header(&self, name: &str) -> Option<&'r str> {
        headers_by_name(self.headers, name).or_else(|| {
            headers_by_name(self.headers, &name.replace('_', "-"))
        })
    }
}

fn headers_by_name<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Randomness of an instance: the same seed gives the same values.
#[derive(Debug)]
pub struct Random(RefCell<SmallRng>);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Random(RefCell::new(SmallRng::seed_from_u64(seed)))
    }

    /// A whole number from `low` to `high`, both included.
    pub fn integer(&self, low: i64, high: i64) -> i64 {
        self.0.borrow_mut().random_range(low..=high)
    }

    /// 128 random bits.
    pub fn bits(&self) -> u128 {
        self.0.borrow_mut().random()
    }
}

/// What an expression sees.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// What was compiled.
    pub library: &'a Library,
    /// Inputs, vars and captures.
    pub variables: &'a Variables,
    /// Name of the chosen environment.
    pub environment: &'a str,
    /// In `that` and `transform`.
    pub response: Option<&'a ResponseView<'a>>,
    /// In `transform`.
    pub value: Option<&'a Value>,
    /// For `random_int` and its like.
    pub random: &'a Random,
    /// For `now`: milliseconds since 1970-01-01 UTC.
    pub now_ms: &'a dyn Fn() -> i64,
}

/// True when an expression mentions one of these names: what it gives is secret then, whatever it does with them.
pub fn mentions<'e>(expr: &'e Expr, is_secret: &dyn Fn(&str) -> bool) -> Option<&'e Arc<str>> {
    match &expr.node {
        Node::Var(name) => is_secret(name).then_some(name),
        Node::Const(_) => None,
        _ => expr.children().find_map(|child| mentions(child, is_secret)),
    }
}
