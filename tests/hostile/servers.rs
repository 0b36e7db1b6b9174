//! Every manner of the hostile server, in one run.

use std::fs;
use std::path::Path;

use crate::support::hostile::child::Run;
use crate::support::hostile::{Hostile, manners};

/// A path of the hostile server, how it is asked, and what the run says: the kind (`PASS` where it passes) and words.
struct Row(&'static str, &'static str, &'static str, &'static str);

const FAST: &str = "options: { timeout: 400ms }";
const FOLLOW: &str = "options: { follow_redirects: true }";
const SMALL: &str = "options: { max_body: 1MiB }";
const JSON: &str = "expect: { json: { $.a: 1 } }";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row("/ok", "", "PASS", ""),
    Row("/endless-body", SMALL, "limit", "max_body"),
    Row("/endless-chunks", SMALL, "limit", "max_body"),
    Row("/tiny-chunks", SMALL, "limit", "max_body"),
    Row("/gzip-bomb", SMALL, "limit", "max_body"),
    Row("/brotli-bomb", SMALL, "limit", "max_body"),
    Row("/endless-trailer", FAST, "timeout", "reading the response body"),
    Row("/endless-chunk-size", FAST, "protocol", "body"),
    Row("/drip-body", FAST, "timeout", "reading the response body"),
    Row("/length-too-long", "", "connection", "before the end of the body"),
    Row("/length-too-short", "", "PASS", ""),
    Row("/two-lengths", "", "protocol", "the response headers from"),
    Row("/odd-length", "", "protocol", "the response headers from"),
    Row("/negative-length", "", "protocol", "the response headers from"),
    Row("/huge-length", "", "protocol", "the response headers from"),
    Row("/large-length", "", "connection", "before the end of the body"),
    Row("/odd-chunk", "", "protocol", "the response body from"),
    Row("/huge-chunk", "", "protocol", "the response body from"),
    Row("/chunk-too-long", "", "protocol", "the response body from"),
    Row("/cut-chunk", "", "connection", "before the end of the body"),
    Row("/no-last-chunk", "", "connection", "before the end of the body"),
    Row("/reset-body", "", "connection", "reset the connection while reading the response body"),
    Row("/reset-open-body", "", "connection", "reset the connection while reading the response body"),
    Row("/short-gzip", "", "protocol", "cannot be decompressed"),
    Row("/not-gzip", "", "protocol", "cannot be decompressed"),
    Row("/not-brotli", "", "protocol", "cannot be decompressed"),
    Row("/cut-gzip", "", "connection", "before the end of the body"),
    Row("/endless-headers", "", "limit", "more than 128 headers"),
    Row("/endless-line", "", "limit", "are larger than"),
    Row("/endless-blank", "", "limit", "are larger than"),
    Row("/endless-informing", "", "limit", "are larger than"),
    Row("/long-header", "", "limit", "are larger than"),
    Row("/drip-headers", FAST, "timeout", "reading the response headers"),
    Row("/drip-line", FAST, "timeout", "reading the response headers"),
    Row("/reset-head", "", "connection", "reset the connection while reading the response headers"),
    Row("/reset-at-once", "", "connection", "reset the connection while waiting for the first byte"),
    Row("/cut-head", "", "connection", "within the response headers"),
    Row("/bytes-in-header", "", "PASS", ""),
    Row("/nul-in-header", "", "protocol", "the response headers from"),
    Row("/no-colon", "", "protocol", "the response headers from"),
    Row("/odd-version", "", "protocol", "the response headers from"),
    Row("/odd-status", "", "protocol", "the response headers from"),
    Row("/no-status", "", "protocol", "the response headers from"),
    Row("/http-0.9", "", "protocol", "begins with"),
    Row("/http-2", "", "protocol", "begins with"),
    Row("/loop", FOLLOW, "redirects", ""),
    Row("/longer", FOLLOW, "redirects", ""),
    Row("/away", FOLLOW, "PASS", ""),
    Row("/away-odd", FOLLOW, "redirects", "only http and https"),
    Row("/away-broken", FOLLOW, "redirects", "invalid URL"),
    Row("/bytes", "expect: { body: { contains: ab } }", "body", ""),
    Row("/bytes-json", "expect: { json: { $.a: { type: string } } }", "PASS", ""),
    Row("/not-json", JSON, "not-json", ""),
    Row("/nul", JSON, "not-json", ""),
    Row("/empty", JSON, "not-json", ""),
    Row("/deep-json", JSON, "limit", "128 levels"),
    Row("/silence", FAST, "timeout", "waiting for the first byte of the response"),
    Row("/close", "", "connection", "without a response"),
    Row("/close-idle", "", "PASS", ""),
    Row("/two-answers", "", "PASS", ""),
];

/// Runs all rows as one run of a scenario each; gives what the run said and its report.
fn scenario(folder: &Path, name: &str, method: &str, url: &str, more: &str) {
    let expect = if more.contains("expect:") { "" } else { "    expect: { status: 200 }\n" };
    let more: String =
        more.split("; ").filter(|line| !line.is_empty()).map(|line| format!("    {line}\n")).collect();
    let text =
        format!("scenario: {name}\nsteps:\n  - name: Ask\n    request: {method} {url}\n{more}{expect}");
    fs::write(folder.join(format!("{}.yaml", name.replace('/', "_"))), text).expect("a scenario");
}

/// What a run said of a scenario: the line behind its mark, and what belongs to it.
fn of<'s>(said: &'s str, name: &str) -> &'s str {
    let start = [format!("PASS  {name} ("), format!("FAIL  {name} ("), format!("ERROR {name} (")]
        .iter()
        .find_map(|mark| said.find(mark.as_str()))
        .unwrap_or_else(|| panic!("nothing is said of {name}:\n{said}"));
    let rest = &said[start..];
    let end = ["\nPASS  ", "\nFAIL  ", "\nERROR ", "\nNot passed"]
        .iter()
        .filter_map(|mark| rest[1..].find(mark))
        .min();
    &rest[..end.map_or(rest.len(), |end| end + 1)]
}

#[test]
fn every_hostile_server_is_survived() {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = Hostile::start(|head, stream| manners::play(head, stream, ""));
    let away = elsewhere.url.clone();
    for Row(path, more, ..) in ROWS {
        // One each: a connection that a server has closed after an answer may be used again before that is seen.
        let away = away.clone();
        let server = Hostile::start(move |head, stream| manners::play(head, stream, &away));
        let (method, more) = more.strip_prefix("POST; ").map_or(("GET", *more), |more| ("POST", more));
        scenario(folder.path(), path, method, &format!("{}{path}", server.url), more);
    }
    let ended = Run::start(folder.path(), &[".", "-j", "8"]).end();
    let mut wrong = Vec::new();
    for Row(path, _, kind, words) in ROWS {
        let said = of(&ended.said, path);
        let right = match *kind {
            "PASS" => said.starts_with("PASS"),
            // Only errors are introduced by their kind.
            "body" | "not-json" | "redirects" => said.starts_with("FAIL"),
            kind => said.contains(&format!("    {kind}: ")),
        };
        if !right || !said.contains(words) {
            wrong.push(format!("{path} should be {kind} with {words:?}, but is\n{said}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}\n{}",
        wrong.len(),
        ROWS.len(),
        wrong.join("\n"),
        &ended.said[ended.said.len().saturating_sub(3000)..]
    );
    assert_eq!(ended.code, Some(3), "{}", ended.said);
    assert!(
        ended.report.ends_with("</testsuites>\n") && !ended.report.contains("internal"),
        "{}",
        ended.report
    );
}
