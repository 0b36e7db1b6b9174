//! Rows of a CSV file: checked here in full, and read again, one at a time, when they run (`record`).

use std::sync::Arc;

use super::cell::{QuoteFault, cell_range, quote_fault};
use super::delimiter;
use super::diagnostics::{Faults, empty, no_column, short_secret, too_wide};
use super::record;
use super::table::Labels;
use crate::diag::{Code, Diagnostic, counted};
use crate::model::{CASE, InputType, RowIndex, RowPlace, Rows, without};
use crate::parse::reader::Reader;
use crate::source::{FileId, SourceFile, Span, Spanned};
use crate::value::Value;

/// What the scenario says of the file.
pub struct Settings<'a> {
    /// Between cells; found out where nothing is said.
    pub delimiter: Option<u8>,
    /// What the cells of columns become.
    pub types: &'a [(Spanned<Arc<str>>, InputType)],
    /// Columns whose values no message may quote.
    pub secret: &'a [Arc<str>],
}

/// Reads a file. `None` when not even its columns are known.
pub fn rows(
    reader: &mut Reader<'_>,
    file: FileId,
    source: &SourceFile,
    settings: &Settings<'_>,
) -> Option<Rows> {
    let text = source.text().strip_prefix('\u{feff}').unwrap_or(source.text());
    let base = source.text().len() - text.len();
    let at = |start: usize, end: usize| Span::new(file, base + start, base + end);
    let delimiter = settings.delimiter.unwrap_or_else(|| delimiter::found(text));
    if let Some(fault) = quote_fault(text, delimiter) {
        let diagnostic = match fault {
            QuoteFault::Unclosed(start) => {
                Diagnostic::new(Code::InvalidValue, at(start, start + 1), "this quote is never closed").help(
                    "a cell that begins with a quote must end with one; double a quote inside it: `\"\"`",
                )
            }
            QuoteFault::TextBehind(start) => Diagnostic::new(
                Code::InvalidValue,
                at(start, start + 1),
                "unexpected text between the closing quote and the end of the cell",
            )
            .help("double a quote inside a quoted cell: `\"\"`"),
        };
        reader.sink.push(diagnostic);
        return None;
    }
    let mut records = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut next = |record: &mut ::csv::StringRecord| {
        // The text is UTF-8 and records may differ in length: nothing is left that could go wrong.
        while records.read_record(record).unwrap_or(false) {
            let start = record.position().map_or(0, |position| position.byte() as usize);
            let start = text.len() - text[start..].trim_start_matches(['\n', '\r']).len();
            let end = (records.position().byte() as usize).clamp(start, text.len());
            let end = start + text[start..end].trim_end_matches(['\n', '\r']).len();
            let blank = record.len() == 1 && record.get(0).is_some_and(|cell| cell.trim().is_empty());
            if !blank {
                return Some(start..end);
            }
        }
        None
    };
    let Some(header) = next(&mut record) else {
        empty(reader, file, source);
        return None;
    };
    if too_wide(reader, record.len(), at(header.start, header.end)) {
        return None;
    }
    let columns: Vec<Spanned<Arc<str>>> = record
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let range = cell_range(text, header.clone(), number, delimiter);
            Spanned::new(name.trim().into(), at(range.start, range.end))
        })
        .collect();
    if !columns_are_right(reader, &columns, at(header.start, header.end)) {
        return None;
    }
    let mut kinds = vec![None; columns.len()];
    for (name, kind) in settings.types {
        match columns.iter().position(|column| column.value == name.value) {
            Some(column) => kinds[column] = Some(*kind),
            None => no_column(reader, &columns, name),
        }
    }
    let case = columns.iter().position(|column| &*column.value == CASE);
    // `case` and columns that do not exist are told by the caller.
    let secret: Vec<usize> = settings
        .secret
        .iter()
        .filter(|name| ***name != *CASE)
        .filter_map(|name| columns.iter().position(|column| column.value == *name))
        .collect();
    let (mut faults, mut short) = (Faults::default(), Faults::default());
    let (mut labels, mut rows) = (Labels::default(), RowIndex::new(delimiter, kinds));
    let mut any = false;
    while let Some(range) = next(&mut record) {
        any = true;
        let span = at(range.start, range.end);
        if record.len() != columns.len() {
            faults.tell(reader, span, || wrong_length(record.len(), columns.len(), delimiter, span));
            continue;
        }
        let typed = rows.types.iter().zip(&record).enumerate();
        for (number, (kind, cell)) in
            typed.filter_map(|(number, (kind, cell))| Some((number, ((*kind)?, cell))))
        {
            if record::value(cell, Some(kind)).is_none() {
                let column = &columns[number].value;
                let cell_range = cell_range(text, range.clone(), number, delimiter);
                let place = at(cell_range.start, cell_range.end);
                let secret = settings.secret.contains(column);
                faults.tell(reader, place, || wrong_type(column, kind, (!secret).then_some(cell), place));
            }
        }
        let label = case.and_then(|case| record.get(case)).map(Value::from);
        let Some(mut label) = labels.add(reader, &mut faults, label.as_ref(), span) else { continue };
        for number in &secret {
            let column = &columns[*number].value;
            let value = record.get(*number).and_then(|cell| record::value(cell, rows.types[*number]));
            let value = value.unwrap_or_default();
            short_secret(reader, &mut short, column, &value, span);
            label = without(&label, column, &value).unwrap_or(label);
        }
        let lines = (source.line_of(base + range.start) + 1, source.line_of(base + range.end) + 1);
        rows.push(
            &label,
            RowPlace::of(source.text().as_bytes(), base + range.start, base + range.end, lines),
        );
    }
    faults.end(reader);
    short.end(reader);
    if !any {
        empty(reader, file, source);
    }
    Some(Rows::in_file(columns, source.path().clone(), rows))
}

