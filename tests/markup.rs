//! XPaths, CSS selectors and the bodies that they look at come from outside: nothing trips the readers.

use std::thread;

use proptest::prelude::*;
use runthrough::testing::evaluation::{Css, Found, Markup, XPath};
use runthrough::testing::model::Kind;

const NODES: usize = 100_000;

fn found(xml: &str, path: &str) -> Found {
    let path = XPath::compile(path).expect("an XPath");
    Markup::read_xml(xml, NODES).expect("XML").find_xpath(&path, &[]).expect("an answer")
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
        let problem = Markup::read_html(&"<div>".repeat(40_000), NODES).expect_err("too deep");
        assert_eq!(problem.kind, Kind::Limit);
        // The depth is seen although the last thing is not deep; formatting that is not closed does not multiply.
        let hidden = format!("{}</body></html><!-- x -->", "<div>".repeat(180)).repeat(200);
        assert_eq!(Markup::read_html(&hidden, NODES).expect_err("too deep").kind, Kind::Limit);
        let fonts: String = (0..900).map(|n| format!("<font a{n}>")).collect();
        let many = format!("<p>{fonts}{}", "<p>x".repeat(20_000));
        assert_eq!(Markup::read_html(&many, NODES).expect_err("too many").kind, Kind::Limit);
        let wide = Markup::read_html(&"<p>x".repeat(20_000), NODES).expect("HTML");
        assert_eq!(
            texts(wide.find_css(&Css::compile("body > p").expect("CSS")).expect("an answer")).len(),
            20_000
        );
    });
}

#[test]
fn what_would_take_too_long_is_given_up() {
    let wide = format!("<r>{}</r>", "<a><b/></a>".repeat(20_000));
    let body = Markup::read_xml(&wide, NODES).expect("XML");
    let path = XPath::compile("//a[//b[//a]]").expect("an XPath");
    assert_eq!(body.find_xpath(&path, &[]).expect_err("too much").kind, Kind::Limit);
    assert_eq!(Markup::read_xml(&wide, 1_000).expect_err("too many nodes").kind, Kind::Limit);
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

const HTML_PIECES: [&str; 32] = [
    "<a",
    "</a",
    "<script>",
    "</script",
    "<title>",
    "</title",
    "<style>",
    "</style",
    "<textarea>",
    "</textarea",
    "<svg>",
    "</svg>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!",
    "<?",
    "<plaintext>",
    "<noscript>",
    "</noscript",
    "\"",
    "'",
    "=",
    ">",
    "<",
    "/",
    " ",
    "x",
    "\0",
    "&am",
    "MANY",
];

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
            let _ = Markup::read_xml(xml, NODES).expect("XML").find_xpath(&path, &[]);
        }
        if let Ok(css) = Css::compile(&css) {
            let _ = Markup::read_html(xml, NODES).expect("HTML").find_css(&css);
        }
    }

    // Debug builds panic where a tag with too many attributes reaches the parser.
    #[test]
    fn no_tag_slips_through(pieces in prop::collection::vec(prop::sample::select(HTML_PIECES.to_vec()), 1..14)) {
        let many: String = (0..300).map(|n| format!(" a{n}")).collect();
        let html = pieces.concat().replace("MANY", &many);
        let _ = Markup::read_html(&html, NODES);
    }

    #[test]
    fn no_body_trips_anything(body in "(<|</|a|b| x=|'|>|/>|&|;|<!|--|\\[|\\?|é|\u{0}){0,40}") {
        let path = XPath::compile("//a[@x or b]/text()").expect("an XPath");
        if let Ok(body) = Markup::read_xml(&body, NODES) {
            let _ = body.find_xpath(&path, &[]);
        }
        let _ = Markup::read_html(&body, NODES).map(|body| body.find_css(&Css::compile("a b, a[x]").expect("CSS")));
    }
}

