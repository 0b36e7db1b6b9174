//! Bodies: read by their media type into what their schema is about.

use super::shape::Shape;
use super::{form, media, multipart};
use crate::lang::openapi::Place;
use crate::value::Value;

/// A body as a value.
pub enum Read {
    /// To be judged by the schema.
    Value(Value),
    /// Nothing is known of such bodies: images, XML.
    Unknown,
}

/// Reads a body. The error completes "the body …". `entry` is the media type's entry in the document.
pub fn read(entry: &Place<'_>, content_type: &str, bytes: &[u8]) -> Result<Read, String> {
    let essence = media::essence(content_type);
    let schema = entry.get("schema");
    if media::is_json(&essence) {
        return match String::from_utf8_lossy(bytes).parse() {
            Ok(value) => Ok(Read::Value(value)),
            Err(error) => Err(format!("is not valid JSON: line {}, column {}", error.line, error.column)),
        };
    }
    Ok(match essence.as_str() {
        "application/x-www-form-urlencoded" => {
            Read::Value(form::read(entry, &String::from_utf8_lossy(bytes)))
        }
        "multipart/form-data" => Read::Value(multipart::read(entry, content_type, bytes)?),
        essence if essence.starts_with("text/") => {
            Read::Value(Shape::of(schema.as_ref()).value(&String::from_utf8_lossy(bytes)))
        }
        _ => Read::Unknown,
    })
}
