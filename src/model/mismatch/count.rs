//! A number that a mismatch states.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diag::plural;

/// A count, length or index; or the marker in its place, where its digits are a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Count {
    /// It may be shown.
    Number(u64),
    /// Its digits with the secret in them masked.
    Masked(String),
}

impl Count {
    /// The noun after it: singular for 1.
    pub fn noun(&self, noun: &str) -> String {
        plural(if *self == Count::Number(1) { 1 } else { 2 }, noun)
    }

    /// Calls `change` with its digits; what is changed replaces the number.
    pub(super) fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        let digits = self.to_string();
        let mut changed = digits.clone();
        change(&mut changed);
        if changed != digits {
            *self = Count::Masked(changed);
        }
    }
}

impl From<usize> for Count {
    fn from(number: usize) -> Self {
        Count::Number(number as u64)
    }
}

impl From<u32> for Count {
    fn from(number: u32) -> Self {
        Count::Number(number.into())
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Count::Number(number) => number.fmt(f),
            Count::Masked(text) => f.write_str(text),
        }
    }
}
