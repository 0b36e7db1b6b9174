//! Foreign URLs, cut into origin, path and parameters. They may hold `${…}`.

use url::form_urlencoded;

/// A URL in parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// `https://host:port`, or a template that stands for it; empty where there is none.
    pub origin: String,
    /// With its `/`.
    pub path: String,
    /// What stands behind `?`, as it is.
    pub query: Option<String>,
    /// `user:password` of the authority.
    pub user: Option<(String, String)>,
}

/// Cuts a URL; without a scheme it is one of `http`, as curl has it.
pub fn cut(url: &str) -> Parts {
    let url = url.trim();
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    let (before, query) = match url.split_once('?') {
        Some((before, query)) => (before, Some(query.to_owned())),
        None => (url, None),
    };
    let (scheme, rest) = match before.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '{']) => {
            (format!("{}://", scheme.to_ascii_lowercase()), rest)
        }
        // A template for the scheme.
        Some((scheme, rest)) if scheme.starts_with("${") && !scheme.contains('/') => {
            (format!("{scheme}://"), rest)
        }
        _ => (String::new(), before),
    };
    let (authority, path) = match rest.find('/') {
        Some(at) => (&rest[..at], &rest[at..]),
        None => (rest, ""),
    };
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let user = user.map(|user| {
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        (decoded(user), decoded(password))
    });
    let host = if host.contains("${") { host.to_owned() } else { host.to_ascii_lowercase() };
    let origin = match (scheme.is_empty(), host.is_empty()) {
        (_, true) => String::new(),
        // A template that begins the URL holds its scheme.
        (true, false) if host.starts_with("${") => host,
        (true, false) => format!("http://{host}"),
        (false, false) => format!("{scheme}{host}"),
    };
    Parts { origin, path: clean_path(path), query, user }
}

/// The parameters as names and values; `None` where they would not be the same again (`?wsdl`).
pub fn parameters(query: &str) -> Option<Vec<(String, String)>> {
    if query.is_empty() {
        return Some(Vec::new());
    }
    let pairs: Option<Vec<(String, String)>> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((form_decoded(name)?, form_decoded(value)?))
        })
        .collect();
    pairs.filter(|pairs| pairs.iter().all(|(name, _)| !name.is_empty() && !name.contains("${")))
}

/// Undoes form encoding; `None` for bytes that are no text.
fn form_decoded(text: &str) -> Option<String> {
    // `+` and `%` stand for themselves in an expression.
    if text.contains("${") {
        return Some(text.to_owned());
    }
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    let decoded = pairs.next().map_or_else(String::new, |(name, _)| name.into_owned());
    (!decoded.contains('\u{fffd}')).then_some(decoded)
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Percent-encodes what cannot stand in a path, outside of `${…}`.
fn clean_path(path: &str) -> String {
    let mut clean = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(character) = rest.chars().next() {
        if rest.starts_with("${")
            && let Some(end) = rest.find('}')
        {
            clean.push_str(&rest[..=end]);
            rest = &rest[end + 1..];
            continue;
        }
        let allowed = character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%".contains(character);
        if allowed {
            clean.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                clean.push_str(&format!("%{byte:02X}"));
            }
        }
        rest = &rest[character.len_utf8()..];
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_cut() {
        let parts = cut("HTTPS://mary:x%40y@Example.com:8443/a b/${id}?q=1#top");
        assert_eq!(parts.origin, "https://example.com:8443");
        assert_eq!(parts.path, "/a%20b/${id}");
        assert_eq!(parts.query.as_deref(), Some("q=1"));
        assert_eq!(parts.user, Some(("mary".to_owned(), "x@y".to_owned())));
        assert_eq!(cut("localhost:3000").origin, "http://localhost:3000");
        assert_eq!(cut("${baseUrl}/users").origin, "${baseUrl}");
        assert_eq!(cut("/users").path, "/users");
        assert_eq!(parameters("a=1&b=x+y"), Some(vec![("a".into(), "1".into()), ("b".into(), "x y".into())]));
        assert_eq!(parameters("wsdl"), None);
    }
}
