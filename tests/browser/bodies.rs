//! Bodies: what servers sent stays text, values have their JSONPath, and everything can be copied.

use serde_json::json;

use super::{copied, opened, pages, quiet};

#[test]
fn what_servers_sent_stays_text() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    browser.click("#open");
    browser.eval("document.querySelectorAll('#list details').forEach(each => { each.open = true; })");
    let made = "[window.hacked ?? 0, document.images.length, document.scripts.length, document.links.length > 0 \
                && [...document.links].every(each => each.getAttribute('href').startsWith('#'))]";
    assert_eq!(browser.eval(made), json!([0, 0, 1, true]));
    let texts =
        browser.eval("[...document.querySelectorAll('pre')].map(each => each.textContent).join('\\n')");
    let texts = texts.as_str().unwrap_or_default();
    for text in [
        "window.hacked = 1</script><!--<script>",
        "<img src=x onerror='window.hacked = 2'>",
        "9007199254740993",
    ] {
        assert!(texts.contains(text), "{text}");
    }
    // Expected and actual stand side by side with marks.
    let marks = "document.querySelectorAll('.step.failed .sides :is(del, ins)').length > 1";
    assert_eq!(browser.eval(marks), json!(true));
    quiet(&browser);
}

#[test]
fn a_value_shows_its_path() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    let path = "document.querySelector('.step.failed .path code').textContent";
    // By its name, and by itself.
    browser.click(".step.failed .json .key[data-path='$.list']");
    assert_eq!(browser.eval(path), json!("$.list"));
    browser.click(".step.failed .json .value[data-path*='a b']");
    assert_eq!(browser.eval(path), json!("$.list[0][\"a b\"]"));
    browser.click(".step.failed .path button");
    assert_eq!(copied(&mut browser), json!("$.list[0][\"a b\"]"));

    // Folding, and the body as it was sent.
    let body = "document.querySelector('.step.failed .json').innerText";
    browser.click(".step.failed .json button[aria-label='Fold $.list']");
    assert_eq!(
        browser.eval("document.querySelector('.json [aria-label=\"Fold $.list\"]').ariaExpanded"),
        json!("false")
    );
    assert!(!browser.eval(body).as_str().unwrap_or_default().contains("9007199254740993"));
    let sent = "document.querySelector('.step.failed .call:last-of-type .body pre').textContent";
    let drawn = browser.eval(sent);
    let raw = ".step.failed .call:last-of-type .body figcaption button[aria-pressed]";
    browser.click(raw);
    let text = browser.eval(sent);
    assert!(text.as_str().unwrap_or_default().starts_with("{\"total\":\"224\","), "{text}");
    browser.click(raw);
    assert_eq!(browser.eval(sent), drawn);
    quiet(&browser);
}

#[test]
fn bodies_and_curl_lines_are_copied() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    let line = browser.eval("document.querySelector('.step.failed .curl pre').textContent");
    assert!(line.as_str().unwrap_or_default().starts_with("curl -sS "), "{line}");
    let curl = ".step.failed .line button";
    browser.click(curl);
    assert_eq!(copied(&mut browser), line);

    let body = "document.querySelector('.step.failed .call:last-of-type .body pre').textContent";
    let copy = ".step.failed .call:last-of-type .body figcaption button";
    browser.click(copy);
    let sent = copied(&mut browser);
    browser.click(".step.failed .call:last-of-type .body figcaption button[aria-pressed]");
    assert_eq!(sent, browser.eval(body));

    // Where there is no clipboard to write to.
    browser.eval("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    browser.click(curl);
    assert_eq!(copied(&mut browser), line);
    quiet(&browser);
}
