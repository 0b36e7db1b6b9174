//! What people try from other tools and other dialects of JSONPath, and what to write instead.

use std::ops::Range;

use super::error::PathError;
use super::token::{Kind, Token, is_name_char};

/// The text does not begin with `$`.
pub(super) fn start(text: &str) -> PathError {
    let first = text.chars().next().unwrap_or(' ');
    let whole = 0..text.len();
    let begin = 0..first.len_utf8();
    if text.trim().is_empty() {
        return PathError::new(whole, "the path is empty").help("for the whole document write `$`");
    }
    if matches!(first, ' ' | '\t' | '\n' | '\r') {
        return PathError::new(begin, "the path begins with a space").help("remove it");
    }
    let missing = "a path begins with `$`";
    match first {
        '@' => PathError::new(begin, "`@` can only be used inside a filter")
            .help(format!("write `${}`", &text[1..])),
        '.' | '[' => PathError::new(begin, missing).help(format!("write `${text}`")),
        '/' => PathError::new(begin, missing).help(format!("write `$.{}`", text[1..].replace('/', "."))),
        _ if is_name_char(first) && !first.is_ascii_digit() => {
            let end = text.find(|character| !is_name_char(character)).unwrap_or(text.len());
            PathError::new(0..end, missing).help(format!("write `$.{text}`"))
        }
        _ => PathError::new(begin, missing).help("for example `$.data.id`"),
    }
}

pub(super) fn template_outside(range: Range<usize>) -> PathError {
    PathError::new(range, "a template can only be used inside a quoted name")
        .help("write `$.errors['${field}']`; to compare with a variable, select the list and use a matcher")
}

