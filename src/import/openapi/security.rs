//! `security`: the first alternative, with secret inputs for credentials.

use crate::value::Value;

use super::document::{Document, Operation};
use crate::import::Notes;
use crate::import::call::{Call, Credentials};
use crate::import::draft::Input;
use crate::import::inputs::{Inputs, environment};

/// Writes credentials into a call.
pub fn apply(
    document: &Document,
    operation: &Operation<'_>,
    call: &mut Call,
    inputs: &mut Inputs,
    notes: &mut Notes,
) {
    let security = operation.value.get("security").or(document.security());
    let Some(Value::Object(first)) = security.and_then(Value::as_array).and_then(|all| all.first()) else {
        return;
    };
    let mut input = |hint: &str, secret: bool| {
        let name = inputs.reserve(hint);
        let env = Some(environment(&name));
        inputs.declare_as(Input { name: name.clone(), env, secret, ..Input::default() });
        format!("${{{name}}}")
    };
    for name in first.keys() {
        let scheme = document.scheme(name);
        let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or("");
        match (text("type"), text("scheme").to_ascii_lowercase().as_str()) {
            ("http", "basic") => {
                let (user, password) = (input("user", false), input("password", true));
                call.auth = Some(Credentials::Basic(user, password));
            }
            ("http", "bearer") | ("oauth2" | "openIdConnect", _) => {
                call.auth = Some(Credentials::Bearer(input("token", true)));
            }
            ("apiKey", _) if !text("name").is_empty() => {
                let pair = (text("name").to_owned(), input("api_key", true));
                match text("in") {
                    "query" => call.query.push(pair),
                    "cookie" => call.cookies.push(pair),
                    _ => call.headers.push(pair),
                }
            }
            _ => notes.add(
                &call.at,
                format!("the security scheme `{}` has no equivalent", crate::import::names::fixed(name)),
            ),
        }
    }
}
