use std::collections::BTreeMap;

use proptest::prelude::*;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::*;
use crate::report::fixture;

fn write(options: JunitOptions, outcomes: &[InstanceOutcome], totals: &Totals) -> String {
    let mut out = Vec::new();
    let mut junit = Junit::new(options);
    junit.start(&fixture::header(), &mut out).unwrap();
    outcomes.iter().for_each(|outcome| junit.instance(outcome, &mut out).unwrap());
    junit.end(totals, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn invalid() -> Vec<InvalidFile> {
    let message =
        "scenarios/bad.yaml:3:5: error[unknown-key]: `stats` is no key here\n  = help: write `status`\n";
    vec![InvalidFile { path: "scenarios/bad.yaml".into(), messages: vec![message.into()], line: 3 }]
}

/// An element: its depth, name, attributes and own text.
#[derive(Debug)]
struct Element {
    depth: usize,
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

/// Reads a document as a strict reader would: tags that match, one root, characters that XML 1.0 can hold.
fn read(xml: &str) -> Vec<Element> {
    assert!(
        xml.chars()
            .all(|c| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)),
        "{xml:?}"
    );
    let mut reader = Reader::from_str(xml);
    reader.config_mut().enable_all_checks(true);
    let (mut elements, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        match event {
            Event::Eof => break,
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                assert!(!open.is_empty() || elements.is_empty(), "two roots");
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    assert!(!attribute.value.contains(&b'<'));
                    let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned();
                    (String::from_utf8(attribute.key.as_ref().to_vec()).unwrap(), value)
                });
                let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                elements.push(Element {
                    depth: open.len(),
                    name,
                    attributes: attributes.collect(),
                    text: String::new(),
                });
                if matches!(event, Event::Start(_)) {
                    open.push(elements.len() - 1);
                }
            }
            Event::End(_) => {
                open.pop().unwrap();
            }
            Event::CData(data) => elements[*open.last().unwrap()].text += &data.decode().unwrap(),
            Event::Text(text) => assert!(text.decode().unwrap().trim().is_empty()),
            Event::Decl(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty());
    elements
}

fn number(element: &Element, attribute: &str) -> usize {
    element.attributes[attribute].parse().unwrap()
}

#[test]
fn a_run_with_everything() {
    let options = JunitOptions { invalid: invalid(), ..Default::default() };
    insta::assert_snapshot!(write(options, &fixture::outcomes(), &fixture::interrupted()));
}

#[test]
fn a_strict_report() {
    let options = JunitOptions { strict: true, invalid: invalid(), ..Default::default() };
    let outcomes: Vec<_> = fixture::outcomes().into_iter().filter(|o| o.name.len() < 20).collect();
    let xml = write(options, &outcomes, &fixture::totals());
    insta::assert_snapshot!(xml);
    for element in read(&xml) {
        assert!(!element.attributes.contains_key("file") && !element.attributes.contains_key("line"));
        match element.name.as_str() {
            "testsuites" => assert!(element.attributes.is_empty()),
            "system-out" | "system-err" | "properties" => assert_eq!(element.depth, 2),
            "testsuite" => assert_eq!(element.attributes["timestamp"].len(), "2026-01-02T03:04:05".len()),
            _ => {}
        }
    }
}

#[test]
fn a_strict_report_is_valid_and_every_report_is_read_alike_by_two_readers() {
    for (strict, per_scenario) in [(false, false), (true, false), (false, true), (true, true)] {
        let options = JunitOptions { strict, per_scenario, invalid: invalid(), ..Default::default() };
        let xml = write(options, &fixture::outcomes(), &fixture::interrupted());
        if strict {
            let document = roxmltree::Document::parse(&xml).unwrap();
            schemas::jenkins(&document);
            schemas::windy_road(&document);
        } else {
            // The rules have teeth: both schemas know less than other reports have.
            let refused = |rules: fn(&roxmltree::Document<'_>)| {
                std::panic::catch_unwind(|| rules(&roxmltree::Document::parse(&xml).unwrap())).is_err()
            };
            assert!(refused(schemas::jenkins) && refused(schemas::windy_road));
        }
        schemas::two_readers_agree(&xml);
    }
}

#[test]
fn a_case_for_each_scenario() {
    let options = JunitOptions { per_scenario: true, ..Default::default() };
    let outcomes = fixture::outcomes();
    let xml = write(options, &outcomes[..4], &fixture::totals());
    insta::assert_snapshot!(xml);
}

#[test]
fn counts_add_up() {
    for (strict, per_scenario) in [(false, false), (true, false), (false, true)] {
        let options = JunitOptions { strict, per_scenario, invalid: invalid(), ..Default::default() };
        let elements = read(&write(options, &fixture::outcomes(), &fixture::totals()));
        let count = |name: &str| elements.iter().filter(|element| element.name == name).count();
        let sum = |attribute: &str| -> usize {
            let suites = elements.iter().filter(|element| element.name == "testsuite");
            suites.map(|suite| number(suite, attribute)).sum()
        };
        for (attribute, name) in
            [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            assert_eq!(sum(attribute), count(name), "{attribute}");
            assert!(count(name) > 0, "{name}");
            if !strict {
                assert_eq!(number(&elements[0], attribute), count(name), "{attribute}");
            }
        }
        let ids: Vec<usize> =
            elements.iter().filter(|e| e.name == "testsuite").map(|suite| number(suite, "id")).collect();
        assert_eq!(ids, (0..12).collect::<Vec<_>>(), "eleven scenarios, one of them thrice, and a file");
    }
}

#[test]
fn times_have_three_decimals() {
    let mut step = fixture::step("Ask", 0);
    step.duration = std::time::Duration::from_micros(1_140_900);
    let xml = write(JunitOptions::default(), &[fixture::instance("a", vec![step])], &fixture::totals());
    for element in read(&xml) {
        if let Some(time) = element.attributes.get("time") {
            assert_eq!(time.split_once('.').unwrap().1.len(), 3, "{time}");
        }
    }
    assert!(xml.contains("time=\"1.140\""));
}

#[test]
fn the_worst_repetition_decides_and_the_others_are_told() {
    let repetitions: Vec<_> = fixture::outcomes().into_iter().filter(|o| &*o.name == "Thrice").collect();
    let elements = read(&write(JunitOptions::default(), &repetitions, &fixture::totals()));
    assert_eq!(elements.iter().filter(|element| element.name == "failure").count(), 1);
    let out = elements.iter().find(|element| element.name == "system-out").unwrap();
    assert_eq!(
        out.text,
        "repetition 2 decides, for none ended worse\nrepetition 1: passed\nrepetition 3: passed\n"
    );
}

#[test]
fn many_repetitions_are_counted() {
    let repetition = |index| {
        let step = match index {
            55 => fixture::failed_with("Ask", crate::model::Kind::Status, "404, not 200"),
            _ => fixture::step("Ask", 1),
        };
        InstanceOutcome { repetition: index, ..fixture::instance("Often", vec![step]) }
    };
    let outcomes: Vec<_> = (0..60).map(repetition).collect();
    let elements = read(&write(JunitOptions::default(), &outcomes, &fixture::totals()));
    let out = elements.iter().find(|element| element.name == "system-out").unwrap();
    assert!(out.text.starts_with("repetition 56 decides"), "{}", out.text);
    assert!(out.text.ends_with("repetition 50: passed\n… and 9 more repetitions\n"), "{}", out.text);
}

#[test]
fn a_cleanup_and_a_scenario_have_names_of_their_own() {
    let outcomes = fixture::outcomes();
    let elements = read(&write(JunitOptions::default(), &outcomes[1..2], &fixture::totals()));
    let names: Vec<&str> = elements
        .iter()
        .filter(|element| element.name == "testcase")
        .map(|case| case.attributes["name"].as_str())
        .collect();
    assert_eq!(names, ["Log in", "Search", "Open the first", "cleanup: Log in"]);
    let elements = read(&write(JunitOptions::default(), &outcomes[8..9], &fixture::totals()));
    let case = elements
        .iter()
        .find(|e| e.attributes.get("name").is_some_and(|n| n == "Not reached" && e.name == "testcase"));
    assert!(case.is_some());
}

#[test]
fn what_is_not_green_never_looks_green() {
    let mut outcome = fixture::instance("No reason", vec![fixture::step("Ask", 1)]);
    outcome.verdict = Verdict::Errored;
    let elements = read(&write(JunitOptions::default(), &[outcome], &fixture::totals()));
    assert_eq!(elements.iter().filter(|element| element.name == "error").count(), 1);
}

#[test]
fn a_date_out_of_bounds_is_no_panic() {
    for started_ms in [i64::MIN, -1, i64::MAX] {
        let outcome = InstanceOutcome { started_ms, ..fixture::instance("a", vec![]) };
        read(&write(JunitOptions::default(), &[outcome], &fixture::totals()));
    }
}

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("]]>".to_owned()),
        Just("<![CDATA[".to_owned()),
        Just("]]".to_owned()),
        Just("&#0;<!--".to_owned()),
        Just("\u{0}\u{1b}\u{fffe}\u{ffff}\r".to_owned()),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_makes_a_well_formed_report(text in nasty()) {
        for strict in [false, true] {
            let options = JunitOptions {
                strict,
                per_scenario: false,
                hostname: text.clone(),
                invalid: vec![InvalidFile { path: text.clone(), messages: vec![text.clone()], line: 1 }],
            };
            let xml = write(options, &[fixture::with_text(&text)], &fixture::totals());
            read(&xml);
            if strict {
                let document = roxmltree::Document::parse(&xml).unwrap();
                schemas::jenkins(&document);
                schemas::windy_road(&document);
            }
        }
    }

    #[test]
    fn texts_survive_but_for_what_xml_cannot_hold(text in nasty()) {
        let mut outcome = fixture::instance("a", vec![fixture::step("Ask", 1)]);
        outcome.steps[0].said = Some(text.clone());
        outcome.steps.push(fixture::skipped_step("Skip", &text));
        let elements = read(&write(JunitOptions::default(), &[outcome], &fixture::totals()));
        let replaced = |text: &str| text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
        let said = elements.iter().find(|element| element.name == "system-out").map_or("", |e| &e.text);
        let expected = replaced(&super::super::text::block(&text));
        prop_assert_eq!(said.trim_end_matches('\n'), expected.trim_end_matches('\n'));
        let skipped = elements.iter().find(|element| element.name == "skipped").unwrap();
        prop_assert_eq!(&skipped.attributes["message"], &replaced(&super::super::text::one_line(&text)));
    }
}
