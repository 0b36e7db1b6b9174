//! Queries, filters and predicates of captures and asserts.

use super::cursor::unescaped;

/// A word of such a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// `jsonpath`, `==`, `not`, `count`, a number.
    Word(String),
    /// A text in quotes or backticks.
    Text(String),
    /// `/…/`
    Regex(String),
    /// `{{name}}`
    Variable(String),
    /// `base64,…;`, `hex,…;`, `file,…;`
    Bytes(String),
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// `jsonpath`, `header` …
    pub kind: String,
    /// What stands behind it.
    pub argument: Option<String>,
    /// Filters with their arguments.
    pub filters: Vec<(String, Vec<Token>)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    pub negated: bool,
    pub name: String,
    pub value: Option<Token>,
}

/// Cuts a line; `None` where a quote is not closed.
pub fn tokens(line: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if let Some(inside) = rest.strip_prefix("```") {
            let end = inside.find("```")?;
            let text = &inside[..end];
            let text = text.split_once('\n').map_or(text, |(_, text)| text);
            (Token::Text(text.to_owned()), end + 6)
        } else if let Some(inside) = rest.strip_prefix("{{") {
            let end = inside.find("}}")?;
            (Token::Variable(inside[..end].trim().to_owned()), end + 4)
        } else if matches!(first, '"' | '`') {
            let end = closing(&rest[1..], first)?;
            (Token::Text(unescaped(&rest[1..1 + end])), end + 2)
        } else if first == '/' {
            let end = closing(&rest[1..], '/')?;
            (Token::Regex(rest[1..1 + end].replace("\\/", "/")), end + 2)
        } else if ["base64,", "hex,", "file,"].iter().any(|word| rest.starts_with(word)) {
            let end = rest.find(';')?;
            (Token::Bytes(rest[..end].to_owned()), end + 1)
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (Token::Word(rest[..end].to_owned()), end)
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Some(found)
}

fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices()
        .find(|(_, character)| {
            let found = *character == quote && !escaped;
            escaped = *character == '\\' && !escaped;
            found
        })
        .map(|(at, _)| at)
}

/// Queries that take an argument.
const WITH: [&str; 8] = ["header", "cookie", "jsonpath", "xpath", "regex", "variable", "certificate", "env"];

/// Queries that stand alone.
const ALONE: [&str; 12] = [
    "status",
    "version",
    "url",
    "body",
    "bytes",
    "rawbytes",
    "duration",
    "md5",
    "sha256",
    "ip",
    "redirects",
    "method",
];

/// Predicates with a value, as they are called and written.
const PREDICATES: [&str; 16] = [
    "==",
    "!=",
    ">",
    ">=",
    "<",
    "<=",
    "equals",
    "startsWith",
    "endsWith",
    "contains",
    "includes",
    "matches",
    "notEquals",
    "greaterThan",
    "lessThan",
    "notContains",
];

/// Predicates without one.
const CHECKS: [&str; 16] = [
    "exists",
    "isBoolean",
    "isCollection",
    "isDate",
    "isEmpty",
    "isFloat",
    "isInteger",
    "isIsoDate",
    "isNumber",
    "isString",
    "isIpv4",
    "isIpv6",
    "isUuid",
    "isList",
    "isObject",
    "isNull",
];

/// A query with its filters, and what is behind it.
pub fn query(tokens: &[Token]) -> Option<(Query, &[Token])> {
    let (Token::Word(kind), mut rest) = tokens.split_first()? else { return None };
    let argument = if WITH.contains(&kind.as_str()) {
        let (first, behind) = rest.split_first()?;
        rest = behind;
        match first {
            Token::Text(text) | Token::Regex(text) => Some(text.clone()),
            _ => return None,
        }
    } else if ALONE.contains(&kind.as_str()) {
        None
    } else {
        return None;
    };
    let mut filters: Vec<(String, Vec<Token>)> = Vec::new();
    while let Some((first, behind)) = rest.split_first() {
        match first {
            Token::Word(word) if is_predicate(word) || word == "not" || word == "redact" => break,
            Token::Word(word) if word.parse::<f64>().is_err() => filters.push((word.clone(), Vec::new())),
            argument => filters.last_mut()?.1.push(argument.clone()),
        }
        rest = behind;
    }
    Some((Query { kind: kind.clone(), argument, filters }, rest))
}

fn is_predicate(word: &str) -> bool {
    PREDICATES.contains(&word) || CHECKS.contains(&word)
}

/// The predicate behind a query.
pub fn predicate(tokens: &[Token]) -> Option<Predicate> {
    let (negated, tokens) = match tokens.split_first()? {
        (Token::Word(word), rest) if word == "not" => (true, rest),
        _ => (false, tokens),
    };
    let (Token::Word(name), rest) = tokens.split_first()? else { return None };
    let value = match rest {
        [] => None,
        [value] => Some(value.clone()),
        _ => return None,
    };
    let fits = PREDICATES.contains(&name.as_str()) && value.is_some()
        || CHECKS.contains(&name.as_str()) && value.is_none();
    fits.then(|| Predicate { negated, name: name.clone(), value })
}
