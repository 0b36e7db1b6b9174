//! `request` with its parts, and the parts that `defaults` shares with it.

use std::sync::Arc;

use super::body::body;
use super::capture::captures;
use super::entries::entries;
use super::expect::expect;
use super::flow::retry;
use super::openapi::path_parameters;
use super::options::options;
use super::reader::{Fields, Reader, Wanted};
use crate::diag::{Code, Diagnostic, Fix};
use crate::model::keys::{BASIC, EXPECT};
use crate::model::{Auth, Entries, Namespaces, Request, Text, Url};
use crate::source::Span;
use crate::yaml::{Node, NodeKind};

const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/// Reads a request and everything beside it in its step.
pub fn request(reader: &mut Reader<'_>, node: &Node, fields: &Fields<'_>) -> Request {
    let line = request_line(reader, node);
    let entries = |reader: &mut Reader<'_>, name: &str| {
        fields.get(name).map_or_else(Vec::new, |node| entries(reader, node, &format!("`{name}`")))
    };
    let query = entries(reader, "query");
    let headers = entries(reader, "headers");
    check_headers(reader, &headers);
    let cookies = entries(reader, "cookies");
    let body = body(reader, fields, line.as_ref().map(|(method, _)| method));
    let auth = fields.get("auth").and_then(|node| auth(reader, node));
    let options = fields.get("options").and_then(|node| options(reader, node)).unwrap_or_default();
    let expect =
        fields.get("expect").and_then(|node| expect(reader, node, "`expect`", EXPECT)).unwrap_or_default();
    let capture = fields.get("capture").map_or_else(Vec::new, |node| captures(reader, node));
    let retry = fields.entry("retry").and_then(|(key, node)| retry(reader, node, Some(key.span)));
    let (method, url) = match line {
        Some((method, mut url)) => {
            let path = fields.entry("path").map(|(key, node)| (key.span, node));
            url.path = path_parameters(reader, &url, path);
            (method, url)
        }
        None => unread_line(node.span),
    };
    Request {
        method,
        url,
        query,
        headers,
        cookies,
        body,
        auth,
        auth_inherited: false,
        namespaces: Namespaces::new(),
        options,
        expect,
        capture,
        retry,
    }
}

/// Stands for a request line that is wrong, so that the rest of the step is still checked.
fn unread_line(span: Span) -> (Text, Url) {
    let empty = Text { raw: "".into(), span, template: None };
    (empty.clone(), Url { text: empty, relative: false, base: None, operation: false, path: Vec::new() })
}

/// `METHOD URL`.
fn request_line(reader: &mut Reader<'_>, node: &Node) -> Option<(Text, Url)> {
    let NodeKind::Text(text) = &node.kind else {
        reader.wrong_type(
            node,
            "`request`",
            Wanted::text("a string with method and URL, such as `GET /users`"),
        );
        return None;
    };
    let trimmed = text.trim_end();
    let Some((method, url)) = split_line(trimmed) else {
        let only = trimmed.trim();
        let method = METHODS.contains(&only.to_ascii_uppercase().as_str());
        if !method
            && !only.contains(['/', '$', '{'])
            && let Some(line) = super::openapi::request_line(reader, only, node.span)
        {
            return line;
        }
        let is_method = METHODS.contains(&only.to_ascii_uppercase().as_str());
        let help = if is_method {
            format!("write the URL after it: `{only} /path`")
        } else {
            format!(
                "write the method first: `GET {only}`; to use an operationId, add the document: `openapi: api.yaml`"
            )
        };
        reader.sink.push(
            Diagnostic::new(Code::InvalidValue, node.span, "`request` takes a method and a URL").help(help),
        );
        return None;
    };
    let part = |reader: &Reader<'_>, range: std::ops::Range<usize>| reader.inside(node.span, text, range);
    let method_span = part(reader, method.clone());
    let url_span = part(reader, url.clone());
    let method_text = &trimmed[method];
    if !method_text.contains("${") && !is_token(method_text) {
        let diagnostic = Diagnostic::new(
            Code::InvalidValue,
            method_span,
            format!("`{method_text}` is not a valid HTTP method"),
        );
        reader.sink.push(diagnostic.suggest(method_text, METHODS, true, |diagnostic| {
            diagnostic.help("for example `GET /users` or `POST https://example.com/users`")
        }));
        return None;
    }
    if method_text.bytes().any(|byte| byte.is_ascii_lowercase())
        && METHODS.contains(&method_text.to_ascii_uppercase().as_str())
    {
        reader.sink.push(
            Diagnostic::new(
                Code::InvalidValue,
                method_span,
                format!(
                    "`{method_text}` is not the method {}: methods are case-sensitive",
                    method_text.to_ascii_uppercase()
                ),
            )
            .fix(Fix::new(method_span, method_text.to_ascii_uppercase(), true)),
        );
        return None;
    }
    let url_text: Arc<str> = trimmed[url].into();
    check_url(reader, &url_text, url_span)?;
    let method = reader.text_of(method_text.into(), method_span)?;
    let relative = url_text.starts_with('/');
    let text = reader.text_with_raw(url_text, url_span)?;
    Some((method, Url { text, relative, base: None, operation: false, path: Vec::new() }))
}

