//! `.hurl` files of Hurl: one step an entry.

mod asserts;
mod body;
mod convert;
mod converted;
mod cursor;
mod first_line;
mod options;
mod parse;
mod query;

use std::collections::{HashMap, HashSet};

use super::finish::finish;
use super::hosts::Hosts;
use super::variables::Variables;
use super::{Imported, LARGEST, Notes, Refused, names};
use crate::import::draft::Draft;

pub fn import(text: &str, title: Option<&str>) -> Result<Imported, Refused> {
    if text.len() > LARGEST {
        return Err(format!("the file is larger than {} MiB", LARGEST / 1024 / 1024));
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let entries = parse::entries(&text)?;
    if entries.is_empty() {
        return Err("the file has no requests".to_owned());
    }
    let mut notes = Notes::default();
    let set: HashSet<String> =
        entries.iter().flat_map(|entry| &entry.captures).map(|capture| capture.key.clone()).collect();
    let mut variables = Variables::new(HashMap::new(), set);
    let mut draft = Draft { name: names::title(title.unwrap_or("Imported")), ..Draft::default() };
    let converted: Vec<_> = entries
        .into_iter()
        .filter_map(|entry| convert::converted(entry, &mut variables, &mut draft, &mut notes))
        .collect();
    let mut inputs = variables.into_inputs();
    let urls: Vec<_> = converted.iter().map(|converted| converted.call.url.clone()).collect();
    let hosts = Hosts::new(&urls, &mut inputs);
    for converted in converted {
        let mut step = converted.call.step(&hosts, &mut inputs, &mut notes);
        step.expect = converted.expect;
        step.capture = converted.capture;
        step.when = converted.when;
        step.wait = converted.wait;
        step.retry = converted.retry;
        draft.steps.push(step);
    }
    if draft.steps.is_empty() {
        return Err("every entry of the file is skipped".to_owned());
    }
    let file = names::file(&draft.name);
    finish(&mut draft, &hosts, inputs, "the file has no logout");
    Ok(Imported { scenarios: vec![(file, draft)], notes: notes.0 })
}

#[cfg(test)]
mod tests {
    proptest::proptest! {
        #[test]
        fn no_file_breaks_it(text in "(GET http://a/b\n|POST \\{\\{h\\}\\}/x\n|HTTP 200\n|HTTP/2 \\*\n|\\[(Asserts|Captures|Options|Form|Query)\\]\n|jsonpath \"\\$\\.a\" (==|contains|nth 1 ==) 1\n|a: (b|jsonpath \"\\$\\.x\")\n|\\{\"a\": \\{\\{x\\}\\}\\}\n|```|`x`\n|<a>\n|retry: [0-9]\n|#[a-z]{0,3}\n|file,a;\n|[ -~]{0,6}\n|\"|\\{|\\}){0,20}") {
            if let Ok(imported) = super::import(&text, None) {
                let _ = imported.scenarios[0].1.text();
            }
        }

        #[test]
        fn nor_does_noise(text in "GET http://a\n\\PC{0,40}\nHTTP 200\n\\PC{0,40}\n\\[Asserts\\]\n\\PC{0,30}") {
            let _ = super::import(&text, None);
        }
    }
}
