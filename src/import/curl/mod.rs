//! curl command lines, as browsers copy them and as people write them: one step a request.

mod asked;
mod data;
mod options;
mod table;
mod words;

use super::finish::finish;
use super::hosts::Hosts;
use super::inputs::Inputs;
use super::{Imported, MOST_CALLS, Notes, Refused, names};
use crate::import::draft::{Draft, Expectations};

/// Reads one or more command lines. `title`: what the scenario is called where its requests give no name.
pub fn import(text: &str, title: Option<&str>) -> Result<Imported, Refused> {
    let mut notes = Notes::default();
    let mut calls = Vec::new();
    for command in words::commands(text, &mut notes)? {
        calls.extend(options::calls(&command, &mut notes)?);
        if calls.len() > MOST_CALLS {
            return Err(format!("there are more than {MOST_CALLS} requests"));
        }
    }
    if calls.is_empty() {
        let powershell = ["Invoke-WebRequest", "Invoke-RestMethod"].iter().any(|word| text.contains(word));
        return Err(match powershell {
            true => "this is a PowerShell command: choose `Copy as cURL (bash)` or `(cmd)` in the browser"
                .to_owned(),
            false => "the input contains no curl command with a URL".to_owned(),
        });
    }
    let mut inputs = Inputs::default();
    let urls: Vec<_> = calls.iter().map(|(call, _)| call.url.clone()).collect();
    let hosts = Hosts::new(&urls, &mut inputs);
    let mut draft = Draft::default();
    for (call, retry) in calls {
        let mut step = call.step(&hosts, &mut inputs, &mut notes);
        step.retry = retry;
        step.expect = Expectations { status: Some("2xx".into()), ..Expectations::default() };
        draft.steps.push(step);
    }
    let first = draft.steps.first().map_or("", |step| &step.name);
    draft.name = names::title(title.unwrap_or(first));
    let file = names::file(&draft.name);
    finish(&mut draft, &hosts, inputs, "the command line has no logout");
    Ok(Imported { scenarios: vec![(file, draft)], notes: notes.0 })
}

#[cfg(test)]
mod tests {
    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(text in "(curl |-[a-zA-Z] |--[a-z-]{1,12} |[ -~]{0,8}|\\^|\n|'|\"|\\$'|\\\\){0,24}") {
            let _ = super::import(&text, None);
        }

        #[test]
        fn nor_does_noise(text in "curl \\PC{0,40}") {
            if let Ok(imported) = super::import(&text, None) {
                let _ = imported.scenarios[0].1.text();
            }
        }
    }
}
