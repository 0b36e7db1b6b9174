//! Command lines → words, as a shell of Unix (POSIX quotes and `$'…'`) or `cmd` of Windows (`^`) would cut them.

use crate::import::{LARGEST, Notes, Refused};

/// A command: its place and its words without `curl`.
pub struct Command {
    /// Such as `line 3`.
    pub at: String,
    /// Its arguments.
    pub words: Vec<String>,
}

/// All curl commands of a text.
pub fn commands(text: &str, notes: &mut Notes) -> Result<Vec<Command>, Refused> {
    if text.len() > LARGEST {
        return Err(format!("the input is larger than {} MiB", LARGEST / 1024 / 1024));
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let windows = text.contains("^\"") || text.lines().any(|line| line.ends_with(" ^"));
    let tokens = if windows { windows_words(&text) } else { unix_words(&text, notes)? };
    let mut commands: Vec<Command> = Vec::new();
    let mut open: Option<Command> = None;
    for token in tokens {
        match (token, &mut open) {
            (Token::End, _) => commands.extend(open.take()),
            (Token::Word(line, word), None) => {
                let at = format!("line {line}");
                let program = word.rsplit(['/', '\\']).next().unwrap_or("");
                if !matches!(program, "curl" | "curl.exe") && word != "$" {
                    notes.add(&at, format!("`{}` is not a curl command", crate::import::names::fixed(&word)));
                }
                let curl = matches!(program, "curl" | "curl.exe");
                let words = if curl || word == "$" { Vec::new() } else { vec![String::from("\0")] };
                open = Some(Command { at, words });
            }
            (Token::Word(_, word), Some(command)) => {
                if !(command.words.is_empty() && word == "curl") {
                    command.words.push(word);
                }
            }
        }
    }
    commands.extend(open);
    commands.retain(|command| command.words.first().is_none_or(|first| first != "\0"));
    Ok(commands)
}

enum Token {
    /// With its line.
    Word(usize, String),
    End,
}

fn unix_words(text: &str, notes: &mut Notes) -> Result<Vec<Token>, Refused> {
    let mut tokens = Vec::new();
    let mut word: Option<String> = None;
    let mut line = 1;
    let mut start = 1;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if word.is_none() {
            start = line;
        }
        match character {
            '\n' => {
                tokens.extend(word.take().map(|word| Token::Word(start, word)));
                tokens.push(Token::End);
                line += 1;
            }
            ' ' | '\t' | '\r' => tokens.extend(word.take().map(|word| Token::Word(start, word))),
            ';' | '&' | '|' if word.is_none() || character != '&' => {
                tokens.extend(word.take().map(|word| Token::Word(start, word)));
                tokens.push(Token::End);
            }
            '#' if word.is_none() => while characters.next_if(|next| *next != '\n').is_some() {},
            '\'' => single(&mut characters, word.get_or_insert_default(), &mut line)
                .ok_or_else(|| unclosed(start))?,
            '"' => double(&mut characters, word.get_or_insert_default(), &mut line, notes)
                .ok_or_else(|| unclosed(start))?,
            '$' if characters.peek() == Some(&'\'') => {
                characters.next();
                ansi(&mut characters, word.get_or_insert_default(), &mut line)
                    .ok_or_else(|| unclosed(start))?;
            }
            '\\' => match characters.next() {
                Some('\n') => line += 1,
                Some(next) => word.get_or_insert_default().push(next),
                None => {}
            },
            other => {
                if other == '$' {
                    shell_variable(&characters, line, notes);
                }
                word.get_or_insert_default().push(other);
            }
        }
    }
    tokens.extend(word.map(|word| Token::Word(start, word)));
    Ok(tokens)
}

fn unclosed(line: usize) -> Refused {
    format!("a quote that begins in line {line} is never closed")
}

type Rest<'t> = std::iter::Peekable<std::str::Chars<'t>>;

fn single(rest: &mut Rest<'_>, word: &mut String, line: &mut usize) -> Option<()> {
    loop {
        match rest.next()? {
            '\'' => return Some(()),
            other => {
                *line += usize::from(other == '\n');
                word.push(other);
            }
        }
    }
}

/// Says where a shell would put something in whose value nobody knows here. `rest`: what follows the dollar.
fn shell_variable(rest: &Rest<'_>, line: usize, notes: &mut Notes) {
    let name: String = rest.clone().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let written = match rest.clone().next() {
        Some('{') => rest.clone().take_while(|c| *c != '}').chain(['}']).collect(),
        Some('(') => "(…)".to_owned(),
        Some(first) if first.is_ascii_alphabetic() || first == '_' => name,
        _ => return,
    };
    let written: String = format!("${written}").chars().filter(|c| !c.is_control()).take(60).collect();
    notes.add(
        &format!("line {line}"),
        format!("`{written}` is for a shell to fill in: write an input in its place"),
    );
}

fn double(rest: &mut Rest<'_>, word: &mut String, line: &mut usize, notes: &mut Notes) -> Option<()> {
    loop {
        match rest.next()? {
            '"' => return Some(()),
            '\\' => match rest.next()? {
                '\n' => *line += 1,
                escaped @ ('"' | '\\' | '$' | '`') => word.push(escaped),
                other => word.extend(['\\', other]),
            },
            other => {
                if other == '$' {
                    shell_variable(rest, *line, notes);
                }
                *line += usize::from(other == '\n');
                word.push(other);
            }
        }
    }
}

