//! A foreign request becomes a step: host, secrets and what only browsers send are taken out.

use super::bodies::{Content, graphql, hide_json, hide_pairs, json};
use super::hosts::Hosts;
use super::inputs::Inputs;
use super::raw_text::hide_text;
use super::secrets::{is_secret, looks_secret};
use super::urls::{Parts, parameters};
use super::{Notes, names};
use crate::import::draft::Step;
use crate::yaml::write::Node;

/// A request as the foreign file says it. All texts may hold `${…}`; what is meant as it is has been escaped.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Where it was, for notes.
    pub at: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Lines above its step.
    pub comments: Vec<String>,
    pub method: String,
    /// The URL in parts.
    pub url: Parts,
    /// Parameters beside those of the URL.
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub cookies: Vec<(String, String)>,
    pub content: Content,
    pub auth: Option<Credentials>,
    pub options: Vec<(String, Node)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    Basic(String, String),
    Bearer(String),
}

/// Headers that the client makes itself.
const OWN: [&str; 10] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "x-postman-token",
];

/// Headers that a browser adds for its page. Who writes one by hand means it.
const OF_BROWSERS: [&str; 12] = [
    "accept-language",
    "cache-control",
    "dnt",
    "if-modified-since",
    "if-none-match",
    "origin",
    "pragma",
    "priority",
    "referer",
    "upgrade-insecure-requests",
    "user-agent",
    "x-client-data",
];

fn is_own(name: &str) -> bool {
    name.starts_with(':') || OWN.iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Whether a header of a browser's request says nothing of the API.
pub fn is_noise(name: &str) -> bool {
    is_own(name) || is_security(name) || OF_BROWSERS.iter().any(|other| name.eq_ignore_ascii_case(other))
}

/// `sec-fetch-mode`, `sec-ch-ua` and the like: no page and no person can set them.
fn is_security(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("sec-")
}

impl Call {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.as_str())
    }

    pub fn drop_header(&mut self, name: &str) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    pub fn step(mut self, hosts: &Hosts, inputs: &mut Inputs, notes: &mut Notes) -> Step {
        // A token in a path, such as that of a link in a mail.
        let hidden = |segment: &str| match looks_secret(segment) {
            true => inputs.secret("token", segment),
            false => segment.to_owned(),
        };
        self.url.path = self.url.path.split('/').map(hidden).collect::<Vec<_>>().join("/");
        let mut request = hosts.url(&self.url);
        if let Some(query) = &self.url.query {
            match parameters(query) {
                Some(mut pairs) => {
                    pairs.append(&mut self.query);
                    self.query = pairs;
                }
                None => request = format!("{request}?{}", query.replace(' ', "%20")),
            }
        }
        if let Some((user, password)) = self.url.user.take() {
            self.auth.get_or_insert(Credentials::Basic(user, password));
        }
        self.take_authorization();
        self.take_cookies();
        let name = self.name.take().map(|name| names::fixed(&name)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| names::step(&self.method, &request));
        hide_pairs(&mut self.query, inputs);
        hide_pairs(&mut self.headers, inputs);
        for (name, value) in &mut self.cookies {
            // A cookie of some length mostly is a session.
            if is_secret(name, value) || value.len() >= 16 && !value.contains("${") {
                *value = inputs.hidden(name, value);
            }
        }
        let body = self.body(inputs);
        let auth = self.auth.take().map(|auth| auth.node(inputs));
        let headers = self.headers.iter().filter(|(name, value)| self.keeps(name, value, notes));
        let headers = entries(headers.cloned().collect());
        Step {
            comments: self.comments,
            name,
            request: format!("{} {request}", self.method),
            query: entries(self.query),
            headers,
            cookies: entries(self.cookies),
            body,
            auth,
            options: self.options,
            ..Step::default()
        }
    }

    fn keeps(&self, name: &str, value: &str, notes: &mut Notes) -> bool {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(token) || value.contains(['\r', '\n']) {
            notes.add(&self.at, format!("the header `{}` cannot be sent", names::fixed(name)));
            return false;
        }
        let any = name.eq_ignore_ascii_case("accept") && value == "*/*";
        let noise = if self.is_of_browser() { is_noise(name) } else { is_own(name) };
        // What Postman calls itself.
        let tool = name.eq_ignore_ascii_case("user-agent") && value.starts_with("PostmanRuntime/");
        !noise && !any && !tool
    }

    /// Whether a browser sent it: it names itself in each request.
    fn is_of_browser(&self) -> bool {
        let named = self.header("user-agent").is_some_and(|agent| agent.starts_with("Mozilla/"));
        named || self.headers.iter().any(|(name, _)| is_security(name))
    }

    /// `Authorization: Bearer …` and `Basic …` are written as `auth`.
    fn take_authorization(&mut self) {
        let Some(value) = self.header("authorization").map(str::to_owned) else { return };
        let Some((scheme, rest)) = value.split_once(' ') else { return };
        let credentials = match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Some(Credentials::Bearer(rest.trim().to_owned())),
            "basic" => basic(rest.trim()),
            _ => None,
        };
        if let (Some(credentials), None) = (credentials, &self.auth) {
            self.auth = Some(credentials);
            self.drop_header("authorization");
        }
    }

    fn take_cookies(&mut self) {
        let Some(value) = self.header("cookie").map(str::to_owned) else { return };
        self.cookies.extend(cookies(&value));
        self.drop_header("cookie");
    }

    fn body(&mut self, inputs: &mut Inputs) -> Option<(&'static str, Node)> {
        let content = std::mem::take(&mut self.content);
        let given = self.header("content-type").unwrap_or("").to_ascii_lowercase();
        let media = given.split(';').next().unwrap_or("").trim().to_owned();
        let (key, node, own) = match content {
            Content::Nothing => return None,
            Content::Json(mut node) => {
                hide_json(&mut node, inputs);
                ("json", node, "application/json")
            }
            Content::Form(mut pairs) => {
                hide_pairs(&mut pairs, inputs);
                ("form", Node::map(entries(pairs)), "application/x-www-form-urlencoded")
            }
            Content::Multipart(parts) => {
                let mut node = Node::map(grouped(parts));
                hide_json(&mut node, inputs);
                ("multipart", node, "multipart/form-data")
            }
            Content::GraphQl(mut node) => {
                hide_json(&mut node, inputs);
                ("graphql", node, "application/json")
            }
            Content::Text(text) => ("text", hide_text(&text, inputs).into(), "text/plain"),
            Content::File(path) => ("file", path.into(), "-"),
        };
        // What the body's key sets by itself is not repeated.
        if media == own {
            self.drop_header("content-type");
        }
        Some((key, node))
    }
}

