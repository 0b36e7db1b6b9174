//! An exchange as a curl line that sends it again.

use std::fmt::Write;

use crate::model::Exchange;

/// The line, quoted for a POSIX shell. Secrets stand in it as masked as everywhere.
pub fn curl_line(exchange: &Exchange) -> String {
    line(exchange, exchange.request_body.as_deref().map(|body| format!("--data-raw {}", quote(body))))
}

/// The line for a body that is too long to show: it is read from a file.
pub(super) fn curl_line_without_body(exchange: &Exchange) -> String {
    line(exchange, Some("--data-binary @BODY".to_owned()))
}

fn line(exchange: &Exchange, body: Option<String>) -> String {
    let mut line = String::from("curl -sS");
    // Curl would take brackets and braces in a URL for a pattern of several URLs.
    if exchange.url.contains(['[', ']', '{', '}']) {
        line.push_str(" -g");
    }
    // Curl would take the dots out of a path.
    let path = exchange.url.split(['?', '#']).next().unwrap_or("");
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        line.push_str(" --path-as-is");
    }
    match &*exchange.method {
        "GET" if body.is_none() => {}
        // With `-X HEAD` curl waits for a body that never comes.
        "HEAD" if body.is_none() => line.push_str(" --head"),
        method => push(&mut line, format_args!("-X {}", quote_if_needed(method))),
    }
    push(&mut line, format_args!("{}", quote(&exchange.url)));
    for (name, value) in &exchange.request_headers {
        // `Name:` would take the header away; `Name;` sends it empty.
        let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        push(&mut line, format_args!("-H {}", quote(&header)));
    }
    if let Some(body) = body {
        // Curl would call any body a form.
        if !exchange.request_headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            line.push_str(" -H 'Content-Type:'");
        }
        push(&mut line, format_args!("{body}"));
    }
    line
}

fn push(line: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = write!(line, " {part}");
}

fn quote_if_needed(text: &str) -> String {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        text.to_owned()
    } else {
        quote(text)
    }
}

/// Between single quotes nothing has a meaning to the shell. Only a text with control characters takes `$'…'`, so that
/// none reaches the terminal and the line can still be pasted.
fn quote(text: &str) -> String {
    let hostile = super::escape::block(text) != text;
    if !hostile {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut quoted = String::from("$'");
    for character in text.chars() {
        match character {
            '\\' => quoted.push_str(r"\\"),
            '\'' => quoted.push_str(r"\'"),
            '\n' => quoted.push_str(r"\n"),
            '\r' => quoted.push_str(r"\r"),
            '\t' => quoted.push_str(r"\t"),
            character
                if super::escape::block(character.encode_utf8(&mut [0; 4])) != character.to_string() =>
            {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    // Three octal digits: a hexadecimal escape would swallow the digits after it in some shells.
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            character => quoted.push(character),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_line_repeats_the_request_and_nothing_else() {
        let mut exchange = fixture::exchange("GET", "http://h/a?x=[1]", 200);
        exchange.request_headers =
            vec![("X-Name".into(), "it's $HOME".into()), ("X-Empty".into(), String::new())];
        assert_eq!(
            curl_line(&exchange),
            r"curl -sS -g 'http://h/a?x=[1]' -H 'X-Name: it'\''s $HOME' -H 'X-Empty;'"
        );
        exchange.method = "POST".into();
        exchange.url = "http://h/a".into();
        exchange.request_headers.clear();
        exchange.request_body = Some("a'b\n`id`\u{1b}[0m".into());
        assert_eq!(
            curl_line(&exchange),
            r"curl -sS -X POST 'http://h/a' -H 'Content-Type:' --data-raw $'a\'b\n`id`\033[0m'"
        );
        exchange.method = "HEAD".into();
        exchange.request_body = None;
        assert_eq!(curl_line(&exchange), "curl -sS --head 'http://h/a'");
        exchange.url = "http://h/a/../b?x=/./".into();
        assert_eq!(curl_line(&exchange), "curl -sS --path-as-is --head 'http://h/a/../b?x=/./'");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_every_plain_text_back() {
        for text in ["", "'", "''\\'", "a b\n\tc", "$(id) `id` \"x\" !1 \\n", "ü'日本"] {
            let script = format!("printf %s {}", quote(text));
            let output = std::process::Command::new("sh").arg("-c").arg(script).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }
}
