//! The data rows of a scenario: `cases`.

use std::sync::Arc;

use super::row_index::{RowIndex, RowPlace};
use crate::source::{Sources, Span, Spanned};
use crate::value::Value;
use crate::vocabulary::limits::SHORTEST_SECRET;

/// The column that names a row.
pub const CASE: &str = "case";

/// Rows with the same columns. Asked for one at a time, by index, so that a plan never needs all of them at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The columns in the order of the file, `case` among them; each is a variable.
    pub columns: Vec<Spanned<Arc<str>>>,
    /// Columns with secret values, which are never shown.
    pub secret: Vec<Arc<str>>,
    /// The file that the rows stand in; `None` when they are written in the scenario.
    pub file: Option<Arc<str>>,
    store: Store,
}

/// In the order of the file.
#[derive(Debug, Clone, PartialEq)]
enum Store {
    Held(Vec<Row>),
    InFile(RowIndex),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its `case`, unique among the rows.
    pub label: Arc<str>,
    pub span: Span,
    /// A value for each column.
    pub values: Vec<Value>,
}

/// The values of a row, or where they are.
#[derive(Debug, Clone, Copy)]
pub enum RowValues<'r> {
    /// A value for each column.
    Held(&'r [Value]),
    /// In the file, to be read as the index says.
    InFile(&'r RowIndex, RowPlace),
}

impl Rows {
    /// Puts rows together. Each has a value for every column.
    pub fn new(columns: Vec<Spanned<Arc<str>>>, file: Option<Arc<str>>, rows: Vec<Row>) -> Self {
        Rows { columns, secret: Vec::new(), file, store: Store::Held(rows) }
    }

    /// Rows that stay in their file.
    pub fn in_file(columns: Vec<Spanned<Arc<str>>>, file: Arc<str>, rows: RowIndex) -> Self {
        Rows { columns, secret: Vec::new(), file: Some(file), store: Store::InFile(rows) }
    }

    /// Makes a column secret. Labels of rows in a file are without its values when they are added.
    pub fn hide_column(&mut self, column: &Arc<str>) {
        self.secret.push(column.clone());
        let place = self.columns.iter().position(|other| other.value == *column);
        let (Some(place), Store::Held(rows)) = (place, &mut self.store) else { return };
        for row in rows {
            if let Some(shown) = row.values.get(place).and_then(|value| without(&row.label, column, value)) {
                row.label = shown;
            }
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.store {
            Store::Held(rows) => rows.len(),
            Store::InFile(index) => index.len(),
        }
    }

    /// True when the values of the rows are not held, but stay in their file.
    pub fn stay_in_file(&self) -> bool {
        matches!(self.store, Store::InFile(_))
    }

    /// The `case` of a row.
    pub fn label(&self, row: usize) -> Option<&str> {
        match &self.store {
            Store::Held(rows) => rows.get(row).map(|row| &*row.label),
            Store::InFile(index) => index.label(row),
        }
    }

    /// Where a row stands, if it is held.
    pub fn span(&self, row: usize) -> Option<Span> {
        match &self.store {
            Store::Held(rows) => rows.get(row).map(|row| row.span),
            Store::InFile(_) => None,
        }
    }

    /// First and last line of a row, from 1.
    pub fn lines(&self, row: usize, sources: &Sources) -> Option<(usize, usize)> {
        match &self.store {
            Store::Held(rows) => {
                let span = rows.get(row)?.span;
                let file = sources.file(span.file);
                let last = (span.end as usize).saturating_sub(1).max(span.start as usize);
                Some((file.line_of(span.start as usize) + 1, file.line_of(last) + 1))
            }
            Store::InFile(index) => {
                index.place(row).map(|place| (place.lines.0 as usize, place.lines.1 as usize))
            }
        }
    }

    /// The values of a row, in the order of the columns.
    pub fn values(&self, row: usize) -> Option<RowValues<'_>> {
        match &self.store {
            Store::Held(rows) => rows.get(row).map(|row| RowValues::Held(&row.values)),
            Store::InFile(index) => index.place(row).map(|place| RowValues::InFile(index, place)),
        }
    }
}

/// A label without the value of a secret column, which it would show in all names; `None` when it does not hold it.
pub fn without(label: &str, column: &str, value: &Value) -> Option<Arc<str>> {
    let value = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let shows = value.chars().count() >= SHORTEST_SECRET && label.contains(&value);
    shows.then(|| label.replace(&value, &format!("[secret:{column}]")).into())
}
