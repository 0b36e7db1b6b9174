//! Accounts: what a person is told about one, what the server remembers of it, and where new ones come from.

use std::sync::Arc;

use rand::distr::Alphanumeric;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng, seq};

use super::documents::uuid_of;
use super::totp;
use crate::eval::base32;

/// Recovery codes that an account begins with.
const CODES: usize = 10;

/// An account and everything that is needed to log in to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The login name, in the form of an e-mail address.
    pub name: String,
    pub password: String,
    /// Whether its tokens are locked after login.
    pub mfa: bool,
    /// Ten different codes of six digits, each of which works once; none without multi-factor authentication.
    pub recovery_codes: Vec<String>,
    /// The secret of the authenticator app in base32; empty without multi-factor authentication.
    pub totp_secret: String,
    /// The code that would be sent by e-mail or text message; empty without multi-factor authentication.
    pub email_code: String,
}

/// The accounts that every sandbox has: the documented one, and one without multi-factor authentication.
pub fn demo_accounts() -> [Account; 2] {
    demo_records().map(|record| record.account())
}

/// What the server remembers of an account: kept small, since a run may ask for a hundred thousand of them.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) name: Arc<str>,
    pub(super) password: String,
    pub(super) factors: Option<Factors>,
}

/// The further factors of an account with multi-factor authentication.
#[derive(Debug)]
pub(super) struct Factors {
    codes: [u32; CODES],
    /// One bit for each code that was used.
    used: u16,
    totp_key: [u8; 20],
    email_code: u32,
}

/// What became of a recovery code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// It fits, and this many are left.
    Accepted(usize),
    /// It worked once already.
    Used,
    /// It is none of the account's.
    Unknown,
}

/// A further factor by which a token can be unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    Email,
    Sms,
    Totp,
}

impl Factors {
    /// Consumes a recovery code; `again` accepts one that was used before.
    pub(super) fn consume(&mut self, text: &str, again: bool) -> Code {
        let Some(index) = self.codes.iter().position(|code| six_digits(*code) == text) else {
            return Code::Unknown;
        };
        let bit = 1 << index;
        if self.used & bit != 0 && !again {
            return Code::Used;
        }
        self.used |= bit;
        Code::Accepted(CODES - self.used.count_ones() as usize)
    }

    /// Whether a password belongs to a factor at an instant, in seconds since 1970.
    pub(super) fn accepts(&self, factor: Factor, password: &str, now: u64) -> bool {
        match factor {
            // One code for both ways of sending it; it does not change, since nothing is really sent.
            Factor::Email | Factor::Sms => six_digits(self.email_code) == password,
            Factor::Totp => totp::accepts(&self.totp_key, password, now),
        }
    }
}

impl Record {
    /// The number by which answers name the account's user.
    pub(super) fn user_id(&self) -> String {
        uuid_of(&format!("user {}", self.name))
    }

    /// What is told to the one who uses it.
    pub(super) fn account(&self) -> Account {
        let factors = self.factors.as_ref();
        Account {
            name: self.name.to_string(),
            password: self.password.clone(),
            mfa: factors.is_some(),
            recovery_codes: factors.map_or_else(Vec::new, |f| f.codes.map(six_digits).to_vec()),
            totp_secret: factors.map_or_else(String::new, |f| base32::encode(&f.totp_key)),
            email_code: factors.map_or_else(String::new, |f| six_digits(f.email_code)),
        }
    }
}

fn six_digits(code: u32) -> String {
    format!("{code:06}")
}

/// The two fixed accounts, with the names and codes of the API's documentation where it gives any.
pub(super) fn demo_records() -> [Record; 2] {
    let mary = Record {
        name: Arc::from("mary.griffin@circularo.com"),
        password: "#32Password1!".to_owned(),
        factors: Some(Factors {
            codes: [729_435, 184_027, 560_913, 38_462, 917_358, 402_716, 651_280, 273_849, 846_105, 395_672],
            used: 0,
            totp_key: *b"runthrough sandbox 1",
            email_code: 271_008,
        }),
    };
    let john = Record {
        name: Arc::from("john.carter@circularo.com"),
        password: "#64Password2?".to_owned(),
        factors: None,
    };
    [mary, john]
}

/// Makes accounts from a seed. It has a generator of its own, so that logins in between do not change what comes next.
#[derive(Debug)]
pub(super) struct Generator {
    random: StdRng,
    made: u64,
}

impl Generator {
    pub(super) fn new(seed: u64) -> Generator {
        Generator { random: StdRng::seed_from_u64(seed), made: 0 }
    }

    /// The next account, always with multi-factor authentication.
    pub(super) fn next(&mut self) -> Record {
        const FIRST: [&str; 8] = ["ada", "ben", "clara", "david", "eva", "frank", "grace", "henry"];
        const LAST: [&str; 8] = ["archer", "brooks", "carver", "dalton", "ellis", "fisher", "grant", "hayes"];
        let random = &mut self.random;
        // The number makes the name unique.
        self.made += 1;
        let first = FIRST[random.random_range(0..FIRST.len())];
        let last = LAST[random.random_range(0..LAST.len())];
        let letters: String = (0..14).map(|_| char::from(random.sample(Alphanumeric))).collect();
        let mut codes = [0; CODES];
        for (code, index) in codes.iter_mut().zip(seq::index::sample(random, 1_000_000, CODES)) {
            // Indices are below a million.
            *code = index as u32;
        }
        Record {
            name: Arc::from(format!("{first}.{last}.{}@example.com", self.made)),
            password: format!("#{letters}!"),
            factors: Some(Factors {
                codes,
                used: 0,
                totp_key: random.random(),
                email_code: random.random_range(0..1_000_000),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Generator, demo_accounts, demo_records};
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_gives_the_same_accounts() {
        let accounts = |seed| {
            let mut generator = Generator::new(seed);
            [generator.next().account(), generator.next().account()]
        };
        assert_eq!(accounts(7), accounts(7));
        assert_ne!(accounts(7), accounts(8));
        let [one, two] = accounts(7);
        assert_ne!(one.name, two.name);
        assert_eq!(one.recovery_codes.iter().collect::<BTreeSet<_>>().len(), 10);
        assert!(one.recovery_codes.iter().all(|code| code.len() == 6));
        assert_eq!(one.totp_secret.len(), 32);
        assert_eq!(one.email_code.len(), 6);
    }

    #[test]
    fn a_code_works_once() {
        let [mary, _] = &mut demo_records();
        let factors = mary.factors.as_mut().unwrap();
        assert_eq!(factors.consume("729435", false), Code::Accepted(9));
        assert_eq!(factors.consume("729435", false), Code::Used);
        assert_eq!(factors.consume("729435", true), Code::Accepted(9));
        assert_eq!(factors.consume("38462", false), Code::Unknown);
        assert_eq!(factors.consume("038462", false), Code::Accepted(8));
    }

    #[test]
    fn the_documented_account_is_there() {
        let [mary, john] = demo_accounts();
        assert_eq!((mary.name.as_str(), mary.mfa), ("mary.griffin@circularo.com", true));
        assert_eq!(mary.email_code, "271008");
        assert_eq!(mary.recovery_codes.iter().collect::<BTreeSet<_>>().len(), 10);
        assert!(!john.mfa && john.recovery_codes.is_empty());
    }
}
