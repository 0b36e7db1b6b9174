//! A request of ours as one of the client's.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use ureq::http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, EXPECT, HeaderMap, TRANSFER_ENCODING, USER_AGENT,
};
use ureq::http::uri::Authority;
use ureq::http::{HeaderName, HeaderValue, Method, Request, Uri};

use crate::model::HttpRequest;

/// Heads and bodies that together fit into one buffer are sent in one go.
const SENT_AT_ONCE: usize = super::buffers::OUTPUT;

pub(super) struct Prepared<'a> {
    pub request: Request<()>,
    /// `Some(&[])` sends `Content-Length: 0`.
    pub body: Option<&'a [u8]>,
    /// The head should wait for the body.
    pub hold: bool,
}

/// Builds it; the error is one line for people. Nothing that could break the framing gets through.
pub(super) fn prepare<'a>(
    request: &'a HttpRequest,
    uri: Uri,
    user_agent: &str,
) -> Result<Prepared<'a>, String> {
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| {
        format!("`{}` is not a valid method: it must be one word of letters", request.method.escape_debug())
    })?;
    let (uri, credentials) = split_credentials(uri);
    let body = match &request.body {
        Some(body) => Some(body.as_slice()),
        None => matches!(method, Method::POST | Method::PUT | Method::PATCH).then_some(&[][..]),
    };
    let mut built = Request::new(());
    *built.method_mut() = method;
    *built.uri_mut() = uri;
    let headers = built.headers_mut();
    headers.reserve(request.headers.len() + 5);
    for (name, value) in &request.headers {
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("`{}` is not a valid header name", name.escape_debug()))?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
            format!("the value of the header {header} contains a line break or another control character")
        })?;
        headers.append(header, value);
    }
    check_framing(headers, body)?;
    if let Some(credentials) = credentials
        && !headers.contains_key(AUTHORIZATION)
    {
        headers.insert(AUTHORIZATION, credentials);
    }
    for (name, value) in [(ACCEPT, "*/*"), (ACCEPT_ENCODING, "gzip, br"), (USER_AGENT, user_agent)] {
        let left_out = request.left_out.iter().any(|other| other.eq_ignore_ascii_case(name.as_str()));
        if !left_out
            && !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    }
    let hold = body.is_some_and(|body| !body.is_empty() && body.len() < SENT_AT_ONCE)
        && !headers.contains_key(EXPECT);
    Ok(Prepared { request: built, body, hold })
}

/// A length or transfer coding of the user's that does not fit the body would let one side wait for the other.
fn check_framing(headers: &mut HeaderMap, body: Option<&[u8]>) -> Result<(), String> {
    if headers.get_all("host").iter().count() > 1 {
        return Err("the header Host is given more than once".to_owned());
    }
    let length = body.map_or(0, <[u8]>::len);
    for given in headers.get_all(CONTENT_LENGTH) {
        let given = given.to_str().unwrap_or_default();
        if given.trim().parse() != Ok(length) {
            return Err(format!(
                "the header Content-Length is `{given}`, but the body has {length} bytes: remove the header, it is always sent"
            ));
        }
    }
    headers.remove(CONTENT_LENGTH);
    for coding in headers.get_all(TRANSFER_ENCODING) {
        if !coding.as_bytes().eq_ignore_ascii_case(b"chunked") || body.is_none() {
            return Err("the header Transfer-Encoding may only be `chunked`, and only with a body".to_owned());
        }
    }
    Ok(())
}

/// Takes `user:password@` out of a URL: the client would send it as written, without percent-decoding.
fn split_credentials(uri: Uri) -> (Uri, Option<HeaderValue>) {
    let Some((userinfo, host)) = uri.authority().and_then(|authority| authority.as_str().rsplit_once('@'))
    else {
        return (uri, None);
    };
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    let mut plain: Vec<u8> = percent_decode_str(user).collect();
    plain.push(b':');
    plain.extend(percent_decode_str(password));
    let value = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(plain))).ok();
    let authority = host.parse::<Authority>();
    let mut parts = uri.clone().into_parts();
    match authority {
        Ok(authority) => parts.authority = Some(authority),
        Err(_) => return (uri, None),
    }
    match Uri::from_parts(parts) {
        Ok(stripped) => (stripped, value),
        Err(_) => (uri, None),
    }
}
