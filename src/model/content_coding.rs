//! Content codings: how the bytes of a body are compressed (RFC 9110 §8.4).

use super::headers_named;

/// A coding that is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentCoding {
    /// `gzip` and `x-gzip`.
    Gzip,
    /// `deflate`: the zlib format, or as some servers send it, deflate alone.
    Deflate,
    /// `br` (RFC 7932).
    Brotli,
    /// `zstd` (RFC 8878).
    Zstd,
}

impl ContentCoding {
    /// The name in Content-Encoding.
    pub fn name(self) -> &'static str {
        match self {
            ContentCoding::Gzip => "gzip",
            ContentCoding::Deflate => "deflate",
            ContentCoding::Brotli => "br",
            ContentCoding::Zstd => "zstd",
        }
    }
}

/// The codings of a response's body in the order in which they were applied. The error is the first name that is not
/// known; such a body is left as it came.
pub fn content_codings(headers: &[(String, String)]) -> Result<Vec<ContentCoding>, &str> {
    let names = headers_named(headers, "content-encoding").flat_map(|line| line.split(',')).map(str::trim);
    let known = names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity")).map(|name| {
        Ok(match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => ContentCoding::Gzip,
            "deflate" => ContentCoding::Deflate,
            "br" => ContentCoding::Brotli,
            "zstd" => ContentCoding::Zstd,
            _ => return Err(name),
        })
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codings(lines: &[&str]) -> Result<Vec<ContentCoding>, String> {
        let headers: Vec<_> =
            lines.iter().map(|line| ("content-encoding".to_owned(), (*line).to_owned())).collect();
        content_codings(&headers).map_err(str::to_owned)
    }

    #[test]
    fn names_have_no_case_and_may_be_several() {
        use ContentCoding::{Brotli, Deflate, Gzip, Zstd};
        assert_eq!(codings(&[]), Ok(vec![]));
        assert_eq!(codings(&["identity"]), Ok(vec![]));
        assert_eq!(codings(&["GZIP"]), Ok(vec![Gzip]));
        assert_eq!(codings(&["x-gzip, Br", "", "deflate ,zstd"]), Ok(vec![Gzip, Brotli, Deflate, Zstd]));
        assert_eq!(codings(&["gzip, compress"]), Err("compress".to_owned()));
    }
}
