//! Counts the attributes of a tag before the parser sees them: it compares each with those before it.

use crate::vocabulary::limits::MARKUP_ATTRIBUTES;

/// Where in a tag a byte is, after the name of its element (HTML §13.2.5.32 to §13.2.5.40).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    DoubleQuoted,
    SingleQuoted,
    Unquoted,
}

/// A tag that is being read.
#[derive(Debug)]
pub struct TagScan {
    state: State,
    attributes: usize,
}

impl TagScan {
    /// After the name of the element.
    pub fn new() -> Self {
        TagScan { state: State::BeforeName, attributes: 0 }
    }

    /// Goes on over a piece of the tag; false where there are too many attributes.
    pub fn accepts(&mut self, piece: &str) -> bool {
        for byte in piece.bytes() {
            self.step(byte);
        }
        self.attributes <= MARKUP_ATTRIBUTES
    }

    fn step(&mut self, byte: u8) {
        use State::{AfterName, BeforeName, BeforeValue, DoubleQuoted, Name, SingleQuoted, Unquoted};
        let is_space = byte.is_ascii_whitespace();
        self.state = match (self.state, byte) {
            (DoubleQuoted, b'"') | (SingleQuoted, b'\'') => BeforeName,
            (quoted @ (DoubleQuoted | SingleQuoted), _) => quoted,
            // The end of the tag; where the parser sees none, another attribute may follow.
            (_, b'>') => BeforeName,
            (BeforeName, _) if is_space || byte == b'/' => BeforeName,
            (Name | AfterName, _) if is_space => AfterName,
            (Name | AfterName, b'/') => BeforeName,
            (Name | AfterName, b'=') => BeforeValue,
            (BeforeName | AfterName, _) => {
                self.attributes += 1;
                Name
            }
            (Name, _) => Name,
            (BeforeValue, _) if is_space => BeforeValue,
            (BeforeValue, b'"') => DoubleQuoted,
            (BeforeValue, b'\'') => SingleQuoted,
            (Unquoted, _) if is_space => BeforeName,
            (BeforeValue | Unquoted, _) => Unquoted,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(tag: &str) -> usize {
        let mut scan = TagScan::new();
        scan.accepts(tag);
        scan.attributes
    }

    #[test]
    fn attributes_are_counted_as_the_parser_does() {
        assert_eq!(count(" a b=1 c='x y' d = \"> e f\" g>"), 5);
        assert_eq!(count("a/b/c=/d>"), 3);
        assert_eq!(count(" d=\"M 1 2 3 4\"e='1'f>"), 3);
        assert_eq!(count(" \"a\" =b ='c d'>"), 3);
    }
}
