//! Lines in their new places: indentation by the levels of maps and lists, blanks between tokens by their kinds.

use super::line::{Entry, Line, Role};
use super::tokens::{Kind, Token};

/// Blanks a level.
const STEP: usize = 2;

/// A block map or list that is open.
#[derive(Debug, Clone, Copy)]
struct Level {
    /// Its column in the old text.
    old: usize,
    /// Its column in the new one.
    new: usize,
    list: bool,
}

/// Writes lines one after the other.
pub struct Printer<'t> {
    text: &'t str,
    levels: Vec<Level>,
    /// Braces and brackets that are open.
    flow: usize,
    /// What their lines are indented from; `None` at the top of a file.
    flow_base: Option<usize>,
    /// The key at the top that the lines belong to has steps.
    in_steps: bool,
    /// Comments that wait for the line they stand above, and empty lines among them.
    waiting: Vec<Option<Token>>,
    lines: Vec<Line>,
}

impl<'t> Printer<'t> {
    /// Nothing is written yet.
    pub fn new(text: &'t str) -> Self {
        Printer {
            text,
            levels: Vec::new(),
            flow: 0,
            flow_base: None,
            in_steps: false,
            waiting: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Writes a line of the old text.
    pub fn line(&mut self, tokens: &[Token]) {
        match tokens {
            [] if self.flow > 0 => self.lines.push(Line::new(String::new(), Role::Blank)),
            [] => self.waiting.push(None),
            _ if self.flow > 0 => self.flow_line(tokens),
            [comment] if comment.kind == Kind::Comment => self.waiting.push(Some(comment.clone())),
            _ => self.block_line(tokens),
        }
    }

    pub fn finish(mut self) -> Vec<Line> {
        let before = self.levels.clone();
        self.levels.clear();
        self.comments(&before, 0, 0);
        self.lines
    }

    fn slice(&self, token: &Token) -> &'t str {
        self.text.get(token.range.clone()).unwrap_or("")
    }

    /// Characters before a token in its line.
    fn column(&self, token: &Token) -> usize {
        let before = &self.text[..token.range.start];
        before[before.rfind('\n').map_or(0, |newline| newline + 1)..].chars().count()
    }

    /// The level that begins or goes on at a column.
    fn enter(&mut self, old: usize, list: bool) -> usize {
        while self.levels.pop_if(|top| top.old > old || (top.old == old && top.list && !list)).is_some() {}
        if let Some(top) = self.levels.last()
            && top.old == old
            && top.list == list
        {
            return top.new;
        }
        let new = self.inside();
        self.levels.push(Level { old, new, list });
        new
    }

    /// The column of what stands in the innermost level.
    fn inside(&self) -> usize {
        self.levels.last().map_or(0, |top| top.new + STEP)
    }

    fn block_line(&mut self, tokens: &[Token]) {
        let before = self.levels.clone();
        let old = self.column(&tokens[0]);
        let (mut output, mut new) = (String::new(), None);
        let mut begins = None;
        let dashes = tokens.iter().take_while(|token| token.kind == Kind::Dash).count();
        for (index, dash) in tokens[..dashes].iter().enumerate() {
            let column = self.enter(self.column(dash), true);
            if new.is_none() {
                new = Some(column);
                output.push_str(&" ".repeat(column));
                begins = (self.levels.len() == 2 && self.in_steps).then_some(Entry::Step);
            }
            output.push('-');
            if index + 1 < tokens.len() && tokens[index + 1].kind != Kind::Comment {
                output.push(' ');
            }
        }
        let rest = &tokens[dashes..];
        let main = rest.iter().find(|token| token.kind != Kind::Property);
        if let (Some(first), Some(main)) = (rest.first(), main) {
            let column = match main.kind {
                Kind::Key => self.enter(self.column(first), false),
                Kind::Document => 0,
                _ if new.is_some() => 0,
                _ => {
                    let old = self.column(first);
                    while self.levels.pop_if(|top| top.old >= old).is_some() {}
                    self.inside()
                }
            };
            if new.is_none() {
                new = Some(column);
                output.push_str(&" ".repeat(column));
            }
            if main.kind == Kind::Key && dashes == 0 && self.levels.len() == 1 {
                begins = Some(Entry::Section);
                let name = self.slice(main).trim_matches(['"', '\'']);
                self.in_steps = matches!(name, "steps" | "cleanup");
            }
        }
        let new = new.unwrap_or(0);
        self.comments(&before, old, new);
        let keeps = self.pieces(rest, &mut output, old, new);
        self.lines.push(Line { text: output, role: Role::Content, begins, keeps });
    }

    /// A line that begins inside of braces or brackets. Also the closing one stands further in than its key: some readers
    /// of YAML refuse it otherwise.
    fn flow_line(&mut self, tokens: &[Token]) {
        let closing = tokens.iter().take_while(|token| token.kind == Kind::Close).count();
        let new = self.flow_column(self.flow.saturating_sub(closing));
        let mut output = " ".repeat(new);
        let role = if tokens[0].kind == Kind::Comment { Role::Comment } else { Role::Content };
        match role {
            Role::Comment => output.push_str(self.slice(&tokens[0]).trim_end()),
            _ => drop(self.pieces(tokens, &mut output, self.column(&tokens[0]), new)),
        }
        self.lines.push(Line::new(output, role));
    }

    fn flow_column(&self, depth: usize) -> usize {
        self.flow_base.map_or(STEP * depth, |base| base + STEP * depth.max(1))
    }

    /// Writes the comments that wait, in front of a line that stood at `old` and stands at `new`.
    fn comments(&mut self, before: &[Level], old: usize, new: usize) {
        for waiting in std::mem::take(&mut self.waiting) {
            let Some(comment) = waiting else {
                self.lines.push(Line::new(String::new(), Role::Blank));
                continue;
            };
            let own = self.column(&comment);
            // One that stands further in belongs to what is above it.
            let levels = if own > old { before } else { &self.levels };
            let equal = levels.iter().rev().find(|level| level.old == own);
            let column = match (equal, levels.iter().rev().find(|level| level.old < own)) {
                _ if own == old => new,
                (Some(level), _) => level.new,
                (None, Some(level)) => level.new + STEP,
                (None, None) => 0,
            };
            let text = format!("{}{}", " ".repeat(column), self.slice(&comment).trim_end());
            self.lines.push(Line::new(text, Role::Comment));
        }
    }

    /// Writes tokens of one line; true if the last of them keeps the empty lines behind it.
    fn pieces(&mut self, tokens: &[Token], output: &mut String, old: usize, new: usize) -> bool {
        let mut before: Option<&Token> = None;
        let mut keeps = false;
        for token in tokens {
            if token.kind == Kind::Comment {
                // Comments below each other stay so, where the line has room.
                let target = (self.column(token) + new).saturating_sub(old);
                let length = output.rsplit('\n').next().unwrap_or(output).chars().count();
                output.push_str(&" ".repeat(target.saturating_sub(length).max(1)));
                output.push_str(self.slice(token).trim_end());
                continue;
            }
            if before.is_some_and(|before| self.apart(before, token)) {
                output.push(' ');
            }
            match token.kind {
                Kind::Open => {
                    if self.flow == 0 {
                        let base = |level: &Level| level.new + if level.list { STEP } else { 0 };
                        self.flow_base = self.levels.last().map(base);
                    }
                    self.flow += 1;
                }
                Kind::Close => self.flow = self.flow.saturating_sub(1),
                _ => {}
            }
            keeps = self.scalar(token, output);
            before = Some(token);
        }
        keeps
    }

    /// Whether a blank stands between two tokens.
    fn apart(&self, before: &Token, token: &Token) -> bool {
        match (before.kind, token.kind) {
            // `*name:` would be another name.
            (Kind::Property, Kind::Colon) => true,
            (_, Kind::Colon | Kind::Comma) | (Kind::Open, Kind::Close) => false,
            (Kind::Open, _) => self.slice(before) == "{",
            (_, Kind::Close) => self.slice(token) == "}",
            _ => true,
        }
    }

    /// Writes a token, its further lines in their new place.
    fn scalar(&self, token: &Token, output: &mut String) -> bool {
        let slice = self.slice(token);
        let Some((first, rest)) = slice.split_once('\n') else {
            output.push_str(slice);
            return token.kind == Kind::Header && header(slice).contains('+');
        };
        if token.kind != Kind::Block {
            let column =
                if self.flow > 0 { self.flow_column(self.flow + 1) } else { self.inside().max(STEP) };
            output.push_str(trimmed(first));
            for line in rest.split('\n') {
                output.push('\n');
                let text = trimmed(line.trim_start_matches([' ', '\t']));
                if !text.is_empty() {
                    output.push_str(&" ".repeat(column));
                    output.push_str(text);
                }
            }
            return false;
        }
        let header = header(first);
        let digit = header.chars().find_map(|c| c.to_digit(10)).map(|digit| digit as usize);
        let (old, new) = match digit {
            Some(digit) => {
                self.levels.last().map_or((digit, digit), |top| (top.old + digit, top.new + digit))
            }
            None => {
                let filled = rest.split('\n').find(|line| !line.trim().is_empty()).unwrap_or("");
                (filled.len() - filled.trim_start_matches(' ').len(), self.inside().max(STEP))
            }
        };
        output.push_str(first.trim_end());
        for line in rest.split('\n') {
            output.push('\n');
            let text = line.get(old..).unwrap_or("");
            if !text.is_empty() {
                output.push_str(&" ".repeat(new));
                output.push_str(text);
            }
        }
        header.contains('+')
    }
}

/// The line that begins a block text, without its comment.
fn header(line: &str) -> &str {
    line.split(" #").next().unwrap_or(line)
}

/// A line of a text without the blanks at its end, which mean nothing there; `\ ` means a blank.
fn trimmed(line: &str) -> &str {
    let trimmed = line.trim_end_matches([' ', '\t']);
    if trimmed.ends_with('\\') { line } else { trimmed }
}