/// `$'…'`: escapes as in C.
fn ansi(rest: &mut Rest<'_>, word: &mut String, line: &mut usize) -> Option<()> {
    loop {
        match rest.next()? {
            '\'' => return Some(()),
            '\\' => match rest.next()? {
                'n' => word.push('\n'),
                'r' => word.push('\r'),
                't' => word.push('\t'),
                'a' => word.push('\u{7}'),
                'b' => word.push('\u{8}'),
                'e' => word.push('\u{1b}'),
                'f' => word.push('\u{c}'),
                'v' => word.push('\u{b}'),
                'x' => word.push(code(rest, 2, 16, 0)),
                'u' => unit(rest, word),
                'U' => word.push(code(rest, 8, 16, 0)),
                digit @ '0'..='7' => word.push(code(rest, 2, 8, digit.to_digit(8).unwrap_or(0))),
                other => word.push(other),
            },
            other => {
                *line += usize::from(other == '\n');
                word.push(other);
            }
        }
    }
}

fn number(rest: &mut Rest<'_>, most: usize, radix: u32, start: u32) -> u32 {
    let mut value = start;
    for _ in 0..most {
        let Some(digit) = rest.peek().and_then(|next| next.to_digit(radix)) else { break };
        value = value.wrapping_mul(radix) + digit;
        rest.next();
    }
    value
}

fn code(rest: &mut Rest<'_>, most: usize, radix: u32, start: u32) -> char {
    char::from_u32(number(rest, most, radix, start)).unwrap_or('\u{fffd}')
}

/// `\uXXXX`; browsers write two of them for a character beyond 16 bits.
fn unit(rest: &mut Rest<'_>, word: &mut String) {
    let first = number(rest, 4, 16, 0);
    if !(0xd800..0xdc00).contains(&first) {
        return word.push(char::from_u32(first).unwrap_or('\u{fffd}'));
    }
    let mut ahead = rest.clone();
    if ahead.next() == Some('\\') && ahead.next() == Some('u') {
        let second = number(&mut ahead, 4, 16, 0);
        if (0xdc00..0xe000).contains(&second) {
            *rest = ahead;
            let both = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return word.push(char::from_u32(both).unwrap_or('\u{fffd}'));
        }
    }
    word.push('\u{fffd}');
}

/// A character behind `cmd`: whether a caret took its meaning away, and its line.
struct Typed {
    character: char,
    escaped: bool,
    line: usize,
}

/// `cmd` takes the carets away; a caret before a line's end joins two lines, before an empty line it is a line break.
fn without_carets(text: &str) -> Vec<Typed> {
    let mut typed = Vec::new();
    let mut line = 1;
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let mut push = |character, escaped, line| typed.push(Typed { character, escaped, line });
        match character {
            '^' if !quoted => match characters.next() {
                Some('\n') => {
                    line += 1;
                    if characters.next_if_eq(&'\n').is_some() {
                        push('\n', true, line);
                        line += 1;
                    }
                }
                Some(next) => push(next, true, line),
                None => {}
            },
            other => {
                quoted ^= other == '"';
                push(other, false, line);
                if other == '\n' {
                    line += 1;
                    quoted = false;
                }
            }
        }
    }
    typed
}

/// The words that programs of Windows see: cut at blanks outside of quotes; `\"` is a quote.
fn windows_words(text: &str) -> Vec<Token> {
    // Browsers double each backslash then, although `cmd` would have it so before quotes only.
    let doubled = text.contains("^\"");
    let mut tokens = Vec::new();
    let mut word: Option<(usize, String)> = None;
    let mut quoted = false;
    let typed = without_carets(text);
    let mut at = 0;
    while let Some(Typed { character, escaped, line }) = typed.get(at) {
        at += 1;
        match character {
            '\n' if !escaped => {
                tokens.extend(word.take().map(|(line, word)| Token::Word(line, word)));
                tokens.push(Token::End);
                quoted = false;
            }
            '&' | '|' if !quoted && !escaped => {
                tokens.extend(word.take().map(|(line, word)| Token::Word(line, word)));
                tokens.push(Token::End);
            }
            ' ' | '\t' | '\r' if !quoted => {
                tokens.extend(word.take().map(|(line, word)| Token::Word(line, word)));
            }
            _ => {
                let (_, word) = word.get_or_insert_with(|| (*line, String::new()));
                match (character, typed.get(at).map(|next| next.character)) {
                    ('\\', Some(next @ '"')) | ('\\', Some(next @ '\\')) if next == '"' || doubled => {
                        at += 1;
                        word.push(next);
                    }
                    ('"', _) => quoted = !quoted,
                    (other, _) => word.push(*other),
                }
            }
        }
    }
    tokens.extend(word.map(|(line, word)| Token::Word(line, word)));
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        let all = commands(text, &mut Notes::default()).unwrap();
        all.into_iter().map(|command| command.words).collect()
    }

    #[test]
    fn quotes_of_all_shells() {
        assert_eq!(words("curl 'a b' \\\n  -H \"x: \\\"1\\\"\""), [["a b", "-H", "x: \"1\""]]);
        assert_eq!(words("curl $'it\\'s\\u00e9\\ud83d\\ude00\\n'"), [["it's\u{e9}\u{1f600}\n"]]);
        assert_eq!(words("$ curl a\ncurl b # c\n"), [["a"], ["b"]]);
        assert_eq!(
            words("curl ^\"https://a/?b=1^&c^\" ^\n  -H ^\"x: ^\\^\"1^\\^\"^\""),
            [["https://a/?b=1&c", "-H", "x: \"1\""]]
        );
        assert_eq!(
            words("curl \"https://a\" ^\r\n --data-raw \"{\\\"a\\\":1}\""),
            [["https://a", "--data-raw", "{\"a\":1}"]]
        );
        assert!(commands("curl 'a", &mut Notes::default()).is_err());
    }
}
