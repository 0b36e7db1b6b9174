//! Rows of a JSON file: a list of objects, read one by one so that each has its place.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::diagnostics::too_wide;
use super::table::RawRow;
use crate::diag::{Code, Diagnostic};
use crate::parse::reader::Reader;
use crate::source::{FileId, SourceFile, Span, Spanned};
use crate::value::{Value, json_error_reason};

/// Reads a file. `None` when it is no list of objects.
pub fn rows(reader: &mut Reader<'_>, file: FileId, source: &SourceFile) -> Option<Vec<RawRow>> {
    let text = source.text();
    let mut at = skip_blank(text, if text.starts_with('\u{feff}') { 3 } else { 0 });
    if at == text.len() {
        return Some(Vec::new());
    }
    if !text[at..].starts_with('[') {
        let span = Span::new(file, at, at + 1);
        let diagnostic = Diagnostic::new(Code::WrongType, span, "a file of rows is a list of objects");
        reader.sink.push(diagnostic.help("write `[{ \"case\": \"empty code\", \"code\": \"\" }]`"));
        return None;
    }
    let mut rows = Vec::new();
    at = skip_blank(text, at + 1);
    if text[at..].starts_with(']') {
        return end(reader, file, text, at, rows);
    }
    loop {
        let mut stream = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Members>();
        let members = match stream.next() {
            Some(Ok(members)) => members,
            Some(Err(error)) => {
                let place = at + offset_of(&text[at..], error.line(), error.column());
                return not_json(reader, file, place, &json_error_reason(&error));
            }
            None => return not_json(reader, file, text.len(), "the list is not closed"),
        };
        let stop = at + stream.byte_offset();
        let span = Span::new(file, at, stop);
        if too_wide(reader, members.0.len(), span) {
            return None;
        }
        let mut cells: Vec<(Spanned<Arc<str>>, Value)> = Vec::with_capacity(members.0.len());
        for (name, value) in members.0 {
            if cells.iter().any(|(other, _)| *other.value == *name) {
                let message = format!("this row has `{name}` twice");
                reader.error(Code::DuplicateKey, span, message);
            } else {
                cells.push((Spanned::new(name.into(), span), value));
            }
        }
        rows.push(RawRow { span, cells });
        at = skip_blank(text, stop);
        match text[at..].as_bytes().first() {
            Some(b',') => at = skip_blank(text, at + 1),
            Some(b']') => return end(reader, file, text, at, rows),
            _ => return not_json(reader, file, at, "a comma or `]` belongs here"),
        }
    }
}

fn end(
    reader: &mut Reader<'_>,
    file: FileId,
    text: &str,
    bracket: usize,
    rows: Vec<RawRow>,
) -> Option<Vec<RawRow>> {
    let rest = skip_blank(text, bracket + 1);
    match rest == text.len() {
        true => Some(rows),
        false => not_json(reader, file, rest, "nothing belongs behind the list"),
    }
}

fn not_json(reader: &mut Reader<'_>, file: FileId, at: usize, why: &str) -> Option<Vec<RawRow>> {
    reader.error(
        Code::InvalidValue,
        Span::new(file, at, at),
        format!("this is not a JSON list of rows: {why}"),
    );
    None
}

fn skip_blank(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches([' ', '\t', '\n', '\r']).len()
}

/// The byte at a line and column, both from 1, columns in bytes.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// An object in the order of the file, with repeated names.
pub struct Members(pub Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object for each row")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}
