use super::*;
use crate::report::fixture;

fn options() -> HtmlOptions {
    let file = InvalidFile { path: "scenarios/broken.yaml".into(), line: 3, messages: vec!["no <b>".into()] };
    HtmlOptions { host: "runner-1".into(), invalid: vec![file] }
}

fn page(outcomes: &[InstanceOutcome], totals: &Totals, foreseen: bool) -> String {
    let (mut html, mut out) = (Html::new(options()), Vec::new());
    if foreseen {
        html.totals_known(totals);
    }
    html.start(&fixture::header(), &mut out).unwrap();
    for outcome in outcomes {
        html.instance(outcome, &mut out).unwrap();
    }
    html.end(totals, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The page without our style and script.
fn markup(page: &str) -> String {
    let style = format!("<style>{}</style>", unix(STYLE));
    let script = format!("<script>{}</script>", unix(SCRIPT));
    assert_eq!((page.matches(&style).count(), page.matches(&script).count()), (1, 1));
    page.replace(&style, "").replace(&script, "")
}

/// The tags of a page, as a browser finds them where no text holds a `<`.
fn tags(markup: &str) -> Vec<&str> {
    markup.split('<').skip(1).map(|rest| rest.split_once('>').expect("each tag ends").0).collect()
}

/// The same, without what may be in attributes.
fn shapes(markup: &str) -> Vec<String> {
    tags(markup)
        .into_iter()
        .map(|tag| {
            let outside: Vec<&str> = tag.split('"').step_by(2).collect();
            outside.join("\"\"")
        })
        .collect()
}

#[test]
fn no_text_becomes_markup() {
    let render = |text: &str| {
        let outcome = fixture::with_text(text);
        let mut totals = Totals { coverage: fixture::coverage(text), ..Totals::default() };
        totals.add(&outcome);
        totals.cleanup_not_reached.push(text.to_owned());
        markup(&page(&[outcome], &totals, true))
    };
    let plain = shapes(&render("a b"));
    for text in [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' autofocus onfocus='alert(1)",
        "</pre></details></article><style>*{display:none}</style>",
        "<!-- ]]> -->",
        "{{ 7 * 7 }}{% for x in y %}",
        "&lt;b&gt; &amp; &#60;script&#62;",
        "javascript:alert(1)",
        "\u{ff1c}script\u{ff1e} \u{2028} \u{202e}",
        fixture::HOSTILE,
    ] {
        let page = render(text);
        // `a b` differs from no text but in words: where the pieces of a value end is the only other difference.
        assert_eq!(shapes(&page), plain, "{text}");
        assert!(!page.contains('\0') && !page.contains('\u{202e}') && !page.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn a_run_with_everything() {
    let page = page(&fixture::outcomes(), &fixture::interrupted(), true)
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/");
    for kind in crate::model::Kind::ALL {
        assert!(page.contains(&format!("title=\"{}\">{kind}</span>", kind.summary())), "{kind}");
    }
    for text in [
        "The run was interrupted",
        "Cleanup was not reached",
        "scenarios/broken.yaml:3",
        "Skipped: `when` is false",
        "flaky</span>",
        "cleanup: Delete the document",
        "(repetition 2)",
        "<code>api.yaml</code>",
        "日本",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let page = page(&fixture::outcomes(), &fixture::interrupted(), true);
    let markup = markup(&page);
    for tag in tags(&markup) {
        let mut words = tag.split_whitespace();
        let name = words.next().unwrap_or("");
        assert!(
            !matches!(
                name,
                "link" | "img" | "iframe" | "object" | "embed" | "base" | "script" | "style" | "video"
            ),
            "<{tag}>"
        );
        let outside: Vec<&str> = tag.split('"').step_by(2).collect();
        for attribute in outside {
            let attribute = attribute.trim();
            assert!(!attribute.starts_with("on"), "<{tag}>");
            assert!(!attribute.ends_with("src=") && !attribute.ends_with("style="), "<{tag}>");
        }
        if let Some((_, target)) = tag.split_once("href=\"") {
            assert!(target.starts_with('#'), "<{tag}>");
        }
    }
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    for wish in
        ["fetch(", "XMLHttpRequest", "import(", "innerHTML", "insertAdjacentHTML", "document.write", "eval("]
    {
        assert!(!SCRIPT.contains(wish), "{wish}");
    }
    assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
}

#[test]
fn what_waits_as_text_ends_where_it_should_and_holds_no_markup_but_ours() {
    let waiting = |text: &str| {
        let outcomes: Vec<_> = (0..=OPEN_STEPS).map(|_| fixture::with_text(text)).collect();
        let page = markup(&page(&outcomes, &fixture::totals(), true));
        let parts: Vec<String> =
            page.split("<script type=\"text/html\">").skip(1).map(str::to_owned).collect();
        assert!(parts.len() > 10, "{}", parts.len());
        parts.into_iter().map(|part| part.split_once("</script").expect("it ends").0.to_owned())
    };
    let plain: Vec<_> = waiting("a b").map(|part| shapes(&part)).collect();
    for text in ["</script><script>alert(1)</script>", "<!--<script>", "--><b>", "&lt;/script&gt;", "\" x=\""]
    {
        for (part, plain) in waiting(text).zip(&plain) {
            assert!(!part.contains("<!--") && !part.contains("<script"), "{part}");
            let marks = |shapes: &[String]| {
                shapes.iter().filter(|shape| !matches!(&***shape, "del" | "/del" | "ins" | "/ins")).count()
            };
            assert_eq!(marks(&shapes(&part)), marks(plain), "{text}");
        }
    }
}

#[test]
fn nothing_is_kept_of_what_is_written() {
    let (mut html, mut out) = (Html::new(options()), Vec::new());
    html.start(&fixture::header(), &mut out).unwrap();
    let before = format!("{html:?}").len();
    for outcome in fixture::outcomes().iter().cycle().take(500) {
        let written = out.len();
        html.instance(outcome, &mut out).unwrap();
        assert!(out.len() > written + outcome.name.len());
    }
    assert!(format!("{html:?}").len() < before + 20);
}

#[test]
fn every_link_has_its_place_and_every_place_is_one() {
    let page = markup(&page(&fixture::outcomes(), &fixture::interrupted(), true));
    let values = |name: &str| -> Vec<String> {
        page.split(name).skip(1).map(|rest| rest.split('"').next().unwrap_or("").to_owned()).collect()
    };
    let mut ids = values(" id=\"");
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
    for link in values("href=\"#").into_iter().chain(values("aria-labelledby=\"")) {
        assert!(ids.contains(&link), "{link}");
    }
}

#[test]
fn a_very_long_run_has_rows_for_what_passed() {
    let totals = Totals { steps: MOST_STEPS + 1, ..fixture::totals() };
    let outcomes = fixture::outcomes();
    let (long, short) = (page(&outcomes, &totals, true), page(&outcomes, &fixture::totals(), true));
    assert!(long.contains("more than 20000 steps") && !short.contains("more than 20000 steps"));
    let steps = |page: &str| page.matches("<li><details class=\"step").count();
    let passed = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Passed);
    assert_eq!(steps(&short) - steps(&long), passed.map(|outcome| outcome.steps.len()).sum::<usize>());
}

#[test]
fn totals_that_are_not_foreseen_stand_at_the_end() {
    let totals = fixture::totals();
    let late = page(&fixture::outcomes(), &totals, false);
    assert!(late.contains("<a href=\"#end\">") && late.contains("flaky steps, "));
    // What was exercised is told once, wherever it stands.
    for page in [late, page(&fixture::outcomes(), &totals, true)] {
        assert_eq!(page.matches("<section id=\"coverage\"").count(), 1);
        assert_eq!(
            (page.matches("<strong>nothing</strong>").count(), page.matches("and more").count()),
            (3, 3)
        );
    }
}
