//! Any text in every place of a JUnit report that holds foreign text: the report is well-formed XML without characters that
//! XML cannot hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quick_xml::Reader;
use quick_xml::events::Event;
use runthrough::testing::model::{RunHeader, Totals};
use runthrough::testing::reports::{Format, InvalidFile, Junit, JunitOptions};

fuzz_target!(|text: &str| {
    for strict in [false, true] {
        let invalid =
            InvalidFile { path: text.to_owned(), messages: vec![text.to_owned(), String::new()], line: 1 };
        let mut junit = Junit::new(JunitOptions {
            strict,
            per_scenario: strict,
            hostname: text.to_owned(),
            invalid: vec![invalid],
        });
        let header = RunHeader {
            run_id: "0123456789abcdef".to_owned(),
            version: "0".to_owned(),
            environment: text.to_owned(),
            seed: 1,
            ..RunHeader::default()
        };
        let mut out = Vec::new();
        junit.start(&header, &mut out).expect("a vector takes all");
        junit.end(&Totals { invalid_files: 1, ..Totals::default() }, &mut out).expect("a vector takes all");
        let xml = String::from_utf8(out).expect("UTF-8");
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
        assert!(xml.chars().all(allowed), "a character that XML cannot hold");
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Eof => break,
                Event::Start(element) | Event::Empty(element) => {
                    element.attributes().for_each(|attribute| drop(attribute.expect("an attribute").value));
                }
                _ => {}
            }
        }
    }
});
