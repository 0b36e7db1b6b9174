//! Undoes the content codings of a body, within a limit of its size.

use std::fmt;
use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

use crate::model::ContentCoding;

/// Bytes that the reader of brotli takes at once.
const BROTLI_INPUT: usize = 4096;

/// A body that is not of the coding that its response names.
#[derive(Debug)]
pub(super) struct Undecodable(ContentCoding);

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.name();
        write!(
            f,
            "the body cannot be decompressed: Content-Encoding is {name}, but the body is not valid {name}"
        )
    }
}

impl std::error::Error for Undecodable {}

/// Undoes the codings, the last one first; no layer may be longer than `most` bytes.
///
/// # Errors
///
/// `BodyExceedsLimit` for a longer layer, [`Undecodable`] where the bytes are not of the coding, `Io` where they end too
/// early and the server has `ended` the connection: without a length, that is how a broken one shows.
pub(super) fn decompress(
    mut body: Vec<u8>,
    codings: &[ContentCoding],
    most: u64,
    ended: bool,
) -> Result<Vec<u8>, ureq::Error> {
    for coding in codings.iter().rev() {
        if body.is_empty() {
            break;
        }
        body = layer(&body, *coding, most).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof if ended => ureq::Error::Io(error),
            _ => ureq::Error::Other(Box::new(Undecodable(*coding))),
        })?;
        if body.len() as u64 > most {
            return Err(ureq::Error::BodyExceedsLimit(most));
        }
    }
    Ok(body)
}

/// One layer, or the beginning of it that is one byte longer than allowed.
fn layer(body: &[u8], coding: ContentCoding, most: u64) -> io::Result<Vec<u8>> {
    match coding {
        ContentCoding::Gzip => read(MultiGzDecoder::new(body), most),
        ContentCoding::Deflate if has_zlib_header(body) => read(ZlibDecoder::new(body), most),
        ContentCoding::Deflate => read(DeflateDecoder::new(body), most),
        ContentCoding::Brotli => read(Decompressor::new(body, BROTLI_INPUT), most),
        ContentCoding::Zstd => {
            let (mut rest, mut decoded) = (body, Vec::new());
            // A body may be several frames.
            while !rest.is_empty() && decoded.len() as u64 <= most {
                let frame = StreamingDecoder::new(&mut rest).map_err(io::Error::other)?;
                decoded.extend(read(frame, most - decoded.len() as u64)?);
            }
            Ok(decoded)
        }
    }
}

fn read(decoder: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    decoder.take(most.saturating_add(1)).read_to_end(&mut decoded)?;
    Ok(decoded)
}

/// True for the two bytes that begin the zlib format (RFC 1950 §2.2).
fn has_zlib_header(body: &[u8]) -> bool {
    let [method, flags, ..] = *body else { return false };
    method & 0x0f == 8 && (u16::from(method) << 8 | u16::from(flags)).is_multiple_of(31)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = b"{\"error\": \"stack trace\", \"more\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}";
    const MOST: u64 = 1000;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes it")
    }

    fn undone(body: Vec<u8>, codings: &[ContentCoding]) -> String {
        match decompress(body, codings, MOST, false) {
            Ok(body) => String::from_utf8_lossy(&body).into_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn both_forms_of_deflate_are_read() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(TEXT).expect("memory takes it");
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(TEXT).expect("memory takes it");
        for body in [zlib.finish(), raw.finish()] {
            let body = body.expect("memory takes it");
            assert_eq!(undone(body, &[ContentCoding::Deflate]).as_bytes(), TEXT);
        }
    }

    #[test]
    fn brotli_and_frames_of_zstd_are_read() {
        // An uncompressed block of brotli; two frames with a raw block each.
        let brotli = [&[0x0f, 0x02, 0x80][..], b"hello", &[0x03]].concat();
        let frame = [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x29, 0, 0][..], b"hello"].concat();
        assert_eq!(undone(brotli, &[ContentCoding::Brotli]), "hello");
        assert_eq!(undone(frame.repeat(2), &[ContentCoding::Zstd]), "hellohello");
    }

    #[test]
    fn layers_come_off_from_the_last() {
        let codings = [ContentCoding::Gzip, ContentCoding::Gzip];
        assert_eq!(undone(gzip(&gzip(TEXT)), &codings).as_bytes(), TEXT);
        assert_eq!(undone(Vec::new(), &codings), "");
    }

    #[test]
    fn each_layer_has_the_limit() {
        let bomb = gzip(&vec![0; 1_000_000]);
        assert!(bomb.len() < 2000);
        let error = decompress(gzip(&bomb), &[ContentCoding::Gzip; 2], 10_000, false);
        assert!(matches!(error, Err(ureq::Error::BodyExceedsLimit(10_000))));
    }

    #[test]
    fn what_is_not_of_the_coding_is_an_error() {
        use ContentCoding::{Brotli, Deflate, Gzip, Zstd};
        for coding in [Gzip, Deflate, Brotli, Zstd] {
            assert!(decompress(TEXT.to_vec(), &[coding], MOST, false).is_err(), "{coding:?}");
        }
        let whole = gzip(TEXT);
        assert!(decompress(whole[..whole.len() - 9].to_vec(), &[Gzip], MOST, false).is_err());
    }
}
