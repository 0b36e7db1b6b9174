//! The cookies of a scenario instance (RFC 6265).
//!
//! One jar belongs to one instance and never to another. It costs nothing as long as no response sets a cookie.

use std::borrow::Cow;

use cookie_store::{CookieDomain, CookieStore};
use url::Url;

use crate::model::headers_named;

/// Cookies that responses have set; a copy is a jar of its own.
#[derive(Debug, Clone, Default)]
pub struct CookieJar {
    store: Option<Box<CookieStore>>,
}

impl CookieJar {
    /// True when no response has set a cookie.
    pub fn is_empty(&self) -> bool {
        self.store.is_none()
    }

    /// Keeps what a response from this URL sets, as far as it may (domain, path, `Secure`); what has expired goes.
    pub fn keep(&mut self, url: &str, headers: &[(String, String)]) {
        let mut lines = headers_named(headers, "set-cookie").peekable();
        if lines.peek().is_none() {
            return;
        }
        let Ok(url) = Url::parse(url) else { return };
        let store = self.store.get_or_insert_default();
        for line in lines {
            // A cookie for another domain, or one that sets nothing, is refused: as browsers do, without a word.
            let _ = store.parse(line, &url);
        }
    }

    /// Adds the cookies of another jar; one of the same name, domain and path is replaced.
    pub fn join(&mut self, other: &CookieJar) {
        let Some(cookies) = other.store.as_deref() else { return };
        let store = self.store.get_or_insert_default();
        for cookie in cookies.iter_unexpired() {
            let (CookieDomain::HostOnly(host) | CookieDomain::Suffix(host)) = &cookie.domain else {
                continue;
            };
            // The scheme under which any cookie may be set.
            if let Ok(url) = Url::parse(&format!("https://{host}/")) {
                let _ = store.insert(cookie.clone(), &url);
            }
        }
    }

    /// The value of the `Cookie` header for a request to this URL: the request's own cookies, then those of the jar whose
    /// names the request does not have. `None` where the jar adds nothing.
    pub fn header(&self, url: &str, own: Option<&str>) -> Option<String> {
        let store = self.store.as_deref()?;
        let mut cookies = store.matches(&Url::parse(url).ok()?);
        // Longer paths first (RFC 6265 §5.4); those of equal length stay in the order in which they came.
        cookies.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.as_ref().len()));
        let own_names: Vec<&str> = own
            .map(|own| own.split(';').map(|pair| pair.split('=').next().unwrap_or("").trim()).collect())
            .unwrap_or_default();
        let mut line = Cow::Borrowed(own.unwrap_or(""));
        let mut added = false;
        for cookie in cookies {
            if own_names.contains(&cookie.name()) {
                continue;
            }
            let line = line.to_mut();
            if !line.is_empty() {
                line.push_str("; ");
            }
            line.push_str(cookie.name());
            line.push('=');
            line.push_str(cookie.value());
            added = true;
        }
        added.then(|| line.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(url: &str, lines: &[&str]) -> CookieJar {
        let mut jar = CookieJar::default();
        let headers: Vec<_> =
            lines.iter().map(|line| ("set-cookie".to_owned(), (*line).to_owned())).collect();
        jar.keep(url, &headers);
        jar
    }

    #[test]
    fn a_jar_takes_a_copy_of_another_ones_cookies() {
        let mut mine = jar("http://127.0.0.1:1/", &["a=1", "b=1"]);
        mine.join(&jar("http://127.0.0.1:1/v1/x", &["a=2; Path=/", "c=3"]));
        assert_eq!(mine.header("http://127.0.0.1:1/v1/y", None).as_deref(), Some("c=3; a=2; b=1"));
    }

    #[test]
    fn cookies_go_to_their_domain_path_and_scheme() {
        let jar = jar(
            "https://api.example.com/v1/login",
            &[
                "a=1; Path=/",
                "b=2; Path=/v1",
                "c=3; Secure; Path=/",
                "d=4; Domain=example.com; Path=/",
                "e=5; Domain=other.com",
            ],
        );
        let header = |url| jar.header(url, None);
        assert_eq!(header("https://api.example.com/v1/x").as_deref(), Some("b=2; a=1; c=3; d=4"));
        assert_eq!(header("https://api.example.com/").as_deref(), Some("a=1; c=3; d=4"));
        assert_eq!(header("http://api.example.com/").as_deref(), Some("a=1; d=4"));
        assert_eq!(header("https://www.example.com/").as_deref(), Some("d=4"));
        assert_eq!(header("https://other.com/"), None);
    }

    #[test]
    fn an_own_cookie_wins_and_an_expired_one_goes() {
        let mut jar = jar("http://127.0.0.1:8080/", &["a=1", "b=2"]);
        assert_eq!(
            jar.header("http://127.0.0.1:8080/", Some("b=own; c=3")).as_deref(),
            Some("b=own; c=3; a=1")
        );
        assert_eq!(jar.header("http://127.0.0.1:8080/", Some("a=x; b=y")), None);
        jar.keep("http://127.0.0.1:8080/", &[("Set-Cookie".to_owned(), "a=; Max-Age=0".to_owned())]);
        assert_eq!(jar.header("http://127.0.0.1:8080/", None).as_deref(), Some("b=2"));
        assert!(CookieJar::default().header("http://127.0.0.1/", None).is_none());
    }
}
