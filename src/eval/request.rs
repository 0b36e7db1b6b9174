//! A request of the scenario, rendered and encoded, ready to be sent.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_encode_byte;

use super::render::{self, RenderError, read_duration, read_size, scalar_text, string};
use super::scope::Scope;
use super::url::{self, Origin};
use super::walk::EvalError;
use crate::model::value::Value;
use crate::model::{Auth, Body, BodyLimit, Data, Entries, Entry, HttpRequest, Request, Text};

/// `options.timeout` where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(30);

type Result<T> = std::result::Result<T, RenderError>;

/// Renders a request. `max_body` is what holds where the request does not say.
pub fn render(request: &Request, scope: &Scope<'_>, max_body: BodyLimit) -> Result<HttpRequest> {
    let method: Arc<str> = match request.method.template {
        None => request.method.raw.clone(),
        Some(_) => string(&request.method, scope)?.into(),
    };
    let mut target = url::render(&request.url, scope)?;
    let origin = url::origin(&target).map_err(|problem| url::error(problem, &request.url.text))?;
    let own_server = |inherited: bool| !inherited || same_origin(request, scope, &origin);
    let mut parameters = Vec::with_capacity(request.query.len());
    for entry in &request.query {
        if own_server(entry.inherited) {
            for value in values(entry, scope)? {
                parameters.push((&*entry.name.value, value));
            }
        }
    }
    url::add_query(&mut target, &parameters);
    let mut headers: Vec<(Arc<str>, String)> = Vec::with_capacity(request.headers.len() + 3);
    for entry in &request.headers {
        if own_server(entry.inherited) {
            for value in values(entry, scope)? {
                check_header(entry, &value)?;
                headers.push((entry.name.value.clone(), value));
            }
        }
    }
    cookies(&request.cookies, scope, &own_server, &mut headers)?;
    if let Some(auth) = &request.auth
        && own_server(request.auth_inherited)
        && !has(&headers, "authorization")
        && let Some(value) = authorization(auth, scope)?
    {
        headers.push((Arc::from("Authorization"), value));
    }
    let body = match &request.body {
        None => None,
        Some(body) => {
            let (content_type, bytes) = body_bytes(body, scope)?;
            if !has(&headers, "content-type") {
                headers.push((Arc::from("Content-Type"), content_type.to_owned()));
            }
            Some(bytes)
        }
    };
    let options = &request.options;
    let duration = |setting| render::setting(setting, scope, read_duration);
    Ok(HttpRequest {
        method,
        url: target,
        headers,
        body,
        timeout: options.timeout.as_ref().map(duration).transpose()?.unwrap_or(TIMEOUT),
        connect_timeout: options.connect_timeout.as_ref().map(duration).transpose()?,
        max_body: match &options.max_body {
            Some(setting) => BodyLimit(render::setting(setting, scope, read_size)?),
            None => max_body,
        },
        tls: None,
        proxy: None,
        interruptible: true,
    })
}

fn has(headers: &[(Arc<str>, String)], name: &str) -> bool {
    headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
}

/// True when the request goes to the server of `base_url`, and so may get what `defaults` give.
fn same_origin(request: &Request, scope: &Scope<'_>, origin: &Origin) -> bool {
    match &request.url.base {
        None => true,
        Some(_) if request.url.relative => true,
        Some(base) => string(base, scope).is_ok_and(|base| url::origin(&base).as_ref() == Ok(origin)),
    }
}

/// The values of one name: a list repeats it.
fn values(entry: &Entry, scope: &Scope<'_>) -> Result<Vec<String>> {
    match &entry.value {
        Data::Null(_) => Ok(Vec::new()),
        Data::List(items, _) => items.iter().map(|item| scalar_text(item, scope)).collect(),
        Data::Text(text) => match render::text_value(text, scope)? {
            Cow::Owned(Value::String(value)) => Ok(vec![value]),
            value => match value.as_ref() {
                Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
                    Err(not_plain(entry, text))
                }
                Value::Array(items) => Ok(items.iter().map(render::as_text).collect()),
                Value::Object(_) => Err(not_plain(entry, text)),
                plain => Ok(vec![render::as_text(plain)]),
            },
        },
        other => Ok(vec![scalar_text(other, scope)?]),
    }
}

fn not_plain(entry: &Entry, text: &Text) -> RenderError {
    let message = format!("`{}` takes a plain value or a list of them, not an object", entry.name.value);
    RenderError::new(EvalError::new(message), &text.raw, text.span)
}

/// A line break in a value would begin a header of its own.
fn check_header(entry: &Entry, value: &str) -> Result<()> {
    if !value.contains(['\r', '\n', '\0']) {
        return Ok(());
    }
    let raw: Arc<str> = match &entry.value {
        Data::Text(text) => text.raw.clone(),
        _ => "".into(),
    };
    let message = format!("the value of the header `{}` has a line break in it", entry.name.value);
    Err(RenderError::new(EvalError::new(message), &raw, entry.value.span()))
}

fn cookies(
    cookies: &Entries,
    scope: &Scope<'_>,
    own_server: &dyn Fn(bool) -> bool,
    headers: &mut Vec<(Arc<str>, String)>,
) -> Result<()> {
    let mut line = String::new();
    for entry in cookies {
        if !own_server(entry.inherited) {
            continue;
        }
        for value in values(entry, scope)? {
            check_header(entry, &value)?;
            if !line.is_empty() {
                line.push_str("; ");
            }
            line.push_str(&format!("{}={value}", entry.name.value));
        }
    }
    if !line.is_empty() {
        headers.push((Arc::from("Cookie"), line));
    }
    Ok(())
}

fn authorization(auth: &Auth, scope: &Scope<'_>) -> Result<Option<String>> {
    match auth {
        Auth::None => Ok(None),
        Auth::Bearer(token) => {
            let value = string(token, scope)?;
            if value.contains(['\r', '\n', '\0']) {
                return Err(url::error("the token has a line break in it".to_owned(), token));
            }
            Ok(Some(format!("Bearer {value}")))
        }
        Auth::Basic { user, password } => {
            let name = string(user, scope)?;
            if name.contains(':') {
                return Err(url::error("a user name cannot have a colon in it (RFC 7617)".to_owned(), user));
            }
            let password = string(password, scope)?;
            Ok(Some(format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))))
        }
    }
}

fn body_bytes(body: &Body, scope: &Scope<'_>) -> Result<(&'static str, Vec<u8>)> {
    match body {
        Body::Json(data) => {
            let value = render::data(data, scope)?;
            // A value of JSON always has a text.
            let bytes = serde_json::to_vec(&value).unwrap_or_default();
            Ok(("application/json", bytes))
        }
        Body::Text(text) => Ok(("text/plain; charset=utf-8", string(text, scope)?.into_bytes())),
        Body::Form(entries) => {
            let mut form = String::new();
            for entry in entries {
                for value in values(entry, scope)? {
                    if !form.is_empty() {
                        form.push('&');
                    }
                    form_encode(&entry.name.value, &mut form);
                    form.push('=');
                    form_encode(&value, &mut form);
                }
            }
            Ok(("application/x-www-form-urlencoded", form.into_bytes()))
        }
    }
}

/// application/x-www-form-urlencoded (WHATWG URL §5.2): a blank is `+`.
fn form_encode(text: &str, form: &mut String) {
    for byte in text.bytes() {
        match byte {
            b' ' => form.push('+'),
            b'*' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => form.push(byte as char),
            other => form.push_str(percent_encode_byte(other)),
        }
    }
}
