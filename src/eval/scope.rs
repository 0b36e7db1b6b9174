//! What an expression sees.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::response::ResponseView;
use super::totp::Passwords;
use crate::lang::{Expr, Node};
use crate::value::Value;

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

    /// Takes a name away.
    pub fn remove(&mut self, name: &str) {
        self.entries.retain(|(other, _)| &**other != name);
    }
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

    /// What comes next, to be given to [`Random::go_back`].
    pub fn here(&self) -> Self {
        Random(RefCell::new(self.0.borrow().clone()))
    }

    /// Repeats what came since `here` was called.
    pub fn go_back(&self, here: &Random) {
        *self.0.borrow_mut() = here.0.borrow().clone();
    }

    /// 128 random bits.
    pub fn bits(&self) -> u128 {
        self.0.borrow_mut().random()
    }
}

/// What an expression sees.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// Inputs, vars and captures.
    pub variables: &'a Variables,
    /// Name of the chosen environment.
    pub environment: &'a str,
    /// In `that` and `transform`.
    pub response: Option<&'a ResponseView<'a>>,
    /// In `transform`.
    pub value: Option<&'a Value>,
    /// In a dry run: names without a value yet; a slot that mentions one is shown as `‹expression›`.
    pub unknown: Option<&'a HashSet<Arc<str>>>,
    /// For `random_int` and its like.
    pub random: &'a Random,
    /// For `now`: milliseconds since 1970-01-01 UTC.
    pub now_ms: &'a dyn Fn() -> i64,
    /// For `totp`.
    pub passwords: &'a dyn Passwords,
}

/// True when an expression mentions one of these names: what it gives is secret then, whatever it does with them.
pub fn mentions<'e>(expr: &'e Expr, is_secret: &dyn Fn(&str) -> bool) -> Option<&'e Arc<str>> {
    match &expr.node {
        Node::Var(name) => is_secret(name).then_some(name),
        Node::Const(_) => None,
        _ => expr.children().find_map(|child| mentions(child, is_secret)),
    }
}
