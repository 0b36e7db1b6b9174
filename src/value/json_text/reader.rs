//! Reads a text in one pass.

use super::error::{JsonError, Stop};
use super::names::Names;
use super::string::{self, Unescaped};
use crate::value::{Key, Map, Number, Value, number_end};
use crate::vocabulary::limits::JSON_DEPTH;

/// Duplicate keys that are kept.
const DUPLICATES: usize = 5;

/// Digits of an integer that is surely one of 64 bits.
const SURE_DIGITS: usize = 18;

/// A text, read.
#[derive(Debug)]
pub struct Reading {
    /// What it says. The last of two members with one name counts.
    pub value: Value,
    /// Some of the keys that an object has twice.
    pub duplicate_keys: Vec<String>,
    /// An escape of half a surrogate pair was read as U+FFFD.
    pub replaced: bool,
}

/// Reads a JSON text (RFC 8259) of at most so many values.
pub fn read(text: &str, max_values: usize) -> Result<Reading, JsonError> {
    let mut reader = Reader::new(text, max_values);
    let value = reader.whole().map_err(|stop| JsonError::new(text, stop))?;
    Ok(reader.reading(value))
}

/// Reads the JSON value that a text begins with, and where it ends.
pub fn read_prefix(text: &str) -> Result<(Reading, usize), JsonError> {
    let mut reader = Reader::new(text, usize::MAX);
    reader.skip_space();
    let value = reader.value().map_err(|stop| JsonError::new(text, stop))?;
    let end = reader.at;
    Ok((reader.reading(value), end))
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    depth: usize,
    values_left: usize,
    names: Names,
    /// Members of the objects that are open, the innermost last, so that a list of just the right size is made of each.
    open: Vec<(Key, Value)>,
    unescaped: Unescaped,
    duplicate_keys: Vec<String>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, max_values: usize) -> Self {
        Reader {
            text,
            bytes: text.as_bytes(),
            at: 0,
            depth: 0,
            values_left: max_values,
            names: Names::default(),
            open: Vec::new(),
            unescaped: Unescaped::default(),
            duplicate_keys: Vec::new(),
        }
    }

    fn reading(self, value: Value) -> Reading {
        Reading { value, duplicate_keys: self.duplicate_keys, replaced: self.unescaped.replaced }
    }

    /// The byte at this place; NUL, which never fits, at the end.
    #[inline]
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    #[inline]
    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    fn whole(&mut self) -> Result<Value, Stop> {
        self.skip_space();
        let value = self.value()?;
        self.skip_space();
        if self.at == self.bytes.len() { Ok(value) } else { Err(Stop::At(self.at)) }
    }

    fn value(&mut self) -> Result<Value, Stop> {
        self.values_left = self.values_left.checked_sub(1).ok_or(Stop::Values(self.at))?;
        match self.peek() {
            b'"' => self.string().map(Value::String),
            b'{' => self.object(),
            b'[' => self.array(),
            b'-' | b'0'..=b'9' => self.number().map(Value::Number),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => Err(Stop::At(self.at)),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Stop> {
        let same =
            self.bytes[self.at..].iter().zip(word.as_bytes()).take_while(|(one, other)| one == other).count();
        self.at += same;
        if same == word.len() { Ok(value) } else { Err(Stop::At(self.at)) }
    }

    fn string(&mut self) -> Result<String, Stop> {
        let (plain, end) = string::read(self.text, self.at + 1, &mut self.unescaped)?;
        self.at = end;
        Ok(plain.unwrap_or(&self.unescaped.text).to_owned())
    }

    fn key(&mut self) -> Result<Key, Stop> {
        if self.peek() != b'"' {
            return Err(Stop::At(self.at));
        }
        let (plain, end) = string::read(self.text, self.at + 1, &mut self.unescaped)?;
        self.at = end;
        Ok(self.names.key(plain.unwrap_or(&self.unescaped.text)))
    }

    fn number(&mut self) -> Result<Number, Stop> {
        let first = self.at + usize::from(self.peek() == b'-');
        let (mut end, mut integer) = (first, 0);
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(end)
            && end < first + SURE_DIGITS
        {
            integer = integer * 10 + i64::from(digit - b'0');
            end += 1;
        }
        let negative = first > self.at;
        let single = self.bytes.get(first) != Some(&b'0') || (end == first + 1 && !negative);
        let ends = !matches!(self.bytes.get(end), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
        if single && ends && end > first {
            self.at = end;
            return Ok(if negative { -integer } else { integer }.into());
        }
        self.long_number()
    }

    /// A number that may be more than an integer of 64 bits.
    fn long_number(&mut self) -> Result<Number, Stop> {
        let length = number_end(&self.bytes[self.at..]).map_err(|wrong| Stop::At(self.at + wrong))?;
        let number = Number::from_grammatical(&self.text[self.at..self.at + length]);
        self.at += length;
        Ok(number)
    }

    fn enter(&mut self) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > JSON_DEPTH {
            return Err(Stop::Depth(self.at));
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    /// Goes past what follows a value: true where another one comes.
    #[inline]
    fn another(&mut self, close: u8) -> Result<bool, Stop> {
        self.skip_space();
        let next = self.peek();
        if next == b',' {
            self.at += 1;
            self.skip_space();
            return Ok(true);
        }
        if next != close {
            return Err(Stop::At(self.at));
        }
        self.leave();
        Ok(false)
    }

    fn leave(&mut self) {
        self.at += 1;
        self.depth -= 1;
    }

    fn array(&mut self) -> Result<Value, Stop> {
        self.enter()?;
        let mut items = Vec::new();
        if self.peek() == b']' {
            self.leave();
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value()?);
            if !self.another(b']')? {
                items.shrink_to_fit();
                return Ok(Value::Array(items));
            }
        }
    }

    fn object(&mut self) -> Result<Value, Stop> {
        self.enter()?;
        if self.peek() == b'}' {
            self.leave();
            return Ok(Value::Object(Map::new()));
        }
        let first = self.open.len();
        loop {
            let name = self.key()?;
            self.skip_space();
            if self.peek() != b':' {
                return Err(Stop::At(self.at));
            }
            self.at += 1;
            self.skip_space();
            let value = self.value()?;
            self.open.push((name, value));
            if !self.another(b'}')? {
                break;
            }
        }
        let list = self.open.drain(first..).collect();
        let known = &mut self.duplicate_keys;
        Ok(Value::Object(Map::from_list(list, |name| {
            if known.len() < DUPLICATES && !known.iter().any(|known| **known == **name) {
                known.push(name.to_string());
            }
        })))
    }
}
