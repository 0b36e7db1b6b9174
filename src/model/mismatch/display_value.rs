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

impl DisplayValue {
    /// What is shown where nothing is.
    pub fn absent() -> Self {
        DisplayValue { text: "nothing".to_owned(), type_name: ABSENT.to_owned() }
    }

    /// True where nothing is.
    pub fn is_absent(&self) -> bool {
        self.type_name == ABSENT
    }
}
