//! Everything that the sandbox refuses, with the status, the code for programs and the sentence for people.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Name, password and tenant do not belong together.
    WrongLogin,
    /// No `token` in the query.
    NoToken,
    /// The token was never given out, was logged out, or has expired.
    UnknownToken,
    /// The token must be unlocked first.
    LockedToken,
    /// The token needs no unlocking.
    AlreadyUnlocked,
    /// The account has no such recovery code.
    WrongCode,
    /// The recovery code worked once already.
    UsedCode,
    /// A factor's password is wrong.
    WrongFactor,
    /// There are as many sessions as the sandbox holds.
    TooManySessions,
    /// The body or the query is not what the operation takes; the text says in which way.
    Malformed(String),
    /// The body is longer than the limit.
    TooLong,
    /// The body is not announced as JSON.
    NotJson,
    /// No operation has this path.
    NoSuchPath,
    /// The path has no such method.
    WrongMethod,
    /// Fault `error`.
    Broken,
    /// Fault `flaky`.
    Unavailable,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Refusal::WrongLogin
            | Refusal::NoToken
            | Refusal::UnknownToken
            | Refusal::WrongCode
            | Refusal::UsedCode
            | Refusal::WrongFactor => StatusCode::UNAUTHORIZED,
            Refusal::LockedToken => StatusCode::FORBIDDEN,
            Refusal::AlreadyUnlocked => StatusCode::CONFLICT,
            Refusal::TooManySessions => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Malformed(_) => StatusCode::BAD_REQUEST,
            Refusal::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::NoSuchPath => StatusCode::NOT_FOUND,
            Refusal::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Refusal::WrongLogin => "wrong-login",
            Refusal::NoToken => "token-missing",
            Refusal::UnknownToken => "token-unknown",
            Refusal::LockedToken => "token-locked",
            Refusal::AlreadyUnlocked => "token-already-unlocked",
            Refusal::WrongCode => "recovery-code-wrong",
            Refusal::UsedCode => "recovery-code-used",
            Refusal::WrongFactor => "factor-wrong",
            Refusal::TooManySessions => "too-many-sessions",
            Refusal::Malformed(_) => "malformed-request",
            Refusal::TooLong => "body-too-long",
            Refusal::NotJson => "not-json",
            Refusal::NoSuchPath => "not-found",
            Refusal::WrongMethod => "method-not-allowed",
            Refusal::Broken => "internal-error",
            Refusal::Unavailable => "unavailable",
        }
    }

    fn message(&self) -> &str {
        match self {
            Refusal::WrongLogin => "Wrong name, password or tenant",
            Refusal::NoToken => "Access token is missing",
            Refusal::UnknownToken => "Access token is not valid",
            // The one text that the API's documentation gives.
            Refusal::LockedToken => "Access token is locked",
            Refusal::AlreadyUnlocked => "Access token is already unlocked",
            Refusal::WrongCode => "Recovery code is not valid",
            Refusal::UsedCode => "Recovery code has already been used",
            Refusal::WrongFactor => "Authentication factor was not accepted",
            Refusal::TooManySessions => "Too many sessions are open; log out of some",
            Refusal::Malformed(reason) => reason,
            Refusal::TooLong => "The body is longer than 1 MiB",
            Refusal::NotJson => "The body must be JSON, with the header Content-Type: application/json",
            Refusal::NoSuchPath => "The path does not exist",
            Refusal::WrongMethod => "The path does not support this method",
            Refusal::Broken => "Internal error",
            Refusal::Unavailable => "The service is temporarily unavailable; try again",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({"message": self.message(), "code": self.code()}).to_string();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.status() == StatusCode::UNAUTHORIZED {
            // RFC 9110 wants a challenge with every 401; there is no registered scheme for a token in the query.
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Token"));
        }
        response
    }
}
