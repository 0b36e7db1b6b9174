//! Findings in rows, of which there may be as many as rows.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, list, plural};
use crate::model::{RowValues, Rows};
use crate::parse::reader::Reader;
use crate::source::{FileId, SourceFile, Span, Spanned};
use crate::value::Value;
use crate::vocabulary::limits::{COLUMNS, SHORTEST_SECRET};

/// Findings of one kind of reading that are told one by one; a wrong delimiter must not give a thousand.
const TOLD: usize = 10;

/// Tells findings up to a limit, then counts them.
#[derive(Default)]
pub struct Faults {
    found: usize,
    last: Option<Span>,
}

impl Faults {
    /// Tells one, or counts it.
    pub fn tell(&mut self, reader: &mut Reader<'_>, span: Span, make: impl FnOnce() -> Diagnostic) {
        self.found += 1;
        if self.found <= TOLD {
            reader.sink.push(make());
        }
        self.last = Some(span);
    }

    /// Says how many were only counted.
    pub fn end(self, reader: &mut Reader<'_>) {
        if let Some(span) = self.last
            && self.found > TOLD
        {
            let more = self.found - TOLD;
            reader.error(
                Code::InvalidValue,
                span,
                format!("{more} more {} in these rows", plural(more, "fault")),
            );
        }
    }
}

/// Secret values must be long enough to be found in outputs. Rows that stay in their file were looked at when they were
/// read.
pub fn short_secrets(reader: &mut Reader<'_>, rows: &Rows) {
    let mut faults = Faults::default();
    for row in 0..rows.len() {
        let (Some(span), Some(RowValues::Held(values))) = (rows.span(row), rows.values(row)) else {
            continue;
        };
        for (column, value) in rows.columns.iter().zip(values) {
            if rows.secret.contains(&column.value) {
                short_secret(reader, &mut faults, &column.value, value, span);
            }
        }
    }
    faults.end(reader);
}

/// Tells of a secret value that is too short.
pub fn short_secret(reader: &mut Reader<'_>, faults: &mut Faults, column: &str, value: &Value, span: Span) {
    let length = match value {
        Value::Null => 0,
        Value::String(text) => text.chars().count(),
        other => other.to_string().chars().count(),
    };
    if (1..SHORTEST_SECRET).contains(&length) {
        faults.tell(reader, span, || {
            let message = format!(
                "the secret `{column}` of this row has fewer than four characters, which is too short to be masked in outputs"
            );
            Diagnostic::new(Code::InvalidValue, span, message)
                .help(format!("use a longer value, or remove `{column}` from `secret`"))
        });
    }
}

/// Tells of a row with more columns than are read.
pub fn too_wide(reader: &mut Reader<'_>, columns: usize, span: Span) -> bool {
    let wide = columns > COLUMNS;
    if wide {
        let message = format!("this row has {columns} columns; the limit is {COLUMNS}");
        reader.sink.push(
            Diagnostic::new(Code::InvalidValue, span, message)
                .help("combine related values in one column: a list or a map, in CSV files with `types: { COLUMN: json }`"),
        );
    }
    wide
}

pub fn no_column(reader: &mut Reader<'_>, columns: &[Spanned<Arc<str>>], name: &Spanned<Arc<str>>) {
    let names = || columns.iter().map(|column| &*column.value);
    let diagnostic =
        Diagnostic::new(Code::UnknownKey, name.span, format!("the rows have no column `{}`", name.value));
    let all = |diagnostic: Diagnostic| diagnostic.help(format!("they have {}", list(names())));
    reader.sink.push(diagnostic.suggest(&name.value, names(), false, all));
}

pub fn empty(reader: &mut Reader<'_>, file: FileId, source: &SourceFile) {
    let end = source.text().trim_end().len();
    reader.sink.push(
        Diagnostic::new(Code::EmptyCollection, Span::new(file, end, end), "this file has no rows")
            .help("without rows the scenario would not run at all; add a row, or remove `cases`"),
    );
}
