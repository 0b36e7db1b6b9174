//! Secret literals of a file with errors, so that it may not be known what is an input in it: what looks like one is
//! shown in no frame. Too much hidden is a frame that shows less; too little is a password in a log.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::vocabulary::is_secret_name;

/// So many lines around `secret:` or `one_time:` a `default:` is that of a secret.
const NEAR: usize = 6;

/// Bytes of a line that is looked into; a longer one is hidden as a whole where it may hold a secret.
const LONGEST_LINE: usize = 4096;
/// So many keys are looked at for the one that a `default` belongs to.
const ATTRIBUTES: usize = 16;

/// A key with its value, as far as lines tell.
struct Pair<'t> {
    line: usize,
    /// Where the key stands, if it is the first in its line.
    column: Option<usize>,
    key: &'t str,
    value: Range<usize>,
}

/// Which names make their values secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The text could be parsed: those that are declared so.
    Declared,
    /// It could not: also those that sound like one.
    Telling,
}

/// Ranges to hide with the names that stand for them. `declared` are names that other files declare as secret.
pub fn secret_literals(
    text: &str,
    declared: &HashSet<Arc<str>>,
    names: Names,
) -> Vec<(Range<usize>, String)> {
    let is_secret = |name: &str| declared.contains(name) || names == Names::Telling && is_secret_name(name);
    let pairs = pairs(text);
    let marks: Vec<&Pair<'_>> = pairs.iter().filter(|pair| marks(pair, text)).collect();
    let mut hidden = long_lines(text);
    for (index, pair) in pairs.iter().enumerate() {
        let value = &text[pair.value.clone()];
        // In the order of the lines.
        let near = || {
            let first = marks.partition_point(|mark| mark.line + NEAR < pair.line);
            let mut near =
                marks[first..].iter().take_while(|mark| mark.line <= pair.line + NEAR).take(2 * NEAR);
            // Where the indentation can be relied on, they stand in one line or below each other.
            near.any(|mark| {
                let aligned = mark.column.is_some() && mark.column == pair.column;
                names == Names::Telling || mark.line == pair.line || aligned
            })
        };
        let named = is_secret(pair.key);
        if meant(pair.key) == "default" && (near() || named_above(&pairs[..index], pair, &is_secret)) {
            hidden.push((pair.value.clone(), name_above(&pairs[..index])));
        } else if named && is_literal(value) {
            hidden.push((pair.value.clone(), pair.key.to_owned()));
        }
    }
    hidden
}

/// The key of an input that a misspelt one was meant to be.
fn meant(key: &str) -> &str {
    crate::diag::did_you_mean(key, ["secret", "one_time", "default"]).unwrap_or(key)
}

/// Lines that are too long to be looked into, if anything in them tells of a secret.
fn long_lines(text: &str) -> Vec<(Range<usize>, String)> {
    let mut start = 0;
    let mut hidden = Vec::new();
    for line in text.split_inclusive('\n') {
        let telling = ["secret", "one_time", "password", "token", "key", "credential"];
        if line.len() > LONGEST_LINE && telling.iter().any(|word| line.contains(word)) {
            hidden.push((start..start + line.trim_end().len(), "line".to_owned()));
        }
        start += line.len();
    }
    hidden
}

/// `secret: true`, `one_time: FILE`.
fn marks(pair: &Pair<'_>, text: &str) -> bool {
    matches!(meant(pair.key), "secret" | "one_time") && text[pair.value.clone()].trim() != "false"
}

/// Neither a flag, nor a template, a path or a map, whose members speak for themselves.
fn is_literal(value: &str) -> bool {
    let value = value.trim();
    let bare = value.trim_start_matches(['"', '\'']);
    let other = ["${", "$.", "$[", "{", "["].iter().any(|start| bare.starts_with(start));
    !other && !matches!(value, "" | "true" | "false")
}

/// The key that a `default` belongs to, for its name.
fn name_above(before: &[Pair<'_>]) -> String {
    let attributes = ["secret", "one_time", "env", "type", "description", "one_of", "matches", "default"];
    let owner = before.iter().rev().take(ATTRIBUTES).find(|pair| !attributes.contains(&meant(pair.key)));
    owner.map_or("default", |pair| pair.key).to_owned()
}

fn named_above(before: &[Pair<'_>], pair: &Pair<'_>, is_secret: &dyn Fn(&str) -> bool) -> bool {
    let near = before.last().is_some_and(|last| pair.line - last.line <= NEAR);
    near && is_secret(&name_above(before))
}

/// Every `key: value` of a text, of block and flow style, in quotes or not.
fn pairs(text: &str) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        lines.push(start..start + line.trim_end_matches(['\n', '\r']).len());
        start += line.len();
    }
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.len() <= LONGEST_LINE) {
        for (colon, _) in text[line.clone()].match_indices(':') {
            let colon = line.start + colon;
            let Some(key) = key_before(&text[line.start..colon]) else { continue };
            let rest = &text[colon + 1..line.end];
            if !rest.is_empty() && !rest.starts_with([' ', '\t', '"', '\'']) {
                continue;
            }
            let inside = text[line.start..colon].contains(['{', '[']);
            let value = value_after(text, colon + 1..line.end, inside);
            let below = ["", "|", "|-", "|+", ">", ">-", ">+"].contains(&text[value.clone()].trim());
            let value = if below { block(text, &lines, number).unwrap_or(value) } else { value };
            let before = text[line.start..colon].trim_end().trim_end_matches(['"', '\'']);
            let before = before[..before.len() - key.len()].trim_end_matches(['"', '\'']);
            let column = before.trim_matches([' ', '-']).is_empty().then_some(before.len());
            pairs.push(Pair { line: number, column, key, value });
        }
    }
    pairs
}

