//! An exchange, and what its URL says.

use std::sync::Arc;

use crate::eval::ResponseView;

/// What was sent and what came back.
#[derive(Clone, Copy)]
pub struct Exchange<'e> {
    /// The method token.
    pub method: &'e str,
    /// The absolute URL.
    pub url: &'e str,
    /// Header fields as they were sent.
    pub headers: &'e [(Arc<str>, String)],
    /// The body, if one was sent.
    pub body: Option<&'e [u8]>,
    /// What came back.
    pub response: &'e ResponseView<'e>,
    /// The `base_url` of the scenario: where the API is, whatever `servers` say.
    pub base: Option<&'e str>,
}

/// The path of a URL, without its query.
pub fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.find('/').map_or("/", |at| &rest[at..]);
    &rest[..rest.find(['?', '#']).unwrap_or(rest.len())]
}

/// The query of a URL, empty where it has none.
pub fn query_of(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or(url);
    url.split_once('?').map_or("", |(_, query)| query)
}
