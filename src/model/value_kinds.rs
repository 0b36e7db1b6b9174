//! Sets of kinds of value, to find operators that exclude each other.

/// A set of JSON types, and of "nothing found".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueKinds(u8);

impl ValueKinds {
    pub const STRING: ValueKinds = ValueKinds(1);
    pub const NUMBER: ValueKinds = ValueKinds(2);
    pub const BOOLEAN: ValueKinds = ValueKinds(4);
    pub const ARRAY: ValueKinds = ValueKinds(8);
    pub const OBJECT: ValueKinds = ValueKinds(16);
    pub const NULL: ValueKinds = ValueKinds(32);
    pub const NOTHING: ValueKinds = ValueKinds(64);
    /// None at all: such an operator never holds.
    pub const NO: ValueKinds = ValueKinds(0);
    /// All JSON types.
    pub const VALUES: ValueKinds = ValueKinds(63);
    pub const ALL: ValueKinds = ValueKinds(127);
    /// What `gt` and its like order: numbers, and strings that are dates or sizes.
    pub const ORDERED: ValueKinds = ValueKinds::STRING.or(ValueKinds::NUMBER);
    /// What can contain a value.
    pub const CONTAINERS: ValueKinds = ValueKinds::STRING.or(ValueKinds::ARRAY);
    /// What has a length.
    pub const SIZED: ValueKinds = ValueKinds(1 + 8 + 16);

    pub const fn and(self, other: ValueKinds) -> ValueKinds {
        ValueKinds(self.0 & other.0)
    }

    pub const fn or(self, other: ValueKinds) -> ValueKinds {
        ValueKinds(self.0 | other.0)
    }

    /// The kinds in words, joined by `and`.
    pub fn words(self) -> String {
        let names = ["strings", "numbers", "booleans", "arrays", "objects", "null", "a missing value"];
        let chosen: Vec<&str> = names
            .iter()
            .enumerate()
            .filter(|(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, name)| *name)
            .collect();
        match chosen.as_slice() {
            [] => "nothing".to_owned(),
            [one] => (*one).to_owned(),
            [all @ .., last] => format!("{} and {last}", all.join(", ")),
        }
    }

    /// How many kinds are in the set.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }
}
