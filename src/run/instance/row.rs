//! The values of a data row.

use std::borrow::Cow;

use crate::model::{Kind, Problem, RowValues, Rows};
use crate::parse::record;
use crate::run::ports::RowFiles;
use crate::value::Value;

/// The values of a row in the order of the columns, read again where they stay in a file. What was changed there since it
/// was checked is an error, never a row.
pub fn row_values<'r>(
    rows: &'r Rows,
    row: usize,
    files: &dyn RowFiles,
) -> Result<Cow<'r, [Value]>, Box<Problem>> {
    let (index, place) = match rows.values(row) {
        Some(RowValues::Held(values)) => return Ok(Cow::Borrowed(values)),
        Some(RowValues::InFile(index, place)) => (index, place),
        None => return Ok(Cow::Borrowed(&[])),
    };
    let file = rows.file.as_deref().unwrap_or_default();
    let read = files.read(file, u64::from(place.start), place.read_length());
    let read = read.map_err(|problem| {
        let message = format!("the data row at line {} can no longer be read: {problem}", place.lines.0);
        Box::new(Problem::new(Kind::File, message))
    })?;
    place.row(&read).and_then(|bytes| record(index, bytes)).map(Cow::Owned).ok_or_else(|| {
        let message = format!(
            "`{file}` was changed after it was checked: the row at line {} no longer exists. Do not change data files during a run",
            place.lines.0
        );
        Box::new(Problem::new(Kind::File, message))
    })
}
