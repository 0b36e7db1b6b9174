//! A value as reports show it.

use serde::{Deserialize, Serialize};

/// A value as reports show it: masked and trimmed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DisplayValue {
    /// JSON, or plain text for what is only text.
    pub text: String,
    /// Its JSON type, or another word that says what it is.
    pub type_name: String,
}

/// Type of the value that stands for nothing.
const ABSENT: &str = "absent";

/// Type of several values, before their number.
const LIST_OF: &str = "list of ";

impl DisplayValue {
    /// So many values, shown as `text`.
    pub fn list(text: String, count: usize) -> Self {
        DisplayValue { text, type_name: format!("{LIST_OF}{count}") }
    }

    /// What is shown where nothing is.
    pub fn absent() -> Self {
        DisplayValue { text: "nothing".to_owned(), type_name: ABSENT.to_owned() }
    }

    /// True where nothing is.
    pub fn is_absent(&self) -> bool {
        self.type_name == ABSENT
    }

    /// Calls `change` with its text, and with its type where that states how many values there are.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        change(&mut self.text);
        if self.type_name.starts_with(LIST_OF) {
            change(&mut self.type_name);
        }
    }
}
