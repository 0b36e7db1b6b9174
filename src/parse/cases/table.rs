//! Maps as rows of one table: every row has the same columns, and a `case` of its own.

use std::collections::HashMap;
use std::sync::Arc;

use super::diagnostics::Faults;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::{CASE, Row, Rows};
use crate::parse::reader::Reader;
use crate::source::{Span, Spanned};
use crate::value::Value;

/// A row as it is written.
pub struct RawRow {
    pub span: Span,
    /// Columns and values.
    pub cells: Vec<(Spanned<Arc<str>>, Value)>,
}

/// Puts rows into a table. A column belongs to it when at least half of the rows have it, so that one row with a slip of
/// the pen does not make all others wrong.
pub fn rows(reader: &mut Reader<'_>, raw: Vec<RawRow>, file: Option<Arc<str>>) -> Option<Rows> {
    let mut counts: HashMap<Arc<str>, usize> = HashMap::new();
    let mut order: Vec<Spanned<Arc<str>>> = Vec::new();
    for (column, _) in raw.iter().flat_map(|row| &row.cells) {
        let count = counts.entry(column.value.clone()).or_insert(0);
        if *count == 0 {
            order.push(column.clone());
        }
        *count += 1;
    }
    let is_usual = |column: &Spanned<Arc<str>>| {
        let count = counts.get(&column.value).copied().unwrap_or(0);
        // Of two rows that differ the first one is right.
        2 * count > raw.len()
            || (2 * count == raw.len() && raw[0].cells.iter().any(|(other, _)| other.value == column.value))
            || &*column.value == CASE
    };
    let columns: Vec<Spanned<Arc<str>>> = order.into_iter().filter(is_usual).collect();
    for column in &columns {
        if !reader.name(column, "a column") {
            reader.unread.names.push(column.value.clone());
        }
    }
    let mut faults = Faults::default();
    let mut labels = Labels::default();
    let mut rows = Vec::with_capacity(raw.len());
    for row in raw {
        let mut values: Vec<Option<Value>> = vec![None; columns.len()];
        let mut strange = Vec::new();
        for (column, value) in row.cells {
            match columns.iter().position(|other| other.value == column.value) {
                Some(at) => values[at] = Some(value),
                None => strange.push((column, value)),
            }
        }
        let label =
            columns.iter().position(|column| &*column.value == CASE).and_then(|at| values[at].clone());
        let shown = label.as_ref().and_then(text_of);
        for (column, value) in strange {
            let missing: Vec<usize> = (0..columns.len()).filter(|at| values[*at].is_none()).collect();
            let near = did_you_mean(&column.value, missing.iter().map(|at| &*columns[*at].value));
            let at = near.and_then(|near| columns.iter().position(|column| &*column.value == near));
            faults.tell(reader, column.span, || {
                let diagnostic = Diagnostic::new(
                    Code::UnknownKey,
                    column.span,
                    format!(
                        "{} has a column `{}`, which other rows do not have",
                        of_row(&shown),
                        column.value
                    ),
                );
                match near {
                    Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
                    None => diagnostic.help(format!(
                        "every row must have the same columns: write `{}: null` in the others",
                        column.value
                    )),
                }
            });
            if let Some(at) = at {
                values[at] = Some(value);
            } else {
                reader.unread.names.push(column.value.clone());
            }
        }
        for (column, value) in columns.iter().zip(&values) {
            if value.is_none() && &*column.value != CASE {
                faults.tell(reader, row.span, || {
                    Diagnostic::new(
                        Code::MissingKey,
                        row.span,
                        format!("{} has no column `{}`", of_row(&shown), column.value),
                    )
                    .help(format!(
                        "every row must have the same columns: write `{}: null` for no value",
                        column.value
                    ))
                });
            }
        }
        if let Some(label) = labels.add(reader, &mut faults, label.as_ref(), row.span) {
            let values = values.into_iter().map(Option::unwrap_or_default).collect();
            rows.push(Row { label, span: row.span, values });
        }
    }
    faults.end(reader);
    Some(Rows::new(columns, file, rows))
}

fn of_row(label: &Option<String>) -> String {
    label.as_ref().map_or_else(|| "this row".to_owned(), |label| format!("the row `{label}`"))
}

fn text_of(label: &Value) -> Option<String> {
    match label {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// The labels so far: each stands once.
#[derive(Default)]
pub struct Labels {
    seen: HashMap<Arc<str>, Span>,
}

impl Labels {
    /// The label of a row; what is wrong with it is told.
    pub fn add(
        &mut self,
        reader: &mut Reader<'_>,
        faults: &mut Faults,
        label: Option<&Value>,
        span: Span,
    ) -> Option<Arc<str>> {
        let Some(text) = label.and_then(text_of) else {
            faults.tell(reader, span, || {
                let (code, message) = match label {
                    None => (Code::MissingKey, "this row has no `case`"),
                    Some(_) => (Code::MissingValue, "the `case` of this row is empty or not a string"),
                };
                Diagnostic::new(code, span, message)
                    .help("`case` is the row's name in all reports: write a few words, such as `wrong code`")
            });
            return None;
        };
        let text: Arc<str> = text.into();
        if let Some(first) = self.seen.get(&text).copied() {
            faults.tell(reader, span, || {
                let message = format!("the name `{text}` is already used by another row");
                Diagnostic::new(Code::DuplicateName, span, message)
                    .related(first, "first defined here")
                    .help("reports identify rows by `case`: choose a different name")
            });
            return None;
        }
        self.seen.insert(text.clone(), span);
        Some(text)
    }
}
