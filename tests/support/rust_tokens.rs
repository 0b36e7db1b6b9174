//! Takes Rust source apart into tokens.

/// A name, `::` or a single sign, with its line.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Token {
    /// As it is written.
    pub text: String,
    /// The line, from 1.
    pub line: usize,
}

/// Names, `::` and single signs; comments, texts, characters and lifetimes left out.
pub fn tokens(source: &str) -> Vec<Token> {
    let characters: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < characters.len() {
        let begin = at;
        let next = characters.get(at + 1).copied().unwrap_or('\0');
        match characters[at] {
            '/' if next == '/' => at = find(&characters, at, |c| c == '\n'),
            '/' if next == '*' => at = after_comment(&characters, at),
            '"' => at = after_text(&characters, at),
            '\'' if next == '\\' => at = find(&characters, at + 3, |c| c == '\'') + 1,
            '\'' if characters.get(at + 2) == Some(&'\'') => at += 3,
            // A lifetime: its name is no path.
            '\'' => at = find(&characters, at + 1, |c| !word(c)),
            c if word(c) => {
                at = find(&characters, at, |c| !word(c));
                let text: String = characters[begin..at].iter().collect();
                let hashes = characters[at..].iter().take_while(|c| **c == '#').count();
                let quote = characters.get(at + hashes) == Some(&'"');
                match text.as_str() {
                    "r" | "br" | "cr" if quote => at = after_raw_text(&characters, at + hashes + 1, hashes),
                    "b" | "c" if quote && hashes == 0 => at = after_text(&characters, at),
                    // `r#type`: the name follows by itself.
                    "r" if hashes == 1 => at += 1,
                    _ => tokens.push(Token { text, line }),
                }
            }
            ':' if next == ':' => {
                tokens.push(Token { text: "::".to_owned(), line });
                at += 2;
            }
            c => {
                if !c.is_whitespace() {
                    tokens.push(Token { text: c.to_string(), line });
                }
                at += 1;
            }
        }
        at = at.min(characters.len());
        line += characters[begin..at].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

fn word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn find(characters: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    (from..characters.len()).find(|at| stop(characters[*at])).unwrap_or(characters.len())
}

fn after_text(characters: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < characters.len() && characters[at] != '"' {
        at += if characters[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn after_raw_text(characters: &[char], from: usize, hashes: usize) -> usize {
    let closes = |at: usize| {
        characters[at] == '"'
            && characters[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    (from..characters.len()).find(|at| closes(*at)).map_or(characters.len(), |at| at + 1 + hashes)
}

/// Block comments nest.
fn after_comment(characters: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0);
    while at + 1 < characters.len() {
        match (characters[at], characters[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    characters.len()
}
