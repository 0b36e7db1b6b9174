//! Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, periods of 30 s.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Seconds for which one password is shown.
const PERIOD: u64 = 30;

/// The password of an instant, in seconds since 1970.
pub(super) fn code_at(key: &[u8], seconds: u64) -> u32 {
    code_of(key, seconds / PERIOD) % 1_000_000
}

/// Whether a text is the password of now or of the period before, which allows for slow fingers.
pub(super) fn accepts(key: &[u8], text: &str, now: u64) -> bool {
    let is_code_of = |instant| format!("{:06}", code_at(key, instant)) == text;
    is_code_of(now) || now.checked_sub(PERIOD).is_some_and(is_code_of)
}

/// RFC 4226: the truncated hash of a counter, before it is cut to digits.
fn code_of(key: &[u8], counter: u64) -> u32 {
    // HMAC takes keys of any length (RFC 2104): this cannot fail.
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&counter.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    // The last half-byte is at most 15 and the hash has 20 bytes: four bytes are always there.
    let offset = usize::from(hash[19] & 0xf);
    u32::from_be_bytes([hash[offset] & 0x7f, hash[offset + 1], hash[offset + 2], hash[offset + 3]])
}

/// Base32 without padding (RFC 4648), the form in which authenticator apps take secrets.
pub(super) fn base32(bytes: &[u8]) -> String {
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

#[cfg(test)]
mod tests {
    use super::{accepts, base32, code_at, code_of};

    /// The key of the test vectors in RFC 4226 and RFC 6238.
    const KEY: &[u8] = b"12345678901234567890";

    #[test]
    fn vectors_of_rfc_6238() {
        // Appendix B gives eight digits.
        for (seconds, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(code_of(KEY, seconds / 30) % 100_000_000, code, "{seconds}");
            assert_eq!(code_at(KEY, seconds), code % 1_000_000, "{seconds}");
        }
    }

    #[test]
    fn the_period_before_is_accepted_and_no_other() {
        assert!(accepts(KEY, "287082", 59));
        assert!(accepts(KEY, "287082", 89));
        assert!(!accepts(KEY, "287082", 90));
        assert!(!accepts(KEY, "287082", 29));
        assert!(accepts(KEY, "081804", 1_111_111_109), "leading zeros belong to the code");
        assert!(!accepts(KEY, "81804", 1_111_111_109));
    }

    #[test]
    fn vectors_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