fn key_before(text: &str) -> Option<&str> {
    let text = text.trim_end().trim_end_matches(['"', '\'']);
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-' || c == '.';
    let start = text.char_indices().rev().take_while(|(_, c)| is_part(*c)).last()?.0;
    let key = text[start..].trim_start_matches('-');
    (!key.is_empty()).then_some(key)
}

/// Up to the end of the line; inside of a flow map up to the comma or bracket that ends the value.
fn value_after(text: &str, rest: Range<usize>, inside: bool) -> Range<usize> {
    let start = rest.start + (text[rest.clone()].len() - text[rest.clone()].trim_start().len());
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, character) in text[start..rest.end].char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if at == 0 => quote = Some(character),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') if depth > 0 => depth -= 1,
            (None, '}' | ']' | ',') if inside && depth == 0 => {
                return start..start + text[start..start + at].trim_end().len();
            }
            _ => {}
        }
    }
    start..rest.end.max(start)
}

/// The lines below that stand further in.
fn block(text: &str, lines: &[Range<usize>], number: usize) -> Option<Range<usize>> {
    let indentation = |line: &Range<usize>| text[line.clone()].len() - text[line.clone()].trim_start().len();
    let own = indentation(&lines[number]);
    let is_inner = |line: &&Range<usize>| text[(*line).clone()].trim().is_empty() || indentation(line) > own;
    let inner = || lines[number + 1..].iter().take_while(is_inner);
    // A map below is no text; of many maps inside of each other each is left at its first line.
    let first = inner().find(|line| !text[(**line).clone()].trim().is_empty())?;
    if text[first.clone()].contains(": ") || text[first.clone()].ends_with(':') {
        return None;
    }
    Some(first.start..inner().last()?.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let declared = HashSet::from([Arc::from("pin")]);
        let mut shown = text.to_owned();
        let mut hidden = secret_literals(text, &declared, Names::Telling);
        hidden.sort_by_key(|(range, _)| range.start);
        for (range, name) in hidden.into_iter().rev() {
            shown.replace_range(range, &format!("[secret:{name}]"));
        }
        shown
    }

    #[test]
    fn what_looks_like_a_secret_is_hidden() {
        for (text, expected) in [
            ("password: hunter2 x", "password: [secret:password]"),
            ("a: { default: hunter2, secret: true }", "a: { default: [secret:a], secret: true }"),
            ("a:\n  secrt: true\n  default: \"x, }\"\n", "a:\n  secrt: true\n  default: [secret:a]\n"),
            (
                "key: { one_time: f }\nlate: { default: 1 }",
                "key: { one_time: f }\nlate: { default: [secret:late] }",
            ),
            ("{\"api_key\":\"x\", b: 1}", "{\"api_key\":[secret:api_key], b: 1}"),
            ("api_token: |\n  one\n  two\nb: 1", "api_token: |\n[secret:api_token]\nb: 1"),
            ("pin: 012345", "pin: [secret:pin]"),
            ("password: { default: hunter2 }", "password: { default: [secret:password] }"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn a_long_line_is_hidden_whole_and_at_once() {
        let text = format!("a: {{ {} secret: true, default: x }}\nb: 1", "b: { c: d }, ".repeat(20_000));
        assert_eq!(shown(&text), "[secret:line]\nb: 1");
        let hidden = |text: &str| secret_literals(text, &HashSet::new(), Names::Telling).len();
        assert_eq!(hidden(&"default: x\n".repeat(5_000)), 0);
        assert_eq!(hidden(&"secret: true\ndefault: y\n".repeat(5_000)), 5_000);
    }

    #[test]
    fn other_values_stay() {
        for text in [
            "name: mary",
            "token: $.token",
            "password: ${password}",
            "secret: true",
            "a: { default: 1 }",
            "tokens:\n  a: b",
            "url: http://a:80/password: x",
        ] {
            let kept = shown(text);
            assert!(kept == text || text.contains("http"), "{kept}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(text in "[a-c:{}\\[\\]\"', |\n\u{e9}secrtdfaul_-]{0,80}") {
            for (range, _) in secret_literals(&text, &HashSet::new(), Names::Telling) {
                assert!(text.get(range).is_some());
            }
        }
    }
}
