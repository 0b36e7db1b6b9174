//! The text of a number: its grammar, and short ones held in place.

/// Bytes that fit beside a length and the tag of the enum around it.
const CAPACITY: usize = 22;

/// Bytes of the longest integer of 64 bits, with its sign.
pub(super) const LONGEST_INTEGER: usize = 20;

/// A text of up to 22 bytes of ASCII.
#[derive(Clone, Copy)]
pub(super) struct Short {
    length: u8,
    bytes: [u8; CAPACITY],
}

impl Short {
    /// The text; `None` where it does not fit.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; CAPACITY];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Short { length: text.len() as u8, bytes })
    }

    pub(super) fn as_str(&self) -> &str {
        let text = &self.bytes[..usize::from(self.length)];
        std::str::from_utf8(text).unwrap_or_default()
    }
}

/// The text of an integer, aligned to the end.
pub(super) struct IntegerText {
    first: usize,
    bytes: [u8; LONGEST_INTEGER],
}

impl IntegerText {
    pub(super) fn new(integer: i64) -> Self {
        let mut bytes = [b'-'; LONGEST_INTEGER];
        let (mut rest, mut first) = (integer.unsigned_abs(), LONGEST_INTEGER);
        loop {
            first -= 1;
            bytes[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        IntegerText { first: first - usize::from(integer < 0), bytes }
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[self.first..]).unwrap_or_default()
    }
}

/// The length of the number that the bytes begin with (RFC 8259 §6), or where they stop to be one.
pub fn number_end(bytes: &[u8]) -> Result<usize, usize> {
    let digits = |from: usize| {
        let count = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count > 0 { Ok(from + count) } else { Err(from) }
    };
    let first = usize::from(bytes.first() == Some(&b'-'));
    let mut end = match bytes.get(first) {
        Some(b'0') => first + 1,
        _ => digits(first)?,
    };
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        end = digits(end + 1 + usize::from(signed))?;
    }
    // A digit here follows a zero.
    if bytes.get(end).is_some_and(u8::is_ascii_digit) { Err(end) } else { Ok(end) }
}
