//! Bodies as text: by their byte order mark, the charset of their Content-Type, or what XML and HTML declare in themselves.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// The longest XML declaration that is looked for.
const DECLARATION: usize = 256;

/// The charset of a Content-Type (RFC 9110 §8.3.2).
fn charset_of(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    })
}

fn named_by(content_type: Option<&str>) -> Option<&'static Encoding> {
    content_type.and_then(charset_of).and_then(|label| Encoding::for_label(label.as_bytes()))
}

/// UTF-16, whose byte order mark no text in UTF-8 begins with.
fn utf_16_by_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(bytes).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8)
}

/// Whether a byte order mark or the Content-Type says how a body is encoded.
pub fn is_certain(bytes: &[u8], content_type: Option<&str>) -> bool {
    Encoding::for_bom(bytes).is_some() || named_by(content_type).is_some()
}

/// A body as text: in UTF-16 where its byte order mark says so, else by the charset of its Content-Type, else UTF-8. What
/// cannot be decoded becomes U+FFFD.
pub fn decode<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Cow<'b, str> {
    match utf_16_by_mark(bytes).or_else(|| named_by(content_type)) {
        Some(encoding) if encoding != UTF_8 => encoding.decode(bytes).0,
        _ => String::from_utf8_lossy(bytes),
    }
}

/// The encoding of an XML body whose mark and Content-Type say nothing (Extensible Markup Language 1.0, appendix F).
pub fn declared_by_xml(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, b'<', ..] => return Some(UTF_16BE),
        [b'<', 0, ..] => return Some(UTF_16LE),
        _ => {}
    }
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let end = declaration.iter().take(DECLARATION).position(|byte| *byte == b'?')?;
    let (_, rest) = std::str::from_utf8(&declaration[..end]).ok()?.split_once("encoding")?;
    let quoted = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    ascii_superset(quoted[1..].split(quote).next()?)
}

/// The encoding that a `<meta>` of an HTML body names.
pub fn declared_by_html(label: &str) -> Option<&'static Encoding> {
    match ascii_superset(label) {
        Some(encoding) if encoding == X_USER_DEFINED => Some(WINDOWS_1252),
        encoding => encoding,
    }
}

/// What was read as ASCII to find the label is not in UTF-16, whatever the label says.
fn ascii_superset(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_wins_over_the_content_type() {
        assert_eq!(decode(b"\xff\xfea\0\xe9\0", Some("text/xml; charset=latin1")), "aé");
        assert_eq!(decode(b"\xfe\xff\0a", None), "a");
        assert_eq!(decode(b"\xe9", Some("text/plain; charset=latin1")), "é");
        assert_eq!(decode(b"\xe9", None), "\u{fffd}");
    }

    #[test]
    fn xml_declares_its_encoding() {
        let declared = |bytes: &[u8]| declared_by_xml(bytes).map(Encoding::name);
        assert_eq!(declared(b"<?xml version='1.0' encoding='Shift_JIS'?><a/>"), Some("Shift_JIS"));
        assert_eq!(declared(b"<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>"), Some("UTF-8"));
        assert_eq!(declared(b"<\0a\0/\0>\0"), Some("UTF-16LE"));
        assert_eq!(declared(b"<?xml version='1.0'?><a/>"), None);
    }
}
