use std::collections::HashMap;

use crate::value::json;
use proptest::prelude::*;

use super::*;

fn path(text: &str) -> JsonPath {
    JsonPath::compile(text).unwrap()
}

#[test]
fn names_come_from_slots_and_are_never_read_as_paths() {
    let document = json!({ "errors": { "a']['b": 1, "x-y": 2, "${x}": 3, "y": { "x": 4 } } });
    let found = |text: &str, names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        select(&path(text), &document, &names).unwrap().into_iter().cloned().collect::<Vec<_>>()
    };
    assert_eq!(found("$.errors['${f}']", &["a']['b"]), [json!(1)]);
    assert_eq!(found("$.errors['${a}-${b}']", &["x", "y"]), [json!(2)]);
    assert_eq!(found("$.errors['$${x}']", &[]), [json!(3)]);
    assert_eq!(found("$.errors[?@['${a}'] == 4]", &["x"]), [json!({ "x": 4 })]);
    assert_eq!(found("$..['${a}']", &["x"]), [json!(4)]);
    assert_eq!(found("$.errors['${a}']", &["absent"]), Vec::<Value>::new());
    assert_eq!(select(&path("$['${a}']"), &document, &[]), Err(SelectError::Names { expected: 1, given: 0 }));
}

#[test]
fn results_are_references_into_the_document() {
    let document = json!({ "a": [{ "b": 1 }] });
    let found = select(&path("$.a[0]"), &document, &[]).unwrap();
    assert!(std::ptr::eq(found[0], &document["a"][0]));
    let found = select(&path("$..b"), &document, &[]).unwrap();
    assert!(std::ptr::eq(found[0], &document["a"][0]["b"]));
}

#[test]
fn the_visits_of_an_evaluation_are_bounded() {
    let document = json!([[1, 2, 3], [4, 5, 6]]);
    let walk = |text: &str, budget| {
        Walker::new(&document, &[], budget).walk(&document, &path(text).query().segments, &mut |_| Ok(()))
    };
    assert!(walk("$..*", 100).is_ok());
    assert!(matches!(walk("$..*", 10), Err(Stop::Failed(SelectError::TooManyVisits))));
    assert!(matches!(walk("$[?count($..*) > 1]", 30), Err(Stop::Failed(SelectError::TooManyVisits))));
}

#[test]
fn deep_documents_are_walked_without_recursion_and_compared_only_so_deep() {
    let mut deep = json!(1);
    for _ in 0..300 {
        deep = Value::Array(vec![deep]);
    }
    let document = Value::from(vec![deep.clone(), deep]);
    assert_eq!(select(&path("$..*"), &document, &[]).unwrap().len(), 602);
    assert_eq!(select(&path("$[?$[0] == $[1]]"), &document, &[]), Err(SelectError::TooDeep));
}

#[test]
fn many_patterns_in_a_document_are_each_judged() {
    let items: Vec<_> =
        (0..200).map(|number| json!({ "p": format!("a{{{number}}}"), "t": "a".repeat(number) })).collect();
    let document = Value::from(items);
    assert_eq!(select(&path("$[?match(@.t, @.p)]"), &document, &[]).unwrap().len(), 200);
}

fn documents() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ab(\\[*]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[ab'\\\\\n]{1,2}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn paths() -> impl Strategy<Value = String> {
    let condition = prop::sample::select(vec![
        "@.a",
        "!@.b",
        "@.a == @.b",
        "@ < 'b'",
        "@[0] >= $[0]",
        "length(@) > 1",
        "count(@..*) > 2",
        "value(@..a) == null",
        "match(@.a, 'a*')",
        "search(@, @.b)",
        "(@.a || @.b) && !(@ == 1)",
        "@[?@.a]",
        "$..b",
        "@ == @",
        "@[-1] != 1.5",
    ]);
    let selector = prop_oneof![
        prop::sample::select(vec!["'a'", "\"b\"", "*", "0", "-1", "1:", "::-1", "-3:3:2", "::0", ":-1"])
            .prop_map(str::to_owned),
        condition.prop_map(|condition| format!("?{condition}")),
    ];
    let segment = ((prop_oneof![Just(""), Just("..")]), prop::collection::vec(selector, 1..3))
        .prop_map(|(dots, selectors)| format!("{dots}[{}]", selectors.join(",")));
    prop::collection::vec(segment, 0..4).prop_map(|segments| format!("${}", segments.concat()))
}

/// Normalized paths (RFC 9535 §2.7) of all nodes.
fn locate(node: &Value, path: String, places: &mut HashMap<*const Value, String>) {
    match node {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                locate(item, format!("{path}[{index}]"), places);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('\\', r"\\").replace('\'', r"\'").replace('\n', r"\n");
                locate(value, format!("{path}['{name}']"), places);
            }
        }
        _ => {}
    }
    places.insert(node, path);
}

proptest! {
    #[test]
    fn every_found_node_is_found_again_by_its_normalized_path(text in paths(), document in documents()) {
        let found = select(&path(&text), &document, &[]).unwrap();
        let mut places = HashMap::new();
        locate(&document, "$".to_owned(), &mut places);
        for node in found {
            let place = &places[&std::ptr::from_ref(node)];
            let again = select(&path(place), &document, &[]).unwrap();
            prop_assert!(again.len() == 1 && std::ptr::eq(again[0], node), "{} of {}", place, text);
        }
    }
}

#[test]
fn the_longest_recursion_fits_a_small_stack() {
    let mut deep = json!([1]);
    for _ in 0..120 {
        deep = Value::from(vec![deep]);
    }
    let filters = format!("${}{}", "[?$[*][*][*][*][*][*]".repeat(16), "]".repeat(16));
    for text in [filters, format!("${}", "[*]".repeat(120)), format!("${}", "..[*]".repeat(3))] {
        let (path, deep) = (path(&text), deep.clone());
        let work = move || select(&path, &deep, &[]).map(|found| found.len());
        let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap();
        assert!(thread.join().unwrap().unwrap() > 0, "{text}");
    }
}
