//! Queries take steps from the budget of their body, whatever they look at.

use super::budget::Budget;
use super::problem::MarkupProblem;
use super::tree::Markup;
use crate::lang::Css;
use crate::lang::xpath::XPath;
use crate::model::Kind;

const NODES: usize = 1_000_000;

/// Steps with which a small body is as good as a large one with all of them.
const FEW: u64 = 100_000;

fn with_few_steps(mut markup: Markup) -> Markup {
    markup.budget = Budget::of(FEW);
    markup
}

fn is_limited<T>(found: Result<T, MarkupProblem>) -> bool {
    found.is_err_and(|problem| problem.kind == Kind::Limit)
}

#[test]
fn selectors_count() {
    let siblings = "<b></b>".repeat(800);
    let classes = format!("<b class='{}'>", "c ".repeat(500_000)).repeat(2);
    let nested = format!("{}<p>", "<div>".repeat(500));
    for (css, html) in [
        ("i ~ b", &siblings),
        ("b:has(~ i)", &siblings),
        (":not(i ~ b)", &siblings),
        (".x", &classes),
        ("[class*=zz]", &classes),
        ("i div", &nested),
        ("div:has(i)", &nested),
    ] {
        let body = with_few_steps(Markup::read_html(html, NODES).expect("HTML"));
        assert!(is_limited(body.find_css(&Css::compile(css).expect("CSS"))), "{css}");
        // All queries share the steps.
        assert!(is_limited(body.find_css(&Css::compile("i").expect("CSS"))), "{css}");
    }
}

#[test]
fn paths_count() {
    let wide = format!("<r>{}</r>", "<a b='1'/>".repeat(2_000));
    let deep = format!("{}{}", "<a>x".repeat(2_000), "</a>".repeat(2_000));
    for (path, xml) in [
        ("//a[//a[. = 'y']]", &wide),
        ("//a[@b = //a/@c]", &wide),
        ("//a[@b != //a/@b]", &wide),
        ("//a[contains(., 'y')]", &deep),
        ("//a[count(.//a) = 1]", &deep),
        ("//a", &deep),
    ] {
        let path_of = |path| XPath::compile(path).expect("an XPath");
        let body = with_few_steps(Markup::read_xml(xml, NODES).expect("XML"));
        assert!(is_limited(body.find_xpath(&path_of(path), &[])), "{path}");
        assert!(is_limited(body.find_xpath(&path_of("/r"), &[])), "{path}");
    }
}

#[test]
fn a_query_takes_the_same_steps_each_time() {
    let left = |steps| {
        let mut markup = Markup::read_html("<ul><li>a<li>b</ul>", NODES).expect("HTML");
        markup.budget = Budget::of(steps);
        markup.find_css(&Css::compile("ul > li").expect("CSS")).is_ok()
    };
    let least = (1..1_000).find(|steps| left(*steps));
    assert!((1..1_000).all(|steps| left(steps) == (Some(steps) >= least)), "{least:?}");
}
