//! A text as tokens: scalars are where the tree says, and what stands between them is punctuation and comments.

use std::ops::Range;

use crate::yaml::node::{Node, NodeKind};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line ends.
    Newline,
    /// From `#` to the end of the line.
    Comment,
    /// `-` of a block list.
    Dash,
    /// `:` behind a key.
    Colon,
    /// `{` or `[`.
    Open,
    /// `}` or `]`.
    Close,
    /// `,`.
    Comma,
    /// The key of a map.
    Key,
    /// Any other scalar.
    Scalar,
    /// `|` or `>` with what stands behind it in its line; without a text.
    Header,
    /// A block text with its header.
    Block,
    /// `&name`, `*name`.
    Property,
    /// `---`, `...`.
    Document,
}

/// A token and where it stands.
#[derive(Debug, Clone)]
pub struct Token {
    pub kind: Kind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// All tokens; or where punctuation stands that this does not know.
pub fn tokens(text: &str, root: &Node) -> Result<Vec<Token>, usize> {
    let mut scalars = Vec::new();
    collect(root, &mut scalars);
    // What aliases repeat stands where its anchor does.
    scalars.sort_by_key(|(_, range)| (range.start, range.end));
    scalars.dedup();
    let mut result = Vec::with_capacity(scalars.len() * 4);
    let mut position = 0;
    for (kind, range) in scalars {
        if range.start < position {
            return Err(range.start);
        }
        between(text, position..range.start, &mut result)?;
        let header = result.iter().rposition(|token| token.kind != Kind::Newline);
        // A key behind it means that its text is empty.
        let header = header.filter(|at| result[*at].kind == Kind::Header && kind == Kind::Scalar);
        let token = match header {
            Some(at) => {
                let start = result[at].range.start;
                result.truncate(at);
                // Blanks at its end are a part of a block text.
                let rest = &text[range.end..];
                let end = range.end + rest.len() - rest.trim_start_matches([' ', '\t']).len();
                Token { kind: Kind::Block, range: start..end }
            }
            None => Token { kind, range },
        };
        position = token.range.end;
        result.push(token);
    }
    between(text, position..text.len(), &mut result)?;
    Ok(result)
}

fn collect(node: &Node, scalars: &mut Vec<(Kind, Range<usize>)>) {
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|item| collect(item, scalars)),
        NodeKind::Map(members) => {
            for (key, value) in members {
                scalars.push((Kind::Key, key.span.range()));
                collect(value, scalars);
            }
        }
        _ if node.span.start == node.span.end => {}
        _ => scalars.push((Kind::Scalar, node.span.range())),
    }
}

/// Punctuation and comments between two scalars.
fn between(text: &str, range: Range<usize>, result: &mut Vec<Token>) -> Result<(), usize> {
    let mut position = range.start;
    while position < range.end {
        let rest = text.get(position..range.end).unwrap_or("");
        let Some(character) = rest.chars().next() else { return Err(position) };
        let until = |end: &[char]| rest.find(end).unwrap_or(rest.len());
        let (kind, length) = match character {
            ' ' | '\t' => {
                position += 1;
                continue;
            }
            '\n' => (Kind::Newline, 1),
            '#' => (Kind::Comment, until(&['\n'])),
            '-' | '.'
                if (rest.starts_with("---") || rest.starts_with("...")) && starts_line(text, position) =>
            {
                (Kind::Document, 3)
            }
            '-' => (Kind::Dash, 1),
            ':' => (Kind::Colon, 1),
            '{' | '[' => (Kind::Open, 1),
            '}' | ']' => (Kind::Close, 1),
            ',' => (Kind::Comma, 1),
            '&' | '*' => (Kind::Property, until(&[' ', '\t', '\n', ',', ']', '}'])),
            '~' => (Kind::Scalar, 1),
            '|' | '>' => (Kind::Header, rest[..until(&['\n'])].trim_end().len()),
            _ => return Err(position),
        };
        result.push(Token { kind, range: position..position + length });
        position += length;
    }
    Ok(())
}

fn starts_line(text: &str, position: usize) -> bool {
    position == 0 || text[..position].ends_with('\n')
}
