//! Bodies of requests: JSON objects whose members are asked for by name, so that errors speak of JSON only.

use std::ops::RangeInclusive;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::error::Refusal;

/// The longest body that is read, in bytes.
pub(super) const LIMIT: usize = 1 << 20;

#[derive(Debug)]
pub(super) struct JsonBody(Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<JsonBody, Refusal> {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let is_json = media.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json");
        // The body is read even when it cannot be used: an unread one would cost the connection.
        let bytes = Bytes::from_request(request, state).await.map_err(unread)?;
        if is_json { JsonBody::parse(&bytes) } else { Err(Refusal::NotJson) }
    }
}

fn unread(rejection: BytesRejection) -> Refusal {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::TooLong
    } else {
        Refusal::Malformed("The body could not be read completely".to_owned())
    }
}

fn malformed<T>(reason: String) -> Result<T, Refusal> {
    Err(Refusal::Malformed(reason))
}

impl JsonBody {
    fn parse(bytes: &[u8]) -> Result<JsonBody, Refusal> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(members)) => Ok(JsonBody(members)),
            Ok(_) => malformed("The body must be a JSON object".to_owned()),
            Err(error) => malformed(format!("The body is not valid JSON: {error}")),
        }
    }

    /// A member that must be there and be a string.
    pub(super) fn text(&self, name: &str) -> Result<&str, Refusal> {
        match self.optional_text(name)? {
            Some(text) => Ok(text),
            None => malformed(format!("`{name}` is missing")),
        }
    }

    /// A member that may be left out or null, else is a string.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => malformed(format!("`{name}` must be a string")),
        }
    }

    /// A member that may be left out and then is false.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.0.get(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => malformed(format!("`{name}` must be true or false")),
        }
    }

    /// A member that may be left out, else is a whole number in a range.
    pub(super) fn whole(
        &self,
        name: &str,
        range: RangeInclusive<usize>,
        default: usize,
    ) -> Result<usize, Refusal> {
        let Some(value) = self.0.get(name) else { return Ok(default) };
        let whole = value.as_u64().and_then(|number| usize::try_from(number).ok());
        match whole {
            Some(number) if range.contains(&number) => Ok(number),
            _ => malformed(format!("`{name}` must be an integer from {} to {}", range.start(), range.end())),
        }
    }

    /// A member that must be there and be a list of objects, not an empty one.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<JsonBody>, Refusal> {
        let wrong = || Refusal::Malformed(format!("`{name}` must be a list of objects, with at least one"));
        let items = self.0.get(name).and_then(Value::as_array).filter(|items| !items.is_empty());
        let object = |item: &Value| item.as_object().map(|members| JsonBody(members.clone()));
        items.and_then(|items| items.iter().map(object).collect()).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonBody, Refusal};

    fn reason<T: std::fmt::Debug>(result: Result<T, Refusal>) -> String {
        match result {
            Err(Refusal::Malformed(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn members_are_what_they_must_be() {
        let body =
            JsonBody::parse(br#"{"a": "x", "b": true, "c": 3, "d": [{}], "e": null, "f": 1.0}"#).unwrap();
        assert_eq!(body.text("a"), Ok("x"));
        assert_eq!(body.optional_text("e"), Ok(None));
        assert_eq!(body.flag("b"), Ok(true));
        assert_eq!(body.flag("z"), Ok(false));
        assert_eq!(body.whole("c", 1..=3, 0), Ok(3));
        assert_eq!(body.whole("z", 1..=3, 2), Ok(2));
        assert_eq!(body.objects("d").unwrap().len(), 1);
        assert_eq!(reason(body.text("b")), "`b` must be a string");
        assert_eq!(reason(body.text("z")), "`z` is missing");
        assert_eq!(reason(body.flag("a")), "`a` must be true or false");
        assert_eq!(reason(body.whole("c", 1..=2, 0)), "`c` must be an integer from 1 to 2");
        assert_eq!(reason(body.whole("f", 1..=2, 0)), "`f` must be an integer from 1 to 2");
        assert_eq!(reason(body.objects("a")), "`a` must be a list of objects, with at least one");
    }

    #[test]
    fn only_objects_are_bodies() {
        assert_eq!(reason(JsonBody::parse(b"[]")), "The body must be a JSON object");
        assert!(reason(JsonBody::parse(b"{")).starts_with("The body is not valid JSON: "));
        assert!(reason(JsonBody::parse(b"")).starts_with("The body is not valid JSON: "));
    }
}
