//! The names of locks are no secrets: two instances are told apart by them, and a name is shown where one waits.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::eval::taint::{Secrets, secret_names};
use crate::model::visit::Used;

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let scenario = context.scenario;
    if scenario.locks.is_empty() {
        return;
    }
    // Locks see inputs and columns, which no fragment gives.
    let secret = secret_names(scenario, &|_| false, &mut |_, _, _| Secrets::new());
    for lock in &scenario.locks {
        for place in context.expressions(Used::Text(lock)) {
            place.expr.for_each_variable(&mut |name, range| {
                if secret.contains(name) {
                    let span = context.inside(&place, range);
                    let message = format!("`{name}` is secret, but lock names are not");
                    sink.push(
                        Diagnostic::new(Code::InvalidValue, span, message)
                            .help("use something else for the name of the lock, such as the account name"),
                    );
                }
            });
        }
    }
}
