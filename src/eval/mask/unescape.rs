//! Undoes escapes, and remembers where each byte came from.
//!
//! All kinds are undone in one pass: what is escaped for JSON inside of a form inside of a page comes out after three
//! rounds, whatever the order. A secret that has something like an escape in it changes with the text around it; so its
//! own undone forms are searched for too, and the first round is done once more for each kind alone.

use std::collections::HashSet;

use super::entities::named;

/// Rounds after which nothing more is undone.
const ROUNDS: usize = 6;

const PERCENT: u8 = 1;
const FORM: u8 = 2;
const JSON: u8 = 4;
const MARKUP: u8 = 8;
const QUOTES: u8 = 16;
const ALL: u8 = PERCENT | FORM | JSON | MARKUP | QUOTES;

/// Each kind alone.
const KINDS: [u8; 5] = [PERCENT, PERCENT | FORM, JSON, MARKUP, QUOTES];

/// A text with its escapes undone. Bytes, since percent-encoding may give anything.
pub struct Undone {
    pub bytes: Vec<u8>,
    /// By byte: where what gave it begins in the original text; at the end that text's length.
    starts: Vec<u32>,
}

impl Undone {
    /// The part of the original text that gave these bytes; whole escapes.
    pub fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let last = self.starts[end - 1];
        let mut after = end;
        while self.starts[after] == last {
            after += 1;
        }
        (self.starts[start] as usize, self.starts[after] as usize)
    }
}

/// Calls back with everything that a text becomes by undoing escapes; not with the text itself.
pub fn each_undone(text: &[u8], each: &mut dyn FnMut(&Undone)) {
    let kinds = kinds_in(text);
    // A position is four bytes; no text that is shown is longer than they can say.
    if kinds == 0 || u32::try_from(text.len()).is_err() {
        return;
    }
    let mut last: Option<Undone> = None;
    for _ in 0..ROUNDS {
        let Some(next) = (match &last {
            None => undo(text, ALL),
            Some(last) => undo(&last.bytes, ALL).map(|next| Undone {
                starts: next.starts.iter().map(|start| last.starts[*start as usize]).collect(),
                ..next
            }),
        }) else {
            break;
        };
        each(&next);
        last = Some(next);
    }
    if kinds.count_ones() > 1 {
        for kind in KINDS {
            if kinds & kind != 0
                && let Some(undone) = undo(text, kind)
            {
                each(&undone);
            }
        }
    }
}

/// Every order of kinds, round by round: for a secret of which too little is left when all kinds are undone at once.
pub fn each_order(text: &[u8], each: &mut dyn FnMut(&Undone)) {
    /// More texts than this come of one that was made to have them.
    const MOST: usize = 100;
    if u32::try_from(text.len()).is_err() {
        return;
    }
    let mut seen: HashSet<Vec<u8>> = HashSet::from([text.to_vec()]);
    let mut round = vec![Undone { bytes: text.to_vec(), starts: (0..=text.len() as u32).collect() }];
    for _ in 0..ROUNDS {
        let mut next = Vec::new();
        for from in &round {
            for kind in KINDS {
                let Some(undone) = undo(&from.bytes, kind) else { continue };
                if seen.len() > MOST || !seen.insert(undone.bytes.clone()) {
                    continue;
                }
                let starts = undone.starts.iter().map(|start| from.starts[*start as usize]).collect();
                let undone = Undone { bytes: undone.bytes, starts };
                each(&undone);
                next.push(undone);
            }
        }
        round = next;
    }
}

/// Which kinds of escapes a text may have.
fn kinds_in(text: &[u8]) -> u8 {
    let mut before = 0;
    text.iter().fold(0, |kinds, byte| {
        let doubled = *byte == before && matches!(byte, b'\'' | b'"');
        before = *byte;
        kinds
            | match byte {
                b'\'' | b'"' if doubled => QUOTES,
                b'%' => PERCENT,
                b'+' => FORM,
                b'\\' => JSON,
                b'&' => MARKUP,
                _ => 0,
            }
    })
}

