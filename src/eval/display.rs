//! Values as people read them: masked, then trimmed. Of a large one no more is written than is shown.

use std::fmt::{self, Write};

use super::mask::Mask;
use crate::model::DisplayValue;
use crate::value::{JsonText, Value, type_name};

/// Characters of a value in a message.
const LONGEST: usize = 300;

/// A JSON value with its type.
pub fn json(value: &Value, mask: &Mask) -> DisplayValue {
    DisplayValue { text: trimmed(value, mask), type_name: type_name(value).to_owned() }
}

/// Values as a JSON list.
pub fn list(values: &[&Value], mask: &Mask) -> DisplayValue {
    DisplayValue::list(trimmed(values, mask), values.len())
}

/// A text with quotes.
pub fn text(text: &str, mask: &Mask) -> DisplayValue {
    let head = mask.beginning(text, LONGEST);
    let rest = &text[head.len()..];
    // Masked before it is quoted: a quote or backslash in a secret would hide it from the search otherwise.
    let masked = mask.apply(head);
    let mut shown = Value::from(masked.as_ref()).to_string();
    if !rest.is_empty() {
        // The quote that closes it stands behind the rest.
        shown.pop();
    }
    let rest = if rest.is_empty() { 0 } else { rest.chars().count() + 1 };
    DisplayValue { text: trim_before(&shown, rest), type_name: "string".to_owned() }
}

/// What is not a value of the response: its kind in words.
pub fn plain(text: impl Into<String>, kind: &str) -> DisplayValue {
    DisplayValue { text: text.into(), type_name: kind.to_owned() }
}

/// A value in the middle of a sentence, without secrets: only for values of the language itself.
pub fn brief(value: &Value) -> String {
    trimmed(value, &Mask::default())
}

/// Cuts a long text in the middle of its end, saying how much is left out.
pub fn trim(text: &str) -> String {
    trim_before(text, 0)
}

/// The same of a text that has so many more characters.
fn trim_before(text: &str, more: usize) -> String {
    let count = text.chars().count() + more;
    if count <= LONGEST {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST).collect();
    format!("{head}… ({} more characters)", count - LONGEST)
}

fn trimmed(value: &(impl JsonText + ?Sized), mask: &Mask) -> String {
    let mut head = Head { text: String::new(), most: mask.foreseen(LONGEST), more: 0 };
    // It takes everything.
    let _ = value.write_json(&mut head);
    trim_before(&mask.apply(&head.text), head.more)
}

/// An indented JSON text, unless it is longer than so many bytes.
pub fn pretty(value: &(impl JsonText + ?Sized), most: usize) -> Option<String> {
    let mut head = Head { text: String::new(), most, more: 0 };
    let written = value.write_pretty(&mut head);
    (written.is_ok() && head.more == 0).then_some(head.text)
}

/// Keeps the beginning of what is written, and counts the characters of the rest.
struct Head {
    text: String,
    /// Bytes that are kept, up to a whole character.
    most: usize,
    more: usize,
}

impl Write for Head {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut room =
            if self.more > 0 { 0 } else { self.most.saturating_sub(self.text.len()).min(text.len()) };
        while !text.is_char_boundary(room) {
            room -= 1;
        }
        let (kept, rest) = text.split_at(room);
        self.text.push_str(kept);
        self.more += rest.chars().count();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::value::json;

    use super::*;

    #[test]
    fn a_large_value_is_shown_like_its_whole_text() {
        let name: Arc<str> = "token".into();
        let masks = [Mask::default(), Mask::new([(&name, "secret-žluť")])];
        let long = "é\"ž".repeat(20_000);
        for value in [json!([1, "a"]), json!(long), json!({ "secret-žluť": long, "b": ["secret-žluť"] })]
        {
            for mask in &masks {
                let whole = trim(&mask.apply(&value.to_string()));
                let head =
                    |text: &str| text.split_once("… (").map_or(text.to_owned(), |(head, _)| head.to_owned());
                assert_eq!(head(&json_text(&value, mask)), head(&whole));
                assert!(!json_text(&value, mask).contains("žluť") || mask.is_empty());
            }
            assert_eq!(json_text(&value, &masks[0]), trim(&value.to_string()));
        }
        // Quotes behind the beginning are counted as one character.
        let plain = "éž".repeat(20_000);
        assert_eq!(text(&plain, &masks[0]).text, trim(&Value::from(plain.as_str()).to_string()));
        assert_eq!(text("a", &masks[0]).text, "\"a\"");
    }

    fn json_text(value: &Value, mask: &Mask) -> String {
        json(value, mask).text
    }

    #[test]
    fn what_is_too_long_is_not_indented() {
        assert_eq!(pretty(&json!([1]), 100).as_deref(), Some("[\n  1\n]"));
        assert_eq!(pretty(&json!([1, 2, 3, 4]), 9), None);
    }
}
