//! The rules of the two schemas that a strict report follows, written from them: junit-10.xsd of Jenkins' xunit plugin, and
//! JUnit.xsd by Windy Road. As code they need neither a C library nor a validator that is young itself. And what two readers
//! make of a report that know nothing of its writer.

use quick_junit::{NonSuccessKind, TestCaseStatus, XmlString};
use regex::Regex;
use roxmltree::{Document, Node};

/// An attribute: its name, whether it must be there, and what its value is like.
type Attribute = (&'static str, bool, &'static str);

const ANY: &str = "(?s).*";
/// What is left of a token when blanks are collapsed, and it must not be empty.
const TOKEN: &str = r"(?s)\s*\S.*";
const INT: &str = r"[+-]?[0-9]{1,9}";
const DECIMAL: &str = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)";
const SUREFIRE_TIME: &str = r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?";
const DATE_TIME: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}";

/// Both schemas agree on these.
const PROPERTY: &[Attribute] = &[("name", true, TOKEN), ("value", true, ANY)];

/// junit-10.xsd, below a root `testsuites`.
pub fn jenkins(document: &Document<'_>) {
    let root = document.root_element();
    has(
        root,
        "testsuites",
        &[
            ("name", false, ANY),
            ("time", false, SUREFIRE_TIME),
            ("tests", false, ANY),
            ("failures", false, ANY),
            ("errors", false, ANY),
        ],
    );
    for suite in elements(root) {
        let attributes = [
            ("name", true, ANY),
            ("tests", true, ANY),
            ("failures", true, ANY),
            ("errors", true, ANY),
            ("group", false, ANY),
            ("time", false, SUREFIRE_TIME),
            ("skipped", false, ANY),
            ("timestamp", false, ANY),
            ("hostname", false, ANY),
            ("id", false, ANY),
            ("package", false, ANY),
            ("file", false, ANY),
            ("log", false, ANY),
            ("url", false, ANY),
        ];
        has(suite, "testsuite", &attributes);
        for part in elements(suite) {
            match part.tag_name().name() {
                "properties" => elements(part).for_each(|property| has(property, "property", PROPERTY)),
                "testcase" => {
                    let attributes = [
                        ("name", true, ANY),
                        ("time", false, ANY),
                        ("classname", false, ANY),
                        ("group", false, ANY),
                    ];
                    has(part, "testcase", &attributes);
                    for ending in elements(part) {
                        let name = ending.tag_name().name();
                        let ours = ["skipped", "error", "failure", "system-out", "system-err"];
                        assert!(ours.contains(&name), "{name} in a case");
                        if !name.starts_with("system") {
                            has(ending, name, &[("type", false, ANY), ("message", false, ANY)]);
                        }
                        assert_eq!(elements(ending).count(), 0);
                    }
                }
                "system-out" | "system-err" => text_only(part),
                other => panic!("{other} in a suite"),
            }
        }
    }
}

/// JUnit.xsd.
pub fn windy_road(document: &Document<'_>) {
    let root = document.root_element();
    has(root, "testsuites", &[]);
    for (index, suite) in elements(root).enumerate() {
        let attributes = [
            ("package", true, ANY),
            ("id", true, INT),
            ("name", true, TOKEN),
            ("timestamp", true, DATE_TIME),
            ("hostname", true, TOKEN),
            ("tests", true, INT),
            ("failures", true, INT),
            ("errors", true, INT),
            ("skipped", false, INT),
            ("time", true, DECIMAL),
        ];
        has(suite, "testsuite", &attributes);
        assert_eq!(suite.attribute("id"), Some(index.to_string().as_str()));
        // A sequence: one `properties`, the cases, one `system-out`, one `system-err`.
        let names: Vec<&str> = elements(suite).map(|part| part.tag_name().name()).collect();
        let cases = names.iter().filter(|name| **name == "testcase").count();
        assert_eq!(names[0], "properties");
        assert!(names[1..=cases].iter().all(|name| *name == "testcase"), "{names:?}");
        assert_eq!(names[cases + 1..], ["system-out", "system-err"]);
        for part in elements(suite) {
            match part.tag_name().name() {
                "properties" => elements(part).for_each(|property| has(property, "property", PROPERTY)),
                "testcase" => {
                    has(
                        part,
                        "testcase",
                        &[("name", true, ANY), ("classname", true, ANY), ("time", true, DECIMAL)],
                    );
                    let endings: Vec<_> = elements(part).collect();
                    assert!(endings.len() <= 1, "one of skipped, error, failure");
                    for ending in endings {
                        match ending.tag_name().name() {
                            "skipped" => {}
                            name @ ("error" | "failure") => {
                                has(ending, name, &[("message", false, ANY), ("type", true, ANY)]);
                                text_only(ending);
                            }
                            other => panic!("{other} in a case"),
                        }
                    }
                }
                _ => text_only(part),
            }
        }
    }
}

fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

fn text_only(node: Node<'_, '_>) {
    assert_eq!(elements(node).count(), 0, "{node:?}");
}

/// The element has this name, these attributes and no others.
fn has(node: Node<'_, '_>, name: &str, attributes: &[Attribute]) {
    assert_eq!(node.tag_name().name(), name);
    for attribute in node.attributes() {
        let known = attributes.iter().find(|(known, ..)| *known == attribute.name());
        let (_, _, pattern) = known.unwrap_or_else(|| panic!("{name} has no {}", attribute.name()));
        if *pattern == ANY {
            continue;
        }
        let pattern = Regex::new(&format!("^(?:{pattern})$")).unwrap();
        assert!(
            pattern.is_match(attribute.value()),
            "{} of {name}: {:?}",
            attribute.name(),
            attribute.value()
        );
    }
    for (required, ..) in attributes.iter().filter(|(_, required, _)| *required) {
        assert!(node.has_attribute(*required), "{name} lacks {required}");
    }
}

/// Both readers see the same cases with the same endings, and what the suites count.
pub fn two_readers_agree(xml: &str) {
    let document = Document::parse(xml).unwrap();
    // A strict report has times without a zone, as one schema demands, and this reader refuses.
    let zone = Regex::new(&format!(r#" timestamp="({DATE_TIME})""#)).unwrap();
    let zoned = zone.replace_all(xml, " timestamp=\"${1}Z\"");
    let report = quick_junit::Report::deserialize_from_str(&zoned).unwrap();
    let nodes: Vec<_> = elements(document.root_element()).collect();
    assert_eq!(nodes.len(), report.test_suites.len());
    for (node, suite) in nodes.iter().zip(&report.test_suites) {
        assert_eq!(node.attribute("name"), Some(suite.name.as_str()));
        let read: Vec<_> =
            suite.properties.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
        assert_eq!(read, [("environment", "staging"), ("seed", "42"), ("shard", "1/4")]);
        let properties = elements(elements(*node).next().unwrap());
        let value = |one: Node<'_, '_>, name| one.attribute(name).unwrap().to_owned();
        let seen: Vec<_> = properties.map(|one| (value(one, "name"), value(one, "value"))).collect();
        assert!(seen.iter().map(|(name, value)| (name.as_str(), value.as_str())).eq(read));
        let cases: Vec<_> = elements(*node).filter(|part| part.has_tag_name("testcase")).collect();
        assert_eq!((cases.len(), suite.tests), (suite.test_cases.len(), suite.test_cases.len()));
        let mut counts = [0; 3];
        for (node, case) in cases.iter().zip(&suite.test_cases) {
            assert_eq!(node.attribute("name"), Some(case.name.as_str()));
            // This reader takes control sequences of terminals away.
            assert_eq!(node.attribute("classname").map(XmlString::new), case.classname);
            let ending = elements(*node).find(|ending| !ending.has_tag_name("system-out"));
            let seen = ending.map(|ending| (ending.tag_name().name(), ending.attribute("message")));
            let read = match &case.status {
                TestCaseStatus::Success { .. } => None,
                TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, message, .. } => {
                    counts[0] += 1;
                    Some(("failure", message.as_deref()))
                }
                TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, message, .. } => {
                    counts[1] += 1;
                    Some(("error", message.as_deref()))
                }
                TestCaseStatus::Skipped { message, .. } => {
                    counts[2] += 1;
                    Some(("skipped", message.as_deref()))
                }
            };
            assert_eq!(seen, read);
        }
        assert_eq!(counts, [suite.failures, suite.errors, suite.skipped]);
    }
}