/// One round; `None` when it changes nothing.
fn undo(text: &[u8], kinds: u8) -> Option<Undone> {
    let mut undone =
        Undone { bytes: Vec::with_capacity(text.len()), starts: Vec::with_capacity(text.len() + 1) };
    let mut changed = false;
    let mut at = 0;
    while at < text.len() {
        let mut buffer = [0; 4];
        let escape = match text[at] {
            b'%' if kinds & PERCENT != 0 => percent(&text[at..]),
            b'+' if kinds & FORM != 0 => Some((' ', 1)),
            b'\\' if kinds & JSON != 0 => json(&text[at..]),
            b'&' if kinds & MARKUP != 0 => markup(&text[at..]),
            b'\'' | b'"' if kinds & QUOTES != 0 => quotes(&text[at..]),
            _ => None,
        };
        let (bytes, length) = match escape {
            None => (&text[at..=at], 1),
            // A byte of percent-encoding is one, though it need not be a character.
            Some((byte, length)) if text[at] == b'%' => {
                buffer[0] = byte as u8;
                (&buffer[..1], length)
            }
            Some((character, length)) => (character.encode_utf8(&mut buffer).as_bytes(), length),
        };
        changed |= escape.is_some();
        undone.starts.extend(std::iter::repeat_n(at as u32, bytes.len()));
        undone.bytes.extend_from_slice(bytes);
        at += length;
    }
    undone.starts.push(text.len() as u32);
    changed.then_some(undone)
}

/// `%2F`, as the byte that it stands for.
fn percent(text: &[u8]) -> Option<(char, usize)> {
    Some((char::from(hex(text.get(1..3)?)? as u8), 3))
}

/// `\"`, `\u00e9` and the others of JSON, `\'` of JSONPath's names, `\x0b` and `\U0001f511` of YAML, and `\.` of Markdown and
/// of regular expressions.
fn json(text: &[u8]) -> Option<(char, usize)> {
    let character = match text.get(1)? {
        mark if mark.is_ascii_punctuation() => char::from(*mark),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(text),
        b'x' => return code_point(text, 4),
        b'U' => return code_point(text, 10),
        _ => return None,
    };
    Some((character, 2))
}

/// A character by its number, in all so many bytes.
fn code_point(text: &[u8], length: usize) -> Option<(char, usize)> {
    Some((char::from_u32(hex(text.get(2..length)?)?)?, length))
}

fn unicode(text: &[u8]) -> Option<(char, usize)> {
    let first = hex(text.get(2..6)?)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 6));
    }
    // Two halves of one character.
    let second = text.get(6..12).filter(|second| second.starts_with(b"\\u"))?;
    let units = [u16::try_from(first).ok()?, u16::try_from(hex(&second[2..])?).ok()?];
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((character, 12))
}

/// `&amp;`, `&#39;`, `&#x27;` and the names of HTML.
fn markup(text: &[u8]) -> Option<(char, usize)> {
    const LONGEST: usize = 12;
    let end = text.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let character = match name.strip_prefix('#') {
        None => named(name)?,
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((character, end + 1))
}

/// A quote that is doubled, as in YAML, SQL and CSV, or that ends and begins anew the text of a shell: `'\''`.
fn quotes(text: &[u8]) -> Option<(char, usize)> {
    if text.starts_with(br"'\''") {
        return Some(('\'', 4));
    }
    (text.get(1) == text.first()).then(|| (char::from(text[0]), 2))
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |number: u32, digit| Some(number.checked_mul(16)? + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(text: &str) -> String {
        let mut last = text.to_owned();
        let bytes = text.as_bytes();
        let mut rounds = 0;
        each_undone(bytes, &mut |undone| {
            rounds += 1;
            if rounds <= ROUNDS {
                last = String::from_utf8_lossy(&undone.bytes).into_owned();
            }
        });
        last
    }

    #[test]
    fn escapes_of_all_kinds_come_off() {
        assert_eq!(last("a%2fb%C3%a9"), "a/bé");
        assert_eq!(last("%25252541"), "A");
        assert_eq!(last(r"\u00e9\ud83d\ude00\/"), "é😀/");
        assert_eq!(last("&lt;&#39;x&#x27;&eacute;&quot;"), "<'x'é\"");
        assert_eq!(last("%5Cu0026amp%3B"), "&");
        assert_eq!(last(r"100% \ud83d \x & &nothing; &;"), r"100% \ud83d \x & &nothing; &;");
    }

    #[test]
    fn quotes_come_off() {
        assert_eq!(last(r"$['it\'s']"), "$['it's']");
        assert_eq!(last("'it''s'"), "'it's'");
        assert_eq!(last(r"'it'\''s'"), "'it's'");
        assert_eq!(last("\"a\"\"b\""), "\"a\"b\"");
        assert_eq!(last(r"\x41\U0001f511\u00e9 a\.b\_c \U99999999"), r"A🔑é a.b_c \U99999999");
    }

    #[test]
    fn a_byte_knows_where_it_came_from() {
        let text = "x%5Cu00e9y";
        let mut found = Vec::new();
        each_undone(text.as_bytes(), &mut |undone| {
            let at = undone.bytes.windows(2).position(|bytes| bytes == "é".as_bytes());
            found.extend(at.map(|at| undone.original(at, at + 2)));
        });
        assert_eq!(found, [(1, 9)]);
    }
}
