//! HTTP/1.1 as far as a test server needs it: reads requests, writes answers. Written apart from the product's own
//! code, so that both cannot share a misunderstanding.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read, Write};

use percent_encoding::percent_decode_str;

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method token.
    pub method: String,
    /// Path and query as they were sent.
    pub target: String,
    /// The header lines in their order, names as they were sent.
    pub headers: Vec<(String, String)>,
    /// The body without its transfer coding.
    pub body: Vec<u8>,
}

impl Request {
    /// The path, not decoded.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query's names and values, decoded as a form.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(n, v)| (decode(n), decode(v)))
            .collect()
    }

    /// The first value of a query parameter.
    pub fn query_value(&self, name: &str) -> Option<String> {
        self.query().into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The first value of a header, its name without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The body as text, what is not UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Reads the next request, or `None` where the client has closed. `Expect: 100-continue` is answered through `proceed`
/// before the body is read, or both sides would wait.
pub fn read_request<S: BufRead>(
    stream: &mut S,
    proceed: impl FnOnce(&mut S) -> io::Result<()>,
) -> io::Result<Option<Request>> {
    let Some(first) = line(stream)? else { return Ok(None) };
    let mut words: VecDeque<&str> = first.split(' ').collect();
    let (Some(method), Some(target)) = (words.pop_front(), words.pop_front()) else {
        return Err(io::Error::other(format!("not a request line: {first:?}")));
    };
    let mut headers = Vec::new();
    loop {
        match line(stream)? {
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
            Some(text) if text.is_empty() => break,
            Some(text) => {
                let (name, value) =
                    text.split_once(':').ok_or_else(|| io::Error::other("a header has no colon"))?;
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
        }
    }
    if find(&headers, "expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
        proceed(stream)?;
    }
    let body = read_body(stream, &headers)?;
    Ok(Some(Request { method: method.to_owned(), target: target.to_owned(), headers, body }))
}

fn read_body(stream: &mut impl BufRead, headers: &[(String, String)]) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if find(headers, "transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        loop {
            let size = line(stream)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let size = size.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
            if stream.take(size).read_to_end(&mut body)? as u64 != size {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            // The line end after a chunk; after the last one, the (empty) trailer.
            line(stream)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length =
        find(headers, "content-length").map_or(Ok(0), str::parse::<usize>).map_err(io::Error::other)?;
    body.resize(length, 0);
    stream.read_exact(&mut body)?;
    Ok(body)
}

fn line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if stream.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// An answer to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// The header lines, before those that the body needs.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with a JSON body.
    pub fn json(status: u16, value: &serde_json::Value) -> Answer {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Answer { status, reason: reason(status).to_owned(), headers, body: value.to_string().into_bytes() }
    }

    /// Head and body as they go over the wire. Content-Length is added where the status may have a body, unless the
    /// headers say a length or a transfer coding themselves (also a wrong one: that is a fault to try).
    pub fn bytes(&self, method: &str) -> (Vec<u8>, &[u8]) {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, self.reason);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let bodiless = matches!(self.status, 100..=199 | 204 | 304);
        let framed = ["content-length", "transfer-encoding"].iter().any(|n| find(&self.headers, n).is_some());
        if !bodiless && !framed {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        (head.into_bytes(), if bodiless || method == "HEAD" { &[] } else { &self.body })
    }

    /// Writes the whole answer.
    pub fn write(&self, method: &str, stream: &mut dyn Write) -> io::Result<()> {
        let (mut bytes, body) = self.bytes(method);
        // One write: head and body in one segment, so that no delayed acknowledgement comes between them.
        bytes.extend_from_slice(body);
        stream.write_all(&bytes)?;
        stream.flush()
    }
}

/// The usual reason phrase of a status; empty where there is none.
pub fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "",
    }
}
