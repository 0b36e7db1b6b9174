//! What is secret by its place: values of certain headers, the credentials and cookie values in them, passwords in URLs.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;

use super::instance::Running;
use crate::eval::ResponseView;
use crate::model::HttpRequest;
use crate::model::vocabulary::SECRET_HEADERS;
use crate::model::vocabulary::limits::{REMEMBERED_PLACED, SHORTEST_PLACED};
use crate::source::url_passwords;

/// Names and values.
pub type Placed = Vec<(Arc<str>, String)>;

/// Values of secret headers, under the header's name, and passwords of URLs: they are searched for elsewhere too.
pub fn placed_secrets(request: &HttpRequest, response: Option<&ResponseView<'_>>) -> Placed {
    let mut placed = Placed::new();
    request.headers.iter().for_each(|(name, value)| of_header(name, value, &mut placed));
    of_urls(&request.url, &mut placed);
    if let Some(response) = response {
        for (name, value) in response.headers {
            of_header(name, value, &mut placed);
            of_urls(value, &mut placed);
        }
    }
    placed
}

/// The values of cookies that headers set.
pub fn set_cookie_secrets(headers: &[(String, String)]) -> Placed {
    let mut placed = Placed::new();
    let lines = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    lines.for_each(|(name, line)| of_header(name, line, &mut placed));
    placed
}

fn of_header(name: &str, value: &str, placed: &mut Placed) {
    let Some(known) = SECRET_HEADERS.iter().find(|known| known.eq_ignore_ascii_case(name)) else { return };
    match *known {
        "cookie" => {
            add(known, value, placed);
            let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
            pairs.for_each(|(_, value)| add(known, value.trim().trim_matches('"'), placed));
        }
        "set-cookie" => {
            add(known, value, placed);
            let first = value.split(';').next().unwrap_or("");
            if let Some((_, value)) = first.split_once('=') {
                add(known, value.trim().trim_matches('"'), placed);
            }
        }
        // `Bearer` and its like are no secret, so that the value is found under the name that the scenario gives it.
        _ => match value.split_once(' ') {
            Some((scheme, credentials)) => {
                add(known, credentials.trim(), placed);
                if scheme.eq_ignore_ascii_case("basic") {
                    of_basic(known, credentials.trim(), placed);
                }
            }
            None => add(known, value, placed),
        },
    }
}

/// The password in `user:password`.
fn of_basic(known: &'static str, credentials: &str, placed: &mut Placed) {
    let Ok(bytes) = BASE64_STANDARD.decode(credentials) else { return };
    if let Ok(text) = String::from_utf8(bytes)
        && let Some((_, password)) = text.split_once(':')
    {
        add(known, password, placed);
    }
}

fn of_urls(text: &str, placed: &mut Placed) {
    for range in url_passwords(text) {
        let password = &text[range];
        add("authorization", password, placed);
        if let Ok(decoded) = percent_decode_str(password).decode_utf8() {
            add("authorization", &decoded, placed);
        }
    }
}

fn add(name: &'static str, value: &str, placed: &mut Placed) {
    if value.chars().count() >= SHORTEST_PLACED && !placed.iter().any(|(_, known)| known == value) {
        placed.push((Arc::from(name), value.to_owned()));
    }
}

impl Running<'_> {
    /// Keeps what an exchange showed to be secret: a later response may have it, too.
    pub fn remember_placed(&mut self, sent: &HttpRequest, view: Option<&ResponseView<'_>>) {
        for (name, value) in placed_secrets(sent, view) {
            self.remember(name, value);
        }
    }

    /// Keeps one such value.
    pub fn remember(&mut self, name: Arc<str>, value: String) {
        if self.secrets.iter().chain(&self.placed).any(|(_, known)| *known == value) {
            return;
        }
        if self.placed.len() == REMEMBERED_PLACED {
            self.placed.remove(0);
        }
        self.placed.push((name, value));
        self.placed_changes += 1;
    }
}
