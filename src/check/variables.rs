//! The flow of variables: every name is defined, before it is used, once; and what is defined is used.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::context::{Context, Place};
use crate::diag::{Code, Diagnostic, Sink, did_you_mean, list};
use crate::lang::{Expr, Node, RESPONSE_MEMBERS};
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Body, BodyContent, Data, FormPart, PartContent, Step};
use crate::source::Span;

/// Where a name gets its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Input,
    Column,
    /// By its place in `vars`.
    Var(usize),
    /// By the first step that captures it, or takes it out of a fragment.
    Capture(usize),
    /// By the `for_each` of one step or several, each of which sees its own only.
    Item,
}

struct Definition {
    origin: Origin,
    span: Span,
}

/// Where a name is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum User {
    ScenarioWhen,
    Lock,
    Var(usize),
    Step { index: usize, moment: Moment, cleanup: bool },
}

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let definitions = definitions(context, sink);
    let mut checker = Checker { context, definitions: &definitions, used: HashSet::new(), sink };
    checker.scenario();
    let used = checker.used;
    // Where something could not be read, it may be the very place that uses a name.
    if !sink.has_errors_in(context.scenario.file) {
        unused(context, &definitions, &used, sink);
    }
}

fn definitions(context: &Context<'_>, sink: &mut Sink) -> HashMap<Arc<str>, Definition> {
    let scenario = context.scenario;
    let mut all: HashMap<Arc<str>, Definition> = HashMap::new();
    let mut define = |name: &Arc<str>, span: Span, origin: Origin| match all.get(name) {
        // A later step may capture a name again.
        Some(Definition { origin: Origin::Capture(_), .. }) if matches!(origin, Origin::Capture(_)) => {}
        Some(Definition { origin: Origin::Item, .. }) if origin == Origin::Item => {}
        Some(first) => sink.push(
            Diagnostic::new(Code::DuplicateName, span, format!("`{name}` is already defined"))
                .related(first.span, "the first definition")
                .help("choose a different name"),
        ),
        None => {
            all.insert(name.clone(), Definition { origin, span });
        }
    };
    for input in &scenario.inputs {
        define(&input.name.value, input.name.span, Origin::Input);
    }
    for column in scenario.cases.iter().flat_map(|rows| &rows.columns) {
        define(&column.value, column.span, Origin::Column);
    }
    for (index, var) in scenario.vars.iter().enumerate() {
        define(&var.name.value, var.name.span, Origin::Var(index));
    }
    for (index, step) in scenario.all_steps().enumerate() {
        if let Some(for_each) = &step.for_each {
            define(&for_each.item.value, for_each.item.span, Origin::Item);
        }
        match &step.action {
            Action::Request(request) => {
                for capture in &request.capture {
                    define(&capture.name.value, capture.name.span, Origin::Capture(index));
                }
            }
            Action::Use(used) => {
                for (here, _) in &used.outputs {
                    define(&here.value, here.span, Origin::Capture(index));
                }
            }
            Action::Check(_) => {}
        }
    }
    all
}

struct Checker<'c, 'a> {
    context: &'c Context<'a>,
    definitions: &'c HashMap<Arc<str>, Definition>,
    used: HashSet<Arc<str>>,
    sink: &'c mut Sink,
}

impl Checker<'_, '_> {
    fn scenario(&mut self) {
        let scenario = self.context.scenario;
        if let Some(when) = &scenario.when {
            self.used(Used::Expression(when), User::ScenarioWhen);
        }
        for lock in &scenario.locks {
            self.used(Used::Text(lock), User::Lock);
        }
        for (index, var) in scenario.vars.iter().enumerate() {
            let mut texts = Vec::new();
            visit_data(&var.value, Moment::Before, &mut |used, _| texts.push(used));
            texts.into_iter().for_each(|used| self.used(used, User::Var(index)));
            self.forgotten(&var.value);
        }
        let flow = scenario.steps.len();
        for (index, step) in scenario.all_steps().enumerate() {
            let mut uses = Vec::new();
            step.visit(&mut |used, moment| uses.push((used, moment)));
            for (used, moment) in uses {
                self.used(used, User::Step { index, moment, cleanup: index >= flow });
            }
            self.forgotten_in(step);
        }
        // Outputs are evaluated when the last step has run, before the cleanup.
        for output in scenario.fragment.iter().flat_map(|parts| &parts.outputs) {
            let last = User::Step { index: flow.saturating_sub(1), moment: Moment::After, cleanup: false };
            self.used(Used::Expression(&output.value), last);
        }
    }

    fn used(&mut self, used: Used<'_>, user: User) {
        for place in self.context.expressions(used) {
            self.response_members(&place);
            let mut names = Vec::new();
            collect(place.expr, false, &mut names);
            for (name, range, guarded) in names {
                self.name(&place, name, range, guarded, user);
            }
        }
    }

