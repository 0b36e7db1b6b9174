//! Bodies of requests and answers.

use base64::Engine;

use super::cursor::{Cursor, uncommented, unescaped};
use super::first_line::ends_body;
use crate::import::Refused;

/// A body as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// JSON, maybe with templates.
    Json(String),
    Xml(String),
    /// A text in backticks: its language and what is in it.
    Text(String, String),
    /// `base64,…;` and `hex,…;`
    Bytes(Vec<u8>),
    /// `file,…;`
    File(String),
}

/// Reads the body that begins here.
pub fn read(cursor: &mut Cursor<'_>) -> Result<Body, Refused> {
    let line = cursor.line_number();
    let rest = cursor.rest();
    let indent = rest.len() - rest.trim_start().len();
    cursor.skip(indent);
    let rest = cursor.rest();
    if let Some(inside) = rest.strip_prefix("```") {
        let length =
            inside.find("```").ok_or_else(|| format!("line {line}: the three backticks are never closed"))?;
        let text = &inside[..length];
        let (language, text) = match text.split_once('\n') {
            Some((language, text)) => (language.trim(), text),
            None => ("", text),
        };
        cursor.skip(3 + length + 3);
        cursor.next_line();
        return Ok(Body::Text(language.to_owned(), text.to_owned()));
    }
    if let Some(inside) = rest.strip_prefix('`') {
        let length = inside.find('`').ok_or_else(|| format!("line {line}: the backtick is never closed"))?;
        cursor.skip(length + 2);
        cursor.next_line();
        return Ok(Body::Text(String::new(), unescaped(&inside[..length])));
    }
    for word in ["base64,", "hex,", "file,"] {
        if let Some(inside) = rest.strip_prefix(word) {
            let length = inside.find(';').ok_or_else(|| format!("line {line}: `{word}` ends with a `;`"))?;
            let content = inside[..length].trim();
            cursor.skip(word.len() + length + 1);
            cursor.next_line();
            return bytes(word, content)
                .ok_or_else(|| format!("line {line}: the text after `{word}` cannot be read"));
        }
    }
    if rest.starts_with('<') {
        let mut text = String::new();
        while !cursor.is_done() && !ends_body(cursor.line()) && !is_section(cursor.line()) {
            text.push_str(cursor.line());
            text.push('\n');
            cursor.next_line();
        }
        return Ok(Body::Xml(text.trim_end().to_owned()));
    }
    let scalar = || {
        let line = uncommented(cursor.line()).trim();
        matches!(line, "true" | "false" | "null") || line.parse::<f64>().is_ok()
    };
    if rest.starts_with(['{', '[', '"']) {
        let length = json_end(rest).ok_or_else(|| format!("line {line}: this JSON is never closed"))?;
        let text = rest[..length].to_owned();
        cursor.skip(length);
        cursor.next_line();
        return Ok(Body::Json(text));
    }
    if scalar() {
        let text = uncommented(cursor.line()).trim().to_owned();
        cursor.next_line();
        return Ok(Body::Json(text));
    }
    Err(format!(
        "line {line}: `{}` is not part of a request or response",
        crate::import::names::fixed(cursor.line())
    ))
}

fn is_section(line: &str) -> bool {
    ["[Asserts]", "[Captures]"].contains(&uncommented(line).trim())
}

fn bytes(word: &str, content: &str) -> Option<Body> {
    match word {
        "file," => Some(Body::File(unescaped(content))),
        "base64," => {
            let packed: String = content.chars().filter(|c| !c.is_whitespace()).collect();
            base64::engine::general_purpose::STANDARD.decode(packed).ok().map(Body::Bytes)
        }
        _ => {
            let digits: Option<Vec<u8>> =
                content.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
            let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
            Some(Body::Bytes(digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()))
        }
    }
}

/// Where a JSON value ends that begins a text.
fn json_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 && !quoted && !escaped && matches!(character, '}' | ']' | '"') {
            return Some(at + character.len_utf8());
        }
    }
    None
}
