//! Words that tell of a secret in names of inputs, headers and members.

/// Parts of names that secrets have, in lower case and without what is between the words.
const NAMES: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "token",
    "accesskey",
    "privatekey",
    "credential",
    "authorization",
    "recoverycode",
    "signingkey",
];

/// Ends with a word for a secret: `returnToken` and `tokenType` are none, but a flag has no text for a value anyway.
pub fn is_secret_name(name: &str) -> bool {
    let folded: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    NAMES.iter().any(|word| folded.ends_with(word))
}

/// How the tokens of well-known services begin, and how long they are at least.
const BEGINNINGS: [(&str, usize); 14] = [
    ("eyJ", 40),
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("AIza", 35),
    ("-----BEGIN", 20),
];

/// Has the form of a token, whatever it is called.
pub fn looks_secret(text: &str) -> bool {
    let text = text.strip_prefix("Bearer ").unwrap_or(text);
    let known = |(beginning, least): &(&str, usize)| text.starts_with(beginning) && text.len() >= *least;
    BEGINNINGS.iter().any(known)
}

/// Headers whose values are masked where they stand.
pub const SECRET_HEADERS: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"];
