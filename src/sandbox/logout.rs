//! `GET /logout`: ends the session of one token.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::error::Refusal;
use super::shared::{Shared, now};
use super::token::Token;

/// Ends this session and no other; a locked token may do so too. No body is documented, so there is none.
pub(super) async fn logout(
    State(shared): State<Arc<Shared>>,
    Token(token): Token,
) -> Result<StatusCode, Refusal> {
    shared.state().logout(&token, now())?;
    Ok(StatusCode::NO_CONTENT)
}
