//! One record of a CSV file as the values of a row. Cells are texts unless typed; an empty typed cell is null.

use super::cell::cells;
use crate::model::{InputType, RowIndex};
use crate::value::Value;

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
    let record = std::str::from_utf8(bytes).ok()?;
    let values =
        index.types.iter().zip(cells(record, index.delimiter)).map(|(kind, cell)| value(&cell, *kind));
    values.collect::<Option<Vec<Value>>>().filter(|values| values.len() == index.types.len())
}
