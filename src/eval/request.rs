//! A request of the scenario, rendered and encoded, ready to be sent.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::body;
use super::entry::values;
use super::error::EvalError;
use super::headers::{has, line_break};
use super::render::{self, RenderError, read_boolean, read_count, read_size, read_time_limit, string};
use super::scope::Scope;
use super::url::{self, Origin};
use crate::model::{
    Auth, BodyLimit, Data, Entries, Entry, HttpRequest, Request, Setting, TlsOptions, TlsSettings,
};
use crate::vocabulary::limits::{MAX_REDIRECTS, TIMEOUT};

type Result<T> = std::result::Result<T, RenderError>;

/// A request with what decides how it is sent.
#[derive(Debug)]
pub struct Rendered {
    /// As it goes out, without the cookies that the instance has gathered.
    pub http: HttpRequest,
    /// So many redirects are followed; `None`: a redirect is the response.
    pub follow: Option<u64>,
    /// The instance's cookies are sent and kept.
    pub cookies: bool,
    /// Headers that came from `defaults`, which stay with the origin of `base_url`.
    pub from_defaults: Vec<Arc<str>>,
}

/// Renders a request. `max_body` is what holds where the request does not say.
pub fn render(request: &Request, scope: &Scope<'_>, max_body: BodyLimit) -> Result<Rendered> {
    let method: Arc<str> = match &request.method.template {
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
    let (mut from_defaults, mut left_out) = (Vec::new(), Vec::new());
    for entry in &request.headers {
        if own_server(entry.inherited) {
            let values = values(entry, scope)?;
            if values.is_empty() {
                left_out.push(entry.name.value.clone());
            }
            for value in values {
                check_header(entry, &value)?;
                headers.push((entry.name.value.clone(), value));
            }
            if entry.inherited {
                from_defaults.push(entry.name.value.clone());
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
        Some(body) => Some(body::render(body, scope, &mut headers)?),
    };
    headers.retain(|(name, _)| !left_out.iter().any(|other| other.eq_ignore_ascii_case(name)));
    let options = &request.options;
    let limit = |setting| render::setting(setting, scope, read_time_limit);
    let boolean = |setting| render::setting(setting, scope, read_boolean);
    let follow = match &options.follow_redirects {
        Some(setting) if boolean(setting)? => Some(match &options.max_redirects {
            Some(setting) => render::setting(setting, scope, |value| read_count(value).map(u64::from))?,
            None => MAX_REDIRECTS,
        }),
        _ => None,
    };
    let http = HttpRequest {
        method,
        url: target,
        headers,
        left_out,
        body,
        timeout: options.timeout.as_ref().map(limit).transpose()?.unwrap_or(TIMEOUT),
        connect_timeout: options.connect_timeout.as_ref().map(limit).transpose()?,
        max_body: match &options.max_body {
            Some(setting) => BodyLimit(render::setting(setting, scope, read_size)?),
            None => max_body,
        },
        tls: tls(&options.tls, scope)?,
        proxy: options.proxy.as_ref().map(|proxy| string(proxy, scope).map(Arc::from)).transpose()?,
        interruptible: true,
    };
    let cookies = options.cookies.as_ref().map(boolean).transpose()?.unwrap_or(true);
    Ok(Rendered { http, follow, cookies, from_defaults })
}

fn tls(options: &TlsOptions, scope: &Scope<'_>) -> Result<Option<Arc<TlsSettings>>> {
    let insecure = match &options.insecure {
        Some(setting @ Setting::Template(_)) => render::setting(setting, scope, read_boolean)?,
        _ => return Ok(options.files.clone()),
    };
    match (&options.files, insecure) {
        (files, false) => Ok(files.clone()),
        (files, true) => {
            let settings = files.as_deref().cloned().unwrap_or_default();
            Ok(Some(Arc::new(TlsSettings { insecure, ..settings })))
        }
    }
}

/// True when the request goes to the server of `base_url`, and so may get what `defaults` give.
fn same_origin(request: &Request, scope: &Scope<'_>, origin: &Origin) -> bool {
    match &request.url.base {
        None => true,
        Some(_) if request.url.relative => true,
        Some(base) => string(base, scope).is_ok_and(|base| url::origin(&base).as_ref() == Ok(origin)),
    }
}

/// A line break in a value would begin a header of its own.
fn check_header(entry: &Entry, value: &str) -> Result<()> {
    if !line_break(value) {
        return Ok(());
    }
    let raw: Arc<str> = match &entry.value {
        Data::Text(text) => text.raw.clone(),
        _ => "".into(),
    };
    let message = format!("the value of the header `{}` contains a line break", entry.name.value);
    Err(RenderError::new(EvalError::new(message), &raw, entry.value.span()))
}

/// The entries of `cookies`, joined with those of a `Cookie` header into one: two such headers are not allowed
/// (RFC 6265 §5.4). Where both have a name, the entry counts.
fn cookies(
    cookies: &Entries,
    scope: &Scope<'_>,
    own_server: &dyn Fn(bool) -> bool,
    headers: &mut Vec<(Arc<str>, String)>,
) -> Result<()> {
    let mut line = String::new();
    let mut push = |pair: &str| {
        if !line.is_empty() {
            line.push_str("; ");
        }
        line.push_str(pair);
    };
    for entry in cookies {
        if !own_server(entry.inherited) {
            continue;
        }
        for value in values(entry, scope)? {
            check_header(entry, &value)?;
            push(&format!("{}={value}", entry.name.value));
        }
    }
    if !has(headers, "cookie") {
        if !line.is_empty() {
            headers.push((Arc::from("Cookie"), line));
        }
        return Ok(());
    }
    let mut joined = String::new();
    for (_, given) in headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie")) {
        for pair in given.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
            let name = pair.split_once('=').map_or(pair, |(name, _)| name.trim());
            if !cookies.iter().any(|entry| &*entry.name.value == name) {
                joined.push_str(pair);
                joined.push_str("; ");
            }
        }
    }
    headers.retain(|(name, _)| !name.eq_ignore_ascii_case("cookie"));
    let line = if line.is_empty() { joined.trim_end_matches("; ").to_owned() } else { joined + &line };
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
            if line_break(&value) {
                return Err(url::error("the token contains a line break".to_owned(), token));
            }
            Ok(Some(format!("Bearer {value}")))
        }
        Auth::Basic { user, password } => {
            let name = string(user, scope)?;
            if name.contains(':') {
                return Err(url::error("a user name must not contain a colon (RFC 7617)".to_owned(), user));
            }
            let password = string(password, scope)?;
            Ok(Some(format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))))
        }
    }
}
