//! Filter, and opening what it leaves.

use serde_json::json;

use super::{opened, pages, quiet, set, shown};

#[test]
fn the_filter_shows_what_fits() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    let count = "document.querySelector('#count').textContent";
    assert_eq!(browser.eval(count), json!("8 of 8 scenarios shown"));

    // Words in any order and case, of every part of a scenario.
    set(&mut browser, "#text", "FIRST documents");
    assert_eq!(shown(&mut browser), json!(["Search finds the documents"]));
    assert_eq!(browser.eval(count), json!("1 of 8 scenarios shown"));
    set(&mut browser, "#text", "IllegalStateException");
    assert_eq!(shown(&mut browser), json!(["Search finds the documents"]));
    set(&mut browser, "#text", "no such word");
    assert_eq!(shown(&mut browser), json!([]));
    assert_eq!(browser.eval("document.querySelector('#nothing').checkVisibility()"), json!(true));
    set(&mut browser, "#text", "");

    set(&mut browser, "#tag", "a & b");
    assert_eq!(shown(&mut browser), json!(["Search finds the documents"]));
    set(&mut browser, "#tag", "");

    browser.click("#flaky");
    assert_eq!(shown(&mut browser), json!(["Flaky"]));
    browser.click("#flaky");
    for status in ["passed", "failed", "skipped"] {
        browser.click(&format!("input[value={status}]"));
    }
    assert_eq!(shown(&mut browser), json!(["Nobody answers"]));
    quiet(&browser);
}

#[test]
fn all_that_is_shown_opens_and_closes_at_once() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    let open = "document.querySelectorAll('.scenario > details[open]').length";
    let all = "document.querySelectorAll('.scenario > details').length";
    browser.click("#open");
    assert_eq!(browser.eval(open), browser.eval(all));
    browser.click("#close");
    assert_eq!(browser.eval("document.querySelectorAll('#list details[open]').length"), json!(0));
    set(&mut browser, "#text", "All is well");
    browser.click("#open");
    assert_eq!(browser.eval(open), json!(1));
    quiet(&browser);
}
