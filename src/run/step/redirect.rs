//! What a redirect asks for (RFC 9110 §15.4): decided here, sent by `exchange`.

use std::sync::Arc;

use percent_encoding::utf8_percent_encode;
use url::Url;

use crate::eval::url::{ILLEGAL, origin};
use crate::model::{HttpRequest, HttpResponse, header};
use crate::vocabulary::SECRET_HEADERS;

/// Headers that describe a body, to be left out with it.
const OF_BODY: [&str; 6] = [
    "content-type",
    "content-length",
    "content-encoding",
    "content-language",
    "content-location",
    "transfer-encoding",
];

/// The request that a response asks for; None where it asks for none. The error completes "the redirect …".
///
/// Another origin gets neither credentials nor what comes from `defaults`, and once left out they stay so: a foreign server
/// could send us back to any path of the first one.
pub fn next(
    request: &HttpRequest,
    response: &HttpResponse,
    from_defaults: &[Arc<str>],
) -> Result<Option<HttpRequest>, String> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = header(&response.headers, "location") else { return Ok(None) };
    let url = resolve(&request.url, location)?;
    let mut next = HttpRequest { url, ..request.clone() };
    let as_get = match response.status {
        301 | 302 => &*request.method == "POST",
        303 => !matches!(&*request.method, "GET" | "HEAD"),
        _ => false,
    };
    if as_get {
        next.method = "GET".into();
        next.body = None;
        next.headers.retain(|(name, _)| !is_one_of(name, &OF_BODY));
    }
    if origin(&next.url) != origin(&request.url) {
        next.headers.retain(|(name, _)| {
            !is_one_of(name, &SECRET_HEADERS)
                && !name.eq_ignore_ascii_case("host")
                && !from_defaults.iter().any(|other| other.eq_ignore_ascii_case(name))
        });
    }
    Ok(Some(next))
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// The reference of `Location`, resolved against the URL of the request (RFC 3986 §5), without its fragment.
fn resolve(base: &str, location: &str) -> Result<String, String> {
    let unclear = || "leads to an invalid URL".to_owned();
    let base = Url::parse(base).map_err(|_| unclear())?;
    let mut url = base.join(location.trim()).map_err(|_| unclear())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("leads to `{}:`, but only http and https are supported", url.scheme()));
    }
    url.set_fragment(None);
    Ok(utf8_percent_encode(url.as_str(), ILLEGAL).to_string())
}

/// A URL as notes show it: without credentials.
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BodyLimit, Timings};

    fn request(method: &str, url: &str) -> HttpRequest {
        let headers = [
            "Authorization",
            "Cookie",
            "X-Api-Key",
            "Proxy-Authorization",
            "Accept",
            "X-Default",
            "Content-Type",
        ];
        HttpRequest {
            method: method.into(),
            url: url.to_owned(),
            headers: headers.iter().map(|name| (Arc::from(*name), "x".to_owned())).collect(),
            left_out: Vec::new(),
            body: Some(b"body".to_vec()),
            timeout: std::time::Duration::from_secs(1),
            connect_timeout: None,
            max_body: BodyLimit::default(),
            tls: None,
            proxy: None,
            interruptible: true,
        }
    }

    fn response(status: u16, location: Option<&str>) -> HttpResponse {
        HttpResponse {
            status,
            headers: location.iter().map(|value| ("location".to_owned(), (*value).to_owned())).collect(),
            body: Vec::new(),
            timings: Timings::default(),
        }
    }

    fn follow(method: &str, url: &str, status: u16, location: &str) -> HttpRequest {
        next(&request(method, url), &response(status, Some(location)), &["X-Default".into()])
            .unwrap()
            .unwrap()
    }

    #[test]
    fn the_method_changes_as_the_standard_says() {
        for (method, status, expected) in [
            ("POST", 301, "GET"),
            ("POST", 302, "GET"),
            ("POST", 303, "GET"),
            ("PUT", 303, "GET"),
            ("DELETE", 303, "GET"),
            ("HEAD", 303, "HEAD"),
            ("HEAD", 302, "HEAD"),
            ("PUT", 301, "PUT"),
            ("DELETE", 302, "DELETE"),
            ("POST", 307, "POST"),
            ("POST", 308, "POST"),
            ("GET", 302, "GET"),
        ] {
            let next = follow(method, "http://a/", status, "/b");
            assert_eq!(&*next.method, expected, "{method} {status}");
            let became_get = expected != method;
            assert_eq!(next.body.is_none(), became_get, "{method} {status}");
            assert_eq!(next.headers.iter().any(|(name, _)| &**name == "Content-Type"), !became_get);
        }
    }

    #[test]
    fn credentials_and_defaults_stay_with_their_origin() {
        let names =
            |next: &HttpRequest| next.headers.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
        let same = follow("GET", "https://a/x", 302, "https://A:443/y");
        assert_eq!(names(&same).len(), 7);
        for other in ["https://b/", "http://a/", "https://a:444/", "//sub.a/"] {
            assert_eq!(
                names(&follow("GET", "https://a/x", 302, other)),
                ["Accept", "Content-Type"],
                "{other}"
            );
        }
    }

    #[test]
    fn references_are_resolved() {
        for (location, expected) in [
            ("/b?x=1#frag", "http://h:81/b?x=1"),
            ("b", "http://h:81/a/b"),
            ("../b", "http://h:81/b"),
            ("?q", "http://h:81/a/c?q"),
            ("//other/x", "http://other/x"),
            ("https://h/ü b|c", "https://h/%C3%BC%20b%7Cc"),
        ] {
            assert_eq!(follow("GET", "http://h:81/a/c", 302, location).url, expected, "{location}");
        }
        let stay = |status, location| next(&request("GET", "http://h/"), &response(status, location), &[]);
        assert!(stay(302, None).unwrap().is_none());
        assert!(stay(200, Some("/x")).unwrap().is_none());
        assert!(stay(304, Some("/x")).unwrap().is_none());
        assert!(stay(302, Some("ftp://h/x")).unwrap_err().contains("`ftp:`"));
        assert!(stay(302, Some("http://")).is_err());
    }

    #[test]
    fn credentials_of_a_url_are_not_shown() {
        assert_eq!(shown("http://u:p@h/a@b"), "http://h/a@b");
        assert_eq!(shown("http://h/a@b"), "http://h/a@b");
    }
}
