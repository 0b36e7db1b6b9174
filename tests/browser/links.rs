//! Links to scenarios and steps, and what leads there.

use serde_json::{Value, json};

use super::{opened, pages, quiet, set};
use crate::support::chromium::Chromium;

/// The step is open, in sight, and has the focus.
#[track_caller]
fn is_at(browser: &mut Chromium, step: &Value) {
    let there = format!(
        "(step => [step.open, step.checkVisibility(), document.activeElement.parentElement.id === step.id, \
         step.classList.contains('target'), step.getBoundingClientRect().top >= 0, step.getBoundingClientRect().top < innerHeight])\
         (document.getElementById({step}))"
    );
    // Going there takes some frames.
    let came = (0..10).any(|_| browser.eval(&there) == json!([true, true, true, true, true, true]));
    assert!(came, "{step}: {}", browser.eval(&there));
}

#[test]
fn a_link_leads_to_its_step_from_anywhere() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    let passed = browser.eval("document.querySelector('.scenario.passed .step').id");
    let failed = browser.eval("document.querySelectorAll('.scenario.failed .step.failed')[1].id");

    // To a step that is closed, in a scenario that the filter hides.
    set(&mut browser, "#text", "Nobody answers");
    browser.eval(&format!("(location.hash = {passed})"));
    is_at(&mut browser, &passed);
    browser.eval(&format!("(location.hash = {failed})"));
    is_at(&mut browser, &failed);

    // Back and forward, and after the page is loaded anew.
    browser.travel(-1);
    is_at(&mut browser, &passed);
    browser.travel(1);
    is_at(&mut browser, &failed);
    browser.reload();
    is_at(&mut browser, &failed);
    browser.open(&page.path, &format!("#{}", passed.as_str().unwrap_or_default()));
    is_at(&mut browser, &passed);

    // The link of a step is the step's.
    browser.click(".step.target .place a");
    assert_eq!(browser.eval("location.hash.slice(1)"), passed);
    // What does not lead anywhere does no harm.
    for nowhere in ["#nowhere", "#s0-1", "#%E0%A4%A"] {
        browser.eval(&format!("(location.hash = '{nowhere}')"));
    }
    quiet(&browser);
}

#[test]
fn what_went_wrong_is_told_first_and_leads_to_its_step() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    let told = browser.eval("[...document.querySelectorAll('#failures li')].map(each => each.textContent)");
    let told: Vec<&str> = told.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(told[0].starts_with("failed Search finds the documents"), "{told:#?}");
    assert!(told[0].contains("Ask for all: "), "{told:#?}");
    browser.click("#failures li:last-child a");
    let step = browser.eval("[...document.querySelectorAll('.step.failed')].pop().closest('.scenario').querySelector('.step.failed').id");
    is_at(&mut browser, &step);

    // So does the timeline. Bars are too small here to be hit by a pointer.
    let bar = "document.querySelector('#timeline rect.errored')";
    browser.eval(&format!("{bar}.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))"));
    let hash = browser.eval("location.hash.slice(1)");
    assert_eq!(browser.eval(&format!("{bar}.dataset.at")), hash);
    assert_eq!(browser.eval("document.activeElement.closest('article').id"), hash);
    quiet(&browser);
}
