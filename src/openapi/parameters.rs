//! The parameters of an operation: in path, query, headers and cookies.

use super::media;
use super::styles::{Style, as_is, of_text};
use crate::lang::openapi::Place;
use crate::value::Value;

/// Headers that are described elsewhere (OpenAPI 3.1 §4.8.12.1).
const NOT_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter with its references followed.
pub struct Parameter<'d> {
    pub name: &'d str,
    /// `path`, `query`, `header` or `cookie`.
    pub place_in: &'d str,
    /// Where it is written.
    pub place: Place<'d>,
}

impl Parameter<'_> {
    /// As coverage calls it.
    pub fn shown(&self) -> String {
        format!("{} {}", self.place_in, self.name)
    }
}

/// All parameters: those of the operation, and those of its path that it does not have itself.
pub fn parameters<'d>(operation: &Place<'d>, item: &Place<'d>) -> Vec<Parameter<'d>> {
    let mut all: Vec<Parameter<'d>> = Vec::new();
    for holder in [operation, item] {
        for place in holder.get("parameters").map(|list| list.elements()).unwrap_or_default() {
            let place = place.follow();
            let (Some(name), Some(place_in)) = (place.text("name"), place.text("in")) else { continue };
            let header = |left: &str, right: &str| place_in == "header" && left.eq_ignore_ascii_case(right);
            let same = |other: &Parameter<'_>| {
                other.place_in == place_in && (other.name == name || header(other.name, name))
            };
            if !all.iter().any(same) {
                all.push(Parameter { name, place_in, place });
            }
        }
    }
    all.retain(|one| {
        one.place_in != "header" || !NOT_PARAMETERS.iter().any(|other| one.name.eq_ignore_ascii_case(other))
    });
    all
}

/// The place of a parameter or header that says how it is written: style, and whether it is exploded.
pub fn style(place: &Place<'_>, place_in: &str) -> (Style, bool) {
    let style = Style::of(place.text("style"), place_in);
    (style, place.boolean("explode").unwrap_or(style == Style::Form))
}

/// The schema of a parameter or header, also of one that is described by its `content`.
pub fn schema<'d>(place: &Place<'d>) -> Option<Place<'d>> {
    let content = || place.get("content")?.members()?.into_iter().next()?.1.follow().get("schema");
    place.get("schema").or_else(content)
}

/// The value of a header, of a request or a response.
pub fn of_header(name: &str, place: &Place<'_>, text: &str) -> Result<Value, String> {
    match place.get("content") {
        Some(_) => of_content(place, text),
        None => of_text(name, style(place, "header"), place.get("schema").as_ref(), (text.trim(), as_is)),
    }
}

/// A parameter that is written in a media type of its own.
pub fn of_content(place: &Place<'_>, text: &str) -> Result<Value, String> {
    let entries = place.get("content").and_then(|content| content.members()).unwrap_or_default();
    let name = entries.first().map_or("", |(name, _)| *name);
    match media::is_json(&media::essence(name)) {
        true => text.parse().map_err(|_| format!("be {name}, but cannot be parsed as one")),
        false => Ok(Value::from(text)),
    }
}