    /// `response.statuss` would be found out only when the answer came.
    fn response_members(&mut self, place: &Place<'_>) {
        place.expr.walk(&mut |part| {
            if let Node::Attribute(inner, member) = &part.node
                && matches!(&inner.node, Node::Var(name) if &**name == "response")
                && !RESPONSE_MEMBERS.contains(&&**member)
            {
                let name = part.range.end.saturating_sub(member.len())..part.range.end;
                let span = self.context.inside(place, name);
                let message = format!("`response` has no `{member}`");
                let diagnostic = Diagnostic::new(Code::UndefinedVariable, span, message);
                self.sink.push(diagnostic.suggest(member, RESPONSE_MEMBERS, false, |diagnostic| {
                    diagnostic.help(format!("it has {}", list(RESPONSE_MEMBERS)))
                }));
            }
        });
    }

    fn name(&mut self, place: &Place<'_>, name: &Arc<str>, range: Range<usize>, guarded: bool, user: User) {
        let moment = match user {
            User::Step { moment, .. } => Some(moment),
            _ => None,
        };
        match &**name {
            "environment" | "omit" => return,
            "response" if matches!(moment, Some(Moment::That | Moment::While | Moment::Transform)) => return,
            "value" if moment == Some(Moment::Transform) => return,
            "response" => {
                let span = self.context.inside(place, range);
                self.sink.push(
                    Diagnostic::new(
                        Code::UndefinedVariable,
                        span,
                        "`response` can only be used in `that`, `until`, `while` and `transform`",
                    )
                    .help("capture the value you need: `capture: { id: $.id }`"),
                );
                return;
            }
            _ => {}
        }
        let Some(definition) = self.definitions.get(name) else {
            let span = self.context.inside(place, range);
            self.undefined(name, span);
            return;
        };
        self.used.insert(name.clone());
        if definition.origin == Origin::Item {
            self.item(place, name, range, user);
            return;
        }
        let problem = match (user, definition.origin) {
            (User::ScenarioWhen, Origin::Input) => None,
            (User::ScenarioWhen, _) => Some(format!(
                "the scenario's `when` can only use inputs and `environment`; `{name}` is neither"
            )),
            (User::Lock, Origin::Input | Origin::Column) => None,
            (User::Lock, _) => Some(format!("`locks` can only use inputs and columns; `{name}` is neither")),
            (User::Var(own), Origin::Var(other)) if other >= own => Some(format!(
                "`{name}` is computed {}: `vars` are computed from top to bottom",
                if other == own { "from itself" } else { "further down" }
            )),
            (User::Var(_), Origin::Capture(_)) => {
                Some(format!("`{name}` is captured by a step, but `vars` are computed before the first step"))
            }
            (User::Step { index, moment, .. }, Origin::Capture(first)) if !guarded => {
                let after = matches!(moment, Moment::After | Moment::While);
                let own = if after { index < first } else { index <= first };
                own.then(|| {
                    if index == first {
                        format!("`{name}` is captured by this step, but only after this is evaluated")
                    } else {
                        format!("`{name}` is only captured by a later step")
                    }
                })
            }
            _ => None,
        };
        if let Some(problem) = problem {
            let span = self.context.inside(place, range);
            let mut diagnostic = Diagnostic::new(Code::UsedBeforeCapture, span, problem)
                .related(definition.span, "defined here");
            if let User::Step { index, .. } = user
                && definition.origin == Origin::Capture(index)
                && self.context.scenario.all_steps().nth(index).is_some_and(|step| step.repeat.is_some())
            {
                diagnostic = diagnostic
                    .help(format!("it has no value in the first iteration: use `{name} | default(…)`"));
            }
            self.sink.push(diagnostic);
        }
    }

    /// The name of a `for_each` is seen by its own step, and not by the list itself.
    fn item(&mut self, place: &Place<'_>, name: &Arc<str>, range: Range<usize>, user: User) {
        let message = match user {
            User::Step { index, moment, .. } => {
                let step = self.context.scenario.all_steps().nth(index);
                let own = step.and_then(|step| step.for_each.as_ref()).map(|for_each| &for_each.item.value);
                match (own == Some(name), moment) {
                    (true, Moment::Elements) => {
                        format!("`{name}` is an element of this list, so the list cannot use it")
                    }
                    (true, _) => return,
                    (false, _) => format!("`{name}` is only visible in the step whose `for_each` defines it"),
                }
            }
            _ => format!("`{name}` is only visible in the step whose `for_each` defines it"),
        };
        let span = self.context.inside(place, range);
        let mut diagnostic = Diagnostic::new(Code::UndefinedVariable, span, message);
        if let Some(definition) = self.definitions.get(name) {
            diagnostic = diagnostic.related(definition.span, "defined here");
        }
        self.sink.push(diagnostic.help("to keep values of all elements, capture them with `append: true`"));
    }