/// What the readers and queries say of a hostile body, as the kind of the problem.
fn kind_of_html(html: &str, css: &str) -> Option<Kind> {
    let css = Css::compile(css).expect("CSS");
    let found = Markup::read_html(html, 2_000_000).and_then(|body| body.find_css(&css));
    found.err().map(|problem| problem.kind)
}

fn kind_of_xml(xml: &str, path: &str) -> Option<Kind> {
    let path = XPath::compile(path).expect("an XPath");
    let found = Markup::read_xml(xml, 2_000_000).and_then(|body| body.find_xpath(&path, &[]));
    found.err().map(|problem| problem.kind)
}

#[test]
fn hostile_html_ends_at_a_limit() {
    let numbered = |count: usize, each: &dyn Fn(usize) -> String| (0..count).map(each).collect::<String>();
    let attributes = |count| numbered(count, &|n| format!(" a{n}=1"));
    for (css, html) in [
        ("i ~ b", "<b></b>".repeat(12_000)),
        // The attributes of a tag are compared in pairs, wherever the tag is.
        ("a", format!("<a{}>", attributes(100_000))),
        ("a", format!("</a{}>", attributes(100_000))),
        ("a", format!("<script></script{}>", attributes(100_000))),
        ("a", format!("<title>x</titles x=\"</title{}>", attributes(100_000))),
        ("a", format!("<!--><a{}>-->", attributes(100_000))),
        ("a", format!("<svg><style><a{}>", attributes(100_000))),
        ("a", numbered(3_000, &|n| format!("<body b{n}>"))),
        // Formatting is compared with all that is open, and opened anew in each paragraph.
        ("a", format!("<b{}>", attributes(256)).repeat(900)),
        ("a", format!("<p>{}{}", numbered(900, &|n| format!("<font a{n}>")), "<p>x".repeat(20_000))),
        ("a", "<div>".repeat(40_000)),
        ("a", "<table><tr><td>".repeat(20_000)),
        // The text of nodes inside each other is found again and again.
        ("div", format!("{}{}", "<div>".repeat(900), "x".repeat(200_000))),
    ] {
        assert_eq!(kind_of_html(&html, css), Some(Kind::Limit), "{css} {}", &html[..20]);
    }
}

#[test]
fn hostile_xml_ends_at_a_limit() {
    let numbered = |count: usize, each: &dyn Fn(usize) -> String| (0..count).map(each).collect::<String>();
    let deep = format!("{}{}", "<a>x".repeat(40_000), "</a>".repeat(40_000));
    for (path, xml) in [
        ("/a", format!("<a{}/>", numbered(100_000, &|n| format!(" a{n}='1'")))),
        ("/a", format!("{}{}", numbered(20_000, &|n| format!("<a xmlns:n{n}='u'>")), "</a>".repeat(20_000))),
        ("/a", format!("<a{}/>", numbered(400, &|n| format!(" xmlns:n{n}='u'")))),
        ("//a", deep.clone()),
        ("//a[contains(., 'y')]", deep),
    ] {
        assert_eq!(kind_of_xml(&xml, path), Some(Kind::Limit), "{path} {}", &xml[..20]);
    }
}

#[test]
fn a_tag_in_a_script_or_a_comment_is_none() {
    let words = "word ".repeat(2_000);
    for (open, close) in [
        ("<script>if (a <b) {x = \"", "\"}</script>"),
        ("<script><!-- <a ", " --></script>"),
        ("<style>a::before { content: '<b ", "' }</style>"),
        ("<title><b ", "</title>"),
        ("<textarea></textareas ", "</textarea>"),
        ("<!-- <a ", " -->"),
        ("<?php <a ", "?>"),
        ("<svg><![CDATA[ <a ", "]]></svg>"),
        ("<p title='<a ", "'>"),
        ("<p title=\"> <a ", "\">"),
        ("<noscript><a title='", "'></noscript>"),
        ("<plaintext><a ", ""),
    ] {
        let html = format!("<h1>A</h1>{open}{words}{close}");
        assert_eq!(kind_of_html(&html, "h1"), None, "{open}");
    }
}
