//! Where a reader of a `.hurl` file stands.

/// A text and a place in it, always at a line's beginning or inside of one.
#[derive(Clone)]
pub struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(text: &'t str) -> Self {
        Cursor { text, at: 0 }
    }

    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The number of the line.
    pub fn line_number(&self) -> usize {
        1 + self.text[..self.at].matches('\n').count()
    }

    /// The line, without its end.
    pub fn line(&self) -> &'t str {
        self.rest().lines().next().unwrap_or("")
    }

    /// Goes on by so many bytes.
    pub fn skip(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.text.len());
    }

    /// Behind the line.
    pub fn next_line(&mut self) {
        let length = self.rest().find('\n').map_or(self.rest().len(), |end| end + 1);
        self.skip(length);
    }

    /// Over empty lines and comments; gives the comments of the last block.
    pub fn blank(&mut self) -> Vec<String> {
        let mut comments = Vec::new();
        while !self.is_done() {
            let line = self.line().trim();
            match line.strip_prefix('#') {
                Some(comment) => comments.push(comment.trim().to_owned()),
                // A blank line parts a comment from what follows.
                None if line.is_empty() => comments.clear(),
                None => break,
            }
            self.next_line();
        }
        comments
    }
}

/// A line without the comment at its end; `\#` is no comment.
pub fn uncommented(line: &str) -> &str {
    let mut before = ' ';
    let mut quoted = false;
    for (at, character) in line.char_indices() {
        match character {
            '"' if before != '\\' => quoted = !quoted,
            '#' if before != '\\' && !quoted => return line[..at].trim_end(),
            _ => {}
        }
        before = character;
    }
    line.trim_end()
}

/// Undoes the escapes of keys and values: `\#`, `\n`, `\u{e9}`.
pub fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('u') if characters.peek() == Some(&'{') => {
                characters.next();
                let digits: String = characters.by_ref().take_while(|c| *c != '}').take(8).collect();
                plain.push(
                    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}'),
                );
            }
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    plain
}
