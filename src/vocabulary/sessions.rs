//! How requests look that open a session and that end one.

/// Last segments of paths that open a session when something is posted to them.
const LOGINS: [&str; 8] =
    ["login", "log-in", "log_in", "signin", "sign-in", "sign_in", "session", "sessions"];

/// What the path of a request that ends a session has in it.
const LOGOUTS: [&str; 8] =
    ["logout", "log-out", "log_out", "logoff", "signout", "sign-out", "sign_out", "revoke"];

/// A request that opens a session, if it succeeds.
pub fn logs_in(method: &str, url: &str) -> bool {
    let path = path(url);
    let last = path.rsplit('/').find(|segment| !segment.is_empty()).unwrap_or("");
    method == "POST" && LOGINS.contains(&last)
}

/// A request that ends a session.
pub fn logs_out(method: &str, url: &str) -> bool {
    let path = path(url);
    let ended = method == "DELETE" && (path.contains("session") || path.contains("token"));
    ended || LOGOUTS.iter().any(|word| path.contains(word))
}

fn path(url: &str) -> String {
    let url = url.to_ascii_lowercase();
    url.split(['?', '#']).next().unwrap_or("").to_owned()
}
