//! Steps that never run.

use std::sync::Arc;

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::lang::{Expr, Node};
use crate::model::{Action, Step};
use crate::value::Value;
use crate::vocabulary::Test;

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let scenario = context.scenario;
    for (index, step) in scenario.all_steps().enumerate() {
        let Some(when) = &step.when else { continue };
        let place = context.expression(when);
        let message = match &place.expr.node {
            Node::Const(Value::Bool(false)) => "`when` is always false: this step never runs".to_owned(),
            _ => match never_defined(context, place.expr, index) {
                Some(name) => format!(
                    "`{name}` is only captured later, so it is not defined here: this step never runs"
                ),
                None => continue,
            },
        };
        sink.push(
            Diagnostic::new(Code::Unreachable, when.span, message)
                .help("remove the step, or change its `when`"),
        );
    }
    if let Some(when) = &scenario.when
        && let Node::Const(Value::Bool(false)) = context.expression(when).expr.node
    {
        sink.push(
            Diagnostic::new(Code::Unreachable, when.span, "`when` is always false: this scenario never runs")
                .help("to disable it for now, give the reason: `skip: waits for …`"),
        );
    }
}

/// The name that an expression needs to be defined and that no step before captures.
fn never_defined(context: &Context<'_>, expr: &Expr, index: usize) -> Option<Arc<str>> {
    match &expr.node {
        Node::Test(Test::Defined, inner, _) => match &inner.node {
            Node::Var(name) => later_only(context, name, index).then(|| name.clone()),
            _ => None,
        },
        // One side that is never true is enough.
        Node::And(left, right) => {
            never_defined(context, left, index).or_else(|| never_defined(context, right, index))
        }
        _ => None,
    }
}

fn later_only(context: &Context<'_>, name: &str, index: usize) -> bool {
    let captures = |step: &Step| match &step.action {
        Action::Request(request) => request.capture.iter().any(|capture| &*capture.name.value == name),
        Action::Use(used) => used.outputs.iter().any(|(here, _)| &*here.value == name),
        Action::Check(_) => false,
    };
    let scenario = context.scenario;
    let first = scenario.all_steps().position(captures);
    let Some(first) = first else { return false };
    let looped = |step: &Step| step.repeat.is_some() || step.for_each.is_some();
    let own = first == index && scenario.all_steps().nth(index).is_some_and(looped);
    // Other definitions (inputs, columns) are told as a name that is given twice.
    first >= index && !own
}
