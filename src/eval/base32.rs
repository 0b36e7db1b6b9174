//! Base32 (RFC 4648 §6), the form in which authenticator apps take secrets.

/// Encodes without padding.
pub fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let group = |chunk: &[u8]| {
        let mut padded = [0_u8; 8];
        padded[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(padded);
        let digits = (chunk.len() * 8).div_ceil(5);
        (0..digits).map(move |i| char::from(ALPHABET[(bits >> (35 - 5 * i) & 31) as usize]))
    };
    bytes.chunks(5).flat_map(group).collect()
}

/// Decodes what people copy: with or without padding, in groups, in small letters. `None` for other characters, and where
/// there are no bytes.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for character in text.trim_end_matches(|c: char| c == '=' || c.is_whitespace()).chars() {
        if character.is_whitespace() {
            continue;
        }
        let digit = match character.to_ascii_uppercase() {
            letter @ 'A'..='Z' => letter as u32 - 'A' as u32,
            digit @ '2'..='7' => digit as u32 - '2' as u32 + 26,
            _ => return None,
        };
        bits = (bits << 5 | digit) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_rfc_4648() {
        for (bytes, text) in [
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(encode(b""), "");
    }

    #[test]
    fn secrets_are_read_as_people_copy_them() {
        for text in ["MZXW6YTBOI======", "MZXW6YTBOI", "mzxw 6ytb oi", " MZXW6YTBOI ====== "] {
            assert_eq!(decode(text).as_deref(), Some(&b"foobar"[..]), "{text}");
        }
        assert_eq!(decode("MZXW6YQ=").as_deref(), Some(&b"foob"[..]));
        for text in ["", "=", "0189", "MZXW=6", "ä"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
