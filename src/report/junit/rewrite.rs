//! Mends what junit-report writes, event by event: its suite without the wrapper, with its number in the whole report,
//! the properties, the count of skipped cases, lines, and times in milliseconds.

use std::io;

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::suite::{Suite, millis};

/// What the suite's document does not say itself.
pub(super) struct Mend<'a> {
    pub(super) suite: &'a Suite,
    /// The suite's number in the whole report, from 0.
    pub(super) id: usize,
    /// Names and values.
    pub(super) properties: &'a [(&'static str, String)],
    /// Only what the schemas know.
    pub(super) strict: bool,
}

impl Mend<'_> {
    /// The suite's element alone.
    pub(super) fn apply(&self, document: &[u8]) -> io::Result<Vec<u8>> {
        let mut reader = Reader::from_reader(document);
        let mut writer = Writer::new_with_indent(Vec::with_capacity(document.len() + 256), b' ', 2);
        let mut lines = self.suite.cases.iter().map(|case| case.line);
        loop {
            match reader.read_event().map_err(io::Error::other)? {
                Event::Eof => break,
                Event::Decl(_) => {}
                Event::Start(tag) if tag.name().as_ref() == b"testsuites" => {}
                Event::End(tag) if tag.name().as_ref() == b"testsuites" => {}
                Event::Start(tag) if tag.name().as_ref() == b"testsuite" => {
                    writer.write_event(Event::Start(self.suite_tag(&tag)?))?;
                    self.properties(&mut writer)?;
                }
                Event::Empty(tag) if tag.name().as_ref() == b"testsuite" => {
                    writer.write_event(Event::Start(self.suite_tag(&tag)?))?;
                    self.properties(&mut writer)?;
                    writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
                }
                Event::Start(tag) if tag.name().as_ref() == b"testcase" => {
                    writer.write_event(Event::Start(self.case_tag(&tag, lines.next())?))?;
                }
                Event::Empty(tag) if tag.name().as_ref() == b"testcase" => {
                    writer.write_event(Event::Empty(self.case_tag(&tag, lines.next())?))?;
                }
                event => writer.write_event(event)?,
            }
        }
        Ok(writer.into_inner())
    }

    fn suite_tag(&self, tag: &BytesStart<'_>) -> io::Result<BytesStart<'static>> {
        let mut mended = BytesStart::new("testsuite");
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(io::Error::other)?;
            match attribute.key.as_ref() {
                b"id" => mended.push_attribute(("id", self.id.to_string().as_str())),
                // Their sum is not how long the scenario took.
                b"time" => mended.push_attribute(("time", seconds(millis(self.suite.duration)).as_str())),
                b"timestamp" if self.strict => {
                    // A schema that knows no zones; it is UTC.
                    let value = attribute.value.strip_suffix(b"Z").unwrap_or(&attribute.value);
                    mended.push_attribute((&b"timestamp"[..], value));
                }
                b"failures" => {
                    push(&mut mended, &attribute);
                    mended.push_attribute(("skipped", self.suite.counts().skipped.to_string().as_str()));
                }
                _ => push(&mut mended, &attribute),
            }
        }
        Ok(mended)
    }

    fn case_tag(&self, tag: &BytesStart<'_>, line: Option<usize>) -> io::Result<BytesStart<'static>> {
        let mut mended = BytesStart::new("testcase");
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(io::Error::other)?;
            match (attribute.key.as_ref(), std::str::from_utf8(&attribute.value)) {
                (b"time", Ok(value)) => {
                    let time = value.parse::<f64>().unwrap_or(0.0);
                    mended.push_attribute(("time", format!("{time:.3}").as_str()));
                }
                _ => push(&mut mended, &attribute),
            }
        }
        if let Some(line) = line.filter(|_| !self.strict) {
            mended.push_attribute(("line", line.to_string().as_str()));
        }
        Ok(mended)
    }

    fn properties(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        writer.write_event(Event::Start(BytesStart::new("properties")))?;
        for (name, value) in self.properties {
            let tag = BytesStart::new("property");
            writer.write_event(Event::Empty(
                tag.with_attributes([("name", *name), ("value", value.as_str())]),
            ))?;
        }
        writer.write_event(Event::End(BytesEnd::new("properties")))
    }
}

/// As it was, still escaped.
fn push(tag: &mut BytesStart<'static>, attribute: &Attribute<'_>) {
    tag.push_attribute((attribute.key.as_ref(), attribute.value.as_ref()));
}

/// Milliseconds as seconds with three decimals, without a double in between.
pub(super) fn seconds(millis: i64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}
