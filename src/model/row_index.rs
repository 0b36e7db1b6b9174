//! Rows that stay in their file: what is known of each before its instance runs.

use super::{Fnv, InputType};

/// The rows of a CSV file that was checked. Values are read again, one row at a time; labels are all kept, since every
/// plan, shard and selection is made of them.
#[derive(Debug, Clone, PartialEq)]
pub struct RowIndex {
    /// Between cells.
    pub delimiter: u8,
    /// By column: what its cells become; `None` is the text as it is.
    pub types: Vec<Option<InputType>>,
    /// In the order of the file.
    places: Vec<RowPlace>,
    /// All labels, one behind the other.
    labels: String,
    /// By row: where its label ends.
    ends: Vec<u32>,
}

/// Where a row is in its file, and how to know it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPlace {
    /// Its first byte.
    pub start: u32,
    /// Bytes, without the end of its line.
    pub length: u32,
    /// Its first line and its last one, from 1.
    pub lines: (u32, u32),
    /// Hash of its bytes and the one behind them: a row that has grown is another one.
    digest: u64,
}

impl RowPlace {
    /// The place of a row in the bytes of its file.
    pub fn of(file: &[u8], start: usize, end: usize, lines: (usize, usize)) -> Self {
        // Files of rows are limited to far less than 4 GiB, so that the casts lose nothing.
        RowPlace {
            start: start as u32,
            length: end.saturating_sub(start) as u32,
            lines: (lines.0 as u32, lines.1 as u32),
            digest: digest(file.get(start..file.len().min(end + 1)).unwrap_or_default()),
        }
    }

    /// How many bytes are read to know the row again: it and the byte behind it.
    pub fn read_length(&self) -> usize {
        self.length as usize + 1
    }

    /// The row in what was read at its place; `None` when it is not the one that was checked.
    pub fn row<'b>(&self, read: &'b [u8]) -> Option<&'b [u8]> {
        (digest(read) == self.digest).then(|| read.get(..self.length as usize)).flatten()
    }
}

fn digest(bytes: &[u8]) -> u64 {
    let mut hash = Fnv::default();
    hash.add(bytes);
    hash.value()
}

impl RowIndex {
    /// Without rows.
    pub fn new(delimiter: u8, types: Vec<Option<InputType>>) -> Self {
        RowIndex { delimiter, types, places: Vec::new(), labels: String::new(), ends: Vec::new() }
    }

    /// Adds the next row.
    pub fn push(&mut self, label: &str, place: RowPlace) {
        self.labels.push_str(label);
        self.ends.push(self.labels.len() as u32);
        self.places.push(place);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Where a row is.
    pub fn place(&self, row: usize) -> Option<RowPlace> {
        self.places.get(row).copied()
    }

    /// The label of a row.
    pub fn label(&self, row: usize) -> Option<&str> {
        let start = row.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.labels.get(start as usize..*self.ends.get(row)? as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_by_row() {
        let mut index = RowIndex::new(b',', Vec::new());
        let place = RowPlace::of(b"", 0, 0, (1, 1));
        ["a", "", "žluť"].iter().for_each(|label| index.push(label, place));
        assert_eq!([0, 1, 2, 3].map(|row| index.label(row)), [Some("a"), Some(""), Some("žluť"), None]);
    }

    #[test]
    fn a_row_that_has_changed_or_grown_is_another_one() {
        let file = b"case,n\nx,1\ny,2";
        let (x, y) = (RowPlace::of(file, 7, 10, (2, 2)), RowPlace::of(file, 11, 14, (3, 3)));
        assert_eq!(x.row(b"x,1\n"), Some(&b"x,1"[..]));
        assert_eq!(y.row(b"y,2"), Some(&b"y,2"[..]));
        for (place, read) in [(x, &b"x,12"[..]), (x, b"x,2\n"), (x, b"x,1"), (x, b""), (y, b"y,20")] {
            assert_eq!(place.row(read), None, "{read:?}");
        }
    }
}
