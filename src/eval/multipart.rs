//! multipart/form-data (RFC 7578), with names escaped as browsers do (WHATWG HTML §4.10.21.8).

use std::borrow::Cow;

use super::as_text::as_text;
use super::headers::line_break;
use super::media_type::media_type;
use super::render::{self, RenderError, scalar_text, string};
use super::scope::Scope;
use crate::model::{Data, FormPart, PartContent, Text};
use crate::value::Value;

type Result<T> = std::result::Result<T, RenderError>;

/// A part, rendered.
struct Part<'p> {
    name: &'p str,
    filename: Option<Cow<'p, str>>,
    content_type: Option<Cow<'p, str>>,
    content: Cow<'p, [u8]>,
}

/// The boundary and the body. The boundary is `given`, or a random one that occurs in no part.
pub fn encode(parts: &[FormPart], given: Option<&str>, scope: &Scope<'_>) -> Result<(String, Vec<u8>)> {
    let parts: Vec<Part<'_>> = parts.iter().map(|part| rendered(part, scope)).collect::<Result<_>>()?;
    let boundary = match given {
        Some(given) => given.to_owned(),
        None => boundary(&parts, scope),
    };
    let mut body = Vec::with_capacity(parts.iter().map(|part| part.content.len() + 200).sum());
    for part in &parts {
        let mut head =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", escaped(part.name));
        if let Some(filename) = &part.filename {
            head.push_str(&format!("; filename=\"{}\"", escaped(filename)));
        }
        head.push_str("\r\n");
        if let Some(content_type) = &part.content_type {
            head.push_str(&format!("Content-Type: {content_type}\r\n"));
        }
        head.push_str("\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((boundary, body))
}

fn rendered<'p>(part: &'p FormPart, scope: &Scope<'_>) -> Result<Part<'p>> {
    let written = part.filename.as_ref().map(|text| plain(text, scope)).transpose()?;
    let content_type = part.content_type.as_ref().map(|text| one_line(text, scope)).transpose()?;
    let (content, filename, guessed) = match &part.content {
        PartContent::File(file) => {
            let own = file.path.rsplit('/').next().unwrap_or(&file.path);
            let filename = written.unwrap_or(Cow::Borrowed(own));
            let guessed = media_type(&filename);
            (Cow::Borrowed(&*file.bytes), Some(filename), Some(guessed))
        }
        PartContent::Value(data) => {
            let (text, json) = value(data, scope)?;
            let guessed = match &written {
                _ if json => Some("application/json"),
                Some(filename) => Some(media_type(filename)),
                None => None,
            };
            (Cow::Owned(text.into_bytes()), written, guessed)
        }
    };
    let content_type = content_type.or(guessed.map(Cow::Borrowed));
    Ok(Part { name: &part.name.value, filename, content_type, content })
}

/// A scalar as it is written; a list or map as JSON.
fn value(data: &Data, scope: &Scope<'_>) -> Result<(String, bool)> {
    let whole = match data {
        Data::List(..) | Data::Map(..) => Cow::Owned(render::data(data, scope)?),
        Data::Text(text) if text.template.is_some() => render::text_value(text, scope)?,
        _ => return Ok((scalar_text(data, scope)?, false)),
    };
    Ok(match whole.as_ref() {
        value @ (Value::Array(_) | Value::Object(_)) => (value.to_string(), true),
        value => (as_text(value), false),
    })
}

fn plain<'p>(text: &'p Text, scope: &Scope<'_>) -> Result<Cow<'p, str>> {
    match &text.template {
        None => Ok(Cow::Borrowed(&*text.raw)),
        Some(_) => string(text, scope).map(Cow::Owned),
    }
}

fn one_line<'p>(text: &'p Text, scope: &Scope<'_>) -> Result<Cow<'p, str>> {
    let value = plain(text, scope)?;
    match line_break(&value) {
        true => Err(super::url::error("`content_type` contains a line break".to_owned(), text)),
        false => Ok(value),
    }
}

/// What would end the quoted name or the line, percent-encoded.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn boundary(parts: &[Part<'_>], scope: &Scope<'_>) -> String {
    loop {
        let boundary = format!("runthrough-{:032x}", scope.random.bits());
        let occurs = |part: &Part<'_>| {
            part.content.windows(boundary.len()).any(|window| window == boundary.as_bytes())
        };
        if !parts.iter().any(occurs) {
            return boundary;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_quotes() {
        assert_eq!(escaped("a\"; x=\"b\r\nX: y"), "a%22; x=%22b%0D%0AX: y");
        assert_eq!(escaped("ü b'\\"), "ü b'\\");
    }
}
