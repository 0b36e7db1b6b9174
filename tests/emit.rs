//! What a draft writes is what it was given: it parses to the same values, and `check` finds nothing.

use proptest::prelude::*;
use runthrough::testing::files::{check, parse_alone};
use runthrough::testing::import::{Draft, Expectations, Input, Node, Step, escape, literal_node};
use runthrough::testing::model::{Action, Body, Project};
use serde_json::{Value, json};

fn read(text: &str) -> Project {
    let mut parsed = parse_alone(text);
    let mut sink = std::mem::take(&mut parsed.sink);
    check(&parsed.project, &(), &mut sink);
    let found: Vec<String> =
        sink.take().iter().map(|found| format!("{}: {}", found.code.name(), found.message)).collect();
    assert!(found.is_empty(), "{found:#?}\n{text}");
    parsed.project
}

fn draft(name: &str, comment: &str, note: &str, body: &Value, header: &str) -> Draft {
    Draft {
        comments: vec![comment.to_owned()],
        name: "Written".to_owned(),
        tags: vec!["smoke".to_owned()],
        inputs: vec![Input {
            name: "base_url".to_owned(),
            default: Some("http://127.0.0.1".into()),
            ..Input::default()
        }],
        defaults: vec![("base_url".to_owned(), "${base_url}".into())],
        steps: vec![Step {
            comments: vec![note.to_owned()],
            name: name.to_owned(),
            request: "POST /things".to_owned(),
            headers: vec![("X-Note".to_owned(), escape(header).into())],
            body: Some(("json", literal_node(&body.into()))),
            expect: Expectations {
                status: Some(200_u64.into()),
                json: vec![("$.a".to_owned(), Node::map([("equals", literal_node(&body.into()))]))],
                ..Expectations::default()
            },
            ..Step::default()
        }],
        ..Draft::default()
    }
}

/// Texts that YAML and our rules make something else of.
fn texts() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "",
        " ",
        "~",
        "null",
        "yes",
        "No",
        "1",
        "1.10",
        "0123",
        "+1",
        "0x1f",
        "0o7",
        ".5",
        "1e3",
        "-",
        "- a",
        "?",
        ":",
        "a:",
        "a: b",
        "a :b",
        " #",
        "a #b",
        "#a",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'a'",
        "\"a\"",
        "a'b\"c\\",
        "${x}",
        "$${x}",
        "$$${",
        "{{ x }}",
        "{x}",
        "[a, b]",
        "a, b",
        "---",
        "...",
        "<<",
        "|",
        ">",
        "\t",
        "a\nb",
        "a\nb\n",
        "\n",
        "a\n\n",
        " a\nb",
        "a \nb",
        "a\r\nb",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{0}",
        "\u{1f600}",
        "=",
        "2024-01-01",
        "12:30",
        "1_000",
        "http://a/b#c",
        "# runthrough: allow x",
        "a\n# b",
        "a\n  b\n c",
    ]);
    prop_oneof![special.prop_map(str::to_owned), "[ -~]{0,12}", "\\PC{0,6}", "[a-z :#\n'\"{}\\[\\],$-]{0,10}"]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 10, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..10).prop_map(Value::from),
            prop::collection::vec((texts(), inner), 0..10)
                .prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn what_is_written_is_read_back(body in values(), name in texts(), comment in texts(), note in texts(), header in "[ -~]{0,10}") {
        let fixed = !name.trim().is_empty() && !name.contains("${");
        let name = if fixed { name } else { "Step".to_owned() };
        let draft = draft(&name, &comment, &note, &body, &header);
        let text = draft.text();
        let project = read(&text);
        let [scenario] = project.scenarios.as_slice() else { panic!("not one scenario:\n{text}") };
        let [step] = scenario.steps.as_slice() else { panic!("not one step:\n{text}") };
        prop_assert_eq!(&*step.name.value, name.as_str());
        let Action::Request(request) = &step.action else { panic!("no request") };
        let Some(Body::Json(data)) = &request.body else { panic!("no body") };
        // A text with an escaped `${` is a template to the model; it renders to the text.
        match data.literal() {
            Some(value) => prop_assert_eq!(&Value::from(value), &body, "{}", text),
            None => prop_assert!(body.to_string().contains("${"), "{}", text),
        }
    }
}

#[test]
fn a_scenario_reads_as_one_writes_it() {
    let body = json!({
        "name": "mary", "age": 7, "tags": ["a", "b"], "note": "first\nsecond\n",
        "address": { "city": "Prague", "zip": "01234" }, "rows": [{ "a": [1, [2]] }, "x"], "none": null, "empty": {},
    });
    insta::assert_snapshot!(draft("Add a thing", "All things.", "Why: it is new", &body, "\"33a\"").text());
}
