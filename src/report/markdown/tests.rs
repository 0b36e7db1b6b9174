use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::report::fixture;
use crate::report::text::one_line;

fn write(invalid: Vec<InvalidFile>, outcomes: &[InstanceOutcome], totals: &Totals) -> String {
    let mut out = Vec::new();
    let mut markdown = Markdown::new(invalid);
    markdown.start(&fixture::header(), &mut out).unwrap();
    outcomes.iter().for_each(|outcome| markdown.instance(outcome, &mut out).unwrap());
    markdown.end(totals, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn invalid() -> Vec<InvalidFile> {
    let message =
        "scenarios/bad.yaml:3:5: error[unknown-key]: `stats` is no key here\n  = help: write `status`\n";
    vec![InvalidFile { path: "scenarios/bad.yaml".into(), messages: vec![message.into()], line: 3 }]
}

/// What a reader of Markdown makes of it: the cells' texts, and the HTML.
fn read(markdown: &str) -> (Vec<String>, String) {
    let (mut cells, mut html, mut cell) = (Vec::new(), String::new(), None::<String>);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(pulldown_cmark::TagEnd::TableCell) => cells.extend(cell.take()),
            Event::Text(text) => cell.iter_mut().for_each(|cell| cell.push_str(&text)),
            Event::Html(text) => html.push_str(&text),
            Event::Start(
                Tag::Heading { .. }
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::Paragraph
                | Tag::HtmlBlock,
            )
            | Event::End(_) => {}
            other => panic!("{other:?} in\n{markdown}"),
        }
    }
    (cells, html)
}

#[test]
fn a_run_with_everything() {
    let text = write(invalid(), &fixture::outcomes(), &fixture::interrupted());
    insta::assert_snapshot!(text);
    let (cells, html) = read(&text);
    assert!(cells.contains(&"Search finds the documents > Search".to_owned()));
    let bad = fixture::outcomes().iter().filter(|outcome| outcome.verdict > Verdict::Passed).count();
    assert_eq!(html.matches("<details>").count(), bad + 1, "and an invalid file");
}

#[test]
fn a_green_run_is_short() {
    let outcomes = &fixture::outcomes()[..1];
    let mut totals = Totals::default();
    outcomes.iter().for_each(|outcome| totals.add(outcome));
    let text = write(Vec::new(), outcomes, &totals);
    assert!(text.starts_with("## runthrough: passed\n") && !text.contains("details"), "{text}");
}

#[test]
fn a_large_run_stays_below_the_limit_and_says_what_is_missing() {
    let mut totals = fixture::totals();
    totals.interrupted = true;
    let outcomes = vec![fixture::outcomes()[1].clone(); 1500];
    let text = write(Vec::new(), &outcomes, &totals);
    assert!(text.len() < 1 << 20 && text.len() > 1 << 19, "{}", text.len());
    assert!(text.contains("Left out, because a job summary may have 1 MiB: "), "what was left out");
    assert!(text.contains("scenario texts\n"));
    read(&text);
    let hostile = vec![fixture::with_text(&"<|@x\n".repeat(20_000)); 20];
    let text = write(Vec::new(), &hostile, &totals);
    assert!(text.len() < 1 << 20, "{}", text.len());
}

proptest! {
    #[test]
    fn no_text_is_markup(text in any::<String>(), more in "[-#|`*_<>\\[\\]()!&;:$~\\\\\n @a1=+.]{0,24}") {
        let text = format!("{text}{more}");
        let invalid = vec![InvalidFile { path: text.clone(), messages: vec![text.clone()], line: 1 }];
        let totals = Totals { coverage: fixture::coverage(&text), ..fixture::totals() };
        let (cells, html) = read(&write(invalid, &[fixture::with_text(&text)], &totals));
        prop_assert_eq!(html.matches("<details>").count(), 2);
        prop_assert_eq!(html.matches("<pre>").count(), html.matches("</pre>").count());
        prop_assert_eq!(html.matches('<').count(), 12, "only our own tags");
        let shown = one_line(&text);
        let told = cells.iter().any(|cell| cell.replace('\u{200b}', "") == shown.replace('\u{200b}', ""));
        prop_assert!(told || shown.ends_with(' ') || shown.is_empty(), "{:?}\n{:?}", shown, cells);
    }
}
