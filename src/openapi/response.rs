//! What came back: status, headers, body.

use std::sync::Arc;

use super::body::{Read, read};
use super::found::Found;
use super::judging::Judging;
use super::media;
use super::parameters::{of_header, schema};
use super::schemas::Side;
use crate::lang::openapi::Place;
use crate::model::{Deviation, header, headers_named};

/// How messages call it.
const BODY: &str = "the response body";

impl Judging<'_> {
    /// Judges the response, if that is wanted; gives the key that its status was found under.
    pub(super) fn response(&self, wanted: bool, found: &mut Vec<Found>) -> Option<Arc<str>> {
        let status = self.exchange.response.status;
        let Some((key, described)) = self.described(status) else {
            if wanted {
                let message = format!("{status} is not documented; documented are {}", self.statuses());
                let place = self.matched.place.get("responses");
                let place = place.as_ref().unwrap_or(&self.matched.place);
                found.push(self.found(Deviation::UndocumentedStatus, "the status", message, place));
            }
            return None;
        };
        if wanted {
            self.response_headers(&described, found);
            self.response_body(&described, found);
        }
        Some(key.into())
    }

    /// The response of a status: of itself, of its class, of all others.
    fn described(&self, status: u16) -> Option<(String, Place<'_>)> {
        let responses = self.matched.place.at("responses")?;
        let members = responses.members()?;
        let class = format!("{}xx", status / 100);
        [status.to_string(), class, "default".to_owned()].into_iter().find_map(|wanted| {
            let mut own = members.iter().filter(|(key, _)| key.eq_ignore_ascii_case(&wanted));
            own.next().map(|(key, place)| ((*key).to_owned(), place.follow()))
        })
    }

    fn statuses(&self) -> String {
        let responses = self.matched.place.at("responses");
        let members = responses.as_ref().and_then(|place| place.members()).unwrap_or_default();
        let keys: Vec<&str> =
            members.iter().map(|(key, _)| *key).filter(|key| !key.starts_with("x-")).collect();
        if keys.is_empty() { "none".to_owned() } else { keys.join(", ") }
    }

    fn response_headers(&self, described: &Place<'_>, found: &mut Vec<Found>) {
        let headers = described.get("headers").and_then(|place| place.members()).unwrap_or_default();
        for (name, place) in headers {
            // It is described by `content`.
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let place = place.follow();
            let shown = format!("the response header `{name}`");
            let lines: Vec<&str> = headers_named(self.exchange.response.headers, name).collect();
            if lines.is_empty() {
                if place.boolean("required") == Some(true) {
                    let message = "is required, but missing".to_owned();
                    found.push(self.found(Deviation::ResponseHeaderMissing, &shown, message, &place));
                }
                continue;
            }
            match (of_header(name, &place, &lines.join(",")), schema(&place)) {
                (Err(should), _) => {
                    found.push(self.found(
                        Deviation::ResponseHeader,
                        &shown,
                        format!("should {should}"),
                        &place,
                    ));
                }
                (Ok(value), Some(schema)) => {
                    self.follows(Deviation::ResponseHeader, &shown, (&schema, Side::Response), &value, found);
                }
                (Ok(_), None) => {}
            }
        }
    }

    fn response_body(&self, described: &Place<'_>, found: &mut Vec<Found>) {
        let response = self.exchange.response;
        // These have no body, whatever is documented (RFC 9110 §6.4.1).
        if self.exchange.method == "HEAD" || matches!(response.status, 100..200 | 204 | 205 | 304) {
            return;
        }
        let content =
            described.get("content").filter(|place| place.members().is_some_and(|all| !all.is_empty()));
        let Some(content) = content else {
            if !response.bytes.is_empty() {
                let message = "is present, but the document describes none".to_owned();
                found.push(self.found(Deviation::UndocumentedBody, BODY, message, described));
            }
            return;
        };
        if response.bytes.is_empty() {
            let message = format!("is missing; expected {}", media::listed(&content));
            found.push(self.found(Deviation::ResponseBody, BODY, message, &content));
            return;
        }
        let content_type = header(response.headers, "content-type");
        let entry = match media::entry(&content, content_type) {
            Ok(entry) => entry,
            Err(message) => {
                found.push(self.found(Deviation::ResponseContentType, BODY, message, &content));
                return;
            }
        };
        let content_type = content_type.unwrap_or_default();
        let schema = entry.get("schema");
        if media::is_json(&media::essence(content_type)) {
            match (response.json_body(), schema) {
                (Err(problem), _) => {
                    found.push(self.found(Deviation::ResponseBody, BODY, problem.message.clone(), &entry));
                }
                (Ok(body), Some(schema)) => {
                    let deviation = Deviation::ResponseBody;
                    self.follows(deviation, BODY, (&schema, Side::Response), body.root(), found);
                }
                (Ok(_), None) => {}
            }
            return;
        }
        if let Some(message) = response.undecoded() {
            found.push(self.found(Deviation::ResponseBody, BODY, message, &entry));
            return;
        }
        // Text is judged as it was decoded.
        if let (Ok(Read::Value(value)), Some(schema)) =
            (read(&entry, content_type, response.body.as_bytes()), schema)
        {
            self.follows(Deviation::ResponseBody, BODY, (&schema, Side::Response), &value, found);
        }
    }
}
