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
