//! Writes values as JSON, in one line or indented, as `serde_json` does.

use std::fmt::{self, Write};

use super::scan::plain_end;
use crate::value::{Key, Value};

/// What has a JSON text: a value, or a list of values that stand elsewhere.
pub trait JsonText {
    /// Writes it in one line, without spaces.
    fn write_json(&self, out: &mut (impl Write + ?Sized)) -> fmt::Result;

    /// Writes it with each element and member on a line of its own, indented by two spaces.
    fn write_pretty(&self, out: &mut (impl Write + ?Sized)) -> fmt::Result;
}

impl JsonText for Value {
    fn write_json(&self, out: &mut (impl Write + ?Sized)) -> fmt::Result {
        write(self, out)
    }

    fn write_pretty(&self, out: &mut (impl Write + ?Sized)) -> fmt::Result {
        indented(self, 0, out)
    }
}

impl JsonText for [&Value] {
    fn write_json(&self, out: &mut (impl Write + ?Sized)) -> fmt::Result {
        list(self.iter().copied(), out)
    }

    fn write_pretty(&self, out: &mut (impl Write + ?Sized)) -> fmt::Result {
        match self {
            [] => out.write_str("[]"),
            items => lines(['[', ']'], items.iter().map(|item| (None, *item)), 0, out),
        }
    }
}

/// A value in one line.
fn write(value: &Value, out: &mut (impl Write + ?Sized)) -> fmt::Result {
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(true) => out.write_str("true"),
        Value::Bool(false) => out.write_str("false"),
        Value::Number(number) => number.write(out),
        Value::String(text) => string(text, out),
        Value::Array(items) => list(items, out),
        Value::Object(members) => {
            let mut before = '{';
            for (key, value) in members {
                out.write_char(before)?;
                string(key, out)?;
                out.write_char(':')?;
                write(value, out)?;
                before = ',';
            }
            out.write_str(if before == '{' { "{}" } else { "}" })
        }
    }
}

fn list<'v>(items: impl IntoIterator<Item = &'v Value>, out: &mut (impl Write + ?Sized)) -> fmt::Result {
    let mut before = '[';
    for item in items {
        out.write_char(before)?;
        write(item, out)?;
        before = ',';
    }
    out.write_str(if before == '[' { "[]" } else { "]" })
}

fn indented(value: &Value, depth: usize, out: &mut (impl Write + ?Sized)) -> fmt::Result {
    match value {
        Value::Array(items) if !items.is_empty() => {
            lines(['[', ']'], items.iter().map(|item| (None, item)), depth, out)
        }
        Value::Object(members) if !members.is_empty() => {
            lines(['{', '}'], members.iter().map(|(key, value)| (Some(key), value)), depth, out)
        }
        flat => write(flat, out),
    }
}

fn lines<'v>(
    [open, close]: [char; 2],
    parts: impl Iterator<Item = (Option<&'v Key>, &'v Value)>,
    depth: usize,
    out: &mut (impl Write + ?Sized),
) -> fmt::Result {
    let mut before = open;
    for (key, value) in parts {
        out.write_char(before)?;
        out.write_char('\n')?;
        indent(depth + 1, out)?;
        if let Some(key) = key {
            string(key, out)?;
            out.write_str(": ")?;
        }
        indented(value, depth + 1, out)?;
        before = ',';
    }
    out.write_char('\n')?;
    indent(depth, out)?;
    out.write_char(close)
}

fn indent(depth: usize, out: &mut (impl Write + ?Sized)) -> fmt::Result {
    (0..depth).try_for_each(|_| out.write_str("  "))
}

fn string(text: &str, out: &mut (impl Write + ?Sized)) -> fmt::Result {
    out.write_char('"')?;
    let mut from = 0;
    loop {
        let end = plain_end(text.as_bytes(), from);
        out.write_str(&text[from..end])?;
        let Some(byte) = text.as_bytes().get(end) else { return out.write_char('"') };
        match byte {
            b'"' => out.write_str("\\\""),
            b'\\' => out.write_str("\\\\"),
            b'\n' => out.write_str("\\n"),
            b'\r' => out.write_str("\\r"),
            b'\t' => out.write_str("\\t"),
            0x8 => out.write_str("\\b"),
            0xc => out.write_str("\\f"),
            control => write!(out, "\\u{control:04x}"),
        }?;
        from = end + 1;
    }
}
