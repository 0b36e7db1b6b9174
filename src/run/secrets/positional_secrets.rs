//! What is secret by its position in an exchange: values of certain headers, the credentials and cookie values in them,
//! passwords in URLs.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;

use crate::eval::ResponseView;
use crate::model::HttpRequest;
use crate::source::url_passwords;
use crate::vocabulary::SECRET_HEADERS;
use crate::vocabulary::limits::SHORTEST_PLACED;

/// Values that are secret by their position, each with the name under which it is masked.
pub type PositionalSecrets = Vec<(Arc<str>, String)>;

/// Values of secret headers, under the name of the header, and passwords in URLs. Mask them wherever they appear.
pub fn positional_secrets(request: &HttpRequest, response: Option<&ResponseView<'_>>) -> PositionalSecrets {
    let mut secrets = PositionalSecrets::new();
    request.headers.iter().for_each(|(name, value)| of_header(name, value, &mut secrets));
    of_urls(&request.url, &mut secrets);
    if let Some(response) = response {
        for (name, value) in response.headers {
            of_header(name, value, &mut secrets);
            of_urls(value, &mut secrets);
        }
    }
    secrets
}

/// The values of cookies that response headers set.
pub fn set_cookie_secrets(headers: &[(String, String)]) -> PositionalSecrets {
    let mut secrets = PositionalSecrets::new();
    let lines = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    lines.for_each(|(name, line)| of_header(name, line, &mut secrets));
    secrets
}

fn of_header(name: &str, value: &str, secrets: &mut PositionalSecrets) {
    let Some(known) = SECRET_HEADERS.iter().find(|known| known.eq_ignore_ascii_case(name)) else { return };
    match *known {
        "cookie" => {
            add(known, value, secrets);
            let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
            pairs.for_each(|(_, value)| add(known, value.trim().trim_matches('"'), secrets));
        }
        "set-cookie" => {
            add(known, value, secrets);
            let first = value.split(';').next().unwrap_or("");
            if let Some((_, value)) = first.split_once('=') {
                add(known, value.trim().trim_matches('"'), secrets);
            }
        }
        // `Bearer` and its like are no secret, so that the value is found under the name that the scenario gives it.
        _ => match value.split_once(' ') {
            Some((scheme, credentials)) => {
                add(known, credentials.trim(), secrets);
                if scheme.eq_ignore_ascii_case("basic") {
                    of_basic(known, credentials.trim(), secrets);
                }
            }
            None => add(known, value, secrets),
        },
    }
}

/// The password in `user:password`.
fn of_basic(known: &'static str, credentials: &str, secrets: &mut PositionalSecrets) {
    let Ok(bytes) = BASE64_STANDARD.decode(credentials) else { return };
    if let Ok(text) = String::from_utf8(bytes)
        && let Some((_, password)) = text.split_once(':')
    {
        add(known, password, secrets);
    }
}

fn of_urls(text: &str, secrets: &mut PositionalSecrets) {
    for range in url_passwords(text) {
        let password = &text[range];
        add("authorization", password, secrets);
        if let Ok(decoded) = percent_decode_str(password).decode_utf8() {
            add("authorization", &decoded, secrets);
        }
    }
}

fn add(name: &'static str, value: &str, secrets: &mut PositionalSecrets) {
    if value.chars().count() >= SHORTEST_PLACED && !secrets.iter().any(|(_, known)| known == value) {
        secrets.push((Arc::from(name), value.to_owned()));
    }
}
