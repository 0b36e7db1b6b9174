//! Which time-based one-time passwords the sandbox accepts: those of authenticator apps, a little late too.

use crate::eval::totp::Password;

/// Whether a text is the password of now (in seconds since 1970) or of the period before, which allows for slow fingers.
pub(super) fn accepts(key: &[u8], text: &str, now: u64) -> bool {
    let password = Password::of_key(key);
    let period = password.period_of(i64::try_from(now).unwrap_or(i64::MAX).saturating_mul(1000));
    password.text(period) == text || period.checked_sub(1).is_some_and(|before| password.text(before) == text)
}

#[cfg(test)]
mod tests {
    use super::accepts;

    /// The key of the test vectors in RFC 4226 and RFC 6238.
    const KEY: &[u8] = b"12345678901234567890";

    #[test]
    fn the_period_before_is_accepted_and_no_other() {
        assert!(accepts(KEY, "287082", 59));
        assert!(accepts(KEY, "287082", 89));
        assert!(!accepts(KEY, "287082", 90));
        assert!(!accepts(KEY, "287082", 29));
        assert!(accepts(KEY, "081804", 1_111_111_109), "leading zeros belong to the code");
        assert!(!accepts(KEY, "81804", 1_111_111_109));
    }
}
