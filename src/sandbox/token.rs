//! The session token, which travels as the query parameter `token`.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;

use super::error::Refusal;

/// The token of a request.
#[derive(Debug)]
pub(super) struct Token(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Token, Refusal> {
        #[derive(Deserialize)]
        struct Parameters {
            token: Option<String>,
        }
        // Text is always text here: the only thing that can be wrong is a repetition.
        let Query(parameters) = Query::<Parameters>::try_from_uri(&parts.uri)
            .map_err(|_| Refusal::Malformed("`token` must appear exactly once in the query".to_owned()))?;
        parameters.token.map(Token).ok_or(Refusal::NoToken)
    }
}
