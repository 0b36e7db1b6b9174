//! Values as people read them: masked, then trimmed.

use super::mask::Mask;
use crate::model::Shown;
use crate::model::value::{Value, type_name};

/// Characters of a value in a message.
const LONGEST: usize = 300;

/// A JSON value with its type.
pub fn json(value: &Value, mask: &Mask) -> Shown {
    Shown { text: trim(&mask.apply(&value.to_string())), type_name: type_name(value).to_owned() }
}

/// A text with quotes.
pub fn text(text: &str, mask: &Mask) -> Shown {
    // Masked before it is quoted: a quote or backslash in a secret would hide it from the search otherwise.
    let masked = mask.apply(text);
    Shown { text: trim(&Value::from(masked.as_ref()).to_string()), type_name: "text".to_owned() }
}

/// What is not a value of the response: its kind in words.
pub fn plain(text: impl Into<String>, kind: &str) -> Shown {
    Shown { text: text.into(), type_name: kind.to_owned() }
}

/// A value in the middle of a sentence, without secrets: only for values of the language itself.
pub fn brief(value: &Value) -> String {
    trim(&value.to_string())
}

/// Cuts a long text in the middle of its end, saying how much is left out.
pub fn trim(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST).collect();
    format!("{head}… ({} more characters)", count - LONGEST)
}