/// Splits at the first blank outside of `${…}`.
fn split_line(text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let start = text.len() - text.trim_start().len();
    let mut open = 0_usize;
    for (offset, character) in text.char_indices().skip_while(|(offset, _)| *offset < start) {
        match character {
            '{' => open += 1,
            '}' => open = open.saturating_sub(1),
            c if c.is_whitespace() && open == 0 => {
                let url_start = offset + (text[offset..].len() - text[offset..].trim_start().len());
                return (url_start < text.len()).then_some((start..offset, url_start..text.len()));
            }
            _ => {}
        }
    }
    None
}

/// A method token (RFC 9110 §5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn check_url(reader: &mut Reader<'_>, url: &str, span: Span) -> Option<()> {
    let known = url.starts_with('/')
        || url.starts_with("${")
        || url.starts_with("http://")
        || url.starts_with("https://");
    if !known {
        reader.sink.push(
            Diagnostic::new(Code::InvalidValue, span, format!("`{url}` is not a valid URL"))
                .help("a URL begins with `/` (it is appended to `base_url`), with `http://` or `https://`, or with `${…}`"),
        );
        return None;
    }
    Some(())
}

/// What a header's name is made of (RFC 9110 §5.6.2).
const HEADER_NAMES: &str = "header names consist of ASCII letters, digits and the characters ! # $ % & ' * + - . ^ _ ` | ~, without spaces, colons and letters such as ä";

/// Header names are tokens, and values hold no line breaks.
pub fn check_headers(reader: &mut Reader<'_>, headers: &Entries) {
    for entry in headers {
        if !is_token(&entry.name.value) {
            let message = format!("`{}` is not a valid header name", entry.name.value);
            reader.sink.push(Diagnostic::new(Code::InvalidName, entry.name.span, message).help(HEADER_NAMES));
        }
        entry.value.for_each_text(&mut |text| {
            if text.raw.contains(['\r', '\n']) && text.raw.trim_end_matches('\n').contains(['\r', '\n']) {
                reader.sink.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        text.span,
                        "a header value must not contain a line break",
                    )
                    .help("write it on one line"),
                );
            }
        });
    }
}

pub fn auth(reader: &mut Reader<'_>, node: &Node) -> Option<Auth> {
    if let NodeKind::Text(text) = &node.kind
        && &**text == "none"
    {
        return Some(Auth::None);
    }
    let known = ["basic", "bearer"];
    let members = match &node.kind {
        NodeKind::Map(_) => reader.map(node, "`auth`")?,
        _ => {
            reader.wrong_type(node, "`auth`", "a map such as `{ bearer: \"${token}\" }`, or the word `none`");
            return None;
        }
    };
    let [(key, value)] = members else {
        reader.error(Code::ConflictingKeys, members[1].0.span, "`auth` has one kind of credentials");
        return None;
    };
    match &*key.value {
        "bearer" => {
            if value.kind == NodeKind::Nothing {
                reader.missing_value(key);
                return None;
            }
            reader.text(value, "`bearer`").map(Auth::Bearer)
        }
        "basic" => {
            let fields = reader.fields(value, "`basic`", BASIC)?;
            let mut part = |name: &str| match fields.get(name) {
                Some(node) => reader.text(node, &format!("`{name}`")),
                None => {
                    reader.error(Code::MissingKey, key.span, format!("`basic` needs a `{name}`"));
                    None
                }
            };
            let (user, password) = (part("user"), part("password"));
            Some(Auth::Basic { user: user?, password: password? })
        }
        other => {
            let diagnostic =
                Diagnostic::new(Code::UnknownKey, key.span, format!("`{other}` is not a kind of `auth`"));
            reader.sink.push(diagnostic.suggest(other, known, true, |diagnostic| {
                diagnostic.help("use `basic`, `bearer` or `none`")
            }));
            None
        }
    }
}