/// A body as text, read by its media type.
pub fn content(text: &str, media: &str) -> Content {
    let media = media.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if text.is_empty() {
        return Content::Nothing;
    }
    if media == "application/json" || media.ends_with("+json") || media == "text/json" {
        if let Some(node) = graphql(text) {
            return Content::GraphQl(node);
        }
        if let Some(node) = json(text) {
            return Content::Json(node);
        }
    }
    let form = media == "application/x-www-form-urlencoded";
    let readable = form && !text.trim_start().starts_with(['{', '[']);
    match parameters(text.trim_end_matches('\n')).filter(|_| readable) {
        Some(pairs) if !pairs.is_empty() => Content::Form(
            pairs.into_iter().map(|(name, value)| (name, crate::import::draft::escape(&value))).collect(),
        ),
        _ => Content::Text(crate::import::draft::escape(text)),
    }
}

/// The user and password of `Authorization: Basic`.
fn basic(encoded: &str) -> Option<Credentials> {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(encoded).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Credentials::Basic(crate::import::draft::escape(user), crate::import::draft::escape(password)))
}

/// The cookies of a `Cookie` header.
pub fn cookies(header: &str) -> Vec<(String, String)> {
    let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}

impl Credentials {
    fn node(self, inputs: &mut Inputs) -> Node {
        match self {
            Credentials::Bearer(token) => Node::map([("bearer", Node::Text(inputs.hidden("token", &token)))]),
            Credentials::Basic(user, password) => {
                // Without a password the name is a key.
                let (user, password) = match (user.as_str(), password.as_str()) {
                    ("", _) => (user, inputs.hidden("password", &password)),
                    (_, "") => (inputs.hidden("user", &user), password),
                    (name, _) if name.contains("${") => (user, inputs.hidden("password", &password)),
                    (name, _) => (inputs.plain("user", name), inputs.hidden("password", &password)),
                };
                Node::map([(
                    "basic",
                    Node::map([("user", Node::Text(user)), ("password", Node::Text(password))]),
                )])
            }
        }
    }
}

/// Names with their values; a repeated name has a list.
pub fn entries(pairs: Vec<(String, String)>) -> Vec<(String, Node)> {
    grouped(pairs.into_iter().map(|(name, value)| (name, sent(value))).collect())
}

/// A text that is sent as it is written: a number or boolean needs no quotes.
fn sent(text: String) -> Node {
    let number = text.parse::<i64>().is_ok_and(|number| number.to_string() == text);
    match text.as_str() {
        "true" | "false" => Node::Bool(text == "true"),
        _ if number => Node::Number(text),
        _ => Node::Text(text),
    }
}

fn grouped(pairs: Vec<(String, Node)>) -> Vec<(String, Node)> {
    let mut all: Vec<(String, Node)> = Vec::new();
    let mut lists: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (name, value) in pairs.into_iter().filter(|(name, _)| !name.is_empty()) {
        match lists.get(&name) {
            None => {
                lists.insert(name.clone(), all.len());
                all.push((name, value));
            }
            Some(at) => match &mut all[*at].1 {
                Node::List(items) => items.push(value),
                first => *first = Node::List(vec![first.clone(), value]),
            },
        }
    }
    all
}
