use proptest::prelude::*;

use super::*;
use crate::value::Value;

const MANY: usize = 1_000_000;

fn value(text: &str) -> Value {
    read(text, MANY).unwrap_or_else(|error| panic!("{text}: {error:?}")).value
}

/// The kind of the error, its line and its column.
fn wrong(text: &str) -> (JsonErrorKind, usize, usize) {
    let error = read(text, MANY).expect_err(text);
    (error.kind, error.line, error.column)
}

#[test]
fn names_are_shared_and_each_is_the_right_one() {
    let text: String =
        (0..500).map(|number| format!("{{\"n{number}\":1,\"same\":{number},\"\":0}},")).collect();
    let reading = read(&format!("[{text}null]"), MANY).unwrap();
    let value = &reading.value;
    for number in 0..500 {
        assert_eq!(value[number][format!("n{number}").as_str()], 1);
        assert_eq!(value[number]["same"], Value::from(number));
        assert_eq!(value[number][""], 0);
    }
    let address = |value: &Value| {
        let members = value.as_object().expect("an object");
        members.get_key_value("same").map(|(key, _)| key.as_ptr())
    };
    assert_eq!(address(&value[0]), address(&value[499]));
    assert!(reading.duplicate_keys.is_empty());
}

#[test]
fn duplicate_keys_are_reported_and_the_last_one_counts() {
    let reading = read(r#"{"a":{"b":1,"b":2},"\u0061":3}"#, MANY).unwrap();
    assert_eq!(reading.duplicate_keys, ["b", "a"]);
    assert_eq!(reading.value["a"], 3);
}

#[test]
fn numbers_keep_their_digits() {
    let text = "[-0,0,1.10,1E+2,123456789012345678,-999999999999999999,1234567890123456789,9223372036854775808,0.1e1]";
    assert_eq!(value(text).to_string(), text);
    let long = format!("[{},1e10001]", "9".repeat(1001));
    assert_eq!(value(&long).to_string(), long);
    assert!(value(text).check_numbers().is_ok() && value(&long).check_numbers().is_err());
}

#[test]
fn half_a_surrogate_pair_is_replaced_and_noted() {
    for (text, read_as, replaced) in [
        (r#""\ud834\udd1e""#, "𝄞", false),
        (r#""\ud800""#, "\u{fffd}", true),
        (r#""\ud800\n""#, "\u{fffd}\n", true),
        (r#""\uD888\u1234""#, "\u{fffd}\u{1234}", true),
        (r#""\uD800\uD800x""#, "\u{fffd}\u{fffd}x", true),
        (r#""\uDd1e\uD834""#, "\u{fffd}\u{fffd}", true),
        (r#""\uFFFD\u0000\/""#, "\u{fffd}\0/", false),
    ] {
        let reading = read(text, MANY).unwrap();
        assert_eq!(reading.value, read_as, "{text}");
        assert_eq!(reading.replaced, replaced, "{text}");
    }
}

#[test]
fn an_error_says_where_it_is() {
    use JsonErrorKind::{Depth, End, Unexpected};
    for (text, error) in [
        ("", (End, 1, 1)),
        ("  ", (End, 1, 3)),
        ("[1,\n 2", (End, 2, 3)),
        ("{\"a\"", (End, 1, 5)),
        ("\"abc", (End, 1, 5)),
        ("\"abc\\", (End, 1, 6)),
        ("\"\\u12", (End, 1, 6)),
        ("tru", (End, 1, 4)),
        ("-", (End, 1, 2)),
        ("1.", (End, 1, 3)),
        ("<html>", (Unexpected('<'), 1, 1)),
        ("[\"ž\",\n é]", (Unexpected('é'), 2, 2)),
        ("[1 2]", (Unexpected('2'), 1, 4)),
        ("[1,]", (Unexpected(']'), 1, 4)),
        ("{\"a\":1,}", (Unexpected('}'), 1, 8)),
        ("{a:1}", (Unexpected('a'), 1, 2)),
        ("{\"a\" 1}", (Unexpected('1'), 1, 6)),
        ("[1}", (Unexpected('}'), 1, 3)),
        ("01", (Unexpected('1'), 1, 2)),
        ("-01", (Unexpected('1'), 1, 3)),
        ("1.e1", (Unexpected('e'), 1, 3)),
        ("[1e+]", (Unexpected(']'), 1, 5)),
        ("nul!", (Unexpected('!'), 1, 4)),
        ("\"a\tb\"", (Unexpected('\t'), 1, 3)),
        ("\"\\x\"", (Unexpected('x'), 1, 3)),
        ("\"\\u12G4\"", (Unexpected('G'), 1, 6)),
        ("1\u{a0}", (Unexpected('\u{a0}'), 1, 2)),
        ("\u{feff}1", (Unexpected('\u{feff}'), 1, 1)),
        ("\0", (Unexpected('\0'), 1, 1)),
        ("1 2", (Unexpected('2'), 1, 3)),
        (&"[".repeat(129), (Depth, 1, 129)),
    ] {
        assert_eq!(wrong(text), error, "{text}");
    }
    let deep = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert_eq!(value(&deep).to_string(), deep);
    assert_eq!(read("[1,\"é\",<]", MANY).map_err(|error| error.offset).err(), Some(8));
}

#[test]
fn a_prefix_ends_behind_its_value() {
    let text = " [1, 2] ,3";
    let (reading, end) = read_prefix(text).unwrap();
    assert_eq!((reading.value.to_string().as_str(), &text[end..]), ("[1,2]", " ,3"));
    assert!(read_prefix("[1, 2").is_err());
}

#[test]
fn values_are_counted_and_keys_are_not() {
    for (text, count) in
        [("1", 1), ("[]", 1), (r#"{"a":[1,"b",null,{}],"c":"\"x"}"#, 7), ("[1, 2 ,\n3]", 4), (r#""a:b""#, 1)]
    {
        assert!(read(text, count).is_ok(), "{text}");
        let error = read(text, count - 1).expect_err(text);
        assert_eq!(error.kind, JsonErrorKind::Values, "{text}");
    }
}

#[test]
fn a_value_takes_no_more_room_than_a_string_and_a_tag() {
    assert_eq!(size_of::<Value>(), 32);
}

fn values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,6}".prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        "[a-z\"\\\\\u{0}-\u{21}\u{7f}-\u{81}]{0,24}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 60, 24, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            // Few names, so that some come twice; and more members than are looked through.
            prop::collection::vec(("[a-c]{0,2}|\\PC{0,3}", inner), 0..24)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {

    #[test]
    fn it_reads_and_writes_what_serde_json_does(value in values()) {
        for (text, pretty) in [(value.to_string(), false), (format!("{value:#}"), true)] {
            let ours = read(&text, MANY).unwrap();
            prop_assert!(ours.duplicate_keys.is_empty() && !ours.replaced);
            prop_assert_eq!(if pretty { format!("{:#}", ours.value) } else { ours.value.to_string() }, text);
            prop_assert_eq!(&Value::from(&value), &ours.value);
            prop_assert_eq!(serde_json::Value::from(ours.value), value.clone());
        }
    }

    #[test]
    fn it_refuses_what_serde_json_refuses(text in "[\\[\\]{}:,\"a01.e\\\\u \n-]{0,14}") {
        match (read(&text, MANY), serde_json::from_str::<serde_json::Value>(&text)) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(serde_json::Value::from(ours.value), theirs),
            (Err(ours), Err(theirs)) => {
                // An escape that is too short and wrong is too short to serde_json.
                let ends = ours.kind == JsonErrorKind::End;
                prop_assert!(ends == theirs.is_eof() || text.contains("\\u"), "{} and {:?}", theirs, ours);
                // A line end in a string is on the next line to serde_json.
                let in_string = usize::from(ours.kind == JsonErrorKind::Unexpected('\n'));
                prop_assert!(ours.line + in_string == theirs.line() || text.contains('\\'), "{}", theirs);
            }
            // What a double cannot hold.
            (Ok(ours), Err(theirs)) => prop_assert!(theirs.to_string().starts_with("number out of range") || ours.replaced),
            (Err(ours), Ok(theirs)) => prop_assert!(false, "{:?} and {}", ours, theirs),
        }
    }

    #[test]
    fn any_text_has_a_result(text in any::<String>()) {
        if let Err(error) = read(&text, MANY) {
            prop_assert!(text.is_char_boundary(error.offset) && error.line > 0);
        }
    }
}
