//! `.hurl` text → entries.

use super::body::{self, Body};
use super::cursor::{Cursor, uncommented, unescaped};
use super::first_line::{ends_body, request_line, status_line};
use crate::import::{MOST_CALLS, Refused};

/// A request and what is expected of its answer.
#[derive(Debug, Default)]
pub struct Entry {
    pub line: usize,
    /// Comments above it.
    pub comments: Vec<String>,
    pub method: String,
    pub url: String,
    pub headers: Vec<Pair>,
    pub query: Vec<Pair>,
    pub form: Vec<Pair>,
    pub multipart: Vec<Pair>,
    pub cookies: Vec<Pair>,
    pub basic: Vec<Pair>,
    pub options: Vec<Pair>,
    pub body: Option<Body>,
    /// `HTTP 200`; none where the answer is not described.
    pub status: Option<String>,
    pub answer_headers: Vec<Pair>,
    pub captures: Vec<Pair>,
    pub asserts: Vec<Line>,
    pub answer_body: Option<Body>,
}

/// `key: value`.
#[derive(Debug, Clone)]
pub struct Pair {
    pub line: usize,
    pub key: String,
    pub value: String,
}

/// A line of `[Asserts]`.
#[derive(Debug, Clone)]
pub struct Line {
    pub line: usize,
    pub text: String,
}

/// All entries of a file.
pub fn entries(text: &str) -> Result<Vec<Entry>, Refused> {
    let mut cursor = Cursor::new(text);
    let mut all = Vec::new();
    loop {
        let comments = cursor.blank();
        if cursor.is_done() {
            return Ok(all);
        }
        if all.len() >= MOST_CALLS {
            return Err(format!("there are more than {MOST_CALLS} requests"));
        }
        all.push(entry(&mut cursor, comments)?);
    }
}

fn entry(cursor: &mut Cursor<'_>, comments: Vec<String>) -> Result<Entry, Refused> {
    let line = cursor.line_number();
    let Some((method, url)) = request_line(cursor.line()) else {
        return Err(format!("line {line}: expected a request, such as `GET https://example.com`"));
    };
    let mut entry =
        Entry { line, comments, method: method.to_owned(), url: unescaped(url), ..Entry::default() };
    cursor.next_line();
    entry.headers = pairs(cursor);
    loop {
        cursor.blank();
        let text = uncommented(cursor.line()).trim();
        let line = cursor.line_number();
        if let Some(name) = section(text) {
            cursor.next_line();
            let section = match name {
                "Query" | "QueryStringParams" => &mut entry.query,
                "Form" | "FormParams" => &mut entry.form,
                "Multipart" | "MultipartFormData" => &mut entry.multipart,
                "Cookies" => &mut entry.cookies,
                "BasicAuth" => &mut entry.basic,
                "Options" => &mut entry.options,
                _ => return Err(format!("line {line}: a request has no section `[{name}]`")),
            };
            section.extend(pairs(cursor));
        } else if cursor.is_done() || ends_body(cursor.line()) {
            break;
        } else if entry.body.is_none() {
            entry.body = Some(body::read(cursor)?);
        } else {
            return Err(format!("line {line}: a request can only have one body"));
        }
    }
    if let Some(status) = status_line(cursor.line()) {
        let known = status == "*" || status.parse::<u16>().is_ok_and(|code| (100..1000).contains(&code));
        if !known {
            let (line, status) = (cursor.line_number(), crate::import::names::fixed(status));
            return Err(format!(
                "line {line}: `{status}` is not a status: expected a number or `*` after `HTTP`"
            ));
        }
        entry.status = Some(status.to_owned());
        cursor.next_line();
        answer(cursor, &mut entry)?;
    }
    Ok(entry)
}

fn answer(cursor: &mut Cursor<'_>, entry: &mut Entry) -> Result<(), Refused> {
    entry.answer_headers = pairs(cursor);
    loop {
        // Comments above the next request are its own.
        let mut ahead = cursor.clone();
        ahead.blank();
        if ahead.is_done() || request_line(ahead.line()).is_some() {
            return Ok(());
        }
        *cursor = ahead;
        let text = uncommented(cursor.line()).trim();
        let line = cursor.line_number();
        match section(text) {
            Some("Captures") => {
                cursor.next_line();
                entry.captures.extend(pairs(cursor));
            }
            Some("Asserts") => {
                cursor.next_line();
                entry.asserts.extend(lines(cursor)?);
            }
            Some(name) => return Err(format!("line {line}: a response has no section `[{name}]`")),
            None if status_line(cursor.line()).is_some() => {
                return Err(format!("line {line}: this request already has a response"));
            }
            None if entry.answer_body.is_none() => entry.answer_body = Some(body::read(cursor)?),
            None => return Err(format!("line {line}: a response can only have one body")),
        }
    }
}

fn section(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(name)
}

/// Lines `key: value` up to one that is none.
fn pairs(cursor: &mut Cursor<'_>) -> Vec<Pair> {
    let mut found = Vec::new();
    loop {
        let mut ahead = cursor.clone();
        ahead.blank();
        let text = uncommented(ahead.line()).trim();
        let Some(colon) = colon(text).filter(|_| !ends_body(ahead.line()) && !begins_body(text)) else {
            return found;
        };
        let (key, value) = (unescaped(text[..colon].trim()), text[colon + 1..].trim().to_owned());
        found.push(Pair { line: ahead.line_number(), key, value });
        ahead.next_line();
        *cursor = ahead;
    }
}

/// The colon behind a key: not one of `\:`, and not one in a URL or JSON.
fn colon(text: &str) -> Option<usize> {
    let mut before = ' ';
    text.char_indices()
        .find(|(_, character)| {
            let found = *character == ':' && before != '\\';
            before = *character;
            found
        })
        .map(|(at, _)| at)
        .filter(|at| *at > 0)
}

fn begins_body(text: &str) -> bool {
    text.starts_with(['{', '[', '"', '<', '`']) && !text.starts_with("{{")
        || ["base64,", "hex,", "file,"].iter().any(|word| text.starts_with(word))
}

/// Lines of `[Asserts]`; one with a text in three backticks goes on until they close.
fn lines(cursor: &mut Cursor<'_>) -> Result<Vec<Line>, Refused> {
    let mut found = Vec::new();
    loop {
        let mut ahead = cursor.clone();
        ahead.blank();
        let text = uncommented(ahead.line()).trim();
        let line = ahead.line_number();
        if ahead.is_done() || section(text).is_some() || ends_body(ahead.line()) || begins_body(text) {
            return Ok(found);
        }
        if let Some(open) = ahead.line().find("```") {
            let Some(length) = ahead.rest()[open + 3..].find("```") else {
                return Err(format!("line {line}: the three backticks are never closed"));
            };
            let end = open + 3 + length + 3;
            found.push(Line { line, text: ahead.rest()[..end].trim().to_owned() });
            ahead.skip(end);
        } else {
            found.push(Line { line, text: text.to_owned() });
        }
        ahead.next_line();
        *cursor = ahead;
    }
}
