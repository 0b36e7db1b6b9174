//! What must not stand in a file: tokens, passwords, keys.

use crate::vocabulary::is_secret_name;
pub use crate::vocabulary::looks_secret;

/// Names beside those of the language's own rule: what is typed in once, and what a session is known by.
const MORE: [&str; 12] = [
    "pwd",
    "pass",
    "pin",
    "otp",
    "totp",
    "sid",
    "sessionid",
    "session",
    "phpsessid",
    "jsessionid",
    "csrf",
    "xsrf",
];

/// Characters from which on a `code` is one that stands for a login.
const GRANT: usize = 16;

/// Names of what a person logs in with, beside a password.
const LOGINS: [&str; 9] =
    ["name", "user", "username", "userid", "login", "email", "mail", "account", "clientid"];

/// A value that belongs into a secret input, by its name or by itself.
pub fn is_secret(name: &str, value: &str) -> bool {
    let value = value.trim();
    let folded = folded(name);
    // What OAuth sends back; a short code is one of a country or a currency.
    let grant = folded == "code" && value.len() >= GRANT;
    !value.is_empty()
        && (grant || is_secret_name(name) || MORE.contains(&folded.as_str()) || looks_secret(value))
}

/// A captured value that belongs into a secret, by its new name or by that of the place it comes from: the last word of a
/// path, a header, a cookie.
pub fn is_secret_capture(name: &str, place: &str) -> bool {
    is_secret(name, "?") || is_secret_name(place)
}

/// The name of a member that says who logs in.
pub fn is_login(name: &str) -> bool {
    LOGINS.contains(&folded(name).as_str())
}

fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
