//! The lines that requests and responses begin with.

use super::cursor::uncommented;

/// `METHOD URL`.
pub fn request_line(line: &str) -> Option<(&str, &str)> {
    let line = uncommented(line);
    let (method, url) = line.trim_start().split_once([' ', '\t'])?;
    let url = url.trim();
    let word = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
    let is_url = url.starts_with("http://") || url.starts_with("https://") || url.starts_with("{{");
    (word && is_url && method != "HTTP").then_some((method, url))
}

/// What stands behind `HTTP`.
pub fn status_line(line: &str) -> Option<&str> {
    let line = uncommented(line).trim();
    let rest = line.strip_prefix("HTTP")?;
    let rest = ["/1.0", "/1.1", "/2", "/3", "/*"]
        .iter()
        .find_map(|version| rest.strip_prefix(version))
        .unwrap_or(rest);
    rest.starts_with([' ', '\t']).then(|| rest.trim())
}

/// The line is none of a body of plain text.
pub fn ends_body(line: &str) -> bool {
    request_line(line).is_some() || status_line(line).is_some()
}
