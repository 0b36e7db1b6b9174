//! Expectations that no response can satisfy: a test that always fails is worse than none, since people learn to ignore it.

mod bounds;
mod clash;
mod kinds;

use self::clash::Subject;
use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{
    About, Action, Arity, Expect, Finds, Matcher, Op, Operator, Path, Request, Section, Setting, Status,
};
use crate::source::Span;

/// Runs the rule.
pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let mut found = Findings { context, sink, told: Vec::new() };
    for step in context.scenario.all_steps() {
        let Action::Request(request) = &step.action else { continue };
        let expect = &request.expect;
        if let Some(status) = &expect.status
            && let Section::Is(Status::Matcher(matcher)) = &status.value
        {
            found.matcher(matcher, Subject::Status);
        }
        expect.headers.iter().for_each(|(_, matcher)| found.matcher(matcher, Subject::Text));
        for (path, matcher) in &expect.json {
            found.matcher(matcher, if path.compiled.is_singular() { Subject::Json } else { Subject::List });
        }
        for (query, matcher) in expect.xml.iter().chain(&expect.html) {
            match query.finds() {
                Finds::Nodes => found.nodes(matcher),
                Finds::Text => found.matcher(matcher, Subject::Text),
                Finds::Number => found.matcher(matcher, Subject::Number),
                Finds::Boolean => found.matcher(matcher, Subject::Json),
            }
        }
        if let Some(body) = &expect.body {
            body.text.iter().for_each(|matcher| found.matcher(matcher, Subject::Text));
            body.length.iter().for_each(|matcher| found.matcher(matcher, Subject::Number));
        }
        if let Some(Section::Is(matcher)) = &expect.duration {
            found.matcher(matcher, Subject::Duration);
        }
        expect.cookies.iter().for_each(|cookie| {
            cookie.value.iter().for_each(|matcher| found.matcher(matcher, Subject::Text));
        });
        expect.url.iter().for_each(|matcher| found.matcher(matcher, Subject::Text));
        expect.redirects.iter().for_each(|matcher| found.matcher(matcher, Subject::Number));
        found.paths(expect);
        found.no_body(request);
        found.redirects(request);
    }
}

struct Findings<'c, 'a> {
    context: &'c Context<'a>,
    sink: &'c mut Sink,
    /// Matchers of `defaults` belong to every step.
    told: Vec<Span>,
}

impl Findings<'_, '_> {
    fn tell(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: Option<&str>,
        other: Option<(Span, &str)>,
    ) {
        if self.told.contains(&span) {
            return;
        }
        self.told.push(span);
        let mut diagnostic =
            Diagnostic::new(Code::NeverHolds, span, message).help_if(help.map(str::to_owned));
        if let Some((span, why)) = other {
            diagnostic = diagnostic.related(span, why);
        }
        self.sink.push(diagnostic);
    }

    fn matcher(&mut self, matcher: &Matcher, subject: Subject) {
        let clash = match subject {
            Subject::Json | Subject::Text | Subject::Nodes => kinds::clash(matcher, subject),
            _ => None,
        };
        if let Some(clash) = clash.or_else(|| bounds::clash(matcher, subject)) {
            self.tell(
                clash.span,
                clash.message,
                None,
                clash.other.map(|other| (other, "it contradicts this")),
            );
            return;
        }
        for operator in &matcher.operators {
            let (about, inner) = operator.op.traits().operand.matchers();
            let subject = match about {
                About::Number if matches!(operator.op, Op::Count(_)) => Subject::Lines,
                About::Number => Subject::Number,
                About::Elements if subject == Subject::List => Subject::Json,
                About::Elements if subject == Subject::Nodes => Subject::Text,
                About::Elements | About::Same => subject,
            };
            inner.iter().for_each(|inner| self.matcher(inner, subject));
        }
    }

    /// What is for the one node that a query finds, beside a length that is not 1.
    fn nodes(&mut self, matcher: &Matcher) {
        let one = matcher.operators.iter().find(|operator| operator.op.traits().arity != Arity::Any);
        let length = matcher
            .operators
            .iter()
            .find(|operator| matches!(&operator.op, Op::Length(length) if bounds::excludes_one(length)));
        match (one, length) {
            (Some(one), Some(length)) => {
                let message =
                    format!("`{}` is for the one node that is found, so that the length is 1", one.name);
                let help =
                    "`length` is the number of nodes; say which of them are meant: `each`, `some`, `one`";
                self.tell(length.span, message, Some(help), Some((one.span, "it is for one node")));
            }
            _ => self.matcher(matcher, Subject::Nodes),
        }
    }

    /// `$.a` is not there, but something in it is.
    fn paths(&mut self, expect: &Expect) {
        let absent = |matcher: &Matcher| {
            matcher.operators.iter().any(|operator| matches!(operator.op, Op::Exists(Setting::Fixed(false))))
        };
        let needs = |path: &Path, matcher: &Matcher| {
            let may = |operator: &Operator| operator.op.may_be_absent(!path.compiled.is_singular());
            !absent(matcher) && !matcher.operators.iter().any(may)
        };
        for (outer, matcher) in expect.json.iter().filter(|(_, matcher)| absent(matcher)) {
            let inside = |path: &Path| {
                let rest = path.raw.strip_prefix(&*outer.raw);
                rest.is_some_and(|rest| rest.starts_with(['.', '[']))
            };
            if let Some((inner, _)) =
                expect.json.iter().find(|(path, matcher)| inside(path) && needs(path, matcher))
            {
                let message = format!("`{}` is inside `{}`, which must not exist", inner.raw, outer.raw);
                self.tell(inner.span, message, None, Some((matcher.span, "it must not exist")));
            }
        }
    }

    /// Answers to HEAD, and those with 1xx, 204 and 304, have no body (RFC 9110 §6.4.1).
    fn no_body(&mut self, request: &Request) {
        let expect = &request.expect;
        let why = match expect.status.as_ref().map(|status| &status.value) {
            _ if &*request.method.raw == "HEAD" => "a response to HEAD",
            Some(Section::Is(Status::Code(204))) => "a response with 204",
            Some(Section::Is(Status::Code(304))) => "a response with 304",
            Some(Section::Is(Status::Class(1))) => "a response with 1xx",
            _ => return,
        };
        if let Some((path, _)) = expect.json.first() {
            self.tell(path.span, format!("{why} has no body, so it contains no JSON"), None, None);
        } else if let Some(capture) =
            request.capture.iter().find(|capture| matches!(capture.source, crate::model::Source::Json(_)))
        {
            let message = format!("{why} has no body, so nothing can be captured from it");
            self.tell(capture.name.span, message, None, None);
        }
    }

    /// Redirects that are not followed are none.
    fn redirects(&mut self, request: &Request) {
        let Some(matcher) = &request.expect.redirects else { return };
        let follows = |options: &crate::model::Options| options.follow_redirects.is_some();
        let config = &self.context.project.config;
        let somewhere =
            config.environments.values().any(|environment| follows(&environment.defaults.options));
        let off = matches!(request.options.follow_redirects, None | Some(Setting::Fixed(false)));
        if off && !somewhere && bounds::above_zero(matcher) {
            self.tell(
                matcher.span,
                "redirects are not followed, so there cannot be any",
                Some("options: { follow_redirects: true }"),
                None,
            );
        }
    }
}
