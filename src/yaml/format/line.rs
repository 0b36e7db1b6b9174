//! A line of the result.

/// A line of the result; a scalar of several lines is one.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text without the end.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// What begins here.
    pub begins: Option<Entry>,
    /// The empty lines behind it belong to its value.
    pub keeps: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    Blank,
    /// A comment alone.
    Comment,
    /// Anything else.
    Content,
}

/// What has a blank line before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A key at the top of the file.
    Section,
    /// An element of `steps` or `cleanup`.
    Step,
}

impl Line {
    /// An ordinary line.
    pub fn new(text: String, role: Role) -> Self {
        Line { text, role, begins: None, keeps: false }
    }
}
