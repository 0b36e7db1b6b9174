//! The options of curl, request by request.

use super::words::Command;
use crate::emit::{Node, escape};
use crate::import::bodies::Content;
use crate::import::call::{self, Call, Credentials};
use crate::import::{Notes, Refused, names, urls};

/// Long names with the short one, and whether a value follows. Names that are not here are taken for ones without.
const OPTIONS: &[(&str, char, bool)] = &[
    ("request", 'X', true),
    ("header", 'H', true),
    ("data", 'd', true),
    ("data-ascii", '\0', true),
    ("data-raw", '\0', true),
    ("data-binary", '\0', true),
    ("data-urlencode", '\0', true),
    ("json", '\0', true),
    ("form", 'F', true),
    ("form-string", '\0', true),
    ("user", 'u', true),
    ("cookie", 'b', true),
    ("user-agent", 'A', true),
    ("referer", 'e', true),
    ("insecure", 'k', false),
    ("location", 'L', false),
    ("location-trusted", '\0', false),
    ("head", 'I', false),
    ("get", 'G', false),
    ("compressed", '\0', false),
    ("max-time", 'm', true),
    ("connect-timeout", '\0', true),
    ("proxy", 'x', true),
    ("cert", 'E', true),
    ("key", '\0', true),
    ("cacert", '\0', true),
    ("next", ':', false),
    ("url", '\0', true),
    ("url-query", '\0', true),
    ("upload-file", 'T', true),
    ("range", 'r', true),
    ("max-redirs", '\0', true),
    ("oauth2-bearer", '\0', true),
    ("retry", '\0', true),
    ("retry-delay", '\0', true),
    ("retry-max-time", '\0', true),
    ("output", 'o', true),
    ("write-out", 'w', true),
    ("dump-header", 'D', true),
    ("cookie-jar", 'c', true),
    ("config", 'K', true),
    ("ciphers", '\0', true),
    ("resolve", '\0', true),
    ("interface", '\0', true),
    ("limit-rate", '\0', true),
    ("proxy-user", 'U', true),
    ("noproxy", '\0', true),
    ("time-cond", 'z', true),
    ("stderr", '\0', true),
    ("trace", '\0', true),
    ("trace-ascii", '\0', true),
    ("output-dir", '\0', true),
    ("cert-type", '\0', true),
    ("key-type", '\0', true),
    ("pass", '\0', true),
    ("capath", '\0', true),
    ("socks5", '\0', true),
    ("socks5-hostname", '\0', true),
    ("connect-to", '\0', true),
    ("aws-sigv4", '\0', true),
    ("unix-socket", '\0', true),
    ("tls-max", '\0', true),
    ("variable", '\0', true),
    ("max-filesize", '\0', true),
    ("silent", 's', false),
    ("show-error", 'S', false),
    ("verbose", 'v', false),
    ("include", 'i', false),
    ("remote-name", 'O', false),
    ("fail", 'f', false),
    ("globoff", 'g', false),
    ("no-buffer", 'N', false),
    ("progress-bar", '#', false),
    ("http1.0", '0', false),
    ("tlsv1", '1', false),
    ("ipv4", '4', false),
    ("ipv6", '6', false),
    ("netrc", 'n', false),
    ("remote-header-name", 'J', false),
    ("parallel", 'Z', false),
    ("junk-session-cookies", 'j', false),
];

/// Of curl's own output and connection, and without a meaning for a scenario.
const QUIET: &[&str] = &[
    "silent",
    "show-error",
    "verbose",
    "include",
    "remote-name",
    "fail",
    "fail-with-body",
    "globoff",
    "no-buffer",
    "progress-bar",
    "output",
    "write-out",
    "dump-header",
    "stderr",
    "trace",
    "trace-ascii",
    "output-dir",
    "cookie-jar",
    "compressed",
    "http1.1",
    "http2",
    "tlsv1.2",
    "tlsv1.3",
    "remote-header-name",
    "path-as-is",
    "no-progress-meter",
    "parallel",
    "ipv4",
    "ipv6",
    "create-dirs",
    "junk-session-cookies",
    "no-keepalive",
    "tcp-nodelay",
    "basic",
    "disable",
    "proto-default",
    "styled-output",
    "http2-prior-knowledge",
];

