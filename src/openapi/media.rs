//! Media types: which entry of `content` a Content-Type means (RFC 9110 §8.3.1).

use crate::lang::openapi::Place;

/// The entry of a `content` map for a Content-Type: the type itself, then `type/*`, then `*/*`. The error completes "the
/// body …".
pub fn entry<'d>(content: &Place<'d>, content_type: Option<&str>) -> Result<Place<'d>, String> {
    let Some(content_type) = content_type else {
        return Err(format!("has no Content-Type; expected {}", listed(content)));
    };
    let wanted = essence(content_type);
    let group = wanted.split('/').next().unwrap_or_default().to_owned() + "/*";
    let entries = content.members().unwrap_or_default();
    let found = [wanted.as_str(), group.as_str(), "*/*"].into_iter().find_map(|wanted| {
        entries.iter().find(|(name, _)| essence(name) == wanted).map(|(_, place)| place.follow())
    });
    found.ok_or_else(|| format!("is `{wanted}`; expected {}", listed(content)))
}

/// The media types of a `content` map, for people.
pub fn listed(content: &Place<'_>) -> String {
    let entries = content.members().unwrap_or_default();
    let names: Vec<String> = entries.iter().map(|(name, _)| format!("`{name}`")).collect();
    names.join(" or ")
}

/// Type and subtype in lower case, without parameters.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A parameter of a media type, without its quotes.
pub fn parameter<'m>(media_type: &'m str, name: &str) -> Option<&'m str> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (own, value) = parameter.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// It is JSON, or something that is written in JSON.
pub fn is_json(essence: &str) -> bool {
    essence.ends_with("/json") || essence.ends_with("+json")
}
