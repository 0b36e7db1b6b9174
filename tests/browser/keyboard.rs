//! Everything without a mouse.

use serde_json::{Value, json};

use super::{copied, opened, pages, quiet};
use crate::support::chromium::Chromium;

fn focused(browser: &mut Chromium) -> Value {
    browser.eval("document.activeElement.id || document.activeElement.textContent.trim()")
}

#[test]
fn the_tab_key_reaches_everything_that_can_be_pressed() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    browser.look(1280, 8000, false);
    browser.press("Tab");
    assert_eq!(focused(&mut browser), json!("Skip to the scenarios"));
    browser.press("Enter");
    assert_eq!(browser.eval("location.hash"), json!("#scenarios"));
    // From there on, every stop in turn, until the page is left.
    browser.eval(
        "(window.stops = new Set(), document.addEventListener('focusin', event => stops.add(event.target)))",
    );
    for _ in 0..400 {
        browser.press("Tab");
        if browser
            .eval("document.activeElement === document.body || document.activeElement.className === 'skip'")
            == json!(true)
        {
            break;
        }
    }
    let missed = browser.eval(
        "[...document.querySelectorAll('#list :is(summary, button, a), #filter :is(input, select, button)')]\
         .filter(each => each.checkVisibility() && !stops.has(each)).map(each => each.outerHTML)",
    );
    assert_eq!(missed, json!([]));
    // Each of them can be seen to have the focus.
    browser.press("/");
    browser.press("Tab");
    let ring = browser.eval("getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(ring, json!("solid"));
    quiet(&browser);
}

#[test]
fn keys_work_as_clicks_do() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    browser.press("/");
    assert_eq!(focused(&mut browser), json!("text"));
    browser.press("/");
    assert_eq!(browser.eval("document.querySelector('#text').value"), json!("/"));

    // A scenario and its step.
    let open = "document.querySelector('.scenario.passed > details').open";
    browser.eval("document.querySelector('.scenario.passed summary').focus()");
    browser.press("Enter");
    assert_eq!(browser.eval(open), json!(true));
    browser.press(" ");
    assert_eq!(browser.eval(open), json!(false));

    // The values of a body: one stop, and arrows.
    browser.eval("document.querySelector('.step.failed').scrollIntoView()");
    browser.until("document.querySelector('.step.failed .json') !== null");
    browser.eval("document.querySelector('.step.failed .json .value').focus()");
    for _ in 0..4 {
        browser.press("ArrowDown");
    }
    browser.press("ArrowUp");
    browser.press("Enter");
    assert_eq!(
        browser.eval("document.querySelector('.step.failed .path code').textContent"),
        json!("$.list")
    );
    browser.press("ArrowDown");
    browser.press(" ");
    assert_eq!(
        browser.eval("document.querySelector('.step.failed .path code').textContent"),
        json!("$.list[0]")
    );
    let fold = "document.querySelector('.step.failed .json [aria-label=\"Fold $.list\"]')";
    browser.eval(&format!("{fold}.focus()"));
    browser.press("Enter");
    assert_eq!(browser.eval(&format!("{fold}.ariaExpanded")), json!("false"));

    // Copying with a key: the focus stays where it was.
    browser.eval("document.querySelector('.step.failed .line button').focus()");
    browser.press("Enter");
    assert_eq!(browser.eval("document.activeElement.closest('.line') !== null"), json!(true));
    assert!(copied(&mut browser).as_str().is_some_and(|text| text.starts_with("curl ")));
    quiet(&browser);
}
