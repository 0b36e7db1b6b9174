//! Strings with their escapes.

use super::error::Stop;
use super::scan::plain_end;

/// Reads what follows an opening quote: the string as it is in the text, or, where it has escapes, in the buffer. Comes back
/// with the place behind the closing quote.
#[inline]
pub(super) fn read<'t>(
    text: &'t str,
    from: usize,
    buffer: &mut Unescaped,
) -> Result<(Option<&'t str>, usize), Stop> {
    let end = plain_end(text.as_bytes(), from);
    if text.as_bytes().get(end) == Some(&b'"') {
        return Ok((text.get(from..end), end + 1));
    }
    buffer.read(text, from, end).map(|end| (None, end))
}

/// A string without its escapes.
#[derive(Default)]
pub(super) struct Unescaped {
    pub(super) text: String,
    /// A lone surrogate was replaced, in this string or an earlier one.
    pub(super) replaced: bool,
}

impl Unescaped {
    /// Reads a string whose first escape, if it is one, is at `end`.
    fn read(&mut self, text: &str, from: usize, end: usize) -> Result<usize, Stop> {
        self.text.clear();
        let bytes = text.as_bytes();
        let (mut from, mut end) = (from, end);
        loop {
            self.text.push_str(&text[from..end]);
            match bytes.get(end) {
                Some(b'"') => return Ok(end + 1),
                Some(b'\\') => from = self.escape(bytes, end + 1)?,
                _ => return Err(Stop::At(end)),
            }
            end = plain_end(bytes, from);
        }
    }

    /// Takes the escape behind a backslash.
    fn escape(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        let plain = match bytes.get(at) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
            Some(b'u') => return self.unicode(bytes, at + 1),
            _ => return Err(Stop::At(at)),
        };
        self.text.push(plain);
        Ok(at + 1)
    }

    /// Takes four hexadecimal digits, and those of the other half of a surrogate pair.
    fn unicode(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        let unit = hexadecimal(bytes, at)?;
        let pair = match bytes.get(at + 4..at + 6) {
            Some(b"\\u") if (0xd800..0xdc00).contains(&unit) => hexadecimal(bytes, at + 6).ok(),
            _ => None,
        };
        if let Some(low @ 0xdc00..0xe000) = pair {
            self.text.extend(char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)));
            return Ok(at + 10);
        }
        self.replaced |= char::from_u32(unit).is_none();
        self.text.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(at + 4)
    }
}

fn hexadecimal(bytes: &[u8], at: usize) -> Result<u32, Stop> {
    let digit = |value: u32, at: usize| {
        let digit = bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        digit.map(|digit| value * 16 + digit).ok_or(Stop::At(at))
    };
    (at..at + 4).try_fold(0, digit)
}
