//! URLs: built piece by piece, each encoded by its place (RFC 3986).

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::as_text::as_text;
use super::entry;
use super::error::EvalError;
use super::percent::percent_encoded;
use super::render::{self, RenderError, Rendered};
use super::scope::Scope;
use crate::model::{Text, Url};

/// What may not stand in a URL as it is written; `%` may, since people write escapes.
pub const ILLEGAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Scheme, host and port, all that decides whether two URLs lead to the same server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// In lower case; an IPv6 address with its brackets.
    pub host: String,
    /// The written one, or that of the scheme.
    pub port: u16,
}

/// The origin of an absolute http or https URL. The error is one line for people.
pub fn origin(url: &str) -> Result<Origin, String> {
    let problem = |why: &str| format!("the URL {why}; it should look like `https://example.com/path`");
    let (scheme, rest, default) = match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("http", rest, 80),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("https", rest, 443),
        _ => return Err(problem("does not begin with http:// or https://")),
    };
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match host_and_port.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, after)) => (format!("[{address}]"), after.strip_prefix(':')),
        None => match host_and_port.split_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port)),
            None => (host_and_port.to_owned(), None),
        },
    };
    if host.is_empty() || host == "[]" || host.contains([':', '%', '{', '}', ' ']) && !host.starts_with('[') {
        return Err(problem("has no host that can be asked"));
    }
    let port = match port {
        None | Some("") => default,
        Some(port) => port.parse().map_err(|_| problem("has a port that is not a number up to 65535"))?,
    };
    Ok(Origin { scheme, host: host.to_ascii_lowercase(), port })
}

/// Renders a request's URL without the `query` map.
pub fn render(url: &Url, scope: &Scope<'_>) -> Result<String, RenderError> {
    let mut result = String::new();
    if let Some(base) = &url.base
        && url.relative
    {
        result = render::string(base, scope)?;
        let trimmed = result.trim().trim_end_matches('/').len();
        result.truncate(trimmed);
    }
    let paths = path_values(url, scope)?;
    let mut in_query = false;
    let mut first = !url.relative;
    render::pieces(&url.text, scope, &mut |piece| {
        match piece {
            Rendered::Text(text) => {
                in_query |= text.contains('?');
                match filled(text, &paths) {
                    Some(filled) => result.push_str(&filled),
                    None => result.extend(utf8_percent_encode(text, ILLEGAL)),
                }
            }
            // What begins the URL is a URL already.
            Rendered::Slot(slot, value) if first || slot.raw => {
                let text = as_text(value);
                in_query |= text.contains('?');
                result.extend(utf8_percent_encode(&text, ILLEGAL));
            }
            Rendered::Slot(_, value) => result.extend(percent_encoded(&as_text(value))),
        }
        first = false;
    })?;
    if let Some(fragment) = result.find('#') {
        result.truncate(fragment);
    }
    if !url.relative
        && result.starts_with('/')
        && let Some(base) = &url.base
    {
        let mut whole = render::string(base, scope)?;
        whole.truncate(whole.trim_end_matches('/').len());
        result.insert_str(0, &whole);
    }
    Ok(result)
}

/// The values of `path`, encoded as one segment each.
fn path_values(url: &Url, scope: &Scope<'_>) -> Result<Vec<(String, String)>, RenderError> {
    let mut values = Vec::with_capacity(url.path.len());
    for entry in &url.path {
        // A list is written as the style `simple` has it.
        let given = entry::values(entry, scope)?;
        let encoded: Vec<String> = given.iter().map(|value| percent_encoded(value).collect()).collect();
        if encoded.iter().all(String::is_empty) {
            let message = format!("`{}` is a part of the path and cannot be empty", entry.name.value);
            return Err(error(message, &url.text));
        }
        values.push((format!("{{{}}}", entry.name.value), encoded.join(",")));
    }
    Ok(values)
}

/// The path of an operation with its values.
fn filled(text: &str, values: &[(String, String)]) -> Option<String> {
    let (mut result, mut rest) = (String::new(), text);
    if values.is_empty() {
        return None;
    }
    while let Some(start) = rest.find('{') {
        result.extend(utf8_percent_encode(&rest[..start], ILLEGAL));
        rest = &rest[start..];
        match values.iter().find(|(name, _)| rest.starts_with(name.as_str())) {
            Some((name, value)) => {
                result.push_str(value);
                rest = &rest[name.len()..];
            }
            None => {
                result.push_str("%7B");
                rest = &rest[1..];
            }
        }
    }
    result.extend(utf8_percent_encode(rest, ILLEGAL));
    Some(result)
}

/// Adds parameters behind what the URL has.
pub fn add_query(url: &mut String, parameters: &[(&str, String)]) {
    for (name, value) in parameters {
        let separator = match url.find('?') {
            None => "?",
            Some(_) if url.ends_with(['?', '&']) => "",
            Some(_) => "&",
        };
        url.push_str(separator);
        url.extend(percent_encoded(name));
        url.push('=');
        url.extend(percent_encoded(value));
    }
}

/// An error that points at the URL.
pub fn error(message: String, text: &Text) -> RenderError {
    RenderError::new(EvalError::new(message), &text.raw, text.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_compared_without_case_and_with_default_ports() {
        assert_eq!(origin("HTTP://Example.com/a"), origin("http://example.com:80"));
        assert_ne!(origin("http://example.com"), origin("https://example.com"));
        assert_eq!(origin("http://user:pw@[::1]:8080/x").unwrap().host, "[::1]");
        for wrong in ["/path", "ftp://x", "http://", "http://:80/", "http://a:99999/", "http://a b/"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn parameters_go_behind_what_is_there() {
        let mut url = "http://a/b?c=d".to_owned();
        add_query(&mut url, &[("x y", "1&2".to_owned())]);
        assert_eq!(url, "http://a/b?c=d&x%20y=1%262");
    }
}
