//! An entry of Hurl as a step.

use super::asserts;
use super::body::Body;
use super::converted::Converted;
use super::parse::{Entry, Pair};
use crate::import::bodies::Content;
use crate::import::call::{self, Call, Credentials};
use crate::import::draft::{Draft, escape};
use crate::import::secrets::is_secret_capture;
use crate::import::variables::Variables;
use crate::import::{Notes, names, urls};
use crate::yaml::write::Node;

/// The longest comment that becomes a step's name.
const NAME: usize = 60;

/// Converts an entry; `None` for one that Hurl skips.
pub fn converted(
    entry: Entry,
    variables: &mut Variables,
    draft: &mut Draft,
    notes: &mut Notes,
) -> Option<Converted> {
    let mut step = Converted::default();
    let mut comments = entry.comments;
    let first = comments.first().filter(|first| !first.is_empty() && first.chars().count() <= NAME);
    let name = first.map(|first| first.trim_end_matches(['.', ':']).to_owned());
    if name.is_some() {
        comments.remove(0);
    }
    step.call =
        Call { at: format!("line {}", entry.line), name, comments, method: entry.method, ..Call::default() };
    // A variable of this entry is known to all of it.
    if !super::options::options(&entry.options, &mut step, variables, draft, notes) {
        return None;
    }
    let mut pairs = |pairs: &[Pair]| -> Vec<(String, String)> {
        let mut value = |pair: &Pair| variables.text(&super::cursor::unescaped(&pair.value));
        pairs.iter().map(|pair| (pair.key.clone(), value(pair))).collect()
    };
    step.call.query = pairs(&entry.query);
    let headers = pairs(&entry.headers);
    step.call.headers.extend(headers);
    step.call.cookies = pairs(&entry.cookies);
    let form = pairs(&entry.form);
    if let Some((user, password)) = pairs(&entry.basic).into_iter().next() {
        step.call.auth = Some(Credentials::Basic(variables.text(&user), password));
    }
    step.call.url = urls::cut(&variables.text(&entry.url));
    if !form.is_empty() {
        step.call.content = Content::Form(form);
        step.call.drop_header("content-type");
    } else if !entry.multipart.is_empty() {
        step.call.content = Content::Multipart(parts(&entry.multipart, &step.call.at, variables, notes));
        step.call.drop_header("content-type");
    } else if let Some(body) = entry.body {
        sent(&mut step.call, body, variables, notes);
    }
    let xpath = entry.asserts.iter().map(|assert| assert.text.as_str());
    let mut xpath = xpath.chain(entry.captures.iter().map(|capture| capture.value.as_str()));
    if xpath.any(|line| line.trim_start().starts_with("xpath ")) {
        notes.add(&step.call.at, "`xpath` is imported for XML: for an HTML page replace `xml` by `html`");
    }
    expected(&mut step, entry.status.as_deref(), &entry.answer_headers, entry.answer_body, variables, notes);
    for assert in &entry.asserts {
        if asserts::assert(&assert.text, &mut step.expect, variables).is_none() {
            let at = format!("line {}", assert.line);
            notes.add(&at, format!("`{}` has no equivalent", names::fixed(&assert.text)));
            let first = assert.text.lines().next().unwrap_or("");
            step.call.comments.push(format!("From Hurl, without an equivalent: {first}"));
        }
    }
    for capture in &entry.captures {
        // `jsonpath "$.token"`; behind a filter it is another value.
        let place = capture.value.strip_suffix('"').unwrap_or("");
        let secret = is_secret_capture(&capture.key, place);
        match asserts::capture(&capture.value, secret) {
            Some(node) => {
                let own = variables.capture(&capture.key);
                step.capture.push((own, node));
            }
            None => {
                let at = format!("line {}", capture.line);
                let line = format!("{}: {}", capture.key, capture.value);
                notes.add(
                    &at,
                    format!(
                        "`{}` has no equivalent: `{}` becomes an input",
                        names::fixed(&line),
                        names::fixed(&capture.key)
                    ),
                );
                step.call.comments.push(format!("Of Hurl, without an equivalent: {line}"));
            }
        }
    }
    Some(step)
}

/// `name: value` and `name: file,path; type`
fn parts(pairs: &[Pair], at: &str, variables: &mut Variables, notes: &mut Notes) -> Vec<(String, Node)> {
    let part = |pair: &Pair| {
        let value = super::cursor::unescaped(&pair.value);
        let node = match value.strip_prefix("file,").and_then(|rest| rest.split_once(';')) {
            Some((file, kind)) => {
                let file = file.trim();
                notes.add(
                    at,
                    format!(
                        "the request sends the file `{}`: put it next to the scenario",
                        names::fixed(file)
                    ),
                );
                let mut members = vec![("file", Node::Text(escape(file)))];
                if !kind.trim().is_empty() {
                    members.push(("content_type", kind.trim().into()));
                }
                Node::map(members)
            }
            None => variables.text(&value).into(),
        };
        (pair.key.clone(), node)
    };
    pairs.iter().map(part).collect()
}

