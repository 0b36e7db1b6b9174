//! I-Regexp (RFC 9485), the regular expressions of `match()` and `search()`, translated to the syntax of our engine.

use regex::{Regex, RegexBuilder};

/// Compiled size: far beyond any pattern that a person writes, small enough for a pattern from a hostile document.
const MAX_COMPILED: usize = 4 << 20;
/// Length of a pattern in bytes.
const MAX_PATTERN: usize = 4096;
/// Groups inside each other.
const MAX_GROUPS: usize = 32;

/// Why a text is not an I-Regexp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PatternError {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Compiles a pattern for the whole text (`match`) or a part of it (`search`).
pub(crate) fn compile(pattern: &str, whole: bool) -> Result<Regex, PatternError> {
    if pattern.len() > MAX_PATTERN {
        return Err(error("it is too long"));
    }
    let translated = Translator { rest: pattern, out: String::new(), groups: 0 }.run()?;
    let source = if whole { format!(r"\A(?:{translated})\z") } else { translated };
    // What remains to fail are sizes and ranges such as `[z-a]` and `{3,2}`.
    RegexBuilder::new(&source).size_limit(MAX_COMPILED).build().map_err(|failure| match failure {
        regex::Error::CompiledTooBig(_) => error("it is too large"),
        _ => error("it contains a range or repetition that is reversed or too large"),
    })
}

fn error(message: impl Into<String>) -> PatternError {
    PatternError { message: message.into(), help: None }
}

fn error_with(message: impl Into<String>, help: impl Into<String>) -> PatternError {
    PatternError { message: message.into(), help: Some(help.into()) }
}

struct Translator<'p> {
    rest: &'p str,
    out: String,
    groups: usize,
}

