//! A server that says a secret in every place that a response has, as often encoded as servers do it.

use std::io::{self, Write};
use std::sync::Arc;

use super::forms::{self, Secret};
use crate::support::http::{Answer, Request};
use crate::support::listener::{self, After, Listener, Service};

/// Starts it. `/N/KIND/…` says the Nth secret in the way of KIND.
pub fn start() -> Listener {
    let bound = listener::bind().expect("a free port of 127.0.0.1");
    bound.serve(Arc::new(Leaky { secrets: forms::secrets() }))
}

struct Leaky {
    secrets: Vec<Secret>,
}

impl Service for Leaky {
    fn serve(&self, request: Request, stream: &mut dyn Write) -> io::Result<After> {
        let mut segments = request.path().split('/').skip(1);
        let secret = segments.next().and_then(|number| self.secrets.get(number.parse::<usize>().ok()?));
        let (Some(secret), Some(kind)) = (secret, segments.next()) else {
            return Answer { status: 404, ..Answer::default() }
                .write(&request.method, stream)
                .map(|()| After::Keep);
        };
        let (name, s) = (secret.name, secret.value.as_str());
        let mut headers = vec![
            ("X-Percent".to_owned(), format!("v={};", forms::percent(s, false))),
            ("X-Form".to_owned(), format!("a=b&v={}&c", forms::form(s))),
            ("X-Base64".to_owned(), forms::base64(format!("user:{s}").as_bytes(), forms::STANDARD)),
            ("X-Json".to_owned(), format!("{{\"v\":\"{}\"}}", forms::json_ascii(s))),
            ("Set-Cookie".to_owned(), format!("{name}={}; Path=/", forms::percent(s, true))),
            ("Link".to_owned(), format!("<http://mary:{}@127.0.0.1/>", forms::percent(s, true))),
        ];
        headers.extend(s.lines().map(|line| ("X-Plain".to_owned(), line.to_owned())));
        let mut status = 200;
        let body = match kind {
            "json" | "slow" => json(s, &request),
            "text" => format!("the secret is {s}, and asked was {} with {}", request.target, request.text()),
            "html" => page(s),
            "xml" => xml(s),
            "error" => {
                status = 500;
                page(s) + &format!("<pre>\nat login({s:?})\n  with {}\n</pre>", request.text())
            }
            "redirect" | "away" => {
                status = 302;
                let to = if kind == "away" {
                    format!("http://mary:{}@127.0.0.1:1", forms::percent(s, true))
                } else {
                    String::new()
                };
                headers.push((
                    "Location".to_owned(),
                    format!(
                        "{to}/{}/landed?to={}",
                        request.path().split('/').nth(1).unwrap_or(""),
                        forms::percent(s, true)
                    ),
                ));
                String::new()
            }
            "landed" => format!("landed at {}", request.target),
            // The secret lies across the places where outputs cut a body.
            "cut" => [1024, 4096, 65536].iter().fold(String::new(), |text, border| {
                let fill = border - text.chars().count() - s.chars().count() / 2;
                text + &"-".repeat(fill) + s
            }),
            // Encodings in each other, a line each; as many as a body of this size holds, from all of them.
            "encoded" => {
                let all = forms::encoded(s);
                let size: usize = all.iter().map(String::len).sum();
                let some = all.iter().step_by(size / 20_000 + 1);
                some.map(|form| format!("[{}]\n", form.replace('\n', "%0A"))).collect()
            }
            "chunked" => return chunked(s, stream),
            "broken" => {
                // More is announced than comes.
                let body = json(s, &request);
                stream.write_all(
                    format!(
                        "HTTP/1.1 200 OK\r\nX-Form: {}\r\nContent-Length: 999999\r\n\r\n{body}",
                        forms::form(s)
                    )
                    .as_bytes(),
                )?;
                return Ok(After::Close);
            }
            "strange" => {
                stream.write_all(format!("no HTTP but {s}\r\n\r\n").as_bytes())?;
                return Ok(After::Close);
            }
            "hang" => return Ok(After::Hang),
            _ => String::new(),
        };
        if matches!(kind, "json") {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        let answer = Answer {
            status,
            reason: if kind == "error" { s.lines().next().unwrap_or("").to_owned() } else { "OK".to_owned() },
            headers,
            body: body.into_bytes(),
        };
        answer.write(&request.method, stream).map(|()| After::Keep)
    }
}

fn json(s: &str, request: &Request) -> String {
    let once = forms::json(s);
    let inner = format!("{{\"v\":\"{once}\"}}");
    let parts = [
        format!("\"value\":\"{once}\""),
        format!("\"ascii\":\"{}\"", forms::json_ascii(s)),
        format!("\"{once}\":\"a key\""),
        format!("\"list\":[\"x\",\"{once}\"]"),
        format!("\"inner\":\"{}\"", forms::json(&inner)),
        format!("\"deep\":\"{}\"", forms::json(&forms::json(&inner))),
        format!(
            "\"token\":\"{}.{}.x\"",
            forms::base64(inner.as_bytes(), forms::URL_SAFE),
            forms::base64(format!("a{s}").as_bytes(), forms::URL_SAFE)
        ),
        format!("\"url\":\"http://x/?q={}\"", forms::percent(&forms::percent(s, true), true)),
        format!("\"page\":\"{}\"", forms::json(&forms::markup(s, "&#39;"))),
        format!("\"asked\":\"{}\"", forms::json(&request.target)),
        format!("\"sent\":\"{}\"", forms::json(&request.text())),
        format!("\"headers\":\"{}\"", forms::json(&format!("{:?}", request.headers))),
    ];
    format!("{{{}}}", parts.join(","))
}

fn xml(s: &str) -> String {
    let text = forms::markup(s, "&apos;");
    format!(
        "<root><value attribute=\"{text}\">{text}</value><list><item>x</item><item>{text}</item></list><data><![CDATA[{s}]]></data></root>"
    )
}

fn page(s: &str) -> String {
    let text = forms::markup(s, "&#x27;");
    format!(
        "<!DOCTYPE html><title>{text}</title><a href=\"/?q={}\" title='{}'>{text}</a><script>var v = \"{}\";</script>",
        forms::markup(&forms::form(s), "&#39;"),
        forms::markup(s, "&apos;"),
        forms::json_ascii(s)
    )
}

/// A chunk ends in the middle of the secret.
fn chunked(s: &str, stream: &mut dyn Write) -> io::Result<After> {
    let body = format!("begin {s} end");
    let (one, two) = body.as_bytes().split_at(6 + s.len() / 2);
    stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    for part in [one, two] {
        stream.write_all(format!("{:x}\r\n", part.len()).as_bytes())?;
        stream.write_all(part)?;
        stream.write_all(b"\r\n")?;
        stream.flush()?;
    }
    stream.write_all(b"0\r\n\r\n")?;
    Ok(After::Keep)
}
