//! What an expression makes of a secret (a hash, a signature) is secret too.

use std::sync::Arc;

use super::instance::Running;
use crate::eval::{ResponseView, Scope, evaluate, mentions};
use crate::lang::{Expr, Node};
use crate::model::value::Value;
use crate::model::visit::Used;

impl Running<'_> {
    /// Learns what these texts and expressions make of secrets, so that it is masked from now on. `response` is what
    /// `that` and `until` see. True when there was something new.
    pub fn learn_derived(&mut self, visited: &[Used<'_>], response: Option<&ResponseView<'_>>) -> bool {
        if self.prepared.secret.is_empty() {
            return false;
        }
        let mut derived = Vec::new();
        let scope = Scope { response, ..self.scope() };
        for used in visited {
            match used {
                Used::Text(text) => {
                    let template = text.template.map(|id| self.job.library.template(id));
                    let slots = template.into_iter().flat_map(|template| template.slots());
                    slots.for_each(|slot| self.derived(&slot.expr, &scope, &mut derived));
                }
                Used::Expression(expression) => {
                    self.derived(self.job.library.expression(expression.id), &scope, &mut derived);
                }
            }
        }
        let before = self.secrets.len();
        for (name, value) in derived {
            self.add_secret(&name, &value);
        }
        self.secrets.len() > before
    }

    /// The values that an expression consists of, as far as secrets are in them: of a comparison its sides.
    fn derived(&self, expr: &Expr, scope: &Scope<'_>, found: &mut Vec<(Arc<str>, Value)>) {
        match &expr.node {
            // The value of a name is known, and is secret by its name.
            Node::Var(_) | Node::Const(_) => {}
            Node::And(..) | Node::Or(..) | Node::Not(_) | Node::Compare(..) => {
                expr.children().for_each(|child| self.derived(child, scope, found));
            }
            _ => {
                // What cannot be evaluated yet shows nothing.
                if let Some(name) = mentions(expr, &|name| self.prepared.secret.contains(name))
                    && let Ok(value) = evaluate::value(expr, scope)
                {
                    found.push((name.clone(), value.into_owned()));
                }
            }
        }
    }
}

/// Everything that is sent.
pub fn sent(request: &crate::model::Request) -> Vec<Used<'_>> {
    let mut all = Vec::new();
    request.visit_sent(&mut |used, _| all.push(used));
    all
}

/// Everything that is expected.
pub fn expected(request: &crate::model::Request) -> Vec<Used<'_>> {
    let mut all = Vec::new();
    request.expect.visit(&mut |used, _| all.push(used));
    all
}
