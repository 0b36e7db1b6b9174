//! How it looks: nothing is wider than the window, and paper has what is needed and nothing else.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{opened, pages, quiet};

/// Keeps a picture where somebody wants to look at it.
pub fn keep(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("PICTURES") {
        fs::write(Path::new(&folder).join(name), bytes).expect("the picture is kept");
    }
}

#[test]
fn the_page_is_as_wide_as_the_window() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    for (width, dark) in [(1440, false), (1440, true), (360, false), (360, true)] {
        browser.look(width, 12_000, dark);
        // The page, and every box that does not scroll by itself.
        let wide = browser.eval(
            "[...document.querySelectorAll('body, body *')].filter(each => each.checkVisibility() && !each.closest('pre, .unseen, .skip, svg, legend') \
             && each.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(each => each.outerHTML.slice(0, 200))",
        );
        assert_eq!(wide, json!([]), "{width}");
        keep("everything.html", &fs::read(&page.path).expect("the report"));
        keep(&format!("{width}-{}.png", if dark { "dark" } else { "light" }), &browser.picture());
    }
    quiet(&browser);
}

#[test]
fn paper_has_what_went_wrong_and_nothing_to_press() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    browser.look(1440, 1200, true);
    browser.click("#close");
    let closed = "document.querySelectorAll('#list details[open]').length";
    // Looked at while it is printed: before it is drawn, and after.
    browser.eval("addEventListener('beforeprint', () => { window.onPaper = [...document.querySelectorAll('.step:is(.failed, .errored)')].map(each => each.open); })");
    keep("paper.pdf", &browser.paper());
    assert_eq!(browser.eval("onPaper.length > 5 && onPaper.every(Boolean)"), json!(true));
    assert_eq!(browser.eval(closed), json!(0));

    browser.paper_look();
    let pressed = "[...document.querySelectorAll('button, form, #timeline')].filter(each => each.checkVisibility()).length";
    assert_eq!(browser.eval(pressed), json!(0));
    assert_eq!(browser.eval("getComputedStyle(document.body).backgroundColor"), json!("rgb(255, 255, 255)"));
    assert_eq!(browser.eval("[...document.querySelectorAll('pre')].every(each => getComputedStyle(each).whiteSpace === 'pre-wrap')"), json!(true));
    quiet(&browser);
}
