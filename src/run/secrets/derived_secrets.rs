//! What an expression makes of a secret (a hash, a signature) is secret too.

use std::collections::HashSet;
use std::sync::Arc;

use crate::eval::{Scope, evaluate, mentions};
use crate::lang::{Expr, Node};
use crate::model::Request;
use crate::model::visit::Used;
use crate::value::Value;

/// What these strings and expressions make of secrets, each under the name of a secret in it. `secret_names` are those of
/// the file that they are in.
pub fn derived_secrets(
    visited: &[Used<'_>],
    secret_names: &HashSet<Arc<str>>,
    scope: &Scope<'_>,
) -> Vec<(Arc<str>, Value)> {
    let mut derived = Vec::new();
    for used in visited {
        match used {
            Used::Text(text) => {
                text.slots().for_each(|slot| derive(&slot.expr, secret_names, scope, &mut derived));
            }
            Used::Expression(expression) => {
                derive(&expression.expr, secret_names, scope, &mut derived);
            }
        }
    }
    derived
}

/// The values that an expression consists of, as far as secrets are in them: of a comparison its sides.
fn derive(
    expr: &Expr,
    secret_names: &HashSet<Arc<str>>,
    scope: &Scope<'_>,
    derived: &mut Vec<(Arc<str>, Value)>,
) {
    match &expr.node {
        // The value of a name is known, and is secret by its name.
        Node::Var(_) | Node::Const(_) => {}
        Node::And(..) | Node::Or(..) | Node::Not(_) | Node::Compare(..) => {
            expr.children().for_each(|child| derive(child, secret_names, scope, derived));
        }
        _ => {
            // What cannot be evaluated yet shows nothing.
            if let Some(name) = mentions(expr, &|name| secret_names.contains(name))
                && let Ok(value) = evaluate::value(expr, scope)
            {
                derived.push((name.clone(), value.into_owned()));
            }
        }
    }
}

/// Everything that a request sends.
pub fn sent(request: &Request) -> Vec<Used<'_>> {
    let mut all = Vec::new();
    request.visit_sent(&mut |used, _| all.push(used));
    all
}

/// Everything that a request expects.
pub fn expected(request: &Request) -> Vec<Used<'_>> {
    let mut all = Vec::new();
    request.expect.visit(&mut |used, _| all.push(used));
    all
}
