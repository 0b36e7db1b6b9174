//! Which names of a scenario are secret, known before it runs.

use std::collections::HashSet;
use std::sync::Arc;

use super::scope::mentions;
use crate::lang::Library;
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Elements, Scenario, Source, Text};

/// Headers whose values are masked where they stand.
pub const SECRET_HEADERS: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"];

/// Names whose values are secret: so marked, one-time, or made of such by an expression.
pub fn secret_names(scenario: &Scenario, library: &Library) -> HashSet<Arc<str>> {
    let mut secret: HashSet<Arc<str>> =
        scenario.inputs.iter().filter(|input| input.secret).map(|input| input.name.value.clone()).collect();
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
        if let Some(for_each) = &step.for_each {
            let mut tainted = false;
            match &for_each.elements {
                Elements::Expression(expression) => {
                    let expr = library.expression(expression.id);
                    tainted |= mentions(expr, &|name| secret.contains(name)).is_some();
                }
                Elements::List(data) => {
                    data.for_each_text(&mut |text| tainted |= mentions_secret(text, library, &secret))
                }
            }
            if tainted {
                secret.insert(for_each.item.value.clone());
            }
        }
        let Action::Request(request) = &step.action else { continue };
        for capture in &request.capture {
            let transformed = capture.transform.as_ref().is_some_and(|transform| {
                mentions(library.expression(transform.id), &|name| secret.contains(name)).is_some()
            });
            // What is masked by its place in the response is masked under the name it gets, too.
            let by_place = match &capture.source {
                Source::Cookie(_) => true,
                Source::Header(name) => {
                    SECRET_HEADERS.iter().any(|known| name.raw.eq_ignore_ascii_case(known))
                }
                _ => false,
            };
            if capture.secret || transformed || by_place {
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
