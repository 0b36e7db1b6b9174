//! `POST /search`: the documents that the user may see, in pages.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};

use super::body::JsonBody;
use super::documents::{Document, TOTAL};
use super::error::Refusal;
use super::fault::Fault;
use super::shared::{Shared, now};
use super::token::Token;

/// The biggest page.
const MOST: usize = 100;
/// The page's size when none is asked for.
const USUAL: usize = 10;
/// The furthest start, far past the end: asking there is allowed and finds nothing.
const FURTHEST: usize = 1_000_000_000;

#[derive(Serialize)]
struct Answer<'a> {
    from: usize,
    size: usize,
    total: usize,
    results: &'a [Document],
    users: Map<String, Value>,
}

/// One page of documents.
pub(super) async fn search(
    State(shared): State<Arc<Shared>>,
    Token(token): Token,
    body: Result<JsonBody, Refusal>,
) -> Result<Response, Refusal> {
    if shared.fault == Some(Fault::Error) {
        return Err(Refusal::Broken);
    }
    shared.state().authorize(&token, now())?;
    let body = body?;
    let from = body.whole("from", 0..=FURTHEST, 0)?;
    let size = body.whole("size", 1..=MOST, USUAL)?;
    let page = shared.documents.page(from, size);
    Ok(shared.answer(Answer { from, size, total: TOTAL, results: page.documents, users: page.users }))
}
