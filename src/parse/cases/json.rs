//! Rows of a JSON file: a list of objects, read one by one so that each has its place.

use super::diagnostics::too_wide;
use super::table::RawRow;
use crate::diag::{Code, Diagnostic};
use crate::parse::reader::Reader;
use crate::source::{FileId, SourceFile, Span, Spanned};
use crate::value::{Value, read_prefix};

/// Reads a file. `None` when it is no list of objects.
pub fn rows(reader: &mut Reader<'_>, file: FileId, source: &SourceFile) -> Option<Vec<RawRow>> {
    let text = source.text();
    let mut at = skip_blank(text, if text.starts_with('\u{feff}') { 3 } else { 0 });
    if at == text.len() {
        return Some(Vec::new());
    }
    if !text[at..].starts_with('[') {
        let span = Span::new(file, at, at + 1);
        let diagnostic = Diagnostic::new(Code::WrongType, span, "a file of rows must be a list of objects");
        reader.sink.push(diagnostic.help("write `[{ \"case\": \"empty code\", \"code\": \"\" }]`"));
        return None;
    }
    let mut rows = Vec::new();
    at = skip_blank(text, at + 1);
    if text[at..].starts_with(']') {
        return end(reader, file, text, at, rows);
    }
    loop {
        let (reading, length) = match read_prefix(&text[at..]) {
            Ok(read) => read,
            Err(error) => return not_json(reader, file, at + error.offset, &error.kind.to_string()),
        };
        let Value::Object(members) = reading.value else {
            return not_json(reader, file, at, "expected an object for each row");
        };
        let stop = at + length;
        let span = Span::new(file, at, stop);
        if too_wide(reader, members.len(), span) {
            return None;
        }
        for name in reading.duplicate_keys {
            reader.error(Code::DuplicateKey, span, format!("duplicate key `{name}` in this row"));
        }
        let cells =
            members.into_iter().map(|(name, value)| (Spanned::new(name.as_str().into(), span), value));
        let cells = cells.collect();
        rows.push(RawRow { span, cells });
        at = skip_blank(text, stop);
        match text[at..].as_bytes().first() {
            Some(b',') => at = skip_blank(text, at + 1),
            Some(b']') => return end(reader, file, text, at, rows),
            _ => return not_json(reader, file, at, "expected a comma or `]`"),
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
        false => not_json(reader, file, rest, "unexpected text after the list"),
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