fn sent(call: &mut Call, body: Body, variables: &mut Variables, notes: &mut Notes) {
    let given = call.header("content-type").is_some();
    let media = |call: &mut Call, media: &str| {
        if !given {
            call.headers.push(("Content-Type".to_owned(), media.to_owned()));
        }
    };
    match body {
        Body::Json(text) => match variables.json(&text) {
            Some(node) => call.content = Content::Json(node),
            None => {
                call.content = Content::Text(variables.text(&text));
                media(call, "application/json");
            }
        },
        Body::Xml(text) => {
            call.content = Content::Text(variables.text(&text));
            media(call, "application/xml");
        }
        Body::Text(language, text) if language.split(',').any(|word| word.trim() == "novariable") => {
            let json = language.trim_start().starts_with("json");
            let media = if json { "application/json" } else { "" };
            call.content = call::content(&text, media);
        }
        Body::Text(language, text) => match language.split(',').next().unwrap_or("").trim() {
            "graphql" => call.content = graphql(&text, variables),
            "json" => match variables.json(&text) {
                Some(node) => call.content = Content::Json(node),
                None => {
                    call.content = Content::Text(variables.text(&text));
                    media(call, "application/json");
                }
            },
            "xml" => {
                call.content = Content::Text(variables.text(&text));
                media(call, "application/xml");
            }
            "raw" => call.content = Content::Text(escape(&text)),
            _ => call.content = Content::Text(variables.text(&text)),
        },
        Body::Bytes(bytes) => match String::from_utf8(bytes) {
            Ok(text) => call.content = Content::Text(escape(&text)),
            Err(_) => {
                notes.add(&call.at, "a binary body has no equivalent: put it in a file, and write `file: …`")
            }
        },
        Body::File(path) => {
            notes.add(
                &call.at,
                format!("the request sends the file `{}`: put it next to the scenario", names::fixed(&path)),
            );
            call.content = Content::File(escape(&path));
        }
    }
}

/// A query, and `variables { … }` behind it.
fn graphql(text: &str, variables: &mut Variables) -> Content {
    let (query, given) = match text.split_once("\nvariables") {
        Some((query, rest)) if rest.trim_start().starts_with('{') => (query, variables.json(rest.trim())),
        _ => (text, None),
    };
    let mut members = vec![("query", Node::Text(variables.text(query.trim_end())))];
    members.extend(given.map(|node| ("variables", node)));
    Content::GraphQl(Node::map(members))
}

/// What Hurl checks without saying `[Asserts]`.
fn expected(
    step: &mut Converted,
    status: Option<&str>,
    headers: &[Pair],
    body: Option<Body>,
    variables: &mut Variables,
    notes: &mut Notes,
) {
    let expect = &mut step.expect;
    expect.status = Some(match status.map(|status| (status, status.parse::<u64>())) {
        Some((_, Ok(code))) => code.into(),
        // Without an answer, and with `HTTP *`, any status is right to Hurl.
        _ => "any".into(),
    });
    for header in headers {
        let value = Node::Text(variables.text(&super::cursor::unescaped(&header.value)));
        match expect.headers.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&header.key)) {
            None => expect.headers.push((header.key.clone(), value)),
            Some((_, first)) => *first = asserts::both(first.clone(), value),
        }
    }
    match body {
        None => {}
        Some(Body::Json(text)) => match variables.json(&text) {
            Some(node) => expect.json.push(("$".to_owned(), Node::map([("equals", node)]))),
            None => expect.others.push(("body", variables.text(&text).into())),
        },
        Some(Body::Xml(text)) => expect.others.push(("body", variables.text(&text).into())),
        Some(Body::Text(_, text)) => expect.others.push(("body", variables.text(&text).into())),
        Some(Body::Bytes(bytes)) => match String::from_utf8(bytes) {
            Ok(text) => expect.others.push(("body", escape(&text).into())),
            Err(_) => notes.add(
                &step.call.at,
                "a binary response body has no equivalent here: put it in a file, and write `same_as`",
            ),
        },
        Some(Body::File(path)) => {
            notes.add(
                &step.call.at,
                format!(
                    "the response is compared with the file `{}`: put it next to the scenario",
                    names::fixed(&path)
                ),
            );
            expect.others.push(("body", Node::map([("same_as", Node::Text(escape(&path)))])));
        }
    }
}