/// A request under construction.
#[derive(Default)]
struct Asked {
    urls: Vec<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    data: Vec<Data>,
    form: Vec<(String, Node)>,
    json: bool,
    head: bool,
    get: bool,
    query: Vec<(String, String)>,
    upload: Option<String>,
    call: Call,
    tls: Vec<(&'static str, Node)>,
    retry: Vec<(&'static str, Node)>,
}

enum Data {
    Text(String),
    Pair(String, String),
    File(String),
}

/// The requests of a command, each with its `retry`.
pub fn calls(command: &Command, notes: &mut Notes) -> Result<Vec<(Call, Option<Node>)>, Refused> {
    let at = &command.at;
    let mut all = Vec::new();
    let mut asked = Asked::default();
    let mut words = command.words.iter();
    while let Some(word) = words.next() {
        let mut take = |rest: &str| match rest.is_empty() {
            false => Ok(rest.to_owned()),
            true => {
                words.next().cloned().ok_or_else(|| format!("{at}: `{}` needs a value", names::fixed(word)))
            }
        };
        if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
            let known = OPTIONS.iter().find(|(name, ..)| *name == long);
            let value = if known.is_some_and(|(.., value)| *value) { take("")? } else { String::new() };
            if long == "next" {
                asked.finish(at, notes, &mut all);
                asked = Asked::default();
            } else {
                asked.option(long, &value, at, notes);
            }
        } else if let Some(mut short) = word.strip_prefix('-').filter(|short| !short.is_empty()) {
            // `-sSL` are three, `-Hx` is one with its value.
            while let Some(letter) = short.chars().next() {
                short = &short[letter.len_utf8()..];
                let Some((name, _, value)) = OPTIONS.iter().find(|(_, other, _)| *other == letter) else {
                    notes.add(at, format!("`-{letter}` has no equivalent"));
                    continue;
                };
                if *name == "next" {
                    asked.finish(at, notes, &mut all);
                    asked = Asked::default();
                } else if *value {
                    asked.option(name, &take(short)?, at, notes);
                    break;
                } else {
                    asked.option(name, "", at, notes);
                }
            }
        } else if !word.is_empty() {
            asked.urls.push(word.clone());
        }
    }
    asked.finish(at, notes, &mut all);
    Ok(all)
}

impl Asked {
    fn option(&mut self, name: &str, value: &str, at: &str, notes: &mut Notes) {
        match name {
            "request" => self.method = Some(value.to_owned()),
            "header" => self.header(value, at, notes),
            "data" | "data-ascii" | "data-binary" => self.data.push(match value.strip_prefix('@') {
                Some(file) => Data::File(file.to_owned()),
                None => Data::Text(value.to_owned()),
            }),
            "data-raw" => self.data.push(Data::Text(value.to_owned())),
            "data-urlencode" => self.data.push(urlencoded(value)),
            "json" => {
                self.json = true;
                self.data.push(match value.strip_prefix('@') {
                    Some(file) => Data::File(file.to_owned()),
                    None => Data::Text(value.to_owned()),
                });
            }
            "form" | "form-string" => self.part(value, name == "form", at, notes),
            "user" => {
                let (user, password) = value.split_once(':').unwrap_or((value, ""));
                // curl would ask for one that is not there.
                let password = if password.is_empty() { "?" } else { password };
                self.call.auth = Some(Credentials::Basic(escape(user), escape(password)));
            }
            "oauth2-bearer" => self.call.auth = Some(Credentials::Bearer(escape(value))),
            "cookie" if value.contains('=') => {
                let cookies = call::cookies(value).into_iter();
                self.call.cookies.extend(cookies.map(|(name, value)| (name, escape(&value))));
            }
            "cookie" => notes.add(at, "cookies from a file are not read: write them under `cookies`"),
            "user-agent" => self.headers.push(("User-Agent".to_owned(), escape(value))),
            "referer" => self.headers.push(("Referer".to_owned(), escape(value))),
            "range" => self.headers.push(("Range".to_owned(), format!("bytes={}", escape(value)))),
            "insecure" => self.tls.push(("insecure", true.into())),
            "cert" => {
                // `file:password`; a drive letter is no file.
                let (file, password) = match value.rsplit_once(':') {
                    Some((file, password)) if file.len() > 1 => (file, Some(password)),
                    _ => (value, None),
                };
                if password.is_some() {
                    notes.add(
                        at,
                        "a certificate's key with a password cannot be used: store the key without one",
                    );
                }
                self.tls.push(("cert", escape(file).into()));
            }
            "key" => self.tls.push(("key", escape(value).into())),
            "cacert" => self.tls.push(("ca", escape(value).into())),
            "location" | "location-trusted" => {
                self.call.options.push(("follow_redirects".to_owned(), true.into()))
            }
            "max-redirs" => match value.parse::<u64>() {
                Ok(most) => self.call.options.push(("max_redirects".to_owned(), most.into())),
                Err(_) => notes.add(at, "`--max-redirs` without a limit has no equivalent"),
            },
            "max-time" | "connect-timeout" => match duration(value) {
                Some(written) => {
                    let key = if name == "max-time" { "timeout" } else { "connect_timeout" };
                    self.call.options.push((key.to_owned(), written.into()));
                }
                None => notes.add(at, format!("`--{name}` is no number of seconds")),
            },
            "proxy" => {
                let url = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
                self.call.options.push(("proxy".to_owned(), escape(&url).into()));
            }
            "retry" => {
                if let Some(attempts) =
                    value.parse::<u64>().ok().filter(|attempts| (1..=1000).contains(attempts))
                {
                    self.retry.push(("attempts", (attempts + 1).into()));
                    let on = ["connection", "429", "5xx"];
                    let on = on.iter().map(|what| match what.parse::<u64>() {
                        Ok(code) => code.into(),
                        Err(_) => Node::from(*what),
                    });
                    self.retry.push(("on", Node::List(on.collect())));
                }
            }
            "retry-delay" => self.retry.extend(duration(value).map(|written| ("every", written.into()))),
            "url" => self.urls.push(value.to_owned()),
            "url-query" => match urlencoded(value) {
                Data::Pair(name, value) => self.query.push((name, escape(&value))),
                Data::Text(_) | Data::File(_) => notes.add(at, "`--url-query` without a name is left out"),
            },
            "head" => self.head = true,
            "get" => self.get = true,
            "upload-file" => self.upload = Some(value.to_owned()),
            _ if QUIET.contains(&name) => {}
            _ => notes.add(at, format!("`--{}` has no equivalent", names::fixed(name))),
        }
    }

