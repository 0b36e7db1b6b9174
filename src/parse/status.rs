//! A status as it is written.

use super::reader::Reader;
use crate::diag::{Code, Diagnostic};
use crate::model::Status;
use crate::yaml::{Node, NodeKind};

/// Reads a status code or a class of them.
pub fn status_literal(reader: &mut Reader<'_>, node: &Node) -> Option<Status> {
    match &node.kind {
        NodeKind::Number(number) => {
            let code = number
                .as_u64()
                .and_then(|code| u16::try_from(code).ok())
                .filter(|code| (100..1000).contains(code));
            if code.is_none() {
                let message =
                    format!("`{number}` is not an HTTP status; a status has three digits, such as 200");
                reader.error(Code::InvalidValue, node.span, message);
            }
            code.map(Status::Code)
        }
        NodeKind::Text(text) if text.contains("${") => {
            reader.text_of(text.clone(), node.span).map(Status::Template)
        }
        NodeKind::Text(text) => {
            let status = Status::parse(text);
            if status.is_none() {
                let message = format!("`{text}` is not an HTTP status");
                let diagnostic = Diagnostic::new(Code::InvalidValue, node.span, message);
                reader.sink.push(match meant(text) {
                    Some(meant) => diagnostic.meant(&meant, true),
                    None => diagnostic
                        .help("write `200`, `2xx`, `[200, 404]`, `any`, or operators such as `{ lt: 500 }`"),
                });
            }
            status
        }
        _ => {
            reader.wrong_type(node, "`status`", "a status, a list of them, or operators");
            None
        }
    }
}

/// The status that somebody meant who wrote `200 OK`, `HTTP 404`, `2XX` or `5**`.
fn meant(text: &str) -> Option<String> {
    let word = |word: &&str| word.len() == 3 && word.starts_with(|c: char| matches!(c, '1'..='9'));
    let mut words = text.split([' ', '/', ',']).filter(word);
    let first = words.next().filter(|_| words.next().is_none())?;
    let (class, rest) = first.split_at(1);
    match rest {
        _ if rest.bytes().all(|byte| byte.is_ascii_digit()) => Some(first.to_owned()),
        "XX" | "Xx" | "xX" | "**" | "??" => Some(format!("{class}xx")),
        _ => None,
    }
}
