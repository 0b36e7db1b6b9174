//! What a scenario says, in the order in which it is written.

mod allowed;
mod literal;

pub use literal::{escape, literal_node};

use crate::yaml::write::{Member, Node, document};

/// A scenario to be written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// Lines above all.
    pub comments: Vec<String>,
    pub name: String,
    pub description: Option<String>,
    /// For `--tag`.
    pub tags: Vec<String>,
    /// The OpenAPI document that holds for all exchanges.
    pub openapi: Option<String>,
    /// What comes from outside.
    pub inputs: Vec<Input>,
    pub vars: Vec<(String, Node)>,
    /// For every request.
    pub defaults: Vec<(String, Node)>,
    pub steps: Vec<Step>,
    /// Always runs.
    pub cleanup: Vec<Step>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Input {
    pub name: String,
    /// The environment variable that provides it.
    pub env: Option<String>,
    /// When nothing else gives it.
    pub default: Option<Node>,
    /// Never shown.
    pub secret: bool,
    pub description: Option<String>,
}

/// A step with a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// Lines above it.
    pub comments: Vec<String>,
    pub name: String,
    pub when: Option<String>,
    pub wait: Option<String>,
    /// A warning about its request that is allowed, and why.
    pub allow: Option<String>,
    pub request: String,
    pub query: Vec<(String, Node)>,
    pub headers: Vec<(String, Node)>,
    pub cookies: Vec<(String, Node)>,
    /// The key and value of the body.
    pub body: Option<(&'static str, Node)>,
    pub auth: Option<Node>,
    pub options: Vec<(String, Node)>,
    pub retry: Option<Node>,
    pub repeat: Option<Node>,
    pub expect: Expectations,
    /// Names and sources.
    pub capture: Vec<(String, Node)>,
}

/// What a step expects.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expectations {
    pub status: Option<Node>,
    /// Header names and matchers.
    pub headers: Vec<(String, Node)>,
    /// Paths and matchers.
    pub json: Vec<(String, Node)>,
    /// XPaths and matchers.
    pub xml: Vec<(String, Node)>,
    /// Selectors and matchers.
    pub html: Vec<(String, Node)>,
    /// Cookies of the answer.
    pub cookies: Vec<(String, Node)>,
    /// Other keys, in this order: `body`, `schema`, `url`, `redirects`, `duration`.
    pub others: Vec<(&'static str, Node)>,
    pub that: Vec<String>,
}

/// Members of a map under construction: what is empty is left out.
#[derive(Default)]
struct Members(Vec<Member>);

impl Members {
    fn add(&mut self, key: &str, value: Option<Node>) {
        self.0.extend(value.map(|value| Member::new(key, value)));
    }

    fn text(&mut self, key: &str, text: &Option<String>) {
        self.add(key, text.as_deref().map(Node::from));
    }

    fn section(&mut self, key: &str, members: &[(String, Node)]) {
        self.add(key, section(members));
    }
}

fn section(members: &[(String, Node)]) -> Option<Node> {
    let members: Vec<Member> = members.iter().map(|(key, value)| Member::new(key, value.clone())).collect();
    (!members.is_empty()).then_some(Node::Section(members))
}

impl Draft {
    /// The text of the file.
    pub fn text(&self) -> String {
        let mut members = Members::default();
        members.add("scenario", Some(self.name.as_str().into()));
        members.text("description", &self.description);
        let tags: Vec<Node> = self.tags.iter().map(|tag| tag.as_str().into()).collect();
        members.add("tags", (!tags.is_empty()).then_some(Node::List(tags)));
        members.text("openapi", &self.openapi);
        let inputs: Vec<(String, Node)> =
            self.inputs.iter().map(|input| (input.name.clone(), input.node())).collect();
        members.section("inputs", &inputs);
        members.section("vars", &self.vars);
        members.section("defaults", &self.defaults);
        members.add("steps", steps(&self.steps));
        members.add("cleanup", steps(&self.cleanup));
        if let Some(first) = members.0.first_mut() {
            first.comments = self.comments.clone();
        }
        allowed::add(&mut members.0);
        document(&members.0)
    }
}

fn steps(steps: &[Step]) -> Option<Node> {
    let written = steps.iter().map(|step| (step.comments.clone(), step.members())).collect();
    (!steps.is_empty()).then_some(Node::Steps(written))
}

impl Input {
    fn node(&self) -> Node {
        let mut members = Members::default();
        members.text("env", &self.env);
        members.add("default", self.default.clone());
        members.add("secret", self.secret.then_some(Node::Bool(true)));
        members.text("description", &self.description);
        Node::Map(members.0)
    }
}

impl Step {
    fn members(&self) -> Vec<Member> {
        let mut members = Members::default();
        members.add("name", Some(self.name.as_str().into()));
        members.text("when", &self.when);
        members.text("wait", &self.wait);
        let request = Member::new("request", self.request.as_str());
        members.0.push(Member { allow: self.allow.clone(), ..request });
        members.section("query", &self.query);
        members.section("headers", &self.headers);
        members.section("cookies", &self.cookies);
        if let Some((key, value)) = &self.body {
            // A line for each member: people change single values.
            let value = match value {
                Node::Map(all) if !all.is_empty() => Node::Section(all.clone()),
                other => other.clone(),
            };
            members.add(key, Some(value));
        }
        members.add("auth", self.auth.clone());
        let options = self.options.iter().map(|(key, value)| (key.as_str(), value.clone()));
        members.add("options", (!self.options.is_empty()).then(|| Node::map(options)));
        members.add("retry", self.retry.clone());
        members.add("repeat", self.repeat.clone());
        members.add("expect", self.expect.node());
        members.section("capture", &self.capture);
        members.0
    }
}

impl Expectations {
    fn node(&self) -> Option<Node> {
        let mut members = Members::default();
        members.add("status", self.status.clone());
        members.section("headers", &self.headers);
        members.section("json", &self.json);
        members.section("xml", &self.xml);
        members.section("html", &self.html);
        members.section("cookies", &self.cookies);
        self.others.iter().for_each(|(key, value)| members.add(key, Some(value.clone())));
        let that: Vec<Node> = self.that.iter().map(|text| text.as_str().into()).collect();
        members.add("that", (!that.is_empty()).then_some(Node::List(that)));
        (!members.0.is_empty()).then_some(Node::Section(members.0))
    }
}