    fn header(&mut self, value: &str, at: &str, notes: &mut Notes) {
        if value.starts_with('@') {
            return notes.add(at, "headers from a file are not read: write them under `headers`");
        }
        match (value.split_once(':'), value.strip_suffix(';')) {
            (Some((name, value)), _) => {
                let value = value.trim();
                // `Name:` takes a header away that curl would send.
                if !value.is_empty() {
                    self.headers.push((name.trim().to_owned(), escape(value)));
                }
            }
            (None, Some(name)) => self.headers.push((name.trim().to_owned(), String::new())),
            (None, None) => notes.add(at, format!("`-H {}` is no header", names::fixed(value))),
        }
    }

    /// `name=value`, `name=@file`, `name=<file`, with `;type=` and `;filename=` behind.
    fn part(&mut self, value: &str, files: bool, at: &str, notes: &mut Notes) {
        let Some((name, content)) = value.split_once('=') else {
            return notes.add(at, format!("`-F {}` has no value", names::fixed(value)));
        };
        if !files {
            return self.form.push((name.to_owned(), escape(content).into()));
        }
        let mut pieces = content.split(';');
        let main = pieces.next().unwrap_or("");
        let mut members = Vec::new();
        let mut text = main.to_owned();
        for piece in pieces {
            match piece.trim().split_once('=') {
                Some(("type", kind)) => members.push(("content_type", escape(kind).into())),
                Some(("filename", file)) => members.push(("filename", escape(file.trim_matches('"')).into())),
                _ => text.push_str(&format!(";{piece}")),
            }
        }
        let node = match text.strip_prefix('@') {
            Some(file) => {
                let file = file.trim_matches('"');
                notes.add(
                    at,
                    format!(
                        "the request sends the file `{}`: put it beside the scenario",
                        names::fixed(file)
                    ),
                );
                members.insert(0, ("file", escape(file).into()));
                Node::map(members)
            }
            None if text.starts_with('<') => {
                return notes.add(
                    at,
                    format!(
                        "the part `{}` takes its text from a file, which is not read",
                        names::fixed(name)
                    ),
                );
            }
            None if members.is_empty() => escape(&text).into(),
            None => {
                members.insert(0, ("value", escape(&text).into()));
                Node::map(members)
            }
        };
        self.form.push((name.to_owned(), node));
    }

