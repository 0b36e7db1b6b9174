//! Which names of a scenario are secret, known before it runs.

use std::collections::HashSet;
use std::sync::Arc;

use super::scope::mentions;
use crate::lang::Library;
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Scenario, Text};

/// Names whose values are secret: so marked, one-time, or made of such by an expression.
pub fn secret_names(scenario: &Scenario, library: &Library) -> HashSet<Arc<str>> {
    let mut secret: HashSet<Arc<str>> =
        scenario.inputs.iter().filter(|input| input.secret).map(|input| input.name.value.clone()).collect();
    secret.extend(scenario.cases.iter().flat_map(|rows| &rows.secret).cloned());
    for var in &scenario.vars {
        let mut tainted = false;
        visit_data(&var.value, Moment::Before, &mut |used, _| {
            if let Used::Text(text) = used {
                tainted |= mentions_secret(text, library, &secret);
            }
        });
        if tainted {
            secret.insert(var.name.value.clone());
        }
    }
    for step in scenario.all_steps() {
        let Action::Request(request) = &step.action else { continue };
        for capture in &request.capture {
            let transformed = capture.transform.as_ref().is_some_and(|transform| {
                mentions(library.expression(transform.id), &|name| secret.contains(name)).is_some()
            });
            if capture.secret || transformed {
                secret.insert(capture.name.value.clone());
            }
        }
    }
    secret
}

fn mentions_secret(text: &Text, library: &Library, secret: &HashSet<Arc<str>>) -> bool {
    text.template.is_some_and(|id| {
        library.template(id).slots().any(|slot| mentions(&slot.expr, &|name| secret.contains(name)).is_some())
    })
}
