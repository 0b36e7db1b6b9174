//! The body of a request as bytes.

use std::sync::Arc;

use percent_encoding::percent_encode_byte;

use super::entry::values;
use super::error::EvalError;
use super::headers::has;
use super::media_type::media_type;
use super::multipart;
use super::render::{self, RenderError, string};
use super::scope::Scope;
use crate::model::{Body, Data, Entries, GraphQl};
use crate::value::{Map, Value};

type Result<T> = std::result::Result<T, RenderError>;
type Headers = Vec<(Arc<str>, String)>;

/// Renders a body, and adds its Content-Type unless one is given.
pub fn render(body: &Body, scope: &Scope<'_>, headers: &mut Headers) -> Result<Vec<u8>> {
    let (content_type, bytes) = match body {
        Body::Json(data) => ("application/json", json(&whole(data, scope)?)),
        Body::Text(text) => ("text/plain; charset=utf-8", string(text, scope)?.into_bytes()),
        Body::Form(entries) => ("application/x-www-form-urlencoded", form(entries, scope)?),
        Body::File(file) => (media_type(&file.path), file.bytes.to_vec()),
        Body::GraphQl(query) => ("application/json", json(&graphql(query, scope)?)),
        Body::Multipart(parts) => return form_data(parts, scope, headers),
    };
    if !has(headers, "content-type") {
        headers.push((Arc::from("Content-Type"), content_type.to_owned()));
    }
    Ok(bytes)
}

fn json(value: &Value) -> Vec<u8> {
    value.to_json().into_bytes()
}

/// A whole JSON body, which cannot be left out.
fn whole(data: &Data, scope: &Scope<'_>) -> Result<Value> {
    match data {
        Data::Text(text) => render::text_value(text, scope).map(std::borrow::Cow::into_owned),
        data => render::data(data, scope),
    }
}

fn graphql(graphql: &GraphQl, scope: &Scope<'_>) -> Result<Value> {
    let mut map = Map::new();
    map.insert("query".to_owned(), string(&graphql.query, scope)?.into());
    if let Some(variables) = &graphql.variables {
        let value = whole(variables, scope)?;
        if let (Data::Text(text), false, None) = (variables, value.is_object(), scope.unknown) {
            let error = EvalError::new("`variables` must render to a map");
            return Err(RenderError::new(error, &text.raw, text.span));
        }
        map.insert("variables".to_owned(), value);
    }
    if let Some(operation) = &graphql.operation {
        map.insert("operationName".to_owned(), string(operation, scope)?.into());
    }
    Ok(map.into())
}

fn form(entries: &Entries, scope: &Scope<'_>) -> Result<Vec<u8>> {
    let mut form = String::new();
    for entry in entries {
        for value in values(entry, scope)? {
            if !form.is_empty() {
                form.push('&');
            }
            form_encode(&entry.name.value, &mut form);
            form.push('=');
            form_encode(&value, &mut form);
        }
    }
    Ok(form.into_bytes())
}

/// application/x-www-form-urlencoded (WHATWG URL §5.2): a blank is `+`.
fn form_encode(text: &str, form: &mut String) {
    for byte in text.bytes() {
        match byte {
            b' ' => form.push('+'),
            b'*' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => form.push(byte as char),
            other => form.push_str(percent_encode_byte(other)),
        }
    }
}

/// A Content-Type that is given needs the boundary too; one that has a boundary decides it.
fn form_data(parts: &[crate::model::FormPart], scope: &Scope<'_>, headers: &mut Headers) -> Result<Vec<u8>> {
    let given = headers.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let own = given.as_ref().and_then(|(_, value)| {
        value.split(';').skip(1).find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"').to_owned())
        })
    });
    let (boundary, bytes) = multipart::encode(parts, own.as_deref(), scope)?;
    match given {
        Some(_) if own.is_some() => {}
        Some((_, value)) => value.push_str(&format!("; boundary={boundary}")),
        None => {
            headers.push((Arc::from("Content-Type"), format!("multipart/form-data; boundary={boundary}")));
        }
    }
    Ok(bytes)
}
