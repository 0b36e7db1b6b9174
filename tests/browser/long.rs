//! A long run: what is closed waits as text, and everything finds it there.

use serde_json::json;

use super::{opened, pages, quiet, set, shown};

#[test]
fn what_waits_as_text_is_found_linked_and_opened() {
    // More than 100 steps: the last scenarios wait.
    let page = pages::long(60, 5);
    let Some(mut browser) = opened(&page.path, "") else { return };
    let waiting = "document.querySelectorAll('.scenario script').length";
    let before = browser.eval(waiting).as_u64().unwrap_or_default();
    assert!((10..60).contains(&before), "{before}");
    // What failed does not: it is open.
    assert_eq!(browser.eval("document.querySelectorAll('.step.failed[open]').length"), json!(1));

    // The filter reads what waits, as text and not as markup.
    set(&mut browser, "#text", "step row=55");
    assert_eq!(shown(&mut browser), json!(["Long [row 55]"]));
    set(&mut browser, "#text", "row=55 it's <b>&amp;</b> </script><!--<script>");
    assert_eq!(shown(&mut browser), json!(["Long [row 55]"]));
    set(&mut browser, "#text", "figcaption");
    assert_eq!(shown(&mut browser), json!([]));
    set(&mut browser, "#text", "");
    assert_eq!(browser.eval(waiting), json!(before));

    // A link to a step in it, also when the page is opened with it.
    let scenario = browser.eval("[...document.querySelectorAll('.scenario')].at(-2).id");
    let step = format!("{}-3", scenario.as_str().unwrap_or_default());
    let there = format!(
        "(step => step?.open && step.checkVisibility() && document.activeElement.parentElement === step \
         && step.textContent.includes('row=59'))(document.getElementById('{step}'))"
    );
    browser.eval(&format!("(location.hash = '{step}')"));
    assert_eq!(browser.eval(&there), json!(true));
    browser.open(&page.path, &format!("#{step}"));
    assert_eq!(browser.eval(&there), json!(true));
    assert_eq!(browser.eval(waiting), json!(before - 1));

    // Opened by hand, and all at once; what was hostile in it stays text.
    browser.eval("[...document.querySelectorAll('.scenario')].at(-3).querySelector('summary').click()");
    assert_eq!(
        browser.eval("[...document.querySelectorAll('.scenario')].at(-3).querySelectorAll('.step').length"),
        json!(5)
    );
    browser.click("#open");
    browser.until(&format!("{waiting} === 0"));
    assert_eq!(browser.eval("document.querySelectorAll('.step').length"), json!(300));
    assert_eq!(browser.eval("document.scripts.length"), json!(1));
    quiet(&browser);
}
