//! A request of a collection with its scripts.

use crate::value::Value;

use super::auth::Auth;
use super::body;
use super::entries::entries;
use super::item::{Item, described};
use super::script::{self, Read};
use crate::import::call::Call;
use crate::import::draft::Expectations;
use crate::import::secrets::{is_secret, looks_secret};
use crate::import::variables::Variables;
use crate::import::{Notes, names, urls};
use crate::yaml::write::Node;

/// Lines of a script that are kept.
const MOST_LINES: usize = 200;

/// A request, what is expected and what is captured.
pub struct Asked {
    pub call: Call,
    pub expect: Expectations,
    pub capture: Vec<(String, Node)>,
}

pub fn asked(item: &Item<'_>, variables: &mut Variables, notes: &mut Notes) -> Asked {
    let request = item.value.get("request").unwrap_or(&Value::Null);
    let name = item.value.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut comments = Vec::new();
    let description =
        described(request.get("description")).or_else(|| described(item.value.get("description")));
    comments.extend(description.iter().flat_map(|text| text.lines()).take(MOST_LINES).map(str::to_owned));
    let method = request.get("method").and_then(Value::as_str).unwrap_or("GET").to_ascii_uppercase();
    let fits = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    if !fits {
        notes.add(&item.at, "the method is not valid");
    }
    let mut call = Call {
        at: item.at.clone(),
        name,
        method: if fits { method } else { "GET".to_owned() },
        ..Call::default()
    };
    url(
        &mut call,
        if request.is_string() { request } else { request.get("url").unwrap_or(&Value::Null) },
        variables,
    );
    if call.url.origin.is_empty() && matches!(call.url.path.as_str(), "" | "/") {
        notes.add(&item.at, "this request has no URL");
    }
    call.headers = entries(request.get("header"), variables);
    let own = request.get("auth").filter(|auth| auth.is_object());
    let auth = own.map_or(item.auth, |own| Auth { value: Some(own), own: true });
    auth.apply(&mut call, variables, notes);
    body::body(&mut call, request.get("body"), variables, notes);
    comments.extend(kept("pre-request script", &lines(item.value, "prerequest"), &item.at, notes));
    let Read { mut expect, capture, rest } = script::read(&lines(item.value, "test").join("\n"), variables);
    comments.extend(kept("test script", &rest, &item.at, notes));
    call.comments = comments;
    if expect.status.is_none() {
        expect.status = Some("2xx".into());
    }
    Asked { call, expect, capture }
}

/// The scripts of a folder or collection, as comments.
pub fn script_comments(holder: &Value, at: &str, notes: &mut Notes) -> Vec<String> {
    let at = format!("`{at}`");
    let mut comments = kept("pre-request script", &lines(holder, "prerequest"), &at, notes);
    comments.extend(kept("test script", &lines(holder, "test"), &at, notes));
    comments
}

/// What a script says beyond what was carried over.
fn kept(what: &str, rest: &[String], at: &str, notes: &mut Notes) -> Vec<String> {
    let lines: Vec<String> =
        rest.iter().filter(|line| !line.trim().is_empty()).map(|line| without_secrets(line)).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let code = |line: &&String| !line.trim_start().starts_with("//");
    if let Some(first) = lines.iter().find(code) {
        let more = lines.iter().filter(code).count() - 1;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.add(at, format!("in the {what}, `{}`{more} could not be imported", names::fixed(first.trim())));
    }
    let mut comments = vec![format!("From the {what}:")];
    comments.extend(lines.iter().take(MOST_LINES).map(|line| format!("  {}", line.trim_end())));
    comments
}

/// A line of a script without the texts that are secrets: by themselves, or since the line speaks of one.
fn without_secrets(line: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let telling = line.split(|c: char| !word(c)).any(|word| is_secret(word, "?"));
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(['\'', '"', '`']) {
        let (before, quoted) = rest.split_at(start);
        let (quote, inside) = quoted.split_at(1);
        let Some(end) = inside.find(quote) else { break };
        let text = &inside[..end];
        // The name of a variable says nothing: `set("token", …)`.
        let given = kept.contains(['\'', '"', '`']) || before.trim_end().ends_with(['=', ':']);
        let secret = looks_secret(text) || telling && !text.is_empty() && (given || !is_secret(text, "?"));
        kept.push_str(&format!("{before}{quote}{}{quote}", if secret { "…" } else { text }));
        rest = &inside[end + 1..];
    }
    kept + rest
}

/// The lines of the scripts for an event.
fn lines(holder: &Value, event: &str) -> Vec<String> {
    let events = holder.get("event").and_then(Value::as_array).into_iter().flatten();
    let own = events.filter(|value| value.get("listen").and_then(Value::as_str) == Some(event));
    own.filter(|event| event.get("disabled") != Some(&Value::Bool(true)))
        .filter_map(|event| event.pointer("/script/exec"))
        .flat_map(|exec| match exec {
            Value::String(text) => text.lines().map(str::to_owned).collect(),
            Value::Array(lines) => lines
                .iter()
                .filter_map(Value::as_str)
                .flat_map(str::lines)
                .map(str::to_owned)
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        })
        .collect()
}

fn url(call: &mut Call, url: &Value, variables: &mut Variables) {
    let raw = url.as_str().or_else(|| url.get("raw").and_then(Value::as_str)).unwrap_or("");
    let listed = url.get("query").is_some_and(Value::is_array);
    let raw = if listed { raw.split('?').next().unwrap_or("") } else { raw };
    // `:name` in a path stands for a variable of the URL.
    let own = entries(url.get("variable"), variables);
    let with_values = raw.split('/').map(|part| {
        let value = part.strip_prefix(':').and_then(|name| own.iter().find(|(key, _)| key == name));
        match (value, part.strip_prefix(':')) {
            (Some((_, value)), _) if !value.is_empty() => value.clone(),
            (_, Some(name))
                if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') =>
            {
                variables.template(name)
            }
            _ => variables.text(part),
        }
    });
    let text: Vec<String> = with_values.collect();
    call.url = urls::cut(&text.join("/"));
    if listed {
        call.query = entries(url.get("query"), variables);
    }
}
