//! Time-based one-time passwords (RFC 6238) as authenticator apps make them.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::base32;
use super::error::EvalError;
use super::evaluated::EvaluatedArgument;
use crate::value::Value;

type Result<T> = std::result::Result<T, EvalError>;

/// Knows the time and which passwords were used. A server takes each only once.
pub trait Passwords {
    /// Milliseconds since 1970-01-01 UTC.
    fn now_ms(&self) -> i64;

    /// Takes the password of a period (counted from 1970); `false` when it was used before.
    fn take(&self, password: &Password, period: u64) -> bool;
}

/// For expressions in which `check` lets no `totp` stand.
pub struct NoPasswords;

impl Passwords for NoPasswords {
    fn now_ms(&self) -> i64 {
        0
    }

    fn take(&self, _: &Password, _: u64) -> bool {
        false
    }
}

/// What a password is made of, but for the time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Password {
    /// The secret's bytes.
    key: Vec<u8>,
    digits: u32,
    /// Seconds for which one password holds.
    period: u64,
    algorithm: Algorithm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

/// `totp(…)`: the password of now.
pub fn call(arguments: &[EvaluatedArgument], passwords: &dyn Passwords) -> Result<String> {
    let password = Password::read(arguments)?;
    let period = password.period_of(passwords.now_ms());
    if !passwords.take(&password, period) {
        return Err(EvalError::new(
            "this run has already used the current one-time password, and servers accept each only once: add `wait: totp` to the step to wait for the next one",
        ));
    }
    Ok(password.text(period))
}

impl Password {
    /// Reads the arguments of `totp`. No message shows the secret.
    pub fn read(arguments: &[EvaluatedArgument]) -> Result<Password> {
        let mut given: [Option<&Value>; 4] = [None; 4];
        const NAMES: [&str; 4] = ["secret", "digits", "period", "algorithm"];
        for (position, argument) in arguments.iter().enumerate() {
            let index = match &argument.name {
                None => position,
                Some(name) => NAMES.iter().position(|known| known == name).ok_or_else(|| {
                    EvalError::new(format!(
                        "`totp` has no argument `{name}`; it has `secret`, `digits`, `period` and `algorithm`"
                    ))
                })?,
            };
            if given.get(index).is_none_or(Option::is_some) {
                return Err(EvalError::new("an argument of `totp` is given twice"));
            }
            given[index] = Some(&argument.value);
        }
        let [secret, digits, period, algorithm] = given;
        let Some(Value::String(secret)) = secret else {
            return Err(EvalError::new("`totp` takes the secret as a base32 string"));
        };
        let number = |value: Option<&Value>, usual: u64, least: u64, most: u64, what: &str| match value {
            None => Ok(usual),
            Some(value) => value.as_u64().filter(|number| (least..=most).contains(number)).ok_or_else(|| {
                EvalError::new(format!("`{what}` of `totp` must be an integer from {least} to {most}"))
            }),
        };
        let algorithm = match algorithm.map(|value| value.as_str().unwrap_or("")) {
            None | Some("SHA1") => Algorithm::Sha1,
            Some("SHA256") => Algorithm::Sha256,
            Some("SHA512") => Algorithm::Sha512,
            Some(_) => {
                return Err(EvalError::new("`algorithm` of `totp` must be 'SHA1', 'SHA256' or 'SHA512'"));
            }
        };
        Ok(Password {
            key: base32::decode(secret).ok_or_else(|| {
                EvalError::new("the secret of `totp` is not base32 (letters A to Z and digits 2 to 7)")
            })?,
            digits: number(digits, 6, 6, 8, "digits")? as u32,
            period: number(period, 30, 1, 86_400, "period")?,
            algorithm,
        })
    }

    /// What authenticator apps assume where nothing else is said: SHA-1, six digits, periods of 30 s.
    pub fn of_key(key: &[u8]) -> Password {
        Password { key: key.to_vec(), digits: 6, period: 30, algorithm: Algorithm::Sha1 }
    }

    /// Which period an instant lies in, counted from 1970.
    pub fn period_of(&self, now_ms: i64) -> u64 {
        u64::try_from(now_ms).unwrap_or(0) / 1000 / self.period
    }

    /// Milliseconds from an instant to the next period.
    pub fn next_period_in_ms(&self, now_ms: i64) -> u64 {
        let length = self.period * 1000;
        length - u64::try_from(now_ms).unwrap_or(0) % length
    }

    /// The password of a period.
    pub fn text(&self, period: u64) -> String {
        let message = period.to_be_bytes();
        let hash = match self.algorithm {
            Algorithm::Sha1 => hash(Hmac::<Sha1>::new_from_slice(&self.key).ok(), &message),
            Algorithm::Sha256 => hash(Hmac::<Sha256>::new_from_slice(&self.key).ok(), &message),
            Algorithm::Sha512 => hash(Hmac::<Sha512>::new_from_slice(&self.key).ok(), &message),
        };
        // RFC 4226 §5.3: the last half-byte says where the four bytes begin.
        let offset = hash.last().map_or(0, |last| usize::from(last & 0xf));
        let four = hash.get(offset..offset + 4).map_or([0; 4], |four| [four[0], four[1], four[2], four[3]]);
        let number = u32::from_be_bytes(four) & 0x7fff_ffff;
        format!("{:0width$}", number % 10_u32.pow(self.digits), width = self.digits as usize)
    }
}

/// HMAC takes keys of any length (RFC 2104), so that there always is a `mac`.
fn hash<M: Mac>(mac: Option<M>, message: &[u8]) -> Vec<u8> {
    mac.map_or_else(Vec::new, |mut mac| {
        mac.update(message);
        mac.finalize().into_bytes().to_vec()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(key: &[u8], algorithm: Algorithm) -> Password {
        Password { key: key.to_vec(), digits: 8, period: 30, algorithm }
    }

    #[test]
    fn vectors_of_rfc_6238() {
        let sha1 = password(b"12345678901234567890", Algorithm::Sha1);
        let sha256 = password(b"12345678901234567890123456789012", Algorithm::Sha256);
        let long = b"1234567890123456789012345678901234567890123456789012345678901234";
        let sha512 = password(long, Algorithm::Sha512);
        for (seconds, one, two, three) in [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000_i64, "65353130", "77737706", "47863826"),
        ] {
            for (password, code) in [(&sha1, one), (&sha256, two), (&sha512, three)] {
                assert_eq!(password.text(password.period_of(seconds * 1000)), code, "{seconds}");
            }
        }
    }

    #[test]
    fn the_next_period_is_never_now() {
        let password = password(b"k", Algorithm::Sha1);
        assert_eq!(password.next_period_in_ms(30_000), 30_000);
        assert_eq!(password.next_period_in_ms(59_999), 1);
    }
}
