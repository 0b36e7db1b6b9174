//! `auth` of a request, a folder or the collection.

use crate::value::Value;

use crate::import::Notes;
use crate::import::call::{Call, Credentials};
use crate::import::variables::Variables;

/// The nearest one that holds for a request.
#[derive(Clone, Copy)]
pub struct Auth<'c> {
    /// As written.
    pub value: Option<&'c Value>,
    /// It is the request's own.
    pub own: bool,
}

impl Auth<'_> {
    /// Writes it into a call.
    pub fn apply(self, call: &mut Call, variables: &mut Variables, notes: &mut Notes) {
        let Some(value) = self.value.filter(|value| value.is_object()) else { return };
        let kind = value.get("type").and_then(Value::as_str).unwrap_or("noauth");
        let mut attribute = |name: &str| {
            let text = attribute(value, kind, name)?;
            // A login is not refused because of a token that it is about to get.
            let unknown = text
                .split("{{")
                .skip(1)
                .filter_map(|rest| rest.split_once("}}"))
                .any(|(name, _)| !variables.has(name.trim()));
            (self.own || !unknown).then(|| variables.text(&text))
        };
        match kind {
            "noauth" => {}
            "bearer" => call.auth = attribute("token").map(Credentials::Bearer),
            "oauth2" => {
                call.auth = attribute("accessToken").map(Credentials::Bearer);
                notes.add(&call.at, "the OAuth 2 token is not fetched: provide it with a step or an input");
            }
            "basic" => {
                if let (Some(user), Some(password)) = (attribute("username"), attribute("password")) {
                    call.auth = Some(Credentials::Basic(user, password));
                }
            }
            "apikey" => {
                let place = attribute("in");
                if let (Some(key), Some(value)) = (attribute("key"), attribute("value")) {
                    variables.hide(&value);
                    match place.as_deref() {
                        Some("query") => call.query.push((key, value)),
                        _ => call.headers.push((key, value)),
                    }
                }
            }
            other => notes.add(&call.at, format!("auth of type `{other}` has no equivalent")),
        }
    }
}

/// Version 2.1 has a list of keys and values, 2.0 a map.
fn attribute(auth: &Value, kind: &str, name: &str) -> Option<String> {
    let found = match auth.get(kind)? {
        Value::Array(list) => {
            let named = |item: &&Value| item.get("key").and_then(Value::as_str) == Some(name);
            list.iter().find(named)?.get("value")?
        }
        map => map.get(name)?,
    };
    found.as_str().map(str::to_owned)
}
