use proptest::prelude::*;

use super::*;

fn refused(text: &str) -> (String, String) {
    match JsonPath::compile(text) {
        Ok(_) => panic!("{text} was accepted"),
        Err(error) => {
            let blamed = text[error.range.clone()].to_owned();
            (blamed, error.to_string())
        }
    }
}

#[test]
fn singular_paths_are_known() {
    for text in ["$", "$.a", "$['a']", "$[0]", "$.a.b[-1]['c']", "$ .a", "$[\"a\"]"] {
        assert!(JsonPath::compile(text).unwrap().is_singular(), "{text}");
    }
    for text in ["$.*", "$..a", "$[0,1]", "$[0:1]", "$[?@.a]", "$.a[*].b"] {
        assert!(!JsonPath::compile(text).unwrap().is_singular(), "{text}");
    }
}

#[test]
fn slots_are_cut_over_quotes_and_brackets() {
    let text = r#"$.errors['${field}'].x["a-${ rows['id'][0] | join('}') }-$${b}"]"#;
    let path = JsonPath::compile(text).unwrap();
    let expressions: Vec<_> = path.slots().iter().map(|slot| slot.expression.as_str()).collect();
    assert_eq!(expressions, ["field", " rows['id'][0] | join('}') "]);
    for slot in path.slots() {
        assert_eq!(text[slot.range.clone()], slot.expression);
    }
    assert!(path.is_singular());
    assert_eq!(JsonPath::compile("$[?@['${a}'] == 1, '${b}']").unwrap().slots().len(), 2);
}

#[test]
fn templates_elsewhere_are_refused() {
    for text in [
        "$.${a}",
        "$[${a}]",
        "${a}",
        "$[?@.a == '${b}']",
        "$[?match(@.a, '${b}')]",
        "$.a${b}",
        "$[?'${a}' == @.b]",
    ] {
        let (_, message) = refused(text);
        assert!(message.contains("only be used inside a quoted name"), "{text}: {message}");
    }
    assert_eq!(refused("$['${a']").0, "${");
    assert_eq!(refused("$['${ }']").0, "${ }");
}

#[test]
fn errors_blame_the_right_bytes_and_say_what_to_write() {
    let cases = [
        ("", "", "empty"),
        (" $.a", " ", "begins with a space"),
        ("$.a ", " ", "ends with a space"),
        ("data.id", "data", "write `$.data.id`"),
        ("@.a", "@", "write `$.a`"),
        ("/data/id", "/", "write `$.data.id`"),
        ("[0]", "[", "write `$[0]`"),
        ("$.a b", "a b", "write `['a b']`"),
        ("$.a-b.c", "-", "write `['a-b']`"),
        ("$.a.", ".", "remove the dot"),
        ("$..", "..", "write `..name`"),
        ("$...a", "...", "`..` is enough"),
        ("$. a", " ", "a space after a dot"),
        ("$.[0]", ".[", "write `[` alone"),
        ("$.0", "0", "`[0]`"),
        ("$.'a'", "'a'", "write `['a']`"),
        ("$[a]", "a", "write `['a']`"),
        ("$a", "a", "write `$.a`"),
        ("$.na*", "*", "quote a name that contains a star"),
        ("$.items.length()", ".length(", "matcher `length:`"),
        ("$[?@.items.length() > 1]", ".length(", "write `length(@.name)`"),
        ("$[(@.length-1)]", "(", "the last element is `[-1]`"),
        ("$[?@.length-1 > 2]", "length-", "cannot calculate"),
        ("$[?@.a =~ 'x']", "=~", "match(@.name, 'pattern')"),
        ("$[?@.a = 1]", "=", "write `==`"),
        ("$[?@.a === 1]", "===", "write `==`"),
        ("$[?@.a & @.b]", "&", "write `&&`"),
        ("$[?@.a and @.b]", "and", "write `&&`"),
        ("$[?@.a in ['x']]", "in", "compare with each value"),
        ("$[?@.a == []]", "[", "length(@.name) == 0"),
        ("$[?@.a == {}]", "{", "`equals:`"),
        ("$[?@.a == x]", "x", "`@.x`, a string is `'x'`"),
        ("$[?@.a == True]", "True", "write `true`"),
        ("$[?@.a == None]", "None", "write `null`"),
        ("$[?@.a + 1 == 2]", "+", "cannot calculate"),
        ("$.a~", "~", "names of properties"),
        ("$['a", "'a", "close it with `'`"),
        ("$[?(@.a]", "(", "close it with `)`"),
        ("$.a[0", "[", "close it with `]`"),
        ("$.a]", "]", "no matching opening bracket"),
        ("$[]", "[]", "`[*]` means all elements"),
        ("$['\\d']", "\\d", "a backslash is written twice"),
        ("$[\u{2018}a\u{2019}]", "\u{2018}", "typographic quote"),
        ("$.a\u{a0}b", "\u{a0}", "invisible"),
        ("$[01]", "01", "no zeros at its beginning"),
        ("$[1.5]", "1.5", "an index is an integer"),
        ("$[-0]", "-0", "the first element is `[0]`"),
        ("$[9007199254740992]", "9007199254740992", "too large"),
        ("$[?@ == 1e10001]", "1e10001", "too large"),
        ("$[?length(@.*) < 3]", "length(@.*)", "count("),
        ("$[?count(1) > 1]", "count(1)", "takes a path"),
        ("$[?count((@.a)) > 1]", "count((@.a))", "does not take a condition"),
        ("$[?match(@.a, 'b') == true]", "match(@.a, 'b')", "is a condition, not a value"),
        ("$[?@.b && value(@.a)]", "value(@.a)", "must be compared"),
        ("$[?length(match(@.a, 'b')) == 1]", "match(@.a, 'b')", "is a condition, not a value"),
        ("$[?in(@.a, @.b)]", "in", "`in` is not a function"),
        ("$[?length (@.a) > 1]", "length (", "write `length(`"),
        ("$[?count(@.a, @.b) > 1]", ",", "take one argument"),
        ("$[?@.items[*].x == 1]", "==", "names and indexes only"),
        ("$['${x}'][?match(@.a, 'a(')]", "'a('", "a group is never closed"),
        ("$[?search(@.a, '\\\\d+')]", "'\\\\d+'", "write `[0-9]`"),
        ("$['${a}', 0 1]", "1", "a comma"),
    ];
    for (text, blamed, part) in cases {
        let (found, message) = refused(text);
        assert_eq!(found, blamed, "{text}: {message}");
        assert!(message.contains(part), "{text}: {message}");
        assert!(!message.contains('\n'), "{text}: {message}");
    }
}

