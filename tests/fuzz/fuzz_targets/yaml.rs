//! Any text as YAML: by the strict rules, up to a syntax error, and as a document of others.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::testing::files::{Sink, Sources};
use runthrough::testing::json::read;
use runthrough::testing::yaml::{Node, NodeKind, document, partial_tree, tree};

/// Every span lies in the text and cuts no character.
fn check_spans(node: &Node, text: &str) {
    assert!(text.get(node.span.range()).is_some(), "{:?}", node.span);
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|item| check_spans(item, text)),
        NodeKind::Map(members) => members.iter().for_each(|(key, value)| {
            assert!(text.get(key.span.range()).is_some(), "{:?}", key.span);
            check_spans(value, text);
        }),
        _ => {}
    }
}

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let source = sources.file(file);

    let strict = tree(file, source, &mut Sink::default());
    let partial = partial_tree(file, source, &mut Sink::default());
    assert!(partial.cut.is_none_or(|cut| text.is_char_boundary(cut)));
    assert_eq!(strict, partial.root.clone().filter(|_| partial.cut.is_none()), "the lenient reading is another one");
    partial.root.iter().for_each(|root| check_spans(root, text));

    let Some(root) = document(file, source, &mut Sink::default()) else { return };
    check_spans(&root, text);
    let value = root.value();
    // JSON is YAML too.
    let again = read(&value.to_string(), usize::MAX).expect("a text of ours");
    assert_eq!(again.value, value);
});
