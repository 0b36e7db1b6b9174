//! Bodies of multipart/form-data (RFC 7578).

use super::media;
use super::shape::Shape;
use crate::lang::openapi::Place;
use crate::value::{Map, Value};

struct Part<'b> {
    name: String,
    content_type: Option<String>,
    content: &'b [u8],
}

/// The parts as the object that the schema describes. The error completes "the body …".
pub fn read(entry: &Place<'_>, content_type: &str, bytes: &[u8]) -> Result<Value, String> {
    let boundary = media::parameter(content_type, "boundary");
    let boundary = boundary.ok_or("has no boundary in its Content-Type")?;
    let schema = entry.get("schema");
    let shape = Shape::of(schema.as_ref());
    let encoding = entry.get("encoding");
    let mut members: Map = Map::new();
    for part in parts(bytes, boundary) {
        let own = encoding.as_ref().and_then(|encoding| encoding.get(&part.name));
        let wanted = own.as_ref().and_then(|own| own.text("contentType"));
        if let (Some(wanted), Some(given)) = (wanted, &part.content_type)
            && !wanted.split(',').any(|wanted| fits(wanted, given))
        {
            return Err(format!(
                "has a part `{}` with the media type `{given}`; expected `{wanted}`",
                part.name
            ));
        }
        let property = Shape::of(shape.member(&part.name));
        let list = property.is_array();
        let value = value(&part, &if list { Shape::of(property.items.as_ref()) } else { property })?;
        match members.get_mut(&part.name) {
            Some(Value::Array(all)) if list => all.push(value),
            _ if list => drop(members.insert(part.name, Value::Array(vec![value]))),
            _ => drop(members.insert(part.name, value)),
        }
    }
    Ok(Value::Object(members))
}

fn fits(wanted: &str, given: &str) -> bool {
    let (wanted, given) = (media::essence(wanted), media::essence(given));
    let group = wanted.strip_suffix('*').filter(|group| group.ends_with('/'));
    wanted == given || wanted == "*/*" || group.is_some_and(|group| given.starts_with(group))
}

/// An object is written as JSON where nothing else is said.
fn value(part: &Part<'_>, shape: &Shape<'_>) -> Result<Value, String> {
    let json = match &part.content_type {
        Some(content_type) => media::is_json(&media::essence(content_type)),
        None => shape.is_object(),
    };
    if json {
        return String::from_utf8_lossy(part.content)
            .parse()
            .map_err(|_| format!("has a part `{}` that is not valid JSON", part.name));
    }
    Ok(shape.value(&String::from_utf8_lossy(part.content)))
}

fn parts<'b>(bytes: &'b [u8], boundary: &str) -> Vec<Part<'b>> {
    let delimiter = format!("--{boundary}");
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], delimiter.as_bytes()) {
        cuts.push(at + found);
        at += found + delimiter.len();
    }
    let pairs = cuts.windows(2).map(|pair| &bytes[pair[0] + delimiter.len()..pair[1]]);
    pairs.filter_map(part).collect()
}

fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let bytes = bytes.strip_prefix(b"\r\n").unwrap_or(bytes);
    let end = find(bytes, b"\r\n\r\n")?;
    let content = &bytes[end + 4..];
    let content = content.strip_suffix(b"\r\n").unwrap_or(content);
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let header = |wanted: &str| {
        let lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        let mut own = lines.filter(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        own.next().map(|(_, value)| value.trim().to_owned())
    };
    let name = media::parameter(&header("content-disposition")?, "name")?.to_owned();
    Some(Part { name, content_type: header("content-type"), content })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
