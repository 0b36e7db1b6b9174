//! Multipart bodies of foreign requests.

use crate::import::draft::escape;
use crate::yaml::write::{Member, Node};

/// Stands for the contents of a file.
const PLACEHOLDER: &str = "placeholder";

/// A part of a multipart body; where the contents of a file are not known there is a placeholder.
pub fn part_node(value: Option<&str>, filename: Option<&str>, media: Option<&str>) -> Node {
    let Some(filename) = filename else { return escape(value.unwrap_or("")).into() };
    let value = value.filter(|value| !value.is_empty()).unwrap_or(PLACEHOLDER);
    let mut members = vec![("value", escape(value).into()), ("filename", escape(filename).into())];
    members.extend(media.map(|media| ("content_type", escape(media).into())));
    Node::map(members)
}

/// Whether the contents of a file are missing.
pub fn has_placeholder(parts: &[(String, Node)]) -> bool {
    let is = |member: &Member| member.key == "value" && member.value == PLACEHOLDER.into();
    parts.iter().any(|(_, part)| matches!(part, Node::Map(members) if members.iter().any(is)))
}

/// The parts of a multipart body that is there as text; none where it cannot be read as such.
pub fn written_parts(text: &str, media: &str) -> Vec<(String, Node)> {
    let Some((_, boundary)) = media.split_once("boundary=") else { return Vec::new() };
    let boundary = format!("--{}", boundary.split(';').next().unwrap_or("").trim_matches('"'));
    if boundary.len() < 4 {
        return Vec::new();
    }
    let part = |piece: &str| {
        let (head, content) = piece.split_once("\r\n\r\n").or_else(|| piece.split_once("\n\n"))?;
        let attribute = |name: &str| {
            let (_, rest) = head.split_once(&format!(" {name}=\""))?;
            rest.split_once('"').map(|(value, _)| value)
        };
        let kind = head.lines().find_map(|line| line.strip_prefix("Content-Type: ")).map(str::trim);
        let content = content.strip_suffix("\r\n").or_else(|| content.strip_suffix('\n')).unwrap_or(content);
        Some((attribute("name")?.to_owned(), part_node(Some(content), attribute("filename"), kind)))
    };
    text.split(boundary.as_str()).filter_map(part).collect()
}
