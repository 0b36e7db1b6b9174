//! The data rows of a scenario: `cases`.

use std::sync::Arc;

use super::value::Value;
use super::vocabulary::limits::SHORTEST_SECRET;
use crate::source::{Span, Spanned};

/// The column that names a row.
pub const CASE: &str = "case";

/// Rows with the same columns. Asked for one at a time, by index, so that a plan never needs all of them at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The columns in the order of the file, `case` among them; each is a variable.
    pub columns: Vec<Spanned<Arc<str>>>,
    /// Columns whose values are never shown.
    pub secret: Vec<Arc<str>>,
    /// The file that the rows stand in; `None` when they are written in the scenario.
    pub file: Option<Arc<str>>,
    /// In the order of the file.
    rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its `case`, unique among the rows.
    pub label: Arc<str>,
    /// Where it stands.
    pub span: Span,
    /// A value for each column.
    pub values: Vec<Value>,
}

impl Rows {
    /// Puts rows together. Each has a value for every column.
    pub fn new(columns: Vec<Spanned<Arc<str>>>, file: Option<Arc<str>>, rows: Vec<Row>) -> Self {
        Rows { columns, secret: Vec::new(), file, rows }
    }

    /// Makes a column secret. A label that has such a value in it is shown without: labels stand in names.
    pub fn hide_column(&mut self, column: &Arc<str>) {
        self.secret.push(column.clone());
        let Some(place) = self.columns.iter().position(|other| other.value == *column) else { return };
        for row in &mut self.rows {
            let value = match row.values.get(place) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => continue,
            };
            if value.chars().count() >= SHORTEST_SECRET && row.label.contains(&value) {
                row.label = row.label.replace(&value, &format!("[secret:{column}]")).into();
            }
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The `case` of a row.
    pub fn label(&self, row: usize) -> Option<&Arc<str>> {
        self.rows.get(row).map(|row| &row.label)
    }

    /// Where a row stands.
    pub fn span(&self, row: usize) -> Option<Span> {
        self.rows.get(row).map(|row| row.span)
    }

    /// The columns of a row with their values.
    pub fn values(&self, row: usize) -> impl Iterator<Item = (&Arc<str>, &Value)> {
        let values = self.rows.get(row).map_or(&[][..], |row| &row.values);
        self.columns.iter().map(|column| &column.value).zip(values)
    }
}