    fn undefined(&mut self, name: &str, span: Span) {
        let scenario = self.context.scenario;
        if scenario.columns_unknown || scenario.unread.iter().any(|unread| &**unread == name) {
            return;
        }
        let known = || self.definitions.keys().map(|name| &**name);
        let mut diagnostic =
            Diagnostic::new(Code::UndefinedVariable, span, format!("`{name}` is not defined"));
        if let Some(near) = did_you_mean(name, known()) {
            // Using a misspelt name counts as using the right one: one mistake, one message.
            self.used.insert(near.into());
            diagnostic = diagnostic.meant(near, false);
        } else {
            let mut names: Vec<&str> = known().collect();
            names.sort_unstable();
            names.truncate(12);
            diagnostic = match names.is_empty() {
                true => {
                    diagnostic.help("declare it under `inputs` or `vars`, or capture it in an earlier step")
                }
                false => diagnostic.help(format!(
                    "defined here: {}; declare it under `inputs` or `vars`, or capture it in an earlier step",
                    list(names)
                )),
            };
        }
        self.sink.push(diagnostic);
    }

    /// Values that are exactly the name of a variable: `token: token`.
    fn forgotten_in(&mut self, step: &Step) {
        let request = match &step.action {
            Action::Request(request) => request,
            Action::Use(used) => return used.with.iter().for_each(|(_, data)| self.forgotten(data)),
            Action::Check(_) => return,
        };
        for entry in
            request.url.path.iter().chain(&request.query).chain(&request.headers).chain(&request.cookies)
        {
            self.forgotten(&entry.value);
        }
        for content in request.body.iter().flat_map(Body::contents) {
            match content {
                BodyContent::Data(data) => self.forgotten(data),
                BodyContent::Entries(entries) => {
                    entries.iter().for_each(|entry| self.forgotten(&entry.value));
                }
                BodyContent::Part(FormPart { content: PartContent::Value(data), .. }) => self.forgotten(data),
                BodyContent::Part(_) | BodyContent::Text(_) => {}
            }
        }
    }

    fn forgotten(&mut self, data: &Data) {
        data.for_each_text(&mut |text| {
            if text.template.is_none() && self.definitions.contains_key(&text.raw) {
                self.used.insert(text.raw.clone());
                self.sink.push(
                    Diagnostic::new(
                        Code::ForgotTemplate,
                        text.span,
                        format!("this is the string `{}`, not the variable with that name", text.raw),
                    )
                    .help(format!("write `${{{}}}` for the variable", text.raw)),
                );
            }
        });
    }
}

/// Names in an expression; `guarded` where `is defined`, `is undefined` or `default` takes care of a missing value.
fn collect<'e>(expr: &'e Expr, guarded: bool, names: &mut Vec<(&'e Arc<str>, Range<usize>, bool)>) {
    match &expr.node {
        Node::Var(name) => names.push((name, expr.range.clone(), guarded)),
        Node::Test(test, inner, _) if test.takes_undefined() => collect(inner, true, names),
        Node::Filter(filter, inner, arguments) if filter.takes_undefined() => {
            collect(inner, true, names);
            arguments.iter().for_each(|argument| collect(&argument.value, guarded, names));
        }
        // `token is defined and token != ''`: the right side is reached only when the left one holds.
        Node::And(left, right) if tests_defined(left) => {
            collect(left, guarded, names);
            collect(right, true, names);
        }
        Node::If { condition, then, otherwise } if tests_defined(condition) => {
            collect(condition, guarded, names);
            collect(then, true, names);
            otherwise.iter().for_each(|otherwise| collect(otherwise, true, names));
        }
        _ => expr.children().for_each(|child| collect(child, guarded, names)),
    }
}

fn tests_defined(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        found |= matches!(&part.node, Node::Test(test, ..) if test.takes_undefined());
    });
    found
}

fn unused(
    context: &Context<'_>,
    definitions: &HashMap<Arc<str>, Definition>,
    used: &HashSet<Arc<str>>,
    sink: &mut Sink,
) {
    for (name, definition) in definitions {
        // An input of the configuration is for all files; one of another file was merged in.
        if used.contains(name) || definition.span.file != context.scenario.file {
            continue;
        }
        let (code, what) = match definition.origin {
            // A row may say more than one scenario needs: other files and people read it too.
            Origin::Column => continue,
            Origin::Input => (Code::UnusedInput, "the input"),
            Origin::Var(_) => (Code::UnusedVariable, "the variable"),
            Origin::Capture(_) => (Code::UnusedCapture, "the captured value"),
            // A list may only say how often.
            Origin::Item => continue,
        };
        sink.push(Diagnostic::new(code, definition.span, format!("{what} `{name}` is never used")));
    }
}
