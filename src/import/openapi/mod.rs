//! OpenAPI 3.0 and 3.1: a scenario for each operation, with the documented answer as its expectation.

mod document;
mod sample;
mod sample_number;
mod security;

use crate::value::{Key, Value};

use super::bodies::Content;
use super::call::Call;
use super::finish::finish;
use super::hosts::Hosts;
use super::inputs::Inputs;
use super::names::{self, Unique};
use super::{Imported, MOST_CALLS, Notes, Refused, urls};
use crate::import::draft::literal_node;
use crate::import::draft::{Draft, Expectations, Input, escape};
use crate::yaml::write::Node;
use document::{Document, Operation};

/// The longest description that is kept.
const DESCRIPTION: usize = 110;

/// Reads a document. `name`: of its file, for messages; `path`: what scenarios call it, where they can.
pub fn import(text: &str, name: &str, path: Option<&str>) -> Result<Imported, Refused> {
    let mut notes = Notes::default();
    let document = Document::read(text, name, &mut notes)?;
    let operations = document.operations(&mut notes);
    if operations.is_empty() {
        return Err(match notes.0.is_empty() {
            true => "the document has no operations".to_owned(),
            false => "its operations are in other files, which are not read: bundle the document into one file first"
                .to_owned(),
        });
    }
    if operations.len() > MOST_CALLS {
        return Err(format!("the document has more than {MOST_CALLS} operations"));
    }
    let mut unique = Unique::default();
    let scenarios = operations
        .iter()
        .map(|operation| {
            let mut draft = scenario(&document, operation, path.is_some(), &mut notes);
            draft.openapi = path.map(str::to_owned);
            draft.name = unique.name(draft.name, &|name, number| format!("{name} ({number})"));
            (names::file(&operation.id().unwrap_or_else(|| draft.name.clone())), draft)
        })
        .collect();
    Ok(Imported { scenarios, notes: notes.0 })
}

/// `held`: the answers are held against the document itself.
fn scenario(document: &Document, operation: &Operation<'_>, held: bool, notes: &mut Notes) -> Draft {
    let text = |key: &str| operation.value.get(key).and_then(Value::as_str);
    let title = text("summary").map(names::fixed).filter(|title| !title.is_empty());
    let title = title.or(operation.id().map(|id| names::title(&id)));
    let title = title.unwrap_or_else(|| names::step(operation.method, operation.path));
    let title = title.trim_end_matches('.').to_owned();
    let description = text("description").and_then(|text| text.lines().next()).map(names::fixed);
    let tags = operation.value.get("tags").and_then(Value::as_array).into_iter().flatten();
    let mut draft = Draft {
        name: title.clone(),
        description: description
            .filter(|text| !text.is_empty() && text.chars().count() <= DESCRIPTION && *text != title),
        tags: tags.filter_map(Value::as_str).map(names::fixed).filter(|tag| !tag.is_empty()).collect(),
        ..Draft::default()
    };
    let mut inputs = Inputs::default();
    let base = inputs.reserve("base_url");
    inputs.declare_as(Input {
        name: base.clone(),
        default: Some(document.server().into()),
        ..Input::default()
    });
    let mut call = Call {
        at: format!("`{} {}`", operation.method, operation.path),
        name: Some(title),
        method: operation.method.to_owned(),
        ..Call::default()
    };
    let path = parameters(document, operation, &mut call, &mut inputs, notes);
    call.url = urls::cut(&format!("${{{base}}}{path}"));
    security::apply(document, operation, &mut call, &mut inputs, notes);
    body(document, operation, &mut call, notes);
    let at = call.at.clone();
    let hosts = Hosts::new(&[call.url.clone()], &mut inputs);
    let mut step = call.step(&hosts, &mut inputs, notes);
    step.expect = expectations(document, operation, held);
    document.tell(&at, notes);
    draft.steps.push(step);
    finish(&mut draft, &hosts, inputs, "it tests only this operation");
    draft
}

