//! What of an API's document was tested.

use serde_json::json;

use super::{opened, pages, quiet};
use crate::support::chromium::Chromium;

/// The texts of the parts that are seen.
fn seen(browser: &mut Chromium, selector: &str) -> serde_json::Value {
    browser.eval(&format!(
        "[...document.querySelectorAll('#coverage {selector}')].filter(each => each.checkVisibility()).map(each => each.innerText.trim())"
    ))
}

#[test]
fn what_was_tested_is_counted_and_what_was_not_is_named() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    assert_eq!(seen(&mut browser, "caption"), json!(["What of api.yaml was tested"]));
    assert_eq!(seen(&mut browser, "tbody th"), json!(["operations", "statuses", "parameters", "properties"]));
    assert_eq!(seen(&mut browser, "tbody th + td"), json!(["2 of 3", "2 of 4", "1 of 2", "4 of 5"]));
    assert_eq!(seen(&mut browser, "tbody td:nth-child(3)"), json!(["66.6%", "50%", "50%", "80%"]));
    let bars = "[...document.querySelectorAll('#coverage .share')].map(each => Math.round(100 * each.querySelector('rect').getBoundingClientRect().width / (each.getBoundingClientRect().width - 2)))";
    assert_eq!(browser.eval(bars), json!([67, 50, 50, 80]));

    // An operation opens by the keyboard, too.
    assert_eq!(seen(&mut browser, "summary .time"), json!(["5 of 7", "4 of 5", "0 of 2"]));
    browser.eval("document.querySelector('#coverage summary').focus()");
    browser.press("Enter");
    assert_eq!(
        seen(&mut browser, "details[open] tr:has(strong) th"),
        json!(["401", "request $.password"]),
        "{}",
        seen(&mut browser, "details[open] tr")
    );
    assert_eq!(
        seen(&mut browser, "details[open] tr:first-child td:last-child"),
        json!(["c_green.yaml::All is well"])
    );
    quiet(&browser);
}

#[test]
fn names_of_the_document_are_text_and_fit_into_the_window() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    browser.eval("document.querySelectorAll('#coverage details').forEach(each => { each.open = true; })");
    for width in [1440, 360] {
        browser.look(width, 3000, false);
        let wide = browser.eval(
            "[...document.querySelectorAll('#coverage *')].filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(each => each.outerHTML.slice(0, 200))",
        );
        assert_eq!(wide, json!([]), "{width}");
        let broken = browser.eval(
            "[...document.querySelectorAll('#coverage tbody tr > :first-child, #coverage strong')].filter(each => { const text = document.createRange(); \
             text.selectNodeContents(each); return text.getClientRects().length !== 1; }).map(each => each.textContent)",
        );
        assert_eq!(broken, json!([]), "{width}");
        super::looks::keep(&format!("coverage-{width}.png"), &browser.picture());
    }
    assert_eq!(
        browser.eval(
            "[typeof window.hacked, document.querySelectorAll('#coverage img, #coverage script').length]"
        ),
        json!(["undefined", 0])
    );
    assert!(seen(&mut browser, "code").to_string().contains("window.hacked = 4"));
    quiet(&browser);
}
