//! The entries of a recording.

use std::collections::HashSet;

use crate::value::Value;
use base64::Engine;

use super::relevant::{is_call, is_tracking};
use crate::import::bodies::Content;
use crate::import::call::{self, Call, cookies};
use crate::import::draft::escape;
use crate::import::parts::{has_placeholder, part_node, written_parts};
use crate::import::{LARGEST, Notes, Refused, urls};
use crate::yaml::write::Node;

/// A call and its answer.
#[derive(Debug)]
pub struct Exchange {
    pub call: Call,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Its media type, without parameters.
    pub media: String,
    /// Its body, if it is text.
    pub body: String,
    /// Its body, if it is JSON.
    pub json: Option<Value>,
}

/// The calls of a recording.
pub fn exchanges(text: &str, notes: &mut Notes) -> Result<Vec<Exchange>, Refused> {
    if text.len() > LARGEST {
        return Err(format!("the recording is larger than {} MiB", LARGEST / 1024 / 1024));
    }
    let har: Value = text
        .trim_start_matches('\u{feff}')
        .parse()
        .map_err(|error| format!("this is not valid JSON: {error}"))?;
    let entries = har.pointer("/log/entries").and_then(Value::as_array);
    let entries = entries.ok_or("this is not a HAR recording: it has no list `log.entries`")?;
    let mut jar = HashSet::new();
    let mut all = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        all.extend(exchange(&format!("entry {}", index + 1), entry, &mut jar, notes));
    }
    Ok(all)
}

fn exchange(
    at: &str,
    entry: &Value,
    jar: &mut HashSet<(String, String)>,
    notes: &mut Notes,
) -> Option<Exchange> {
    let text = |path: &str| entry.pointer(path).and_then(Value::as_str).unwrap_or("");
    let (method, url) = (text("/request/method"), text("/request/url"));
    let media =
        text("/response/content/mimeType").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let sent = pairs(entry, "/request/headers");
    let preflight = sent.iter().any(|(name, _)| name.eq_ignore_ascii_case("access-control-request-method"));
    let kind = text("/_resourceType").to_ascii_lowercase();
    let headers = pairs(entry, "/response/headers");
    let host = urls::cut(url).origin;
    let known = jar.clone();
    for (name, value) in &headers {
        if name.eq_ignore_ascii_case("set-cookie") {
            let names = value.lines().filter_map(|line| line.split_once('='));
            jar.extend(names.map(|(name, _)| (host.clone(), name.trim().to_owned())));
        }
    }
    if !is_call(method, url, &kind, &media, preflight) {
        return None;
    }
    let method_fits = method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if method.is_empty() || !method_fits || host.is_empty() {
        notes.add(at, "this request cannot be read");
        return None;
    }
    let status = entry.pointer("/response/status").and_then(Value::as_u64).unwrap_or(0);
    let Some(status) = u16::try_from(status).ok().filter(|status| (100..600).contains(status)) else {
        notes.add(
            at,
            format!("`{method} {}` got no response and is not imported", crate::import::names::fixed(url)),
        );
        return None;
    };
    let mut call = Call {
        at: at.to_owned(),
        method: method.to_ascii_uppercase(),
        url: urls::cut(&escape(url)),
        headers: sent.into_iter().map(|(name, value)| (name, escape(&value))).collect(),
        ..Call::default()
    };
    if let Some(pairs) = call.url.query.as_deref().and_then(urls::parameters) {
        call.query = pairs;
        call.url.query = None;
    }
    // Whatever a browser takes.
    call.headers.retain(|(name, value)| {
        let any = name.eq_ignore_ascii_case("accept") && value.contains("*/*");
        !any && !call::is_noise(name)
    });
    own_cookies(&mut call, &host, &known);
    body(&mut call, entry, notes);
    let body = body_text(entry);
    let json = (media.contains("json") || body.trim_start().starts_with(['{', '[']))
        .then(|| body.parse().ok())
        .flatten();
    Some(Exchange { call, status, headers, media, body, json })
}

/// Cookies that an earlier answer set are sent by themselves.
fn own_cookies(call: &mut Call, host: &str, jar: &HashSet<(String, String)>) {
    let Some(header) = call.header("cookie").map(str::to_owned) else { return };
    call.drop_header("cookie");
    let own = cookies(&header)
        .into_iter()
        .filter(|(name, _)| !jar.contains(&(host.to_owned(), name.clone())) && !is_tracking(name));
    call.cookies = own.collect();
}

fn pairs(entry: &Value, path: &str) -> Vec<(String, String)> {
    let list = entry.pointer(path).and_then(Value::as_array);
    let pair = |item: &Value| {
        let text = |key: &str| item.get(key).and_then(Value::as_str);
        Some((text("name")?.to_owned(), text("value")?.to_owned()))
    };
    list.into_iter().flatten().filter_map(pair).collect()
}

fn body_text(entry: &Value) -> String {
    let content = entry.pointer("/response/content");
    let text = content.and_then(|content| content.get("text")).and_then(Value::as_str).unwrap_or("");
    let encoding = content.and_then(|content| content.get("encoding")).and_then(Value::as_str);
    if encoding == Some("base64") {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
        return String::from_utf8(bytes).unwrap_or_default();
    }
    text.to_owned()
}

fn body(call: &mut Call, entry: &Value, notes: &mut Notes) {
    let Some(data) = entry.pointer("/request/postData").filter(|data| data.is_object()) else { return };
    let text = data.get("text").and_then(Value::as_str).unwrap_or("");
    let media = data.get("mimeType").and_then(Value::as_str).unwrap_or("");
    if media.starts_with("multipart/form-data") {
        let mut parts = listed_parts(data);
        if parts.is_empty() {
            parts = written_parts(text, media);
        }
        if has_placeholder(&parts) {
            notes.add(
                &call.at,
                "the recording does not contain the files that were sent: their contents are placeholders",
            );
        }
        if parts.is_empty() {
            notes.add(&call.at, "the recording does not contain the parts of this body");
        } else {
            call.drop_header("content-type");
            call.content = Content::Multipart(parts);
        }
        return;
    }
    call.content = call::content(text, media);
    if text.is_empty() && media.starts_with("application/x-www-form-urlencoded") {
        let form: Vec<_> =
            pairs(data, "/params").into_iter().map(|(name, value)| (name, escape(&value))).collect();
        if !form.is_empty() {
            call.content = Content::Form(form);
        }
    }
    if call.content != Content::Nothing && call.header("content-type").is_none() && !media.is_empty() {
        call.headers.push(("Content-Type".to_owned(), escape(media)));
    }
}

/// The parts that the recording lists.
fn listed_parts(data: &Value) -> Vec<(String, Node)> {
    let list = data.get("params").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|part| {
            let text = |key: &str| part.get(key).and_then(Value::as_str);
            Some((text("name")?.to_owned(), part_node(text("value"), text("fileName"), text("contentType"))))
        })
        .collect()
}
