//! Walks over everything of a step that is evaluated, in the order of evaluation.

use std::sync::Arc;

use super::{
    Action, Auth, Body, BodyContent, Data, Elements, Entries, Expect, Expected, Expression, FormPart,
    Matcher, Operand, Options, PartContent, Path, Regex, Request, Retry, Section, Setting, Source, Status,
    Step, Text, Wait,
};

/// Something that is evaluated.
#[derive(Debug, Clone, Copy)]
pub enum Used<'a> {
    /// A text, maybe with `${…}`.
    Text(&'a Text),
    Expression(&'a Expression),
}

impl<'a> Used<'a> {
    /// Calls `visit` with the name of every variable that it mentions.
    pub fn for_each_variable(self, visit: &mut dyn FnMut(&'a Arc<str>)) {
        match self {
            Used::Expression(expression) => expression.expr.for_each_variable(&mut |name, _| visit(name)),
            Used::Text(text) => {
                text.slots().for_each(|slot| slot.expr.for_each_variable(&mut |name, _| visit(name)))
            }
        }
    }
}

/// When something is evaluated, which decides what it sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// As the list of a `for_each`: does not see its name.
    Elements,
    /// Before the request, or as a part of it.
    Before,
    /// As an expectation: as `Before`, with nothing of the step's own captures.
    Expect,
    /// In `that` and `until`: sees `response`.
    That,
    /// In `transform`: sees `value` and `response`.
    Transform,
    /// In `while`: sees `response` and the step's captures.
    While,
    /// In `say`: sees the step's captures.
    After,
}

/// Gets everything that is evaluated.
pub type Visit<'v, 'a> = &'v mut dyn FnMut(Used<'a>, Moment);

impl Step {
    /// Visits everything of the step that is evaluated.
    pub fn visit<'a>(&'a self, visit: Visit<'_, 'a>) {
        if let Some(for_each) = &self.for_each {
            match &for_each.elements {
                Elements::Expression(expression) => visit(Used::Expression(expression), Moment::Elements),
                Elements::List(data) => visit_data(data, Moment::Elements, visit),
            }
            setting(&for_each.at_least, Moment::Elements, visit);
            if let Some(label) = &for_each.label {
                visit(Used::Text(label), Moment::Before);
            }
        }
        if let Some(when) = &self.when {
            visit(Used::Expression(when), Moment::Before);
        }
        if let Some(Wait::For(wait)) = &self.wait {
            one(wait, Moment::Before, visit);
        }
        match &self.action {
            Action::Request(request) => request.visit(visit),
            Action::Check(expressions) => {
                expressions.iter().for_each(|expression| visit(Used::Expression(expression), Moment::Before));
            }
            Action::Use(used) => {
                used.with.iter().for_each(|(_, data)| visit_data(data, Moment::Before, visit));
            }
        }
        if let Some(repeat) = &self.repeat {
            setting(&repeat.max, Moment::Before, visit);
            visit(Used::Expression(&repeat.while_), Moment::While);
        }
        if let Some(say) = &self.say {
            visit(Used::Text(say), Moment::After);
        }
    }
}

impl Request {
    /// Visits everything of the request that is evaluated.
    pub fn visit<'a>(&'a self, visit: Visit<'_, 'a>) {
        self.visit_sent(visit);
        if let Some(Section::Is(retry)) = &self.retry {
            retry.visit(visit);
        }
        self.expect.visit(visit);
        for capture in &self.capture {
            match &capture.source {
                Source::Json(path) => visit_path(path, Moment::Before, visit),
                Source::Header(name) | Source::Cookie(name) | Source::Regex(Regex::Template(name)) => {
                    visit(Used::Text(name), Moment::Before);
                }
                Source::Regex(Regex::Fixed { .. }) | Source::Markup(_) => {}
                Source::Status | Source::Body | Source::Url | Source::Duration => {}
            }
            if let Some(default) = &capture.default {
                visit_data(default, Moment::Before, visit);
            }
            if let Some(transform) = &capture.transform {
                visit(Used::Expression(transform), Moment::Transform);
            }
        }
    }

    /// Visits what is sent: everything but expectations and captures.
    pub fn visit_sent<'a>(&'a self, visit: Visit<'_, 'a>) {
        let before = Moment::Before;
        visit(Used::Text(&self.method), before);
        if let Some(base) = &self.url.base
            && self.url.relative
        {
            visit(Used::Text(base), before);
        }
        visit(Used::Text(&self.url.text), before);
        for entries in [&self.url.path, &self.query, &self.headers, &self.cookies] {
            visit_entries(entries, visit);
        }
        match &self.auth {
            Some(Auth::Basic { user, password }) => {
                visit(Used::Text(user), before);
                visit(Used::Text(password), before);
            }
            Some(Auth::Bearer(token)) => visit(Used::Text(token), before),
            Some(Auth::None) | None => {}
        }
        for content in self.body.iter().flat_map(Body::contents) {
            match content {
                BodyContent::Data(data) => visit_data(data, before, visit),
                BodyContent::Entries(entries) => visit_entries(entries, visit),
                BodyContent::Text(text) => visit(Used::Text(text), before),
                BodyContent::Part(part) => part.visit(visit),
            }
        }
        self.options.visit(visit);
    }
}

impl FormPart {
    fn visit<'a>(&'a self, visit: Visit<'_, 'a>) {
        if let PartContent::Value(data) = &self.content {
            visit_data(data, Moment::Before, visit);
        }
        [&self.filename, &self.content_type]
            .into_iter()
            .flatten()
            .for_each(|text| visit(Used::Text(text), Moment::Before));
    }
}

