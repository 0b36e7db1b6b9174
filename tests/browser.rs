//! The HTML report in a browser, where there is one: filter, links, keyboard, hostile bodies, a quiet console.
//! `PICTURES=FOLDER` keeps pictures of it to look at.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use support::binary::runthrough;
use support::chromium::{self, Chromium};
use support::rules::rules;
use support::server::Server;

const GOOD: &str = r#"
scenario: Good one
tags: [smoke, "a & b"]
inputs: { base_url: { default: SERVER } }
steps:
  - name: Ask
    request: GET ${base_url}/ok
    expect: { status: 200 }
"#;

const BAD: &str = r#"
scenario: Bad one
tags: [other]
inputs: { base_url: { default: SERVER } }
steps:
  - name: Ask for little
    request: GET ${base_url}/ok
    expect: { status: 200 }
  - name: Ask for much
    request: GET ${base_url}/bad
    expect:
      status: 200
      json: { $.title: a good title }
"#;

const SERVER: &str = r#"
- on: GET /ok
  json: { total: 1 }
- on: GET /bad
  json:
    title: "</pre></script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
    list: [1, { "a b": 9007199254740993 }, {}]
"#;

struct Page {
    _folder: TempDir,
    path: PathBuf,
}

fn page() -> Page {
    let server = Server::start(rules(SERVER));
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a.yaml", GOOD), ("b.yaml", BAD)] {
        fs::write(folder.path().join(name), text.replace("SERVER", &server.url())).expect("a file");
    }
    let path = folder.path().join("report.html");
    let report = format!("html={}", path.display());
    let output = runthrough(folder.path(), &["run", "a.yaml", "b.yaml", "-v", "--report", &report]);
    assert!(path.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    Page { _folder: folder, path }
}

fn browser() -> Option<Chromium> {
    match chromium::found() {
        Some(program) => Some(Chromium::start(&program)),
        None => {
            eprintln!("no Chromium here: nothing was tried");
            None
        }
    }
}

fn set(browser: &mut Chromium, id: &str, value: &str) -> Value {
    browser.eval(&format!(
        "(document.querySelector('{id}').value = {}, document.querySelector('{id}').dispatchEvent(new Event('input', {{ bubbles: true }})))",
        json!(value)
    ));
    shown(browser)
}

fn shown(browser: &mut Chromium) -> Value {
    browser.eval("[...document.querySelectorAll('article')].filter(each => each.checkVisibility()).map(each => each.querySelector('h3').textContent)")
}

fn keep(browser: &mut Chromium, name: &str) {
    if let Ok(folder) = std::env::var("PICTURES") {
        use base64::Engine;
        let bytes = base64::prelude::BASE64_STANDARD.decode(browser.picture()).expect("a picture");
        fs::write(Path::new(&folder).join(name), bytes).expect("the picture is kept");
    }
}

#[test]
fn the_page_works() {
    let Some(mut browser) = browser() else { return };
    let page = page();
    browser.open(&page.path, "");

    // Filter by text, tag and status.
    assert_eq!(shown(&mut browser), json!(["Good one", "Bad one"]));
    assert_eq!(set(&mut browser, "#text", "ASK much"), json!(["Bad one"]));
    assert_eq!(browser.eval("document.querySelector('#count').textContent"), json!("1 of 2 scenarios shown"));
    assert_eq!(set(&mut browser, "#text", "no such word"), json!([]));
    set(&mut browser, "#text", "");
    assert_eq!(set(&mut browser, "#tag", "a & b"), json!(["Good one"]));
    set(&mut browser, "#tag", "");
    browser.eval("document.querySelector('input[value=passed]').click()");
    assert_eq!(shown(&mut browser), json!(["Bad one"]));

    // What failed is open, and its body is text: pretty, with its numbers as they were sent.
    let body = browser.eval("document.querySelector('.step.failed .json').textContent");
    let body = body.as_str().unwrap_or_default();
    assert!(body.contains("9007199254740993") && body.contains("<img src=x onerror"), "{body}");
    assert_eq!(
        browser.eval("[window.hacked ?? 0, document.images.length, document.scripts.length]"),
        json!([0, 0, 1])
    );
    let differs = "[...document.querySelectorAll('.step.failed .sides :is(del, ins)')].length > 1";
    assert_eq!(browser.eval(differs), json!(true));

    // The JSONPath of a value, by keyboard.
    browser.eval("document.querySelector('.step.failed .json .value').focus()");
    for _ in 0..5 {
        browser.press("ArrowDown", 40, "");
    }
    browser.press("Enter", 13, "\r");
    assert_eq!(
        browser.eval("document.querySelector('.step.failed .path code').textContent"),
        json!("$.list[1][\"a b\"]")
    );
    browser.press("/", 191, "/");
    assert_eq!(browser.eval("document.activeElement.id"), json!("text"));

    // A link to a step that is closed, in a scenario that the filter hides.
    let step = browser.eval("document.querySelector('.scenario.passed .step').id");
    browser.eval(&format!("location.hash = {step}"));
    let there =
        format!("document.getElementById({step}).open && document.getElementById({step}).checkVisibility()");
    assert_eq!(browser.eval(&there), json!(true));
    assert_eq!(browser.eval(&format!("document.activeElement.parentElement.id == {step}")), json!(true));
    browser.open(&page.path, &format!("#{}", step.as_str().unwrap_or_default()));
    assert_eq!(browser.eval(&there), json!(true));
    browser.press("Enter", 13, "\r");
    assert_eq!(browser.eval(&format!("document.getElementById({step}).open")), json!(false));

    // As wide as the window in every case.
    browser.open(&page.path, "");
    for (width, dark) in [(1280, false), (1280, true), (400, false), (400, true)] {
        browser.look(width, dark);
        let fits = "document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(browser.eval(fits), json!(true), "{width}");
        keep(&mut browser, &format!("{width}-{}.png", if dark { "dark" } else { "light" }));
    }
    assert!(browser.errors.is_empty(), "{:#?}", browser.errors);
}