impl Translator<'_> {
    fn run(mut self) -> Result<String, PatternError> {
        // True after an atom: only there a quantifier can stand.
        let mut atom = false;
        while let Some(character) = self.take() {
            match character {
                '*' | '+' | '?' | '{' => {
                    self.quantifier(character, atom)?;
                    atom = false;
                }
                '|' => {
                    self.out.push('|');
                    atom = false;
                }
                '(' => {
                    self.open()?;
                    atom = false;
                }
                ')' if self.groups == 0 => return Err(error("`)` has no matching opening parenthesis")),
                ')' => {
                    self.groups -= 1;
                    self.out.push(')');
                    atom = true;
                }
                '.' => {
                    self.out.push_str(r"[^\n\r]");
                    atom = true;
                }
                '[' => {
                    self.class()?;
                    atom = true;
                }
                '\\' => {
                    self.escape()?;
                    atom = true;
                }
                ']' | '}' => {
                    return Err(error_with(
                        format!("`{character}` has no matching bracket"),
                        format!("write `\\\\{character}`"),
                    ));
                }
                // In RFC 9485 they are ordinary characters, but its own mapping to other engines, and with it every
                // implementation and the compliance suite, reads them as anchors.
                '^' | '$' => {
                    self.out.push(character);
                    atom = true;
                }
                _ => {
                    self.literal(character);
                    atom = true;
                }
            }
        }
        if self.groups > 0 { Err(error("a group is never closed")) } else { Ok(self.out) }
    }

    fn take(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn literal(&mut self, character: char) {
        // The characters with a meaning in our engine, `&` and `~` in classes; others may have one when escaped (`\<`).
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            self.out.push('\\');
        }
        self.out.push(character);
    }

    fn open(&mut self) -> Result<(), PatternError> {
        if self.rest.starts_with('?') {
            return Err(error_with(
                "`(?` is not part of an I-Regexp",
                "take it away, or use the matcher `matches:`",
            ));
        }
        self.groups += 1;
        if self.groups > MAX_GROUPS {
            return Err(error("its groups are nested too deep"));
        }
        self.out.push_str("(?:");
        Ok(())
    }

    fn quantifier(&mut self, character: char, atom: bool) -> Result<(), PatternError> {
        if !atom {
            return Err(error(format!("`{character}` has nothing to repeat")));
        }
        self.out.push(character);
        if character != '{' {
            return Ok(());
        }
        let Some((inside, rest)) = self.rest.split_once('}') else {
            return Err(error("`{` is never closed"));
        };
        let (least, most) =
            inside.split_once(',').map_or((inside, None), |(least, most)| (least, Some(most)));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if least.is_empty() || !digits(least) || !most.is_none_or(digits) {
            return Err(error_with(
                format!("`{{{inside}}}` is not a valid repetition"),
                "write `{2}`, `{2,}` or `{2,5}`",
            ));
        }
        self.out.push_str(inside);
        self.out.push('}');
        self.rest = rest;
        Ok(())
    }

    /// After a backslash: a character that would mean something else, or a Unicode category.
    fn escape(&mut self) -> Result<(), PatternError> {
        match self.take() {
            None => Err(error("it ends with a backslash")),
            Some(kind @ ('p' | 'P')) => self.category(kind),
            Some('n') => self.push(r"\n"),
            Some('r') => self.push(r"\r"),
            Some('t') => self.push(r"\t"),
            Some(character) if r"()*+-.?[\]^{|}".contains(character) => {
                self.literal(character);
                Ok(())
            }
            Some(character) => {
                let message = format!("`\\{character}` is not part of an I-Regexp");
                Err(match character {
                    'd' => error_with(message, "write `[0-9]`"),
                    'w' => error_with(message, "write `[A-Za-z0-9_]`"),
                    's' => error_with(message, "write `[ \\\\t\\\\n\\\\r]`"),
                    'D' => error_with(message, "write `[^0-9]`"),
                    'W' => error_with(message, "write `[^A-Za-z0-9_]`"),
                    'S' => error_with(message, "write `[^ \\\\t\\\\n\\\\r]`"),
                    '$' => error_with(message, "write `[$]`"),
                    _ if character.is_ascii_punctuation() => {
                        error_with(message, format!("write `{character}` without a backslash"))
                    }
                    _ => error_with(message, "use the matcher `matches:`, which supports more"),
                })
            }
        }
    }

    fn push(&mut self, text: &str) -> Result<(), PatternError> {
        self.out.push_str(text);
        Ok(())
    }

    fn category(&mut self, kind: char) -> Result<(), PatternError> {
        const CATEGORIES: [(char, &str); 7] = [
            ('L', "lmotu"),
            ('M', "cen"),
            ('N', "dlo"),
            ('P', "cdefios"),
            ('Z', "lps"),
            ('S', "ckmo"),
            ('C', "cfno"),
        ];
        let inside = self.rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        if let Some((name, rest)) = inside {
            let mut letters = name.chars();
            let major =
                letters.next().and_then(|letter| CATEGORIES.iter().find(|(major, _)| *major == letter));
            let minor = letters.next();
            let known = major.is_some_and(|(_, minors)| minor.is_none_or(|minor| minors.contains(minor)));
            if known && letters.next().is_none() {
                self.out.push_str(&format!("\\{kind}{{{name}}}"));
                self.rest = rest;
                return Ok(());
            }
        }
        Err(error_with(
            format!("`\\{kind}` needs a Unicode category"),
            "write `\\\\p{Lu}`, `\\\\p{N}` and the like",
        ))
    }

    /// After `[`.
    fn class(&mut self) -> Result<(), PatternError> {
        self.out.push('[');
        if self.rest.starts_with('^') {
            self.take();
            self.out.push('^');
        }
        let mut empty = true;
        if self.rest.starts_with('-') {
            self.take();
            self.out.push_str(r"\-");
            empty = false;
        }
        loop {
            // True after a single character, from which a range can go.
            let single = match self.take() {
                None => return Err(error("`[` is never closed")),
                Some(']') if empty => return Err(error("`[]` is empty")),
                Some(']') => {
                    self.out.push(']');
                    return Ok(());
                }
                Some('-') if self.rest.starts_with(']') => {
                    self.out.push_str(r"\-");
                    false
                }
                Some('-') => {
                    return Err(error_with("a `-` in a class", "put it first or last, or write `\\\\-`"));
                }
                Some('[') => return Err(error_with("a `[` in a class", "write `\\\\[`")),
                Some('\\') => {
                    let category = self.rest.starts_with(['p', 'P']);
                    self.escape()?;
                    !category
                }
                Some(character) => {
                    self.literal(character);
                    true
                }
            };
            empty = false;
            if single && self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.take();
                self.out.push('-');
                match self.take() {
                    Some('\\') if !self.rest.starts_with(['p', 'P']) => self.escape()?,
                    Some(character) if !matches!(character, '[' | ']' | '-' | '\\') => {
                        self.literal(character)
                    }
                    _ => return Err(error("a range in a class has no end")),
                }
            }
        }
    }
}
