//! `servers`: where the paths of a document begin. Only the path of a server counts, since test systems have other hosts.

use serde_json::Value;

use super::template::Template;
use crate::lang::openapi::Place;

/// Beginnings that the values of variables may make of one server.
const EXPANSIONS: usize = 64;

/// The beginnings of an operation's paths: its own servers, else those of its path, else those of the document.
pub fn bases(operation: &Place<'_>, item: &Place<'_>, root: &Place<'_>) -> Vec<Template> {
    let servers = [operation, item, root].into_iter().filter_map(|place| place.get("servers"));
    let servers = servers.map(|servers| servers.elements()).find(|servers| !servers.is_empty());
    match servers {
        Some(servers) => servers.iter().flat_map(beginnings).map(|path| Template::new(&path)).collect(),
        None => vec![Template::new("")],
    }
}

fn beginnings(server: &Place<'_>) -> Vec<String> {
    let Some(url) = server.text("url") else { return vec![String::new()] };
    let variables = server.get("variables");
    let variable = |name: &str| variables.as_ref().and_then(|all| all.get(name)).map(|place| place.value());
    let mut url = url.to_owned();
    // The beginning may be a variable, too: `{server}/v1`.
    if url.starts_with('{')
        && let Some((name, rest)) = url[1..].split_once('}')
        && let Some(default) = variable(name).and_then(|value| value.get("default")).and_then(Value::as_str)
    {
        url = format!("{default}{rest}");
    }
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]).to_owned(),
        None if url.is_empty() || url.starts_with('/') => url,
        None => format!("/{}", url.trim_start_matches("./")),
    };
    let mut all = vec![String::new()];
    let mut rest = path.as_str();
    while let Some((before, (name, behind))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let values = variable(name).and_then(|value| value.get("enum")).and_then(Value::as_array);
        let values: Vec<String> = match values {
            Some(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            // Any value: a parameter of the path.
            None => vec![format!("{{{name}}}")],
        };
        let longer =
            all.iter().flat_map(|one| values.iter().map(move |value| format!("{one}{before}{value}")));
        all = longer.take(EXPANSIONS).collect();
        rest = behind;
    }
    all.iter().map(|one| format!("{one}{rest}")).collect()
}