/// Every column has a name of its own that a variable may have, and `case` is one of them.
fn columns_are_right(reader: &mut Reader<'_>, columns: &[Spanned<Arc<str>>], header: Span) -> bool {
    let mut right = true;
    for (number, column) in columns.iter().enumerate() {
        if column.value.is_empty() {
            right = false;
            let message = format!("column {} has no name", number + 1);
            reader.sink.push(
                Diagnostic::new(Code::MissingValue, column.span, message)
                    .help("the first line contains the column names and must not end with a delimiter"),
            );
        } else if let Some(first) = columns[..number].iter().find(|other| other.value == column.value) {
            right = false;
            reader.sink.push(
                Diagnostic::new(
                    Code::DuplicateKey,
                    column.span,
                    format!("duplicate column `{}`", column.value),
                )
                .related(first.span, "first defined here"),
            );
        } else {
            right &= reader.name(column, "a column");
        }
    }
    if right && !columns.iter().any(|column| &*column.value == CASE) {
        right = false;
        reader.sink.push(
            Diagnostic::new(Code::MissingKey, header, "the column `case` is missing").help(
                "the first line contains the column names; the column `case` names each row in reports",
            ),
        );
    }
    right
}

fn wrong_length(cells: usize, columns: usize, delimiter: u8, span: Span) -> Diagnostic {
    let delimiter = match delimiter {
        b'\t' => "a tab".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    Diagnostic::new(
        Code::InvalidValue,
        span,
        format!("this row has {}, but there are {}", counted(cells, "cell"), counted(columns, "column")),
    )
    .help(format!("cells are separated by {delimiter}; put a cell that contains it in quotes"))
}

fn wrong_type(column: &str, kind: InputType, cell: Option<&str>, span: Span) -> Diagnostic {
    let cell = cell.map_or_else(String::new, |cell| format!(", not `{cell}`"));
    Diagnostic::new(Code::WrongType, span, format!("`{column}` must be {}{cell}", kind.words()))
        .help(format!("write a value such as {}, or leave the cell empty for null", kind.example()))
}
