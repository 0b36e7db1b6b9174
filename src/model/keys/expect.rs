//! Keys of expectations.

use super::OPERATORS;
use super::{Key, Takes, key};

/// A cookie of `expect`, written as a map of its attributes.
pub const COOKIE: &[Key] = &[
    key("value", Takes::Matcher, "Its value.", "{ length: { gte: 16 } }"),
    key("http_only", Takes::Boolean, "Whether the cookie is hidden from scripts.", "true"),
    key("secure", Takes::Boolean, "Whether it is only sent over https.", "true"),
    key("same_site", Takes::Matcher, "`Strict`, `Lax` or `None`.", "Lax"),
    key("path", Takes::Matcher, "The path that it applies to.", "/"),
    key("domain", Takes::Matcher, "The domain that it applies to.", "example.com"),
    key("max_age", Takes::Matcher, "Its lifetime in seconds.", "{ lte: 3600 }"),
];

pub const EXPECT: &[Key] = &[
    key("status", Takes::Matcher, "`200`, `2xx`, a list of these, `any`, or operators.", "200"),
    key("headers", Takes::Map, "Header names and matchers.", "{ Content-Type: { contains: json } }"),
    key("json", Takes::Map, "JSONPaths (RFC 9535) and matchers.", "{ $.id: { exists: true } }"),
    key("xml", Takes::Map, "XPaths and matchers.", "{ /feed/title: News }"),
    key("html", Takes::Map, "CSS selectors, or XPaths that begin with `/`, and matchers.", "{ h1: Welcome }"),
    key("cookies", Takes::Map, "Cookies that the response sets.", "{ session: { http_only: true } }"),
    key("body", Takes::Matcher, "The body as text.", "{ contains: hello }"),
    key("duration", Takes::Matcher, "How long the response took.", "{ lt: 2s }"),
    key("schema", Takes::Value, "A JSON Schema for the body: a file, or inline.", "user.schema.json"),
    key(
        "openapi",
        Takes::Value,
        "The expected operationId; `false` to skip validation against the document; or a map for details.",
        "getUser",
    ),
    key(
        "snapshot",
        Takes::Fixed,
        "The JSON body equals the snapshot that `--update-snapshots` wrote.",
        "user",
    ),
    key("url", Takes::Matcher, "The URL where the request ended, after redirects.", "{ ends_with: /home }"),
    key("redirects", Takes::Matcher, "How many redirects were followed.", "1"),
    key(
        "that",
        Takes::ExpressionList,
        "Expressions that must be true; they see `response`.",
        "[\"response.json.from < response.json.total\"]",
    ),
];

/// `openapi` of `expect`, written as a map.
pub const EXPECT_OPENAPI: &[Key] = &[
    key("operation", Takes::Fixed, "The expected operationId.", "getUser"),
    key(
        "request",
        Takes::Boolean,
        "Whether to validate the request. Default: yes, unless the step expects a 4xx.",
        "true",
    ),
    key("response", Takes::Boolean, "Whether to validate the response.", "false"),
];

/// `snapshot` of `expect`, written as a map.
pub const SNAPSHOT: &[Key] = &[
    key("name", Takes::Fixed, "Becomes part of the file name.", "user"),
    key("mask", Takes::FixedList, "JSONPaths of values that differ from run to run.", "[$.id, $.createdAt]"),
];

/// Beside the operators of `body`.
pub const BODY: &[Key] = &[
    key("same_as", Takes::Fixed, "The bytes of this file.", "expected.pdf"),
    key("sha256", Takes::Template, "The SHA-256 hash of the bytes, in hexadecimal.", "9f86d081884c7d65…"),
    key("bytes", Takes::Map, "The size of the body: `length` in bytes.", "{ length: { lte: 1000 } }"),
];

/// `bytes` of `body`.
pub const BYTES: &[Key] = &[key("length", Takes::Matcher, "Number of bytes.", "{ lte: 1000 }")];

/// What `body` takes: operators of its text, and what is asked of its bytes.
pub const BODY_OR_OPERATORS: &[Key] = &with_operators::<{ BODY.len() + OPERATORS.len() }>(BODY);

/// What a cookie of `expect` takes: its attributes, or operators of its value.
pub const COOKIE_OR_OPERATORS: &[Key] = &with_operators::<{ COOKIE.len() + OPERATORS.len() }>(COOKIE);

const fn with_operators<const N: usize>(keys: &[Key]) -> [Key; N] {
    let mut all = [key("", Takes::Fixed, "", ""); N];
    let mut index = 0;
    while index < N {
        all[index] = if index < keys.len() { keys[index] } else { OPERATORS[index - keys.len()] };
        index += 1;
    }
    all
}
