//! The number itself: its text, and what that is worth.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use super::error::NumberError;
use super::parts::Parts;
use super::text::{self, IntegerText, Short};

/// A JSON number (RFC 8259 §6). Compared, ordered and hashed by value: `1`, `1.0` and `1e0` are equal.
#[derive(Clone)]
pub struct Number(pub(super) Repr);

/// Takes 24 bytes, so that a value does not grow by it.
#[derive(Clone)]
pub(super) enum Repr {
    /// An integer, written without an exponent.
    Integer(i64),
    /// Anything else that is short.
    Short(Short),
    Long(Box<str>),
}

/// The text of a number, on the stack where it is made for the occasion.
pub(super) enum Written<'n> {
    Borrowed(&'n str),
    Made(IntegerText),
}

impl Deref for Written<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Written::Borrowed(text) => text,
            Written::Made(text) => text.as_str(),
        }
    }
}

impl Number {
    /// The number that a text is which follows the grammar of JSON numbers; the caller has made sure of that.
    pub(in crate::value) fn from_grammatical(text: &str) -> Self {
        // `-0` is the one integer whose text would not come back.
        if text.len() <= text::LONGEST_INTEGER
            && text != "-0"
            && let Ok(integer) = text.parse()
        {
            return Number(Repr::Integer(integer));
        }
        Number(Short::new(text).map_or_else(|| Repr::Long(text.into()), Repr::Short))
    }

    /// Writes the number as it was written.
    pub(in crate::value) fn write(&self, out: &mut (impl fmt::Write + ?Sized)) -> fmt::Result {
        match &self.0 {
            Repr::Integer(integer) => out.write_str(IntegerText::new(*integer).as_str()),
            _ => out.write_str(&self.written()),
        }
    }

    pub(super) fn written(&self) -> Written<'_> {
        match &self.0 {
            Repr::Integer(integer) => Written::Made(IntegerText::new(*integer)),
            Repr::Short(short) => Written::Borrowed(short.as_str()),
            Repr::Long(text) => Written::Borrowed(text),
        }
    }

    /// True for numbers without a fractional part, however they are written: `1`, `1.0`, `1e3`.
    pub fn is_integer(&self) -> bool {
        matches!(self.0, Repr::Integer(_)) || Parts::of(&self.written()).is_integer()
    }

    /// True where the number was written without a fraction and without an exponent.
    pub fn is_written_as_integer(&self) -> bool {
        matches!(self.0, Repr::Integer(_)) || !self.written().contains(['.', 'e', 'E'])
    }

    /// True below zero.
    pub fn is_negative(&self) -> bool {
        match self.0 {
            Repr::Integer(integer) => integer < 0,
            _ => Parts::of(&self.written()).is_negative(),
        }
    }

    /// True for zero, also `-0` and `0e5`.
    pub fn is_zero(&self) -> bool {
        match self.0 {
            Repr::Integer(integer) => integer == 0,
            _ => Parts::of(&self.written()).is_zero(),
        }
    }

    /// The integer that it is, however it is written, where it fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Integer(integer) => Some(integer),
            _ => i64::try_from(Parts::of(&self.written()).integer()?).ok(),
        }
    }

    /// The integer that it is, however it is written, where it fits.
    pub fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Repr::Integer(integer) => u64::try_from(integer).ok(),
            _ => u64::try_from(Parts::of(&self.written()).integer()?).ok(),
        }
    }

    /// The nearest double; `None` beyond their range.
    pub fn as_f64(&self) -> Option<f64> {
        match self.0 {
            Repr::Integer(integer) => Some(integer as f64),
            _ => self.written().parse().ok().filter(|double: &f64| double.is_finite()),
        }
    }

    /// Refuses a number that has more digits, or a larger exponent, than are worked with. Ask before a verdict depends on
    /// a number that was received.
    pub fn check_length(&self) -> Result<(), NumberError> {
        match &self.0 {
            Repr::Integer(_) => Ok(()),
            _ => Parts::of(&self.written()).check_length(),
        }
    }
}

/// As it was written.
impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(out)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Integer(left), Repr::Integer(right)) => left.cmp(right),
            _ => Parts::of(&self.written()).cmp(&Parts::of(&other.written())),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

/// Equal numbers have equal hashes.
impl Hash for Number {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        match self.as_i64() {
            Some(integer) => integer.hash(hasher),
            None => Parts::of(&self.written()).hash(hasher),
        }
    }
}