    fn finish(mut self, at: &str, notes: &mut Notes, all: &mut Vec<(Call, Option<Node>)>) {
        let urls = std::mem::take(&mut self.urls);
        if urls.is_empty() {
            return notes.add(at, "this command has no URL");
        }
        let mut call = std::mem::take(&mut self.call);
        call.at = at.to_owned();
        call.headers = std::mem::take(&mut self.headers);
        call.query = std::mem::take(&mut self.query);
        if !self.tls.is_empty() {
            call.options.push(("tls".to_owned(), Node::map(std::mem::take(&mut self.tls))));
        }
        let has_body = !self.data.is_empty() && !self.get;
        let default = match () {
            () if self.head => "HEAD",
            () if self.upload.is_some() => "PUT",
            () if has_body || !self.form.is_empty() => "POST",
            () => "GET",
        };
        call.method =
            self.method.take().filter(|method| is_token(method)).unwrap_or_else(|| default.to_owned());
        if self.json && call.header("content-type").is_none() {
            call.headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        self.body(&mut call, at, notes);
        let retry = (!self.retry.is_empty()).then(|| Node::map(std::mem::take(&mut self.retry)));
        for url in urls {
            // What stands in brackets and braces would be many URLs to curl.
            let mut call = call.clone();
            call.url = urls::cut(&escape(&url));
            all.push((call, retry.clone()));
        }
    }

    fn body(&mut self, call: &mut Call, at: &str, notes: &mut Notes) {
        if !self.form.is_empty() {
            call.drop_header("content-type");
            call.content = Content::Multipart(std::mem::take(&mut self.form));
            return;
        }
        if let Some(file) = self.upload.take() {
            notes.add(
                at,
                format!("the request sends the file `{}`: put it beside the scenario", names::fixed(&file)),
            );
            call.content = Content::File(escape(&file));
            return;
        }
        let data = std::mem::take(&mut self.data);
        if data.is_empty() {
            return;
        }
        if self.get {
            for piece in data {
                match piece {
                    Data::Pair(name, value) => call.query.push((name, escape(&value))),
                    Data::Text(text) => match urls::parameters(&text) {
                        Some(pairs) => {
                            call.query.extend(pairs.into_iter().map(|(name, value)| (name, escape(&value))))
                        }
                        None => notes.add(at, format!("`-d {}` is no parameter", names::fixed(&text))),
                    },
                    Data::File(_) => notes.add(at, "parameters from a file are not read"),
                }
            }
            return;
        }
        let default = "application/x-www-form-urlencoded";
        let media = call.header("content-type").unwrap_or(default).to_owned();
        if let [Data::File(file)] = data.as_slice() {
            notes.add(
                at,
                format!("the request sends the file `{}`: put it beside the scenario", names::fixed(file)),
            );
            call.content = Content::File(escape(file));
            if call.header("content-type").is_none() {
                call.headers.push(("Content-Type".to_owned(), default.to_owned()));
            }
            return;
        }
        if data.iter().all(|piece| matches!(piece, Data::Pair(..))) {
            let pairs = data.into_iter().filter_map(|piece| match piece {
                Data::Pair(name, value) => Some((name, escape(&value))),
                Data::Text(_) | Data::File(_) => None,
            });
            call.content = Content::Form(pairs.collect());
            return;
        }
        let mut pieces = Vec::new();
        for piece in data {
            match piece {
                Data::Text(text) => pieces.push(text),
                Data::Pair(name, value) => {
                    let pair = url::form_urlencoded::Serializer::new(String::new())
                        .append_pair(&name, &value)
                        .finish();
                    pieces.push(pair);
                }
                Data::File(file) => notes.add(
                    at,
                    format!(
                        "a part of the body comes from the file `{}`, which is not read",
                        names::fixed(&file)
                    ),
                ),
            }
        }
        let text = pieces.join(if self.json { "" } else { "&" });
        call.content = call::content(&text, &media);
        // curl calls every body a form unless told otherwise.
        if matches!(call.content, Content::Text(_)) && call.header("content-type").is_none() {
            call.headers.push(("Content-Type".to_owned(), default.to_owned()));
        }
    }
}

/// `name=content`, `=content`, `content`, `@file`, `name@file`.
fn urlencoded(value: &str) -> Data {
    match value.split_once('=') {
        Some(("", content)) => Data::Text(encoded(content)),
        Some((name, content)) => Data::Pair(name.to_owned(), content.to_owned()),
        None => match value.split_once('@') {
            Some((_, file)) => Data::File(file.to_owned()),
            None => Data::Text(encoded(value)),
        },
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Seconds, maybe with a fraction, as a duration of the language.
fn duration(seconds: &str) -> Option<String> {
    let value: f64 = seconds.trim().parse().ok().filter(|value| (0.001..1e6).contains(value))?;
    let whole = value as u64;
    Some(if value.fract() == 0.0 {
        format!("{whole}s")
    } else {
        format!("{}ms", (value * 1000.0).round() as u64)
    })
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
