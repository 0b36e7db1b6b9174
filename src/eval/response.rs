//! A response as expressions, captures and matchers see it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::time::Duration;

use super::charset;
use super::json_body::{JsonBody, JsonProblem, MAX_VALUES};
use super::markup::{Markup, MarkupProblem};
use super::set_cookie::SetCookie;
use crate::model::{HttpResponse, Kind, content_codings, headers_named};
use crate::value::{Map, Value};

/// A response with its body as text and, when first asked for, as JSON.
#[derive(Debug)]
pub struct ResponseView<'r> {
    pub status: u16,
    /// Header fields in order.
    pub headers: &'r [(String, String)],
    /// The body as text, decoded by its charset.
    pub body: Cow<'r, str>,
    /// The body as bytes.
    pub bytes: &'r [u8],
    /// From the start of the call to the body's last byte.
    pub duration: Duration,
    /// The URL asked, after redirects the last one.
    pub url: &'r str,
    followed: Option<&'r Followed>,
    max_json_values: usize,
    json: OnceCell<Result<JsonBody, JsonProblem>>,
    xml: OnceCell<Result<Markup, MarkupProblem>>,
    html: OnceCell<Result<Markup, MarkupProblem>>,
}

/// The redirects that came before a response.
#[derive(Debug, Default)]
pub struct Followed {
    pub count: usize,
    /// Their Set-Cookie lines, in order.
    pub set_cookies: Vec<String>,
    /// How long they took.
    pub duration: Duration,
}

impl<'r> ResponseView<'r> {
    /// A view of a response to a request for `url`.
    pub fn new(response: &'r HttpResponse, url: &'r str) -> Self {
        ResponseView {
            status: response.status,
            headers: &response.headers,
            body: charset::decode(&response.body, headers_by_name(&response.headers, "content-type")),
            bytes: &response.body,
            duration: response.timings.total,
            url,
            followed: None,
            max_json_values: MAX_VALUES,
            json: OnceCell::new(),
            xml: OnceCell::new(),
            html: OnceCell::new(),
        }
    }

    /// With the redirects that led to it.
    pub fn after(mut self, followed: &'r Followed) -> Self {
        self.duration += followed.duration;
        self.followed = Some(followed);
        self
    }

    /// With another limit of the body's JSON values.
    pub fn with_max_json_values(mut self, values: usize) -> Self {
        self.max_json_values = values;
        self
    }

    /// Why the body's content cannot be judged: its content coding is not known. Completes "the body …".
    pub fn undecoded(&self) -> Option<String> {
        let name = content_codings(self.headers).err().filter(|_| !self.bytes.is_empty())?;
        Some(format!(
            "cannot be decoded: its content coding `{name}` is not one of gzip, deflate, br and zstd; request a different one with the header Accept-Encoding"
        ))
    }

    /// The body as JSON, parsed once. The error says why it is not read.
    pub fn json(&self) -> Result<&Value, &JsonProblem> {
        self.json_body().map(JsonBody::root)
    }

    /// The body as JSON, with what was noticed while reading it.
    pub fn json_body(&self) -> Result<&JsonBody, &JsonProblem> {
        let read = || match self.undecoded() {
            None => JsonBody::read(&self.body, self.max_json_values),
            Some(message) => Err(JsonProblem { kind: Kind::Protocol, message }),
        };
        self.json.get_or_init(read).as_ref()
    }

    /// The body as JSON, if it was read so far.
    pub fn json_if_read(&self) -> Option<&JsonBody> {
        self.json.get().and_then(|json| json.as_ref().ok())
    }

    /// The body as XML, read once: by its byte order mark or the charset of its Content-Type, else by that of its declaration.
    pub fn xml(&self) -> Result<&Markup, &MarkupProblem> {
        let read = || {
            self.decoded()?;
            match charset::declared_by_xml(self.bytes).filter(|_| !self.has_certain_encoding()) {
                Some(encoding) => Markup::read_xml(&encoding.decode(self.bytes).0, self.max_json_values),
                None => Markup::read_xml(&self.body, self.max_json_values),
            }
        };
        self.xml.get_or_init(read).as_ref()
    }

    /// The body as HTML, read once: by its byte order mark or the charset of its Content-Type, else by that of a `<meta>`.
    pub fn html(&self) -> Result<&Markup, &MarkupProblem> {
        let read = || {
            self.decoded()?;
            match self.has_certain_encoding() {
                true => Markup::read_html(&self.body, self.max_json_values),
                false => Markup::read_undeclared_html(self.bytes, &self.body, self.max_json_values),
            }
        };
        self.html.get_or_init(read).as_ref()
    }

    fn decoded(&self) -> Result<(), MarkupProblem> {
        self.undecoded().map_or(Ok(()), |message| Err(MarkupProblem { kind: Kind::Protocol, message }))
    }

    /// False where bytes of the body are no characters of UTF-8, which it should be.
    pub fn is_utf8(&self) -> bool {
        self.has_certain_encoding() || std::str::from_utf8(self.bytes).is_ok()
    }

    /// Whether a byte order mark or the Content-Type says how the body is encoded.
    fn has_certain_encoding(&self) -> bool {
        charset::is_certain(self.bytes, headers_by_name(self.headers, "content-type"))
    }

    /// How many redirects were followed.
    pub fn redirects(&self) -> usize {
        self.followed.map_or(0, |followed| followed.count)
    }

    /// The Set-Cookie lines, those of redirects first.
    pub fn set_cookie_lines(&self) -> impl Iterator<Item = &str> {
        let earlier =
            self.followed.map_or(&[][..], |followed| &followed.set_cookies).iter().map(String::as_str);
        earlier.chain(headers_named(self.headers, "set-cookie"))
    }

    /// The cookie of that name, as it was set last.
    pub fn cookie(&self, name: &str) -> Option<SetCookie<'_>> {
        self.set_cookie_lines().filter_map(SetCookie::parse).filter(|cookie| cookie.name == name).last()
    }

    /// A member of `response`, unless it is `json`, which is borrowed.
    pub fn member(&self, name: &str) -> Option<Value> {
        Some(match name {
            "status" => self.status.into(),
            "headers" => {
                let mut map = Map::new();
                for (name, value) in self.headers {
                    map.get_or_insert(&name.to_ascii_lowercase(), || value.as_str().into());
                }
                map.into()
            }
            "headers_all" => {
                let mut map = Map::new();
                for (name, value) in self.headers {
                    let list = map.get_or_insert(&name.to_ascii_lowercase(), || Value::Array(Vec::new()));
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
