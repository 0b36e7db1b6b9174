//! The options of curl, request by request.

use super::asked::{Asked, Data};
use super::data::urlencoded;
use super::table::{OPTIONS, QUIET};
use super::words::Command;
use crate::import::call::{self, Call, Credentials};
use crate::import::draft::escape;
use crate::import::{Notes, Refused, names, urls};
use crate::yaml::write::Node;

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
            "request" if is_token(value) => self.method = Some(value.to_owned()),
            "request" => notes.add(at, format!("`-X {}` is not a valid method", names::fixed(value))),
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
                // curl would ask for a password that is not there.
                let (user, password) = value.split_once(':').unwrap_or((value, "?"));
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
                        "a certificate key with a password cannot be used: store the key without a password",
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
                None => notes.add(at, format!("`--{name}` is not a number of seconds")),
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
                Data::Text(_) | Data::File(_) => {
                    notes.add(at, "`--url-query` without a name is not imported")
                }
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
            (None, None) => notes.add(at, format!("`-H {}` is not a valid header", names::fixed(value))),
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
                        "the request sends the file `{}`: put it next to the scenario",
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
                        "the part `{}` takes its content from a file, which is not read",
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
        call.method = self.method.take().unwrap_or_else(|| default.to_owned());
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
