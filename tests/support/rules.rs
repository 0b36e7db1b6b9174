//! The script of a server, as it is written in YAML: which requests a rule is for, and what it does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{self, Answer, Request};

/// One rule of a script. The first one that fits a request and is not used up answers it.
#[derive(Debug, Clone)]
pub struct Rule {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    body_contains: Option<String>,
    /// How often the rule serves; always where it is not given.
    pub times: Option<usize>,
    /// What it does.
    pub action: Action,
}

/// What a rule does with a request. New faults go here.
#[derive(Debug, Clone)]
pub enum Action {
    /// An HTTP answer, and what happens to the connection.
    Answer(Answer, Fault),
    /// An answer whose body is JSON that tells the request, with the status and headers given.
    Echo(Answer, Fault),
    /// These bytes, then the connection is closed.
    Raw(Vec<u8>),
    /// No answer at all.
    Hang,
}

/// Where a connection is closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// Nowhere.
    #[default]
    None,
    /// Before a byte of the answer.
    Before,
    /// After the whole answer, which did not announce it.
    After,
    /// In the middle of the body.
    Mid,
}

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    on: String,
    #[serde(default)]
    query: BTreeMap<String, Value>,
    body_contains: Option<String>,
    times: Option<usize>,
    status: Option<u16>,
    reason: Option<String>,
    #[serde(default)]
    headers: serde_json::Map<String, Value>,
    // A `json: null` is a body too, so that its being there is kept apart from its value.
    #[serde(default, deserialize_with = "present")]
    json: Option<Value>,
    text: Option<String>,
    base64: Option<String>,
    file: Option<String>,
    #[serde(default)]
    echo: bool,
    raw: Option<String>,
    #[serde(default)]
    close: Fault,
    #[serde(default)]
    hang: bool,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Reads a script; `file: NAME` is looked for in `folder`.
pub fn read(yaml: &str, folder: &Path) -> Result<Vec<Rule>, String> {
    let written: Vec<Written> = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
    written.into_iter().map(|rule| Rule::new(rule, folder)).collect()
}

/// The rules of a script that names no files, for tests in Rust.
///
/// # Panics
/// Where the script is wrong.
pub fn rules(yaml: &str) -> Vec<Rule> {
    read(yaml, Path::new("")).unwrap_or_else(|error| panic!("the server's script is wrong: {error}"))
}

impl Rule {
    fn new(written: Written, folder: &Path) -> Result<Rule, String> {
        let on = written.on.clone();
        let (method, path) = on.split_once(' ').ok_or(format!("`on: {on}` is not `METHOD /path`"))?;
        let wrong = |what: &str| format!("the rule on `{on}`: {what}");
        let query = written.query.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        Ok(Rule {
            method: method.to_owned(),
            path: path.trim().to_owned(),
            query,
            body_contains: written.body_contains.clone(),
            times: written.times,
            action: action(written, folder).map_err(|what| wrong(&what))?,
        })
    }

    /// True where the rule is for this request, used up or not.
    pub fn fits(&self, request: &Request) -> bool {
        let is = |pattern: &str, text: &str| pattern == "*" || pattern == text;
        is(&self.method, &request.method)
            && is(&self.path, request.path())
            && self.query.iter().all(|(name, value)| request.query_value(name).as_ref() == Some(value))
            && self.body_contains.as_ref().is_none_or(|part| request.text().contains(part))
    }
}

fn action(written: Written, folder: &Path) -> Result<Action, String> {
    let Written { json, text, base64, file, echo, raw, hang, .. } = written;
    let bodies =
        [json.is_some(), text.is_some(), base64.is_some(), file.is_some(), echo, raw.is_some(), hang];
    if bodies.into_iter().filter(|there| *there).count() > 1 {
        return Err("only one of json, text, base64, file, echo, raw, hang".to_owned());
    }
    let answers = written.status.is_some() || written.reason.is_some() || !written.headers.is_empty();
    if (raw.is_some() || hang) && (answers || written.close != Fault::None) {
        return Err("raw and hang take no status, reason, headers or close".to_owned());
    }
    if hang {
        return Ok(Action::Hang);
    }
    if let Some(raw) = raw {
        return Ok(Action::Raw(raw.into_bytes()));
    }

    let (kind, body) = if let Some(value) = json {
        ("application/json", value.to_string().into_bytes())
    } else if let Some(text) = text {
        ("text/plain; charset=utf-8", text.into_bytes())
    } else if let Some(text) = base64 {
        ("application/octet-stream", BASE64.decode(text.trim()).map_err(|error| error.to_string())?)
    } else if let Some(name) = file {
        let body = fs::read(folder.join(&name)).map_err(|error| format!("the file `{name}`: {error}"))?;
        (content_type(&name), body)
    } else if echo {
        ("application/json", Vec::new())
    } else {
        ("", Vec::new())
    };

    let mut headers = header_lines(&written.headers);
    if !kind.is_empty() && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        headers.insert(0, ("Content-Type".to_owned(), kind.to_owned()));
    }
    let status = written.status.unwrap_or(200);
    let reason = written.reason.unwrap_or_else(|| http::reason(status).to_owned());
    let answer = Answer { status, reason, headers, body };
    Ok(if echo { Action::Echo(answer, written.close) } else { Action::Answer(answer, written.close) })
}

fn header_lines(headers: &serde_json::Map<String, Value>) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for (name, value) in headers {
        match value {
            Value::Array(values) => lines.extend(values.iter().map(|value| (name.clone(), plain(value)))),
            value => lines.push((name.clone(), plain(value))),
        }
    }
    lines
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("html") => "text/html; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The body of an echo.
pub fn echo(request: &Request) -> Value {
    let mut query = serde_json::Map::new();
    for (name, value) in request.query() {
        repeated(&mut query, name, value);
    }
    let mut headers = serde_json::Map::new();
    for (name, value) in &request.headers {
        repeated(&mut headers, name.to_ascii_lowercase(), value.clone());
    }
    json!({
        "method": request.method,
        "path": request.path(),
        "query": query,
        "headers": headers,
        "body": request.text(),
    })
}

/// A name that comes once has a text, one that comes more often a list.
fn repeated(map: &mut serde_json::Map<String, Value>, name: String, value: String) {
    match map.get_mut(&name) {
        None => {
            map.insert(name, Value::String(value));
        }
        Some(Value::Array(values)) => values.push(Value::String(value)),
        Some(first) => *first = json!([first.clone(), value]),
    }
}