/// Puts parameters into the call; gives the path with inputs in the place of its own.
fn parameters(
    document: &Document,
    operation: &Operation<'_>,
    call: &mut Call,
    inputs: &mut Inputs,
    notes: &mut Notes,
) -> String {
    let mut path = escape(operation.path);
    for parameter in operation.parameters(document) {
        let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or("");
        let name = text("name");
        let required = parameter.get("required") == Some(&Value::Bool(true));
        let sample = sample::of_parameter(document, parameter);
        let example = parameter.get("example").is_some() || parameter.get("examples").is_some();
        match text("in") {
            "path" => {
                let own = inputs.reserve(name);
                let default = match &sample {
                    Value::Array(_) | Value::Object(_) => Node::from("1"),
                    value => literal_node(value),
                };
                inputs.declare_as(Input { name: own.clone(), default: Some(default), ..Input::default() });
                path = path.replace(&format!("{{{name}}}"), &format!("${{{own}}}"));
            }
            place @ ("query" | "header" | "cookie") if required || example => {
                let values: Vec<String> = match &sample {
                    Value::Array(items) => items.iter().map(plain).collect(),
                    Value::Object(_) => {
                        notes.add(
                            &call.at,
                            format!(
                                "the parameter `{}` is an object: write its properties out",
                                names::fixed(name)
                            ),
                        );
                        Vec::new()
                    }
                    value => vec![plain(value)],
                };
                let pairs = values.into_iter().map(|value| (name.to_owned(), escape(&value)));
                match place {
                    "query" => call.query.extend(pairs),
                    "header" => call.headers.extend(pairs),
                    _ => call.cookies.extend(pairs),
                }
            }
            _ => {}
        }
    }
    // A part that no parameter describes.
    while let Some(start) = path.match_indices('{').map(|(at, _)| at).find(|at| !path[..*at].ends_with('$')) {
        let Some(end) = path[start..].find('}').map(|end| start + end) else { break };
        let name = path[start + 1..end].to_owned();
        let own = inputs.reserve(&name);
        inputs.declare_as(Input { name: own.clone(), default: Some("1".into()), ..Input::default() });
        notes.add(
            &call.at,
            format!("the document does not describe `{{{}}}` of the path", names::fixed(&name)),
        );
        path.replace_range(start..=end, &format!("${{{own}}}"));
    }
    path
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn body(document: &Document, operation: &Operation<'_>, call: &mut Call, notes: &mut Notes) {
    let Some(body) = operation.value.get("requestBody").map(|body| document.follow(body)) else { return };
    let Some(content) = body.get("content").and_then(Value::as_object) else { return };
    let is_json = |media: &str| media.contains("json") && !media.contains("patch");
    let order: [&dyn Fn(&str) -> bool; 5] = [
        &is_json,
        &|media| media.contains("json"),
        &|media| media.starts_with("application/x-www-form-urlencoded"),
        &|media| media.starts_with("multipart/form-data"),
        &|_| true,
    ];
    let chosen = order.iter().find_map(|fits| content.iter().find(|(media, _)| fits(media)));
    let Some((media, described)) = chosen else { return };
    let sample = sample::of_media(document, described);
    let media = media.split(';').next().unwrap_or("").trim();
    if media.contains("json") {
        call.content = Content::Json(literal_node(&sample));
        if media != "application/json" && !media.contains('*') {
            call.headers.push(("Content-Type".to_owned(), escape(media)));
        }
        return;
    }
    match (media, &sample) {
        // All that may be sent is left out: an empty body.
        ("application/x-www-form-urlencoded" | "multipart/form-data", Value::Object(members))
            if members.is_empty() =>
        {
            notes.add(&call.at, "no property of the body is required, so none is sent");
        }
        ("application/x-www-form-urlencoded", Value::Object(members)) => {
            let pairs = members.iter().map(|(name, value)| (name.to_string(), escape(&plain(value))));
            call.content = Content::Form(pairs.collect());
        }
        ("multipart/form-data", Value::Object(members)) => {
            let part = |(name, value): (&Key, &Value)| {
                let file = sample::is_file(document, described, name);
                let node = match file {
                    true => Node::map([
                        ("value", Node::from("placeholder")),
                        ("filename", format!("{}.txt", names::file(name)).into()),
                    ]),
                    false => Node::Text(escape(&plain(value))),
                };
                (name.to_string(), node)
            };
            call.content = Content::Multipart(members.iter().map(part).collect());
        }
        (_, Value::String(text)) => {
            call.content = Content::Text(escape(text));
            call.headers.push(("Content-Type".to_owned(), escape(media)));
        }
        _ => {
            notes.add(
                &call.at,
                format!("a body of type `{}` cannot be generated: it is a placeholder", names::fixed(media)),
            );
            call.content = Content::Text("placeholder".to_owned());
            call.headers.push(("Content-Type".to_owned(), escape(media)));
        }
    }
}

/// The documented status, and what its body must have where nothing else holds it against the document.
fn expectations(document: &Document, operation: &Operation<'_>, held: bool) -> Expectations {
    let mut expect = Expectations::default();
    let answers = operation.value.get("responses").and_then(Value::as_object);
    let mut codes: Vec<&Key> = answers.into_iter().flatten().map(|(code, _)| code).collect();
    codes.sort_by_key(|code| (!code.starts_with('2'), code.as_str() == "default", code.to_string()));
    let chosen = codes.first().map(|code| code.as_str());
    expect.status = Some(match chosen.map(|code| (code, code.parse::<u64>())) {
        Some((_, Ok(code))) if (100..600).contains(&code) => code.into(),
        Some((range, _)) if range.len() == 3 && range.to_ascii_lowercase().ends_with("xx") => {
            range.to_ascii_lowercase().into()
        }
        _ => "2xx".into(),
    });
    let answer = chosen.filter(|_| !held).and_then(|code| answers?.get(code));
    let Some(answer) = answer else { return expect };
    let content = document.follow(answer).get("content").and_then(Value::as_object);
    let json = content.into_iter().flatten().find(|(media, _)| media.contains("json"));
    if let Some(schema) = json.and_then(|(_, described)| described.get("schema")) {
        expect.json = sample::promises(document, schema);
    }
    expect
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    proptest::proptest! {
        #[test]
        fn no_document_breaks_it(path in "/(\\{[a-z]{0,3}\\}|[a-z$]|/|\\{){0,8}", kind in "(object|array|string|integer|x)", reference in "#/components/schemas/[ab]", name in "\\PC{0,5}") {
            let document = json!({ "openapi": "3.1.0", "servers": [{ "url": name }], "paths": { path: {
                "parameters": [{ "name": name, "in": "path", "schema": { "type": kind } }, { "$ref": "#/components/schemas/a" }],
                "post": { "summary": name, "tags": [name, 7], "security": [{ "x": [] }, name],
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": reference } } } },
                    "responses": { "2XX": { "content": { "application/json": { "schema": { "$ref": reference } } } }, "default": 7 } },
                "get": name } },
                "components": { "schemas": {
                    "a": { "type": kind, "items": { "$ref": reference }, "properties": { "x": { "$ref": reference }, name.clone(): {} }, "required": ["x", name], "minItems": 9_999_999 },
                    "b": { "allOf": [{ "$ref": reference }, { "$ref": "#/components/schemas/a" }], "minLength": 99_999_999, "type": [kind, "null"] } } } });
            if let Ok(imported) = super::import(&document.to_string(), "api.json", None) {
                for (_, draft) in imported.scenarios {
                    let _ = draft.text();
                }
            }
        }
    }
}
