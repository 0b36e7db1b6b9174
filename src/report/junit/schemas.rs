//! The rules of the two schemas that a strict report follows, written from them: junit-10.xsd of Jenkins' xunit plugin, and
//! JUnit.xsd by Windy Road. As code they need neither a C library nor a validator that is young itself. And what two readers
//! make of a report that know nothing of its writer.

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
    let suites = junit_parser::from_reader(std::io::Cursor::new(xml)).unwrap();
    let nodes: Vec<_> = elements(document.root_element()).collect();
    assert_eq!(nodes.len(), suites.suites.len());
    for (node, suite) in nodes.iter().zip(&suites.suites) {
        assert_eq!(node.attribute("name"), Some(suite.name.as_str()));
        let properties = elements(elements(*node).next().unwrap());
        let properties: Vec<_> = properties.filter_map(|one| one.attribute("name")).collect();
        assert_eq!(properties, ["environment", "seed"]);
        assert_eq!(suite.properties.hashmap.get("environment").map(String::as_str), Some("staging"));
        assert_eq!(suite.properties.hashmap.get("seed").map(String::as_str), Some("42"));
        let cases: Vec<_> = elements(*node).filter(|part| part.has_tag_name("testcase")).collect();
        assert_eq!((cases.len(), suite.tests as usize), (suite.cases.len(), suite.cases.len()));
        let mut counts = [0; 3];
        for (node, case) in cases.iter().zip(&suite.cases) {
            assert_eq!(node.attribute("name"), Some(case.original_name.as_str()));
            assert_eq!(node.attribute("classname"), case.classname.as_deref());
            let child = |name: &str| elements(*node).find(|ending| ending.has_tag_name(name));
            let same = |name: &str, is: bool, message: Option<&str>| {
                let ending = child(name);
                assert_eq!(ending.is_some(), is, "{case:?}");
                if let (Some(ending), Some(message)) = (ending, message) {
                    assert_eq!(ending.attribute("message"), Some(message));
                }
                usize::from(is)
            };
            let status = &case.status;
            let (failed, errored, skipped) = (status.is_failure(), status.is_error(), status.is_skipped());
            counts[0] += same("failure", failed, failed.then(|| status.failure_as_ref().message.as_str()));
            counts[1] += same("error", errored, errored.then(|| status.error_as_ref().message.as_str()));
            counts[2] += same("skipped", skipped, skipped.then(|| status.skipped_as_ref().message.as_str()));
        }
        assert_eq!(counts.map(|count| count as u64), [suite.failures, suite.errors, suite.skipped]);
    }
}
