//! What stands between the cells of a CSV file.

use crate::diag::Code;
use crate::parse::reader::{Reader, Wanted};
use crate::yaml::{Node, NodeKind};

/// Those that are found by themselves.
const KNOWN: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A delimiter that the scenario names.
pub fn written(reader: &mut Reader<'_>, node: &Node) -> Option<u8> {
    let text = match &node.kind {
        // A tab is nothing but white space, which other texts may not be.
        NodeKind::Text(text) => text.clone(),
        _ => {
            reader.wrong_type(node, "`delimiter`", Wanted::text("a single character"));
            return None;
        }
    };
    match text.as_bytes() {
        [byte]
            if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') && !byte.is_ascii_alphanumeric() =>
        {
            Some(*byte)
        }
        _ => {
            let message = "`delimiter` is one character, such as \";\", or \"\\t\" for a tab";
            reader.error(Code::InvalidValue, node.span, message);
            None
        }
    }
}

/// The delimiter of a text: the known one that stands most often in the first line, outside of quotes. Names of columns
/// hold none of them, so that the first line is enough.
pub fn found(text: &str) -> u8 {
    let mut counts = [0usize; KNOWN.len()];
    let mut quoted = false;
    for byte in text.trim_start_matches(['\n', '\r']).bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = KNOWN.iter().position(|known| *known == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    let mut best = 0;
    for at in 1..KNOWN.len() {
        if counts[at] > counts[best] {
            best = at;
        }
    }
    KNOWN[best]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_the_delimiter() {
        assert_eq!(found("case;name\na,b;c,d\n"), b';');
        assert_eq!(found("case,name"), b',');
        assert_eq!(found("case\tname\r\n"), b'\t');
        assert_eq!(found("\ncase|name"), b'|');
        assert_eq!(found("\"a;b;c\",case"), b',');
        assert_eq!(found("case"), b',');
    }
}
