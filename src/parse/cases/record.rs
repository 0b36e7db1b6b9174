//! One record of a CSV file as the values of a row. Cells are texts unless typed; an empty typed cell is null.

use crate::model::value::Value;
use crate::model::{InputType, RowIndex};

/// A reader of records.
pub fn reader<R: std::io::Read>(delimiter: u8, text: R) -> ::csv::Reader<R> {
    ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text)
}

/// The value of a cell; `None` when it is none of its type.
pub fn value(cell: &str, kind: Option<InputType>) -> Option<Value> {
    match kind {
        None => Some(cell.into()),
        // Blanks are a text, but no number.
        Some(InputType::String) if !cell.is_empty() => Some(cell.into()),
        Some(_) if cell.trim().is_empty() => Some(Value::Null),
        Some(kind) => kind.read(cell),
    }
}

/// The values of a record that was checked, read again; `None` when it is not what the index says.
pub fn record(index: &RowIndex, bytes: &[u8]) -> Option<Vec<Value>> {
    let mut cells = ::csv::StringRecord::new();
    let read = reader(index.delimiter, bytes).read_record(&mut cells).ok()?;
    if !read || cells.len() != index.types.len() {
        return None;
    }
    index.types.iter().zip(&cells).map(|(kind, cell)| value(cell, *kind)).collect()
}
