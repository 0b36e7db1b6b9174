//! The flow of variables: every name is defined, before it is used, once; and what is defined is used.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::{Context, Place};
use crate::diag::{Code, Diagnostic, Sink, did_you_mean, list};
use crate::lang::{Expr, Node};
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Data, Step};
use crate::source::Span;

/// Where a name gets its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Input,
    Column,
    /// By its place in `vars`.
    Var(usize),
    /// By the first step that captures it.
    Capture(usize),
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

/// Runs the rule.
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
        Some(first) => sink.push(
            Diagnostic::new(Code::DuplicateName, span, format!("`{name}` is defined already"))
                .related(first.span, "the first definition")
                .help("give this one another name"),
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
        if let Action::Request(request) = &step.action {
            for capture in &request.capture {
                define(&capture.name.value, capture.name.span, Origin::Capture(index));
            }
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
    }

    fn used(&mut self, used: Used<'_>, user: User) {
        for place in self.context.expressions(used) {
            let mut names = Vec::new();
            collect(place.expr, false, &mut names);
            for (name, range, guarded) in names {
                self.name(&place, name, range, guarded, user);
            }
        }
    }

    fn name(&mut self, place: &Place<'_>, name: &Arc<str>, range: Range<usize>, guarded: bool, user: User) {
        let moment = match user {
            User::Step { moment, .. } => Some(moment),
            _ => None,
        };
        match &**name {
            "environment" | "omit" => return,
            "response" if matches!(moment, Some(Moment::That | Moment::Transform)) => return,
            "value" if moment == Some(Moment::Transform) => return,
            "response" => {
                let span = self.context.inside(place, range);
                self.sink.push(
                    Diagnostic::new(
                        Code::UndefinedVariable,
                        span,
                        "`response` is seen by `that` and `transform` only",
                    )
                    .help("capture what you need: `capture: { id: $.id }`"),
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
        let problem = match (user, definition.origin) {
            (User::ScenarioWhen, Origin::Input) => None,
            (User::ScenarioWhen, _) => Some(format!(
                "the scenario's `when` sees inputs and `environment` only, but `{name}` is none"
            )),
            (User::Lock, Origin::Input | Origin::Column) => None,
            (User::Lock, _) => Some(format!("`locks` see inputs and columns only, but `{name}` is none")),
            (User::Var(own), Origin::Var(other)) if other >= own => Some(format!(
                "`{name}` is computed {}: `vars` are computed from top to bottom",
                if other == own { "from itself" } else { "further down" }
            )),
            (User::Var(_), Origin::Capture(_)) => {
                Some(format!("`{name}` is captured by a step, but `vars` are computed before the first step"))
            }
            (User::Step { index, moment, .. }, Origin::Capture(first)) if !guarded => {
                let own = if moment == Moment::After { index < first } else { index <= first };
                own.then(|| {
                    if index == first {
                        format!("`{name}` is captured by this very step, after this is evaluated")
                    } else {
                        format!("`{name}` is captured by a later step only")
                    }
                })
            }
            _ => None,
        };
        if let Some(problem) = problem {
            let span = self.context.inside(place, range);
            self.sink.push(
                Diagnostic::new(Code::UsedBeforeCapture, span, problem)
                    .related(definition.span, "it is defined here"),
            );
        }
    }

    fn undefined(&mut self, name: &str, span: Span) {
        let scenario = self.context.scenario;
        if scenario.columns_unknown || scenario.unread.iter().any(|unread| &**unread == name) {
            return;
        }
        let known = || self.definitions.keys().map(|name| &**name);
        let mut diagnostic =
            Diagnostic::new(Code::UndefinedVariable, span, format!("no variable is called `{name}`"));
        if let Some(near) = did_you_mean(name, known()) {
            // Using a misspelt name counts as using the right one: one mistake, one message.
            self.used.insert(near.into());
            diagnostic = diagnostic.label(format!("did you mean `{near}`?"));
        } else {
            let mut names: Vec<&str> = known().collect();
            names.sort_unstable();
            names.truncate(12);
            diagnostic = match names.is_empty() {
                true => {
                    diagnostic.help("declare it under `inputs` or `vars`, or capture it in an earlier step")
                }
                false => diagnostic.help(format!(
                    "defined are {}; declare it under `inputs` or `vars`, or capture it in an earlier step",
                    list(names)
                )),
            };
        }
        self.sink.push(diagnostic);
    }

    /// Values that are exactly the name of a variable: `token: token`.
    fn forgotten_in(&mut self, step: &Step) {
        let Action::Request(request) = &step.action else { return };
        for entry in request.query.iter().chain(&request.headers).chain(&request.cookies) {
            self.forgotten(&entry.value);
        }
        match &request.body {
            Some(crate::model::Body::Json(data)) => self.forgotten(data),
            Some(crate::model::Body::Form(entries)) => {
                entries.iter().for_each(|entry| self.forgotten(&entry.value))
            }
            _ => {}
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
                        format!("this is the text `{}`, not the variable of that name", text.raw),
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
        Node::Test(test, inner, _) if matches!(&**test, "defined" | "undefined") => {
            collect(inner, true, names)
        }
        Node::Filter(filter, inner, arguments) if matches!(&**filter, "default" | "d") => {
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
        found |= matches!(&part.node, Node::Test(test, ..) if matches!(&**test, "defined" | "undefined"));
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
        };
        sink.push(Diagnostic::new(code, definition.span, format!("{what} `{name}` is never used")));
    }
}