#[test]
fn sizes_and_depths_are_bounded() {
    refused(&format!("$.{}", "a".repeat(5000)));
    refused(&format!("${}", ".a".repeat(200)));
    refused(&format!("${}{}", "[?@".repeat(17), "]".repeat(17)));
    refused(&format!("$[?{}@.a{}]", "(".repeat(200), ")".repeat(200)));
    refused(&format!("$[?{}@.a{} > 1]", "length(".repeat(9), ")".repeat(9)));
    assert!(JsonPath::compile(&format!("${}{}", "[?@".repeat(16), "]".repeat(16))).is_ok());
    // The worst that the bounds let through: the parser tries a failing call again as each thing it could be.
    let calls = "count(@[?".repeat(4);
    refused(&format!("$[?{calls}{}@.a ! 1{}", "@.a && ".repeat(400), "])".repeat(4)));
    let filters = "[?(@.a && @".repeat(16);
    refused(&format!("${filters}.b ! 1{}", ")]".repeat(16)));
}

#[test]
fn a_path_is_shared_between_threads() {
    fn shared<T: Send + Sync + std::fmt::Debug>(_: &T) {}
    shared(&JsonPath::compile("$.a").unwrap());
}

/// Texts that look like paths: random ones hardly get past the first character.
fn near_paths() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "$",
        "@",
        ".",
        "..",
        "*",
        "[",
        "]",
        "(",
        ")",
        ",",
        ":",
        "?",
        "!",
        "&&",
        "||",
        "==",
        "<",
        ">=",
        "=",
        "a",
        "b c",
        "é",
        "'a'",
        "\"b\"",
        "'${x}'",
        "${y}",
        "$${",
        "'\\u00e9'",
        "0",
        "-1",
        "1.5",
        "9007199254740993",
        "1e400",
        " ",
        "\n",
        "length(",
        "count(",
        "value(",
        "match(",
        "search(",
        "in ",
        "true",
        "null",
        "[?@.a",
        "[?(",
        "['x']",
        "[0]",
        "[*]",
        ".a",
        "..b",
        "'[a-z]+'",
        "-",
        "~",
        "\\",
        "\u{a0}",
        "\u{e000}",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| format!("${}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_compiled_or_refused(text in any::<String>()) {
        blames_a_part(&text)?;
        blames_a_part(&format!("$.{text}"))?;
        blames_a_part(&format!("$['{text}']"))?;
        blames_a_part(&format!("$[?{text}]"))?;
    }

    #[test]
    fn any_text_like_a_path_is_compiled_or_refused(text in near_paths()) {
        blames_a_part(&text)?;
    }

    #[test]
    fn any_pattern_is_compiled_or_refused(pattern in any::<String>(), near in "[a-c\\[\\](){}*+?|^$\\\\.,0-9&~<>p-]{0,20}") {
        let _ = iregexp::compile(&pattern, true);
        // What the translation lets through, the engine must take, but for ranges and sizes.
        if let Err(error) = iregexp::compile(&near, false) {
            prop_assert!(!error.message.is_empty());
        }
    }
}

fn blames_a_part(text: &str) -> Result<(), TestCaseError> {
    if let Err(error) = JsonPath::compile(text) {
        prop_assert!(text.get(error.range.clone()).is_some(), "{:?} blames {:?}", text, error.range);
        prop_assert!(!error.message.contains('\n') || text.contains('\n'));
    }
    Ok(())
}
