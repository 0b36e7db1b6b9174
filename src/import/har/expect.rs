//! Expectations that an answer proposes: what an API promises, never what is true once.

use crate::value::Value;

use super::read::Exchange;
use crate::import::draft::{Expectations, escape};
use crate::import::names::json_step;
use crate::import::secrets::is_secret;
use crate::yaml::write::Node;

/// Members of one answer that are expected.
const MOST: usize = 24;

/// Levels of members.
const DEEP: usize = 3;

/// The longest text that is taken for a stable one.
const LONGEST: usize = 40;

/// Words in names of members whose values differ from run to run.
const VOLATILE: [&str; 30] = [
    "id",
    "uuid",
    "guid",
    "time",
    "date",
    "created",
    "updated",
    "modified",
    "expires",
    "expiry",
    "timestamp",
    "nonce",
    "hash",
    "etag",
    "signature",
    "count",
    "total",
    "remaining",
    "version",
    "revision",
    "seq",
    "cursor",
    "url",
    "link",
    "href",
    "path",
    "ip",
    "trace",
    "duration",
    "code",
];

/// A variable or input that holds a value, and whether it is secret.
type Known<'k> = &'k dyn Fn(&str) -> Option<(String, bool)>;

/// `expect` of a step.
pub fn expectations(exchange: &Exchange, known: Known<'_>) -> Expectations {
    // A condition of the browser's cache is not sent again.
    let status = if exchange.status == 304 { 200 } else { exchange.status };
    let mut expect = Expectations { status: Some(u64::from(status).into()), ..Expectations::default() };
    if !exchange.media.is_empty() && !exchange.body.is_empty() && exchange.status != 304 {
        let media = Node::map([("starts_with", Node::Text(escape(&exchange.media)))]);
        expect.headers.push(("Content-Type".to_owned(), media));
    }
    if (300..304).contains(&exchange.status) {
        expect.headers.push((
            "Location".to_owned(),
            Node::map([("exists", true)].map(|(key, value)| (key, value.into()))),
        ));
    }
    if let Some(json) = exchange.json.as_ref().filter(|_| exchange.status != 304) {
        let sent = format!("{:?}", exchange.call);
        let mut proposal = Proposal { known, sent: &sent, found: Vec::new() };
        proposal.value(json, "$", "", 0);
        proposal.found.truncate(MOST);
        expect.json = proposal.found;
    }
    expect
}

struct Proposal<'k> {
    known: Known<'k>,
    /// The request, to see what the answer repeats.
    sent: &'k str,
    found: Vec<(String, Node)>,
}

impl Proposal<'_> {
    fn add(&mut self, path: &str, node: Node) {
        self.found.push((path.to_owned(), node));
    }

    fn value(&mut self, value: &Value, path: &str, name: &str, depth: usize) {
        // A template inside of a path would be one.
        if self.found.len() >= MOST || path.contains("${") || path.len() > 200 {
            return;
        }
        match value {
            Value::Object(members) if members.is_empty() => self.add(path, kind("object")),
            // Members that are called by what they are about: a map of ids.
            Value::Object(members) if members.keys().any(|key| is_id(key)) => self.add(path, kind("object")),
            Value::Object(members) if depth < DEEP => {
                for (name, member) in members {
                    self.value(member, &format!("{path}{}", json_step(name)), name, depth + 1);
                }
            }
            Value::Object(_) => self.add(path, kind("object")),
            Value::Array(items) => self.list(items, path, depth),
            Value::Null => {}
            leaf => {
                let node = self.leaf(leaf, name);
                self.add(path, node);
            }
        }
    }

    /// A list: its type, and what all its elements have in common.
    fn list(&mut self, items: &[Value], path: &str, depth: usize) {
        self.add(path, kind("array"));
        let Some(Value::Object(first)) = items.first().filter(|_| depth < DEEP) else { return };
        for (name, value) in first {
            let all: Option<Vec<&Value>> = items.iter().map(|item| item.get(name)).collect();
            let Some(all) = all else { continue };
            let path = format!("{path}[*]{}", json_step(name));
            if self.found.len() >= MOST || path.contains("${") {
                return;
            }
            let each = match form(value) {
                Some(format) if all.iter().all(|value| form(value) == Some(format)) => {
                    Node::map([("format", format.into())])
                }
                _ => match type_of(value) {
                    Some(name) if all.iter().all(|value| type_of(value) == Some(name)) => kind(name),
                    _ => continue,
                },
            };
            self.add(&path, Node::map([("each", each)]));
        }
    }

    fn leaf(&self, value: &Value, name: &str) -> Node {
        let by_type = || type_of(value).map_or(Node::map([("exists", Node::Bool(true))]), kind);
        match value {
            Value::Bool(value) => Node::Bool(*value),
            Value::Number(number) => {
                // An answer that repeats what was asked for will do so again.
                let forms = [
                    format!("\"{name}\", value: Number(\"{number}\")"),
                    format!("(\"{name}\", \"{number}\")"),
                ];
                let repeated = forms.iter().any(|form| self.sent.contains(form));
                if repeated { Node::Number(number.to_string()) } else { by_type() }
            }
            Value::String(text) => match (self.known)(text) {
                Some((expression, false)) => Node::Text(expression),
                Some((_, true)) => by_type(),
                None if is_secret(name, text) => {
                    Node::map([("type", "string".into()), ("empty", false.into())])
                }
                None => match form(value) {
                    Some(format) => Node::map([("format", Node::from(format))]),
                    None if is_stable(name, text) => Node::Text(escape(text)),
                    None => by_type(),
                },
            },
            _ => by_type(),
        }
    }
}

fn is_id(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    digits > 0 && (digits * 3 >= key.len() || key.len() > 30)
}

fn kind(name: &str) -> Node {
    Node::map([("type", name.into())])
}

fn type_of(value: &Value) -> Option<&'static str> {
    (!value.is_null()).then(|| crate::value::type_name(value))
}

/// A text that the API itself has chosen: a short word without digits, under a name that promises no change.
fn is_stable(name: &str, text: &str) -> bool {
    let words = crate::import::names::variable(name);
    let volatile = words
        .split('_')
        .any(|word| VOLATILE.contains(&word) || VOLATILE.contains(&word.trim_end_matches('s')));
    let at = words.ends_with("_at") || words.ends_with("_on");
    let own = [
        "name",
        "mail",
        "email",
        "phone",
        "address",
        "user",
        "login",
        "message",
        "title",
        "description",
        "text",
    ];
    let of_people = words.split('_').any(|word| own.contains(&word));
    let plain = text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '_' | '-' | '.'));
    plain && !text.is_empty() && text.len() <= LONGEST && !volatile && !at && !of_people
}

/// A well-known form of text.
fn form(value: &Value) -> Option<&'static str> {
    let text = value.as_str()?;
    let uuid = text.len() == 36
        && text
            .char_indices()
            .all(|(at, c)| if matches!(at, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() });
    if uuid {
        return Some("uuid");
    }
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let date = digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && text.get(4..5) == Some("-")
        && text.get(7..8) == Some("-");
    match text.len() {
        10 if date => Some("date"),
        20.. if date && text.parse::<jiff::Timestamp>().is_ok() => Some("date-time"),
        _ => None,
    }
}
