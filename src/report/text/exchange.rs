//! Request and response as people read them, trimmed.

use std::fmt::Write;

use super::curl::{curl_line, curl_line_without_body};
use super::escape::{block, indent, one_line};
use super::reason::reason;
use super::timings::timings_text;
use crate::diag::counted;
use crate::eval::display;
use crate::model::units::{show_duration, show_size};
use crate::model::{Exchange, header_target};
use crate::value;

/// Of a body that is longer than this only the beginning is shown, unless all is asked for.
const BODY_BYTES: usize = crate::vocabulary::limits::SHOWN_BYTES;
/// The same in lines.
const BODY_LINES: usize = crate::vocabulary::limits::SHOWN_LINES;
/// Response headers that explain a failure; the others are shown when all is asked for, or when an expectation names them.
const HEADERS: [&str; 5] = ["content-type", "location", "www-authenticate", "retry-after", "x-request-id"];
/// Larger bodies are shown as they came, for they are cut anyway.
const INDENTED_BYTES: usize = 256 * 1024;
/// A longer request body is left out of the curl line: a line cut in the middle would repeat another request.
const CURL_BYTES: usize = 4096;

/// What of an exchange is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ExchangeView<'a> {
    /// Everything, however long.
    pub verbose: bool,
    /// Targets of expectations on headers: those headers are shown.
    pub named: &'a [&'a str],
    /// The response body is shown as it came, for an expectation judges its text.
    pub raw_body: bool,
    /// A problem shows what matters of the response body: the beginning of a long one is left out.
    pub outlined: bool,
}

/// The exchange with a curl line to reproduce it; ends with a newline unless it is empty.
pub(super) fn exchange_text(exchange: &Exchange, view: ExchangeView<'_>) -> String {
    request_and_response(exchange, view) + &curl(exchange, view.verbose)
}

/// The exchange alone; ends with a newline unless it is empty.
pub(super) fn request_and_response(exchange: &Exchange, view: ExchangeView<'_>) -> String {
    let ExchangeView { verbose, named, .. } = view;
    // What was left out is not shown as if it had been empty.
    if !exchange.detailed {
        return String::new();
    }
    let of_request = ExchangeView { verbose, ..Default::default() };
    let mut text = format!("request: {} {}\n", one_line(&exchange.method), one_line(&exchange.url));
    let headers = exchange.request_headers.iter().map(|(name, value)| (&**name, value.as_str()));
    headers_and_body(&mut text, headers, exchange.request_body.as_deref(), of_request);
    let Some(status) = exchange.status else {
        text.push_str("response: none\n");
        return text;
    };
    let phrase = reason(status);
    let blank = if phrase.is_empty() { "" } else { " " };
    let _ = writeln!(
        text,
        "response: {status}{blank}{phrase} ({}, {})",
        show_duration(exchange.timings.total),
        show_size(exchange.response_size)
    );
    let headers = exchange.response_headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let is_shown = |name: &str| HEADERS.iter().any(|one| name.eq_ignore_ascii_case(one));
    let is_named = |name: &str| named.iter().any(|target| header_target(name).eq_ignore_ascii_case(target));
    let headers = headers.filter(|(name, _)| verbose || is_shown(name) || is_named(name));
    headers_and_body(&mut text, headers, exchange.response_body.as_deref(), view);
    if exchange.response_body.is_none() && exchange.response_size > 0 {
        text.push_str("  (body not kept)\n");
    }
    if verbose {
        let _ = writeln!(text, "timings: {}", timings_text(&exchange.timings));
    }
    text
}

/// The request alone: its line, headers and body; ends with a newline.
pub(super) fn request_text(exchange: &Exchange, verbose: bool) -> String {
    let mut text = format!("{} {}\n", one_line(&exchange.method), one_line(&exchange.url));
    let headers = exchange.request_headers.iter().map(|(name, value)| (&**name, value.as_str()));
    let view = ExchangeView { verbose, ..Default::default() };
    headers_and_body(&mut text, headers, exchange.request_body.as_deref(), view);
    text
}

/// The curl line of an exchange that was kept whole.
pub(crate) fn repeat_line(exchange: &Exchange) -> Option<String> {
    let body = exchange.request_body.as_deref().unwrap_or("");
    match exchange.detailed {
        false => None,
        true if unquotable(body) => Some(curl_line_without_body(exchange)),
        true => Some(curl_line(exchange)),
    }
}

/// No argument of a program can hold a NUL; and of bytes that are no text only replacements are left.
fn unquotable(body: &str) -> bool {
    body.contains(['\0', '\u{fffd}'])
}

/// One line: method, URL and status.
pub(crate) fn exchange_line(exchange: &Exchange) -> String {
    let status = exchange.status.map_or("no response".to_owned(), |status| status.to_string());
    format!("{} {} {status}", one_line(&exchange.method), one_line(&exchange.url))
}

