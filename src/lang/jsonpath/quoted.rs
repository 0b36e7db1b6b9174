//! Quoted text in a path: its end, its escapes, and the templates in it.

use super::error::PathError;
use super::token::Cut;

/// From the opening quote at `start`: the byte after the closing one, and the templates between them.
pub(super) fn scan(text: &str, start: usize) -> Result<(usize, Vec<Cut>), PathError> {
    let bytes = text.as_bytes();
    let quote = bytes[start];
    let mut cuts = Vec::new();
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        if byte == quote {
            return Ok((at + 1, cuts));
        }
        let rest = &text[at..];
        if rest.starts_with("$${") {
            cuts.push(Cut { range: at..at + 3, expression: None });
            at += 3;
        } else if rest.starts_with("${") {
            let end = template_end(text, at)?;
            if text[at + 2..end - 1].trim().is_empty() {
                return Err(PathError::new(at..end, "the template is empty").help("write `${name}`"));
            }
            cuts.push(Cut { range: at..end, expression: Some(at + 2..end - 1) });
            at = end;
        } else if byte == b'\\' {
            at = escape(text, at, quote)?;
        } else if byte < 0x20 {
            return Err(PathError::new(at..at + 1, "a control character in a quoted string")
                .help("write an escape such as `\\n`"));
        } else {
            // Bytes of longer characters are never quotes, backslashes or dollars; step over whole characters so
            // that `at` stays on a boundary.
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    Err(PathError::new(start..text.len(), "the quoted string is not closed")
        .help(format!("close it with `{}`", char::from(quote))))
}

/// The byte after the `}` that closes the `${` at `start`, over quoted texts and brackets of the expression.
fn template_end(text: &str, start: usize) -> Result<usize, PathError> {
    let bytes = text.as_bytes();
    let mut closers = vec![b'}'];
    let mut at = start + 2;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\'' | b'"' => {
                at += 1;
                while let Some(&inner) = bytes.get(at) {
                    match inner {
                        b'\\' => at += 1,
                        _ if inner == byte => break,
                        _ => {}
                    }
                    at += 1;
                }
            }
            b'(' => closers.push(b')'),
            b'[' => closers.push(b']'),
            b'{' => closers.push(b'}'),
            b')' | b']' | b'}' => {
                if closers.pop() != Some(byte) {
                    break;
                }
                if closers.is_empty() {
                    return Ok(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Err(PathError::new(start..start + 2, "the template has no end").help("close it with `}`"))
}

/// Steps over the escape at `at`.
fn escape(text: &str, at: usize, quote: u8) -> Result<usize, PathError> {
    let rest = &text[at + 1..];
    let Some(character) = rest.chars().next() else {
        return Err(PathError::new(at..text.len(), "the quoted string is not closed"));
    };
    match character {
        'b' | 'f' | 'n' | 'r' | 't' | '/' | '\\' => Ok(at + 2),
        '\'' | '"' if u32::from(character) == u32::from(quote) => Ok(at + 2),
        'u' => unicode_escape(text, at),
        _ => {
            let error = PathError::new(
                at..at + 1 + character.len_utf8(),
                format!("`\\{character}` is not a valid escape sequence"),
            );
            Err(match character {
                '\'' | '"' => {
                    error.help(format!("inside these quotes, write `{character}` without a backslash"))
                }
                _ => error.help(format!("a backslash is written twice: `\\\\{character}`")),
            })
        }
    }
}

fn unicode_escape(text: &str, at: usize) -> Result<usize, PathError> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        all_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    let fail = |message: &str| {
        let end = text[at..].char_indices().nth(6).map_or(text.len(), |(offset, _)| at + offset);
        Err(PathError::new(at..end, message))
    };
    match unit(at) {
        None => fail("`\\u` needs four hexadecimal digits"),
        Some(0xD800..=0xDBFF) => match unit(at + 6) {
            Some(0xDC00..=0xDFFF) => Ok(at + 12),
            _ => fail("half of a surrogate pair"),
        },
        Some(0xDC00..=0xDFFF) => fail("half of a surrogate pair"),
        Some(_) => Ok(at + 6),
    }
}