impl Options {
    fn visit<'a>(&'a self, visit: Visit<'_, 'a>) {
        let before = Moment::Before;
        setting(&self.timeout, before, visit);
        setting(&self.connect_timeout, before, visit);
        setting(&self.max_body, before, visit);
        setting(&self.follow_redirects, before, visit);
        setting(&self.max_redirects, before, visit);
        setting(&self.cookies, before, visit);
        self.proxy.iter().for_each(|proxy| visit(Used::Text(proxy), before));
        setting(&self.tls.insecure, before, visit);
    }
}

impl Retry {
    /// Visits everything of the policy that is evaluated.
    pub fn visit<'a>(&'a self, visit: Visit<'_, 'a>) {
        let before = Moment::Before;
        setting(&self.attempts, before, visit);
        setting(&self.every, before, visit);
        setting(&self.backoff, before, visit);
        setting(&self.max_wait, before, visit);
        setting(&self.idempotent, before, visit);
        setting(&self.expected, before, visit);
        if let Some(until) = &self.until {
            visit(Used::Expression(until), Moment::That);
        }
    }
}

impl Expect {
    /// Visits everything of the expectations that is evaluated.
    pub fn visit<'a>(&'a self, visit: Visit<'_, 'a>) {
        if let Some(status) = &self.status
            && let Section::Is(status) = &status.value
        {
            visit_status(status, visit);
        }
        for (name, matcher) in &self.headers {
            visit(Used::Text(name), Moment::Expect);
            matcher.visit(visit);
        }
        for (path, matcher) in &self.json {
            visit_path(path, Moment::Expect, visit);
            matcher.visit(visit);
        }
        self.xml.iter().chain(&self.html).for_each(|(_, matcher)| matcher.visit(visit));
        if let Some(body) = &self.body {
            [&body.text, &body.length].into_iter().flatten().for_each(|matcher| matcher.visit(visit));
            if let Some(sha256) = &body.sha256 {
                visit(Used::Text(sha256), Moment::Expect);
            }
        }
        if let Some(Section::Is(matcher)) = &self.duration {
            matcher.visit(visit);
        }
        for cookie in &self.cookies {
            cookie.value.iter().for_each(|matcher| matcher.visit(visit));
            cookie.attributes.iter().for_each(|(_, matcher)| matcher.visit(visit));
            cookie.flags.iter().for_each(|(_, flag)| one(&flag.value, Moment::Expect, visit));
        }
        let masks = self.snapshot.iter().flat_map(|snapshot| &snapshot.mask);
        masks.for_each(|path| visit_path(path, Moment::Expect, visit));
        [&self.url, &self.redirects].into_iter().flatten().for_each(|matcher| matcher.visit(visit));
        self.that.iter().for_each(|expression| visit(Used::Expression(expression), Moment::That));
    }
}

impl Matcher {
    /// Visits everything of the matcher that is evaluated.
    pub fn visit<'a>(&'a self, visit: Visit<'_, 'a>) {
        let moment = Moment::Expect;
        for operator in &self.operators {
            match operator.op.traits().operand {
                Operand::Comparison(comparison) => {
                    if let Expected::Data(data) = &comparison.expected {
                        visit_data(data, moment, visit);
                    }
                    comparison.ignore.iter().for_each(|path| visit_path(path, moment, visit));
                    one(&comparison.any_order, moment, visit);
                }
                Operand::Values(values) => values.iter().for_each(|value| visit_data(value, moment, visit)),
                Operand::Data(data) => visit_data(data, moment, visit),
                Operand::Flag(setting) => one(setting, moment, visit),
                Operand::Regex(Regex::Template(text)) => visit(Used::Text(text), moment),
                Operand::Matcher(_, inner) => inner.visit(visit),
                Operand::Matchers(all) => all.iter().for_each(|matcher| matcher.visit(visit)),
                Operand::Regex(Regex::Fixed { .. })
                | Operand::Types(_)
                | Operand::Schema(_)
                | Operand::Word { .. } => {}
            }
        }
    }
}

fn visit_status<'a>(status: &'a Status, visit: Visit<'_, 'a>) {
    match status {
        Status::OneOf(all) => all.iter().for_each(|status| visit_status(status, visit)),
        Status::Template(text) => visit(Used::Text(text), Moment::Expect),
        Status::Matcher(matcher) => matcher.visit(visit),
        Status::Code(_) | Status::Class(_) | Status::Any => {}
    }
}

fn visit_path<'a>(path: &'a Path, moment: Moment, visit: Visit<'_, 'a>) {
    path.names.iter().for_each(|name| visit(Used::Expression(name), moment));
}

fn visit_entries<'a>(entries: &'a Entries, visit: Visit<'_, 'a>) {
    entries.iter().for_each(|entry| visit_data(&entry.value, Moment::Before, visit));
}

/// Visits every text of some data.
pub fn visit_data<'a>(data: &'a Data, moment: Moment, visit: Visit<'_, 'a>) {
    match data {
        Data::Text(text) => visit(Used::Text(text), moment),
        Data::List(items, _) => items.iter().for_each(|item| visit_data(item, moment, visit)),
        Data::Map(members, _) => members.iter().for_each(|(_, value)| visit_data(value, moment, visit)),
        Data::Null(_) | Data::Bool(..) | Data::Number(..) => {}
    }
}

fn setting<'a, T>(setting: &'a Option<Setting<T>>, moment: Moment, visit: Visit<'_, 'a>) {
    if let Some(setting) = setting {
        one(setting, moment, visit);
    }
}

fn one<'a, T>(setting: &'a Setting<T>, moment: Moment, visit: Visit<'_, 'a>) {
    if let Setting::Template(text) = setting {
        visit(Used::Text(text), moment);
    }
}
