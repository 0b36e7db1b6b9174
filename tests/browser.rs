//! The HTML report in a browser, where there is one: filter, links, keyboard, copying, hostile bodies, coverage, paper, contrast,
//! what axe-core finds, and a quiet console. `PICTURES=FOLDER` keeps pictures of it to look at.

mod access;
mod bodies;
mod coverage;
mod filter;
mod keyboard;
mod links;
mod long;
mod looks;
mod pages;

use std::path::Path;

use serde_json::{Value, json};

use crate::support::chromium::{self, Chromium};

/// A browser with the page, or nothing where there is no browser.
fn opened(page: &Path, hash: &str) -> Option<Chromium> {
    let Some(program) = chromium::found() else {
        eprintln!("no Chromium here: nothing was tried");
        return None;
    };
    let mut browser = Chromium::start(&program);
    browser.look(1280, 2000, false);
    browser.open(page, hash);
    Some(browser)
}

/// The names of the scenarios that are shown.
fn shown(browser: &mut Chromium) -> Value {
    browser.eval("[...document.querySelectorAll('article')].filter(each => each.checkVisibility()).map(each => each.querySelector('h3').textContent)")
}

/// Sets a field of the filter as if it was typed.
fn set(browser: &mut Chromium, field: &str, value: &str) {
    browser.eval(&format!(
        "(field => {{ field.value = {}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); }})(document.querySelector('{field}'))",
        json!(value)
    ));
}

/// What the page has copied, once it says that it has.
fn copied(browser: &mut Chromium) -> Value {
    let said = "document.querySelector('[role=status].unseen')";
    browser.until(&format!("{said}.textContent === 'Copied'"));
    browser.eval(&format!("({said}.textContent = '')"));
    browser.pasted("#text")
}

/// The page said nothing on its console.
fn quiet(browser: &Chromium) {
    assert!(browser.errors.is_empty(), "{:#?}", browser.errors);
}
