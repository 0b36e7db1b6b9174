//! What a broken API would answer instead.

use super::shape::{Part, at, at_mut, path_of, places};
use crate::model::{HttpResponse, header};
use crate::value::{Map, Value, type_name};

/// Most changes of one response.
pub const MOST: usize = 400;

/// Headers that a server may leave out or that belong to the transport: their absence breaks no contract.
const TRANSPORT: [&str; 14] = [
    "age",
    "alt-svc",
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "server",
    "transfer-encoding",
    "vary",
    "via",
];

/// Where a response is changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Status,
    Header(String),
    /// The body as a whole.
    Body,
    /// A place of a JSON body, by its path with `[*]` for every index.
    Json(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Status => out.write_str("status"),
            Place::Header(name) => write!(out, "header {name}"),
            Place::Body => out.write_str("body"),
            Place::Json(path) => out.write_str(path),
        }
    }
}

/// How it is changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// A member or header is missing.
    Dropped,
    /// `null` instead of a value.
    Null,
    /// A value of another type.
    Type,
    /// A list without elements, or no body.
    Emptied,
    /// The first element comes a second time.
    Repeated,
    /// What an earlier response had in this place.
    Stale,
    /// Another status.
    Status(u16),
    /// Another content type.
    ContentType,
}

impl Change {
    /// The word that reports use.
    pub fn name(&self) -> String {
        match self {
            Change::Dropped => "dropped".to_owned(),
            Change::Null => "null".to_owned(),
            Change::Type => "type".to_owned(),
            Change::Emptied => "emptied".to_owned(),
            Change::Repeated => "repeated".to_owned(),
            Change::Stale => "stale".to_owned(),
            Change::Status(status) => status.to_string(),
            Change::ContentType => "text/html".to_owned(),
        }
    }
}

/// A change that can be made.
#[derive(Debug, Clone)]
pub struct Mutation {
    pub place: Place,
    pub change: Change,
    edit: Edit,
}

#[derive(Debug, Clone)]
enum Edit {
    Status(u16),
    DropHeader(String),
    ContentType,
    NoBody,
    Json(Vec<Part>, To),
}

#[derive(Debug, Clone)]
enum To {
    Drop,
    Value(Value),
    Repeat,
}

/// The JSON body of a response, if it has one.
pub fn json_of(response: &HttpResponse) -> Option<Value> {
    let is_json = header(&response.headers, "content-type").is_none_or(|kind| kind.contains("json"));
    is_json.then(|| String::from_utf8_lossy(&response.body).parse().ok()).flatten()
}

/// All changes of a response, in the order of its places; the number is that of those beyond [`MOST`]. `earlier` are the
/// bodies that the same instance got before, the latest one last.
pub fn mutations(response: &HttpResponse, body: Option<&Value>, earlier: &[Value]) -> (Vec<Mutation>, usize) {
    let mut all = Vec::new();
    for status in other_statuses(response.status) {
        all.push(Mutation {
            place: Place::Status,
            change: Change::Status(status),
            edit: Edit::Status(status),
        });
    }
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in &response.headers {
        if !TRANSPORT.contains(&name.as_str()) && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let place = Place::Header(name.to_owned());
        let edit = Edit::DropHeader(name.to_owned());
        all.push(Mutation { place: place.clone(), change: Change::Dropped, edit });
        if name == "content-type"
            && header(&response.headers, name).is_some_and(|kind| !kind.contains("html"))
        {
            all.push(Mutation { place, change: Change::ContentType, edit: Edit::ContentType });
        }
    }
    match body {
        Some(body) => of_body(body, earlier, &mut all),
        None if response.body.is_empty() => {}
        None => all.push(Mutation { place: Place::Body, change: Change::Emptied, edit: Edit::NoBody }),
    }
    let cut = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    (all, cut)
}

/// A success becomes an error and another success; an error becomes a success and another error.
fn other_statuses(status: u16) -> [u16; 2] {
    match status {
        200..=299 => [500, if status == 202 { 200 } else { 202 }],
        500 => [200, 503],
        _ => [200, 500],
    }
}

fn of_body(body: &Value, earlier: &[Value], all: &mut Vec<Mutation>) {
    for (parts, value) in places(body) {
        let mut add = |change, to| {
            all.push(Mutation {
                place: Place::Json(path_of(&parts)),
                change,
                edit: Edit::Json(parts.clone(), to),
            });
        };
        if matches!(parts.last(), Some(Part::Key(_))) {
            add(Change::Dropped, To::Drop);
        }
        if !value.is_null() {
            add(Change::Null, To::Value(Value::Null));
        }
        add(Change::Type, To::Value(other_type(value)));
        if value.as_array().is_some_and(|items| !items.is_empty()) {
            add(Change::Emptied, To::Value(Value::Array(Vec::new())));
            add(Change::Repeated, To::Repeat);
        }
        if !value.is_object() && !value.is_array() {
            let stale = earlier
                .iter()
                .rev()
                .filter_map(|before| at(before, &parts))
                .find(|before| *before != value && type_name(before) == type_name(value));
            if let Some(stale) = stale {
                add(Change::Stale, To::Value(stale.clone()));
            }
        }
    }
}

fn other_type(value: &Value) -> Value {
    match value {
        Value::Null => Value::from("text"),
        Value::Bool(is) => Value::from(is.to_string()),
        Value::Number(number) => Value::from(number.to_string()),
        Value::String(_) => Value::from(0),
        Value::Array(_) => Value::Object(Map::new()),
        Value::Object(_) => Value::Array(Vec::new()),
    }
}

impl Mutation {
    pub fn of(&self, response: &HttpResponse, body: Option<&Value>) -> HttpResponse {
        let mut changed = response.clone();
        match &self.edit {
            Edit::Status(status) => changed.status = *status,
            Edit::DropHeader(name) => changed.headers.retain(|(other, _)| other != name),
            Edit::ContentType => {
                let kinds = changed.headers.iter_mut().filter(|(name, _)| name == "content-type");
                kinds.for_each(|(_, kind)| *kind = "text/html".to_owned());
            }
            Edit::NoBody => changed.body.clear(),
            Edit::Json(parts, to) => {
                let mut body = body.cloned().unwrap_or_default();
                change(&mut body, parts, to);
                changed.body = body.to_string().into_bytes();
            }
        }
        changed
    }
}

fn change(body: &mut Value, parts: &[Part], to: &To) {
    match to {
        To::Drop => {
            if let Some((Part::Key(key), outer)) = parts.split_last()
                && let Some(Value::Object(members)) = at_mut(body, outer)
            {
                members.remove(key);
            }
        }
        To::Value(value) => {
            if let Some(place) = at_mut(body, parts) {
                *place = value.clone();
            }
        }
        To::Repeat => {
            if let Some(Value::Array(items)) = at_mut(body, parts) {
                items.extend(items.first().cloned());
            }
        }
    }
}