/// Blanks and quotes beyond ASCII: RFC 9535 lets them stand in names, but in fact they are slips of the keyboard.
pub(super) fn is_deceptive(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '‘' | '’' | '“' | '”' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

pub(super) fn deceptive(range: Range<usize>, character: char) -> PathError {
    if matches!(character, '‘' | '’' | '“' | '”') {
        let right = if matches!(character, '‘' | '’') { '\'' } else { '"' };
        return PathError::new(range, format!("`{character}` is a typographic quote"))
            .help(format!("write `{right}`"));
    }
    PathError::new(range, format!("an invisible character (U+{:04X}) in a name", u32::from(character)))
        .help("remove it, or quote the name")
}

/// Operators that RFC 9535 does not know, and those it writes otherwise.
pub(super) fn foreign_operator(text: &str, start: usize) -> Option<PathError> {
    const FOREIGN: [(&str, &str); 10] = [
        ("=~", "write `match(@.name, 'pattern')` (the whole string) or `search(…)` (a part of it)"),
        ("===", "write `==`"),
        ("!==", "write `!=`"),
        ("<>", "write `!=`"),
        ("!~", "write `!match(@.name, 'pattern')`"),
        ("=>", "write `>=`"),
        ("=<", "write `<=`"),
        ("=", "write `==`"),
        ("&", "write `&&`"),
        (
            "|",
            "in a filter write `||`; use `| int` and similar filters in `transform`: `{ json: $.total, transform: value | int }`",
        ),
    ];
    let rest = &text[start..];
    if rest.starts_with("...") {
        return Some(PathError::new(start..start + 3, "three dots in a row").help("`..` is enough"));
    }
    let (symbol, help) = FOREIGN.iter().find(|(symbol, _)| rest.starts_with(symbol))?;
    let right = ["==", "&&", "||"].iter().any(|right| rest.starts_with(right)) && symbol.len() == 1;
    (!right).then(|| {
        PathError::new(start..start + symbol.len(), format!("`{symbol}` is not an operator here")).help(*help)
    })
}

/// A character that begins no token.
pub(super) fn foreign_character(text: &str, start: usize, before: Option<&Token>) -> PathError {
    let character = text[start..].chars().next().unwrap_or(' ');
    let here = start..start + character.len_utf8();
    let touching = before.filter(|token| token.kind == Kind::Name && token.range.end == start);
    match (character, touching) {
        ('-', Some(name)) if is_length(text, name) => {
            PathError::new(name.range.start..here.end, "a path cannot calculate")
                .help("the last element is `[-1]`, the one before it `[-2]`")
        }
        ('-' | '#' | '%' | '/' | '\\' | ';' | '`' | '^' | '+' | '{' | '}', Some(name)) => {
            let in_name = |character: char| is_name_char(character) || "-#%/;^+{}:".contains(character);
            let end = text[start..].find(|c| !in_name(c)).map_or(text.len(), |offset| start + offset);
            let name_start = name.range.start;
            let word = &text[name_start..end.max(here.end)];
            PathError::new(here, format!("`{character}` in a name without quotes"))
                .help(format!("write `['{word}']`"))
        }
        ('-' | '+' | '/' | '%', _) => PathError::new(here, "a path cannot calculate")
            .help("calculate in an expression, and compare there"),
        ('~', _) => PathError::new(here, "`~` (the names of properties) is not part of RFC 9535")
            .help("check the property values, for example with `$.data.*`"),
        ('{', _) => PathError::new(here, "an object cannot be written in a path")
            .help("compare the object with a matcher: `equals:`"),
        ('#', _) => PathError::new(here, "`#` is not part of a path")
            .help("`[*]` means all elements, the last is `[-1]`"),
        _ => PathError::new(here, format!("`{character}` is not part of a path"))
            .help(format!("quote a name that contains it: `['{character}']`")),
    }
}

/// A word where only an operator or the end of the filter can stand, or one that stands alone.
pub(super) fn word(range: Range<usize>, word: &str) -> PathError {
    let message = format!("`{word}` is not expected here");
    let error = PathError::new(range.clone(), &message);
    match word {
        "in" | "nin" | "contains" | "subsetof" | "anyof" | "noneof" | "like" | "not_in" => {
            PathError::new(range, format!("`{word}` is not an operator here")).help(
                "compare with each value: `@.a == 'x' || @.a == 'y'`; a list inside: `@.list[?@ == 'x']`",
            )
        }
        "and" => error.help("write `&&`"),
        "or" => error.help("write `||`"),
        "not" => error.help("write `!`"),
        "True" | "TRUE" | "False" | "FALSE" => error.help(format!("write `{}`", word.to_ascii_lowercase())),
        "None" | "Null" | "NULL" | "nil" => error.help("write `null`"),
        "undefined" => error.help("to test that a property is missing, write `!@.name`"),
        _ => error.help(format!("a property is `@.{word}`, a string is `'{word}'`")),
    }
}

/// `.name(`: a method of another dialect.
pub(super) fn method(range: Range<usize>, name: &str, filter: bool) -> PathError {
    let error = PathError::new(range, format!("`.{name}()` is not part of RFC 9535"));
    match (name, filter) {
        ("length" | "size" | "count", true) => {
            error.help("write `length(@.name)`, or `count(@.name[*])` for the number of nodes found")
        }
        ("length" | "size" | "count", false) => {
            error.help("remove it from the path and use the matcher `length:`")
        }
        ("first", _) => error.help("write `[0]`"),
        ("last", _) => error.help("write `[-1]`"),
        ("min" | "max" | "avg" | "sum" | "stddev" | "keys" | "values", _) => {
            error.help("calculate in an expression over what the path finds")
        }
        _ => error.help("the functions are length, count, match, search and value; use them in filters"),
    }
}

/// A function that RFC 9535 does not have.
pub(super) fn function(range: Range<usize>, name: &str) -> PathError {
    let error = PathError::new(range, format!("`{name}` is not a function"));
    match name {
        "in" | "nin" | "none_of" | "any_of" | "subset_of" => {
            error.help("compare with each value: `@.a == 'x' || @.a == 'y'`")
        }
        "size" | "len" => error.help("write `length(…)`"),
        "contains" | "regex" | "starts_with" | "ends_with" => {
            error.help("write `search(@.name, 'pattern')`, or `match(…)` for the whole string")
        }
        "exists" => error.help("to test whether it exists, write `?@.name`"),
        "not" => error.help("write `!(…)`"),
        _ => error.help("the functions are length, count, match, search and value"),
    }
}

pub(super) fn is_length(text: &str, token: &Token) -> bool {
    matches!(&text[token.range.clone()], "length" | "size" | "count")
}
