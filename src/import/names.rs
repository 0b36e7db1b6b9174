//! Names for steps, variables and files, made of what is there.

use std::collections::HashSet;

use crate::vocabulary::{Callable, Function, RESERVED, TAKEN, sessions};
use crate::yaml::write::is_special;

/// The longest name that is given.
const LONGEST: usize = 120;

/// A variable's name: letters, digits and `_`, in snake case, free of words that the language has taken.
pub fn variable(text: &str) -> String {
    let mut name = String::new();
    let mut before = ' ';
    for character in text.chars().take(LONGEST) {
        if character.is_ascii_alphanumeric() {
            if character.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
                name.push('_');
            }
            name.push(character.to_ascii_lowercase());
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
        before = character;
    }
    let name = name.trim_matches('_').to_owned();
    let taken = TAKEN.contains(&name.as_str())
        || RESERVED.contains(&name.as_str())
        || Function::parse(&name).is_some();
    match name.chars().next() {
        None => "value_1".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("value_{name}"),
        _ if taken => format!("the_{name}"),
        _ => name,
    }
}

/// A text where no template may stand: a name, a description.
pub fn fixed(text: &str) -> String {
    let line: String = text.chars().map(|c| if is_special(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ").replace("${", "$ {").chars().take(LONGEST).collect()
}

/// A scenario's name, of a file's.
pub fn title(stem: &str) -> String {
    let spaced: String = stem.chars().map(|c| if matches!(c, '-' | '_') { ' ' } else { c }).collect();
    let name = fixed(&spaced);
    let mut characters = name.chars();
    match characters.next() {
        None => "Imported".to_owned(),
        Some(first) => first.to_uppercase().chain(characters).collect(),
    }
}

/// A file's name, without an ending.
pub fn file(text: &str) -> String {
    let mut name = String::new();
    for character in text.chars().take(LONGEST) {
        if character.is_alphanumeric() {
            name.extend(character.to_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_matches('-');
    if name.is_empty() { "scenario".to_owned() } else { name.to_owned() }
}

/// A member's step in a JSONPath.
pub fn json_step(name: &str) -> String {
    let word = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if word {
        return format!(".{name}");
    }
    let mut quoted = String::new();
    for character in name.chars() {
        match character {
            '\'' => quoted.push_str("\\'"),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    format!("['{quoted}']")
}

/// What a request does, as its step's name.
pub fn step(method: &str, path: &str) -> String {
    if sessions::logs_out(method, path) {
        return "Log out".to_owned();
    }
    if sessions::logs_in(method, path) {
        return "Log in".to_owned();
    }
    let path = path.split(['?', '#']).next().unwrap_or("");
    let is_prefix = |segment: &str| is_api_prefix(segment);
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && !is_prefix(part)).collect();
    let words: Vec<String> = segments.iter().filter(|part| !is_id(part)).map(|part| words(part)).collect();
    let verb = match method {
        "GET" => "Get",
        "POST" => "Post to",
        "PUT" => "Put",
        "PATCH" => "Change",
        "DELETE" => "Delete",
        other => other,
    };
    let one =
        if segments.last().is_some_and(|last| is_id(last)) && !words.is_empty() { "one of " } else { "" };
    let what = match (words.is_empty(), segments.is_empty()) {
        (false, _) => words.join(" "),
        (true, false) => "one thing".to_owned(),
        (true, true) => "the start page".to_owned(),
    };
    fixed(&format!("{verb} {one}{what}"))
}

/// Segments that stand before all paths of an API.
pub fn is_api_prefix(segment: &str) -> bool {
    let version = segment
        .strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    version || matches!(segment, "api" | "rest" | "services")
}

fn words(segment: &str) -> String {
    let spaced: String =
        segment.chars().map(|c| if matches!(c, '-' | '_' | '.') { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A segment that names one thing: a template, a number, a UUID, a long hash.
fn is_id(segment: &str) -> bool {
    let digits = segment.chars().filter(char::is_ascii_digit).count();
    segment.contains(['$', '{', '%', ':'])
        || digits > 0 && digits * 2 >= segment.len()
        || segment.len() >= 24 && digits > 0
}

/// Names that are given once.
#[derive(Debug, Default)]
pub struct Unique(HashSet<String>);

impl Unique {
    /// The name, or one with a number where it is given already.
    pub fn name(&mut self, name: String, part: &dyn Fn(&str, usize) -> String) -> String {
        let mut given = name.clone();
        let mut number = 2;
        while !self.0.insert(given.clone()) {
            given = part(&name, number);
            number += 1;
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_what_is_there() {
        for (text, name) in [
            ("recoveryCode", "recovery_code"),
            ("X-Api-Key", "x_api_key"),
            ("baseURL", "base_url"),
            ("2fa", "value_2fa"),
            ("response", "the_response"),
            ("???", "value_1"),
        ] {
            assert_eq!(variable(text), name);
        }
        for (method, path, name) in [
            ("POST", "/api/v1/login", "Log in"),
            ("GET", "/logout?all=1", "Log out"),
            ("GET", "/api/v1/users/42", "Get one of users"),
            ("GET", "/users/42/open-orders", "Get users open orders"),
            ("POST", "/search", "Post to search"),
            ("GET", "/", "Get the start page"),
            ("GET", "/42", "Get one thing"),
        ] {
            assert_eq!(step(method, path), name);
        }
    }
}
