//! Expressions of scripts that name a part of the answer: `jsonData.items[0].id`, `pm.response.headers.get("X")`.

use std::collections::HashMap;

/// A part of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Json(String),
    /// Number of elements or characters at a JSONPath.
    Length(String),
    Header(String),
    Cookie(String),
    Body,
    Status,
    /// Milliseconds.
    Time,
}

/// Names that a script has given to parts of the JSON body.
pub type Aliases = HashMap<String, String>;

/// What an expression names.
pub fn part(expression: &str, aliases: &Aliases) -> Option<Part> {
    let text = expression.trim().trim_end_matches(';').trim();
    match text {
        "pm.response.code" | "responseCode.code" | "pm.response.status" if text != "pm.response.status" => {
            return Some(Part::Status);
        }
        "pm.response.text()" | "responseBody" => return Some(Part::Body),
        "pm.response.responseTime" | "responseTime" => return Some(Part::Time),
        _ => {}
    }
    for (beginning, kind) in [
        ("pm.response.headers.get(", Part::Header as fn(String) -> Part),
        ("postman.getResponseHeader(", Part::Header),
        ("pm.cookies.get(", Part::Cookie),
    ] {
        if let Some(rest) = text.strip_prefix(beginning) {
            return Some(kind(quoted(rest.strip_suffix(')')?.trim())?));
        }
    }
    let path = json_path(text, aliases)?;
    Some(match path.strip_suffix(".length") {
        Some(path) => Part::Length(path.to_owned()),
        None => Part::Json(path),
    })
}

/// A text in quotes, without escapes.
pub fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let computed = quote == '`' && inside.contains("${");
    let plain = !computed && !inside.contains([quote, '\\', '\n']);
    plain.then(|| inside.to_owned())
}

fn json_path(text: &str, aliases: &Aliases) -> Option<String> {
    for root in ["pm.response.json()", "JSON.parse(responseBody)", "JSON.parse(pm.response.text())"] {
        if let Some(rest) = text.strip_prefix(root) {
            return Some(format!("${}", steps(rest)?));
        }
    }
    let end = text.find(['.', '[', '?']).unwrap_or(text.len());
    let base = aliases.get(&text[..end])?;
    Some(format!("{base}{}", steps(&text[end..])?))
}

/// `.a?.b["c"][0]` as steps of a JSONPath.
fn steps(text: &str) -> Option<String> {
    let mut path = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (index, behind) = inside.split_once(']')?;
            match index.trim().parse::<u32>() {
                Ok(number) => path.push_str(&format!("[{number}]")),
                Err(_) => path.push_str(&crate::import::names::json_step(&quoted(index.trim())?)),
            }
            rest = behind;
        } else {
            let inside = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.'))?;
            let end = inside
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '$'))
                .unwrap_or(inside.len());
            let name = inside.get(..end).filter(|name| !name.is_empty())?;
            path.push_str(&crate::import::names::json_step(name));
            rest = &inside[end..];
        }
    }
    Some(path)
}
