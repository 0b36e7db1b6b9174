//! XPaths, CSS selectors and the bodies that they look at come from outside: nothing trips the readers.

use std::thread;

use proptest::prelude::*;
use runthrough::testing::evaluation::{Css, Found, HtmlBody, XPath, XmlBody};
use runthrough::testing::model::Kind;

const NODES: usize = 100_000;

fn found(xml: &str, path: &str) -> Found {
    let path = XPath::compile(path).expect("an XPath");
    XmlBody::read(xml, NODES).expect("XML").find(&path, &[]).expect("an answer")
}

fn texts(found: Found) -> Vec<String> {
    match found {
        Found::Texts(texts) => texts,
        other => panic!("{other:?} is no list of strings"),
    }
}

/// On a stack as small as that of a worker with a thousand jobs.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(test)
        .expect("a thread")
        .join()
        .expect("it ends well");
}

#[test]
fn depth_takes_no_stack() {
    on_a_small_stack(|| {
        let deep = format!("{}x{}", "<a>".repeat(40_000), "</a>".repeat(40_000));
        assert_eq!(found(&deep, "count(//a)"), Found::Number(40_000));
        assert_eq!(texts(found(&deep, "/a/a/a")), ["x"]);
        // Each element is looked at from all elements above it.
        assert_eq!(found(&deep, "count(//a//a//a//a)"), Found::Number(39_997));
    });
    on_a_small_stack(|| {
        let problem = HtmlBody::read(&"<div>".repeat(40_000), NODES).expect_err("too deep");
        assert_eq!(problem.kind, Kind::Limit);
        // The depth is seen although the last thing is not deep; formatting that is not closed does not multiply.
        let hidden = format!("{}</body></html><!-- x -->", "<div>".repeat(180)).repeat(200);
        assert_eq!(HtmlBody::read(&hidden, NODES).expect_err("too deep").kind, Kind::Limit);
        let fonts: String = (0..900).map(|n| format!("<font a{n}>")).collect();
        let many = format!("<p>{fonts}{}", "<p>x".repeat(20_000));
        assert_eq!(HtmlBody::read(&many, NODES).expect_err("too many").kind, Kind::Limit);
        let wide = HtmlBody::read(&"<p>x".repeat(20_000), NODES).expect("HTML");
        assert_eq!(texts(wide.find(&Css::compile("body > p").expect("CSS"))).len(), 20_000);
    });
}

#[test]
fn what_would_take_too_long_is_given_up() {
    let wide = format!("<r>{}</r>", "<a><b/></a>".repeat(20_000));
    let body = XmlBody::read(&wide, NODES).expect("XML");
    let path = XPath::compile("//a[//b[//a]]").expect("an XPath");
    assert_eq!(body.find(&path, &[]).expect_err("too much").kind, Kind::Limit);
    assert_eq!(XmlBody::read(&wide, 1_000).expect_err("too many nodes").kind, Kind::Limit);
}

#[test]
fn positions_count_within_their_parents() {
    let xml = "<r><a><b>1</b><b>2</b></a><a><b>3</b></a><!-- c --><?p i?></r>";
    assert_eq!(texts(found(xml, "//b[1]")), ["1", "3"]);
    assert_eq!(texts(found(xml, "/r/a[2]/b[last()]")), ["3"]);
    assert_eq!(texts(found(xml, "//b[. > 1][1]")), ["2", "3"]);
    assert_eq!(texts(found(xml, "/r/*[2]/..//b[2]")), ["2"]);
    assert_eq!(found(xml, "count(/r/*) = 2 and not(//c)"), Found::Boolean(true));
}

fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "/",
        "//",
        "a",
        "b",
        "p:a",
        "@x",
        "*",
        "..",
        ".",
        "[",
        "]",
        "(",
        ")",
        "1",
        "2.5",
        "'a'",
        "\"",
        "=",
        "!=",
        "<",
        ">",
        "and",
        "or",
        "not(",
        "count(",
        "last()",
        "text()",
        "contains(",
        ",",
        "|",
        "::",
        "$",
        "é",
        " ",
        "normalize-space(",
        "position()",
    ]);
    prop::collection::vec(word, 0..12).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn no_query_trips_anything(path in words(), css in ".{0,20}") {
        let xml = "<r xmlns:p='u' x='1'><a>1</a><p:a x='2'><b>é</b><b/></p:a>t</r>";
        if let Ok(path) = XPath::compile(&path) {
            let _ = XmlBody::read(xml, NODES).expect("XML").find(&path, &[]);
        }
        if let Ok(css) = Css::compile(&css) {
            let _ = HtmlBody::read(xml, NODES).expect("HTML").find(&css);
        }
    }

    #[test]
    fn no_body_trips_anything(body in "(<|</|a|b| x=|'|>|/>|&|;|<!|--|\\[|\\?|é|\u{0}){0,40}") {
        let path = XPath::compile("//a[@x or b]/text()").expect("an XPath");
        if let Ok(body) = XmlBody::read(&body, NODES) {
            let _ = body.find(&path, &[]);
        }
        let _ = HtmlBody::read(&body, NODES).map(|body| body.find(&Css::compile("a b, a[x]").expect("CSS")));
    }
}
