//! A response as expressions, captures and matchers see it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::time::Duration;

use crate::model::HttpResponse;
use crate::model::value::{Map, Value};

/// A response with its body as text and, when first asked for, as JSON.
#[derive(Debug)]
pub struct ResponseView<'r> {
    /// Status code.
    pub status: u16,
    /// Header fields in order.
    pub headers: &'r [(String, String)],
    /// The body as text, decoded by its charset.
    pub body: Cow<'r, str>,
    /// The body as bytes.
    pub bytes: &'r [u8],
    /// From the start of the call to the body's last byte.
    pub duration: Duration,
    /// The URL asked.
    pub url: &'r str,
    json: OnceCell<Result<Value, String>>,
}

impl<'r> ResponseView<'r> {
    /// A view of a response to a request for `url`.
    pub fn new(response: &'r HttpResponse, url: &'r str) -> Self {
        ResponseView {
            status: response.status,
            headers: &response.headers,
            body: decode(&response.body, headers_by_name(&response.headers, "content-type")),
            bytes: &response.body,
            duration: response.timings.total,
            url,
            json: OnceCell::new(),
        }
    }

    /// The body as JSON, parsed once. The error says where it is none.
    pub fn json(&self) -> Result<&Value, &str> {
        self.json.get_or_init(|| parse(&self.body)).as_ref().map_err(String::as_str)
    }

    /// A member of `response`, unless it is `json`, which is borrowed.
    pub fn member(&self, name: &str) -> Option<Value> {
        Some(match name {
            "status" => self.status.into(),
            "headers" => {
                let mut map = Map::new();
                for (name, value) in self.headers {
                    map.entry(name.to_ascii_lowercase()).or_insert_with(|| value.as_str().into());
                }
                map.into()
            }
            "headers_all" => {
                let mut map = Map::new();
                for (name, value) in self.headers {
                    let list =
                        map.entry(name.to_ascii_lowercase()).or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(list) = list {
                        list.push(value.as_str().into());
                    }
                }
                map.into()
            }
            "body" => self.body.as_ref().into(),
            "duration_ms" => (self.duration.as_millis() as u64).into(),
            "url" => self.url.into(),
            _ => return None,
        })
    }

    /// `response.headers.NAME`: without case, and `_` for `-`.
    pub fn header(&self, name: &str) -> Option<&'r str> {
        headers_by_name(self.headers, name).or_else(|| headers_by_name(self.headers, &name.replace('_', "-")))
    }
}

fn headers_by_name<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// A body as text: by the charset of its Content-Type, else UTF-8; what cannot be decoded becomes U+FFFD.
fn decode<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Cow<'b, str> {
    let charset = content_type.and_then(|value| {
        value.split(';').skip(1).find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
        })
    });
    match charset.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => encoding.decode(bytes).0,
        _ => String::from_utf8_lossy(bytes),
    }
}

fn parse(text: &str) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Err("the body is empty".to_owned());
    }
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Eof => "it ends too early",
            _ => "something else stands",
        };
        format!("{what} at line {}, column {}", error.line(), error.column())
    })
}
