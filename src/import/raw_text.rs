//! Secrets in bodies that are sent as text: members of JSON, elements of XML.

use std::ops::Range;

use super::inputs::Inputs;
use super::secrets::is_secret;

/// Puts inputs in the place of secrets.
pub fn hide_text(text: &str, inputs: &mut Inputs) -> String {
    let values = match text.trim_start().chars().next() {
        Some('{' | '[') => json_values(text),
        Some('<') => xml_values(text),
        _ => Vec::new(),
    };
    let mut hidden = String::with_capacity(text.len());
    let mut done = 0;
    for (name, range) in values {
        let value = &text[range.clone()];
        if !is_secret(name, value) {
            continue;
        }
        hidden.push_str(&text[done..range.start]);
        hidden.push_str(&inputs.hidden(name, value));
        done = range.end;
    }
    hidden.push_str(&text[done..]);
    hidden
}

/// The texts that are values of members, with the members' names. What is read need not be whole JSON.
fn json_values(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut values = Vec::new();
    let mut before: Option<&str> = None;
    let mut at = 0;
    while let Some(start) = text[at..].find('"').map(|found| at + found + 1) {
        let Some(end) = text_end(text, start) else { break };
        if let Some(name) = before.filter(|_| text[at..start - 1].trim() == ":") {
            values.push((name, start..end));
        }
        before = Some(&text[start..end]);
        at = end + 1;
    }
    values
}

/// Where a JSON text ends whose inside begins at `start`.
fn text_end(text: &str, start: usize) -> Option<usize> {
    let mut escaped = false;
    let ends = |byte: u8| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    };
    text.as_bytes()[start..].iter().copied().position(ends).map(|found| start + found)
}

/// The texts of elements without others in them, with the elements' names.
fn xml_values(text: &str) -> Vec<(&str, Range<usize>)> {
    const CDATA: &str = "<![CDATA[";
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found + 1) {
        let Some(end) = text[start..].find('>').map(|found| start + found) else { break };
        at = end + 1;
        let tag = &text[start..end];
        if tag.starts_with(['/', '!', '?']) || tag.ends_with('/') {
            continue;
        }
        let name = tag.split(char::is_whitespace).next().unwrap_or("");
        let name = name.rsplit(':').next().unwrap_or(name);
        let (begin, mark) = match text[at..].starts_with(CDATA) {
            true => (at + CDATA.len(), "]]>"),
            false => (at, "<"),
        };
        let Some(length) = text[begin..].find(mark) else { break };
        values.push((name, begin..begin + length));
        at = begin + length;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> String {
        hide_text(text, &mut Inputs::default())
    }

    #[test]
    fn secrets_of_json_and_xml_are_hidden() {
        assert_eq!(
            hidden(r#"{"password": "password", "a\"b": "x", "n": {{n}}, "pin" : "12\"34" , "token": ""}"#),
            r#"{"password": "${password}", "a\"b": "x", "n": {{n}}, "pin" : "${pin}" , "token": ""}"#
        );
        assert_eq!(
            hidden(r#"[{"pwd":"a1"},"pwd","b",{"pwd":"$${x}"}"#),
            r#"[{"pwd":"${pwd}"},"pwd","b",{"pwd":"$${x}"}"#
        );
        assert_eq!(
            hidden(
                "<?xml?><a x='1'><s:Password t=\"p\">é</s:Password><Pin><![CDATA[<7>]]></Pin><token/><b>c</b>"
            ),
            "<?xml?><a x='1'><s:Password t=\"p\">${password}</s:Password><Pin><![CDATA[${pin}]]></Pin><token/><b>c</b>"
        );
        for other in ["password=x", "", "{\"password\": \"", "<password", "<password>x"] {
            assert_eq!(hidden(other), other);
        }
    }
}
