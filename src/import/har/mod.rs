//! HAR 1.2, what a browser recorded: one step a call, with what one answer gives and a later request uses as a capture.

mod correlate;
mod expect;
mod read;
mod relevant;
mod tags;

use super::finish::finish;
use super::hosts::Hosts;
use super::inputs::Inputs;
use super::{Imported, MOST_CALLS, Notes, Refused, names};
use crate::import::draft::{Draft, Step};

use correlate::Correlation;
pub fn import(text: &str, title: Option<&str>) -> Result<Imported, Refused> {
    let mut notes = Notes::default();
    let mut exchanges = read::exchanges(text, &mut notes)?;
    if exchanges.is_empty() {
        return Err("the recording contains no API requests, only static files or nothing".to_owned());
    }
    if exchanges.len() > MOST_CALLS {
        return Err(format!("the recording has {} requests, more than {MOST_CALLS}", exchanges.len()));
    }
    let mut inputs = Inputs::default();
    let urls: Vec<_> = exchanges.iter().map(|exchange| exchange.call.url.clone()).collect();
    let hosts = Hosts::new(&urls, &mut inputs);
    let mut correlation = Correlation::default();
    for (index, exchange) in exchanges.iter_mut().enumerate() {
        correlation.request(&mut exchange.call, &mut inputs);
        correlation.response(index, exchange);
    }
    let mut draft = Draft { name: names::title(title.unwrap_or("Recording")), ..Draft::default() };
    let mut steps: Vec<Step> = exchanges
        .iter()
        .map(|exchange| exchange.call.clone().step(&hosts, &mut inputs, &mut notes))
        .collect();
    for (index, (step, exchange)) in steps.iter_mut().zip(&exchanges).enumerate() {
        step.capture = correlation.captures(index);
        step.expect = expect::expectations(exchange, &|value| match correlation.variable(value, index) {
            Some(variable) => Some(variable),
            None => inputs.known(value),
        });
    }
    draft.steps = steps;
    let file = names::file(&draft.name);
    finish(&mut draft, &hosts, inputs, "the recording has no logout at its end");
    Ok(Imported { scenarios: vec![(file, draft)], notes: notes.0 })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn any_json() -> impl proptest::strategy::Strategy<Value = Value> {
        use proptest::prelude::*;
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i32>().prop_map(Value::from),
            "\\PC{0,9}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-z$ ']{0,6}", inner), 0..4)
                    .prop_map(|all| Value::Object(all.into_iter().collect())),
            ]
        })
    }

    proptest::proptest! {
        #[test]
        fn no_recording_breaks_it(url in "(https?://)?\\PC{0,20}", sent in any_json(), got in any_json(), header in "\\PC{0,12}") {
            let entry = |sent: &Value, got: &Value| json!({
                "request": { "method": "POST", "url": url, "headers": [{ "name": header, "value": header }, { "name": "Cookie", "value": header }],
                    "postData": { "mimeType": "application/json", "text": sent.to_string() } },
                "response": { "status": 200, "headers": [{ "name": "Set-Cookie", "value": header }],
                    "content": { "mimeType": "application/json", "text": got.to_string() } },
            });
            let har = json!({ "log": { "entries": [entry(&sent, &got), entry(&got, &sent), sent, { "request": got }] } });
            if let Ok(imported) = super::import(&har.to_string(), None) {
                let _ = imported.scenarios[0].1.text();
            }
        }

        #[test]
        fn nor_does_noise(text in "\\PC{0,60}") {
            let _ = super::import(&text, None);
        }
    }
}
