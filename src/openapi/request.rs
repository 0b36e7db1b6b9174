//! What was sent: parameters and body.

use super::body::{Read, read};
use super::found::Found;
use super::judging::Judging;
use super::media;
use super::schemas::Side;
use crate::model::Deviation;

/// How messages call it.
const BODY: &str = "the request body";

impl Judging<'_> {
    /// Judges the request, if that is wanted; gives the parameters that were sent.
    pub(super) fn request(&self, wanted: bool, found: &mut Vec<Found>) -> Vec<String> {
        let sent = self.parameters(wanted, found);
        if wanted {
            self.request_body(found);
        }
        sent
    }

    fn request_body(&self, found: &mut Vec<Found>) {
        let operation = &self.matched.place;
        let sent = self.exchange.body.filter(|body| !body.is_empty());
        let described = operation.at("requestBody");
        let (described, bytes) = match (described, sent) {
            (None, None) => return,
            (None, Some(_)) => {
                let message = "was sent, but the operation accepts none".to_owned();
                found.push(self.found(Deviation::UndocumentedBody, BODY, message, operation));
                return;
            }
            (Some(described), None) => {
                if described.boolean("required") == Some(true) {
                    let message = "is required, but was not sent".to_owned();
                    found.push(self.found(Deviation::RequestBodyMissing, BODY, message, &described));
                }
                return;
            }
            (Some(described), Some(bytes)) => (described, bytes),
        };
        let Some(content) = described.get("content") else { return };
        let mut headers = self.exchange.headers.iter();
        let content_type = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.map(|(_, value)| value.as_str());
        let entry = match media::entry(&content, content_type) {
            Ok(entry) => entry,
            Err(message) => {
                found.push(self.found(Deviation::RequestContentType, BODY, message, &content));
                return;
            }
        };
        match (read(&entry, content_type.unwrap_or_default(), bytes), entry.get("schema")) {
            (Err(problem), _) => found.push(self.found(Deviation::RequestBody, BODY, problem, &entry)),
            (Ok(Read::Value(value)), Some(schema)) => {
                self.follows(Deviation::RequestBody, BODY, (&schema, Side::Request), &value, found);
            }
            (Ok(_), _) => {}
        }
    }
}
