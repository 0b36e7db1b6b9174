//! Postman collections of version 2.1 (and 2.0): one scenario, its requests in the order of the collection.

mod auth;
mod body;
mod entries;
mod item;
mod matchers;
mod paths;
mod request;
mod response;
mod script;
mod statements;

use std::collections::{HashMap, HashSet};

use crate::value::Value;

use super::finish::finish;
use super::hosts::Hosts;
use super::variables::Variables;
use super::{Imported, LARGEST, MOST_CALLS, Notes, Refused, names};
use crate::import::draft::Draft;
use auth::Auth;
use item::{Item, described};
use request::Asked;

/// Folders inside of each other.
const DEEP: usize = 32;

/// Reads a collection.
pub fn import(text: &str) -> Result<Imported, Refused> {
    if text.len() > LARGEST {
        return Err(format!("the collection is larger than {} MiB", LARGEST / 1024 / 1024));
    }
    let collection: Value = text
        .trim_start_matches('\u{feff}')
        .parse()
        .map_err(|error| format!("this is not valid JSON: {error}"))?;
    // Postman's own API wraps it.
    let collection = collection.get("collection").unwrap_or(&collection);
    if collection.get("requests").is_some() && collection.get("item").is_none() {
        return Err("this is a collection of version 1: export it as version 2.1".to_owned());
    }
    if collection.get("item").is_none_or(|item| !item.is_array()) {
        return Err("this is not a collection of version 2.1: it has no list `item`".to_owned());
    }
    let mut notes = Notes::default();
    let mut items = Vec::new();
    let auth = Auth { value: collection.get("auth"), own: false };
    gather(collection, String::new(), auth, 0, &mut items, &mut notes)?;
    if items.is_empty() {
        return Err("the collection has no requests".to_owned());
    }
    let name = collection.pointer("/info/name").and_then(Value::as_str).unwrap_or("Collection");
    let mut draft = Draft { name: names::title(name), ..Draft::default() };
    let description = collection.pointer("/info/description");
    draft.description =
        described(description).map(|text| names::fixed(&text)).filter(|text| !text.is_empty());
    draft.comments = request::script_comments(collection, &draft.name, &mut notes);
    let mut variables = Variables::new(given(collection), set_by_scripts(collection));
    let asked: Vec<Asked> =
        items.iter().map(|item| request::asked(item, &mut variables, &mut notes)).collect();
    let mut inputs = variables.into_inputs();
    let urls: Vec<_> = asked.iter().map(|asked| asked.call.url.clone()).collect();
    let hosts = Hosts::new(&urls, &mut inputs);
    let mut folder = String::new();
    for (asked, item) in asked.into_iter().zip(&items) {
        let Asked { call, expect, capture } = asked;
        let mut step = call.step(&hosts, &mut inputs, &mut notes);
        step.comments.splice(0..0, item.above.iter().cloned());
        if item.folder != folder {
            folder.clone_from(&item.folder);
            if !folder.is_empty() {
                step.comments.insert(0, names::fixed(&folder));
            }
        }
        step.expect = expect;
        step.capture = capture;
        draft.steps.push(step);
    }
    let file = names::file(&draft.name);
    finish(&mut draft, &hosts, inputs, "the collection has no cleanup");
    Ok(Imported { scenarios: vec![(file, draft)], notes: notes.0 })
}

fn gather<'c>(
    folder: &'c Value,
    path: String,
    auth: Auth<'c>,
    depth: usize,
    items: &mut Vec<Item<'c>>,
    notes: &mut Notes,
) -> Result<(), Refused> {
    if depth > DEEP {
        return Err(format!("folders are nested deeper than {DEEP} levels"));
    }
    for item in folder.get("item").and_then(Value::as_array).into_iter().flatten() {
        let name = item.get("name").and_then(Value::as_str).unwrap_or("");
        let at = if path.is_empty() {
            format!("`{}`", names::fixed(name))
        } else {
            format!("`{path} / {}`", names::fixed(name))
        };
        let own = item.get("auth").filter(|auth| auth.is_object());
        let auth = own.map_or(auth, |own| Auth { value: Some(own), own: false });
        if item.get("item").is_some() {
            let inner =
                if path.is_empty() { names::fixed(name) } else { format!("{path} / {}", names::fixed(name)) };
            let lines = request::script_comments(item, &inner, notes);
            let before = items.len();
            gather(item, inner, auth, depth + 1, items, notes)?;
            if let Some(first) = items.get_mut(before) {
                first.above.splice(0..0, lines);
            }
        } else if item.get("request").is_some() {
            if items.len() >= MOST_CALLS {
                return Err(format!("there are more than {MOST_CALLS} requests"));
            }
            items.push(Item { at, folder: path.clone(), above: Vec::new(), value: item, auth });
        }
    }
    Ok(())
}

/// Names and values of the collection's own variables.
fn given(collection: &Value) -> HashMap<String, String> {
    let list = collection.get("variable").and_then(Value::as_array).into_iter().flatten();
    let enabled = list.filter(|variable| variable.get("disabled") != Some(&Value::Bool(true)));
    let pair = |variable: &Value| {
        let key = variable.get("key").or_else(|| variable.get("id"))?.as_str()?;
        let value = match variable.get("value") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        Some((key.to_owned(), value))
    };
    enabled.filter_map(pair).collect()
}

/// Names of variables that scripts set, wherever in the collection.
fn set_by_scripts(collection: &Value) -> HashSet<String> {
    let text = collection.to_string();
    let calls = [".set(", "setEnvironmentVariable(", "setGlobalVariable("];
    let behind =
        calls.iter().flat_map(|call| text.match_indices(call).map(|(at, call)| &text[at + call.len()..]));
    behind
        .filter_map(|rest| {
            let rest = rest.trim_start().trim_start_matches(['\\', '"', '\'', '`']);
            rest.find(['\\', '"', '\'', '`']).map(|end| rest[..end].to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    proptest::proptest! {
        #[test]
        fn no_collection_breaks_it(
            url in "(https?://)?(\\{\\{[a-z]{1,4}\\}\\})?\\PC{0,16}",
            raw in "(\\{|\\}|\"|[a-z]|:|\\{\\{n\\}\\}|,|[0-9]| ){0,16}",
            script in "(pm\\.|test\\(|expect\\(|response\\.|json\\(\\)|\\.to|\\.be|\\.a|eql|\\(|\\)|'|\"|;|[a-z]{1,4}|=| |\\{|\\}|/|\\[|\\]|\n){0,40}",
        ) {
            let collection = json!({ "info": { "name": url }, "item": [
                { "name": raw, "event": [{ "listen": "test", "script": { "exec": [script] } }, { "listen": "prerequest", "script": { "exec": script } }],
                  "request": { "method": "POST", "url": { "raw": url }, "body": { "mode": "raw", "raw": raw } } },
                { "name": "f", "item": [{ "request": url }, raw] },
            ], "variable": [{ "key": raw, "value": url }] });
            if let Ok(imported) = super::import(&collection.to_string()) {
                let _ = imported.scenarios[0].1.text();
            }
        }
    }
}
