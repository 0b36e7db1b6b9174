//! Counts the fields of the structs in a source text.

use super::rust_tokens::{Token, tokens};

/// A struct with named fields.
#[derive(Debug, PartialEq, Eq)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// The line of the name, from 1.
    pub line: usize,
    /// How many fields it has.
    pub fields: usize,
}

/// All structs with named fields, those in tests and functions included.
pub fn structs(source: &str) -> Vec<Struct> {
    let tokens = tokens(source);
    let starts = (0..tokens.len()).filter(|at| tokens[*at].text == "struct");
    starts.filter_map(|at| read(&tokens[at + 1..])).collect()
}

/// Reads a struct whose name comes first. None for one without named fields.
fn read(tokens: &[Token]) -> Option<Struct> {
    let name = tokens.first()?;
    let open = tokens.iter().position(|token| matches!(token.text.as_str(), "{" | ";"))?;
    if tokens[open].text != "{" {
        return None;
    }
    let (mut depth, mut fields) = (0, 0);
    for token in &tokens[open + 1..] {
        match token.text.as_str() {
            "}" if depth == 0 => break,
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            // Paths are `::`, so that a single colon outside of brackets follows the name of a field.
            ":" if depth == 0 => fields += 1,
            _ => {}
        }
    }
    Some(Struct { name: name.text.clone(), line: name.line, fields })
}
