//! Reads Rust source for the paths in it: which rooms of the crate and which external crates a file names. A scanner
//! of tokens, not a parser: comments and texts are no paths, `use` trees and `super` chains are followed.

use super::rust_tokens::{Token, tokens};

/// A name found, with its line.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Named {
    /// The first segment after `crate::` (or after the `super`s that reach the crate's root), or an external crate.
    pub name: String,
    /// The line, from 1.
    pub line: usize,
}

/// The rooms that a text names. `depth` is how many modules deep the file is: 1 for `src/run/mod.rs`, 2 for
/// `src/run/step.rs`.
pub fn rooms(source: &str, depth: usize) -> Vec<Named> {
    let tokens = tokens(source);
    let mut rooms = Vec::new();
    // For every open brace, whether it is that of a module in the text.
    let mut braces: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let is = |index: usize, text: &str| tokens.get(index).is_some_and(|token| token.text == text);
        let inside_path = at > 0 && is(at - 1, "::");
        match token.text.as_str() {
            "{" => braces.push(at >= 2 && is(at - 2, "mod")),
            "}" => drop(braces.pop()),
            "crate" if is(at + 1, "::") => first_segments(&tokens, at + 2, &mut rooms),
            // `use crate as root;` would hide every later path.
            "crate" if is(at + 1, "as") => rooms.push(Named { name: "crate".to_owned(), line: token.line }),
            "super" if !inside_path || (at > 1 && is(at - 2, "self")) => {
                let mut climbed = 1;
                let mut next = at + 1;
                while is(next, "::") && is(next + 1, "super") {
                    climbed += 1;
                    next += 2;
                }
                let levels = depth + braces.iter().filter(|module| **module).count();
                if climbed >= levels && is(next, "::") {
                    first_segments(&tokens, next + 1, &mut rooms);
                }
            }
            _ => {}
        }
    }
    rooms
}

/// The first segment of a path's rest, or of every branch of a `{…}` group.
fn first_segments(tokens: &[Token], at: usize, found: &mut Vec<Named>) {
    let Some(token) = tokens.get(at) else { return };
    if token.text != "{" {
        found.push(Named { name: token.text.clone(), line: token.line });
        return;
    }
    let mut depth = 0;
    let mut begins = false;
    for token in &tokens[at..] {
        match token.text.as_str() {
            "{" => {
                depth += 1;
                begins = depth == 1;
            }
            "}" => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            "," => begins = depth == 1,
            _ if begins => {
                found.push(Named { name: token.text.clone(), line: token.line });
                begins = false;
            }
            _ => {}
        }
    }
}

/// The places where one of these external crates is named: as the first segment of a path, or whole in a `use`.
pub fn external(source: &str, crates: &[&str]) -> Vec<Named> {
    let tokens = tokens(source);
    let text = |index: Option<usize>| {
        index.and_then(|index| tokens.get(index)).map_or("", |token| token.text.as_str())
    };
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !crates.contains(&token.text.as_str()) {
            continue;
        }
        let before = text(at.checked_sub(1));
        let two_before = text(at.checked_sub(2));
        // After `::` it is a segment of another path, unless that `::` begins the path (`use ::ureq`, `= ::ureq::get`).
        let segment =
            before == "::" && two_before.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '>');
        let segment = segment && !matches!(two_before, "" | "use" | "return" | "in" | "as");
        let path = text(Some(at + 1)) == "::";
        let whole = matches!(before, "use" | "crate") && two_before != "::"
            || (before == "::" && two_before == "use");
        let attribute = before == "[" && matches!(two_before, "#" | "!");
        if !segment && (path || whole || attribute) {
            found.push(Named { name: token.text.clone(), line: token.line });
        }
    }
    found
}
