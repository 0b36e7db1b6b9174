//! For everyone: contrast, and what axe-core finds.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{opened, pages, quiet};
use crate::support::chromium::Chromium;

/// Light and dark, wide and narrow; as high as the page, since what is out of sight is not drawn.
const LOOKS: [(u32, bool); 4] = [(1440, false), (1440, true), (360, false), (360, true)];

fn open_all(browser: &mut Chromium) {
    browser.look(1440, 30_000, false);
    browser.click("#open");
    browser.eval("document.querySelectorAll('details').forEach(each => { each.open = true; })");
    // A path is shown, and a target is marked.
    browser.click(".step.failed .json .key");
    browser.eval("(location.hash = document.querySelector('.step.failed').id)");
}

#[test]
fn every_text_stands_out_from_its_ground() {
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    open_all(&mut browser);
    for (width, dark) in LOOKS {
        browser.look(width, 30_000, dark);
        let found = browser.eval(include_str!("contrast.js").trim_end());
        assert!(found["looked"].as_u64() > Some(500), "{found}");
        assert_eq!(found["poor"], json!({}), "{width}, dark: {dark}");
    }
    quiet(&browser);
}

/// axe-core, where there is one: `AXE_CORE`, or where `.ci/run` puts it.
fn axe() -> Option<String> {
    let path = std::env::var_os("AXE_CORE").map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("axe-core/package/axe.min.js"),
        PathBuf::from,
    );
    std::fs::read_to_string(path).ok()
}

#[test]
fn axe_core_finds_nothing() {
    let Some(axe) = axe() else {
        eprintln!("no axe-core here (`.ci/run` fetches it, `AXE_CORE` names its file): nothing was tried");
        return;
    };
    let page = pages::everything();
    let Some(mut browser) = opened(&page.path, "") else { return };
    browser.inject(&axe);
    for opened in [false, true] {
        if opened {
            open_all(&mut browser);
        }
        for (width, dark) in LOOKS {
            browser.look(width, 30_000, dark);
            let found = browser.eval(
                "axe.run(document, { resultTypes: ['violations'] }).then(({ passes, violations }) => ({ passed: passes.length, \
                 violations: violations.map(each => ({ id: each.id, impact: each.impact, help: each.help, \
                 nodes: each.nodes.slice(0, 5).map(node => node.html.slice(0, 200)), of: each.nodes.length })) }))",
            );
            assert!(found["passed"].as_u64() > Some(20), "{found}");
            assert_eq!(found["violations"], Value::Array(Vec::new()), "{width}, dark: {dark}: {found:#}");
        }
    }
    quiet(&browser);
}
