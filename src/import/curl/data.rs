//! `-d` and its kin: the body of a request, or its parameters.

use super::asked::{Asked, Data};
use crate::import::bodies::Content;
use crate::import::call::{self, Call};
use crate::import::draft::escape;
use crate::import::parts::{has_placeholder, written_parts};
use crate::import::{Notes, names, urls};

impl Asked {
    /// Writes body or parameters into the call.
    pub(super) fn body(&mut self, call: &mut Call, at: &str, notes: &mut Notes) {
        if !self.form.is_empty() {
            call.drop_header("content-type");
            call.content = Content::Multipart(std::mem::take(&mut self.form));
            return;
        }
        if let Some(file) = self.upload.take() {
            notes.add(
                at,
                format!("the request sends the file `{}`: put it next to the scenario", names::fixed(&file)),
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
                        None => notes.add(at, format!("`-d {}` is not a parameter", names::fixed(&text))),
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
                format!("the request sends the file `{}`: put it next to the scenario", names::fixed(file)),
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
        // Browsers copy an upload with its boundary, and without the contents of files.
        let parts = written_parts(&text, &media);
        if !parts.is_empty() {
            if has_placeholder(&parts) {
                notes.add(
                    at,
                    "the command does not contain the files to send: their contents are placeholders",
                );
            }
            call.content = Content::Multipart(parts);
            return;
        }
        call.content = call::content(&text, &media);
        // curl calls every body a form unless told otherwise.
        if matches!(call.content, Content::Text(_)) && call.header("content-type").is_none() {
            call.headers.push(("Content-Type".to_owned(), default.to_owned()));
        }
    }
}

/// `name=content`, `=content`, `content`, `@file`, `name@file`.
pub fn urlencoded(value: &str) -> Data {
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