fn headers_and_body<'a>(
    text: &mut String,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    body: Option<&str>,
    view: ExchangeView<'_>,
) {
    let before = text.len();
    for (name, value) in headers {
        let _ = writeln!(text, "  {}: {}", one_line(name), one_line(value));
    }
    let Some(body) = body.filter(|body| !body.is_empty()) else { return };
    if text.len() > before {
        text.push('\n');
    }
    let indented = if view.raw_body { None } else { indented(body) };
    let (shown, cut) = trim(indented.as_deref().unwrap_or(body), view);
    text.push_str(&indent(&block(shown), "  "));
    if let Some(cut) = cut {
        let _ = writeln!(text, "  {cut}");
    }
}

/// A JSON object or array with a line for each member and element, its numbers as they came.
fn indented(body: &str) -> Option<String> {
    let is_json = body.trim_start().starts_with(['{', '[']) && body.len() <= INDENTED_BYTES;
    let reading = is_json.then(|| value::read(body, INDENTED_BYTES).ok()).flatten()?;
    // What reading changes is shown as it came.
    let is_whole = reading.duplicate_keys.is_empty() && !reading.replaced;
    is_whole.then(|| display::pretty(&reading.value, 4 * INDENTED_BYTES)).flatten()
}

/// The beginning of a body, and what is missing.
fn trim<'b>(body: &'b str, view: ExchangeView<'_>) -> (&'b str, Option<String>) {
    if view.verbose {
        return (body, None);
    }
    let by_lines = body.match_indices('\n').nth(BODY_LINES - 1).map_or(body.len(), |(end, _)| end + 1);
    let mut end = by_lines.min(BODY_BYTES).min(body.len());
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    if end == body.len() {
        return (body, None);
    }
    let (end, more) = if view.outlined { (0, "") } else { (end, " more") };
    let rest = &body[end..];
    let (size, lines) = (show_size(rest.len() as u64), counted(rest.lines().count(), "line"));
    (&body[..end], Some(format!("… {size}{more} ({lines}), use -v to show all")))
}

fn curl(exchange: &Exchange, verbose: bool) -> String {
    let body = exchange.request_body.as_deref().unwrap_or("");
    let long = body.len() > CURL_BYTES && !verbose;
    if !exchange.detailed {
        // Without its headers and body it would be another request.
        String::new()
    } else if long || unquotable(body) {
        let line = curl_line_without_body(exchange);
        format!("reproduce with: {line}\n  (with the request body in the file BODY)\n")
    } else {
        format!("reproduce with: {}\n", curl_line(exchange))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    const BRIEF: ExchangeView<'_> =
        ExchangeView { verbose: false, named: &[], raw_body: false, outlined: false };
    const WHOLE: ExchangeView<'_> = ExchangeView { verbose: true, ..BRIEF };

    #[test]
    fn a_long_body_is_cut_and_says_by_how_much() {
        assert_eq!(trim("short", BRIEF), ("short", None));
        let body = "ü".repeat(3000);
        let (shown, cut) = trim(&body, BRIEF);
        assert_eq!(shown.len(), 2048);
        assert_eq!(cut.unwrap(), "… 3.9 KiB more (1 line), use -v to show all");
        assert_eq!(trim(&body, WHOLE), (body.as_str(), None));
    }

    #[test]
    fn a_body_of_many_lines_is_cut_at_a_line() {
        let body = "x\n".repeat(45);
        let (shown, cut) = trim(&body, BRIEF);
        assert_eq!(shown, "x\n".repeat(40));
        assert_eq!(cut.unwrap(), "… 10 B more (5 lines), use -v to show all");
        assert_eq!(trim(&body, WHOLE), (body.as_str(), None));
    }

    #[test]
    fn bytes_that_are_no_text_are_left_out_of_a_curl_line() {
        let mut exchange = fixture::exchange("POST", "http://h/", 200);
        exchange.request_body = Some("\u{fffd}PNG".into());
        assert!(repeat_line(&exchange).unwrap().ends_with("--data-binary @BODY"));
        exchange.detailed = false;
        assert_eq!(repeat_line(&exchange), None);
    }

    #[test]
    fn a_long_request_body_leaves_a_whole_curl_line() {
        let mut exchange = fixture::exchange("POST", "http://h/", 200);
        exchange.request_body = Some("x".repeat(5000));
        let text = exchange_text(&exchange, ExchangeView::default());
        assert!(text.contains("--data-binary @BODY\n"), "{text}");
        assert!(
            exchange_text(&exchange, ExchangeView { verbose: true, ..Default::default() })
                .contains(&"x".repeat(5000))
        );
    }
}
