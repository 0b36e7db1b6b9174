//! Which names of a file are secret, known before it runs.

use std::collections::HashSet;
use std::sync::Arc;

use super::scope::mentions;
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Data, Elements, Expression, Scenario, Source, Text, Use};
use crate::vocabulary::SECRET_HEADERS;

/// Names that are secret.
pub type Secrets = HashSet<Arc<str>>;

/// Names whose values are secret: so marked, one-time, given as one (`given`: inputs of a fragment), made of such by an
/// expression, or a secret output of a fragment. `used` says which outputs of a used fragment are secret, by the step's
/// index and the secret names of this file so far; it is asked again when more names became secret.
pub fn secret_names(
    body: &Scenario,
    given: &dyn Fn(&str) -> bool,
    used: &mut dyn FnMut(usize, &Use, &Secrets) -> Secrets,
) -> Secrets {
    let mut secret: Secrets = body
        .inputs
        .iter()
        .filter(|input| input.secret || given(&input.name.value))
        .map(|input| input.name.value.clone())
        .chain(body.cases.iter().flat_map(|rows| &rows.secret).cloned())
        .collect();
    // A later step may make a name secret that an earlier one uses: until nothing is added.
    loop {
        let before = secret.len();
        for var in &body.vars {
            if data_mentions(&var.value, &secret) {
                secret.insert(var.name.value.clone());
            }
        }
        for (index, step) in body.all_steps().enumerate() {
            if let Some(for_each) = &step.for_each {
                let tainted = match &for_each.elements {
                    Elements::Expression(list) => expression_mentions(list, &secret),
                    Elements::List(data) => data_mentions(data, &secret),
                };
                if tainted {
                    secret.insert(for_each.item.value.clone());
                }
            }
            match &step.action {
                Action::Request(request) => {
                    for capture in &request.capture {
                        let transformed = capture
                            .transform
                            .as_ref()
                            .is_some_and(|transform| expression_mentions(transform, &secret));
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
                Action::Use(part) => {
                    let outputs = used(index, part, &secret);
                    for (here, output) in &part.outputs {
                        if outputs.contains(&output.value) {
                            secret.insert(here.value.clone());
                        }
                    }
                }
                Action::Check(_) => {}
            }
        }
        if secret.len() == before {
            return secret;
        }
    }
}

/// True when data mentions a secret name.
pub fn data_mentions(data: &Data, secret: &Secrets) -> bool {
    let mut found = false;
    visit_data(data, Moment::Before, &mut |used, _| {
        if let Used::Text(text) = used {
            found |= text_mentions(text, secret);
        }
    });
    found
}

/// True when an expression mentions a secret name.
pub fn expression_mentions(expression: &Expression, secret: &Secrets) -> bool {
    mentions(&expression.expr, &|name| secret.contains(name)).is_some()
}

fn text_mentions(text: &Text, secret: &Secrets) -> bool {
    text.slots().any(|slot| mentions(&slot.expr, &|name| secret.contains(name)).is_some())
}
