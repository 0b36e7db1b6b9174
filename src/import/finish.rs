//! The last touches of a draft: unique names, declared inputs, a cleanup for what was opened.

use super::hosts::Hosts;
use super::inputs::Inputs;
use super::names::Unique;
use crate::emit::{Draft, Node, Step};
use crate::model::vocabulary::sessions;

/// Completes a draft. `logout`: whether a last logout becomes the cleanup.
pub fn finish(draft: &mut Draft, hosts: &Hosts, inputs: Inputs, why_no_logout: &str) {
    if let Some(base) = hosts.base_url() {
        draft.defaults.insert(0, ("base_url".to_owned(), base.into()));
    }
    draft.inputs = inputs.declared;
    let numbered = |name: &str, number: usize| format!("{name} ({number})");
    for steps in [&mut draft.steps, &mut draft.cleanup] {
        let mut unique = Unique::default();
        for step in steps.iter_mut() {
            step.name = unique.name(std::mem::take(&mut step.name), &numbered);
        }
    }
    let is = |step: &Step, what: fn(&str, &str) -> bool| {
        let (method, url) = step.request.split_once(' ').unwrap_or(("", ""));
        what(method, url)
    };
    if draft.cleanup.iter().any(|step| is(step, sessions::logs_out)) {
        return;
    }
    // Who expects to be refused opens no session.
    let refused =
        |step: &Step| matches!(&step.expect.status, Some(Node::Number(code)) if code.as_str() >= "400");
    let mut logins = draft.steps.iter_mut().filter(|step| is(step, sessions::logs_in) && !refused(step));
    if let Some(login) = logins.next() {
        login.allow = Some(format!("login-without-logout {why_no_logout}"));
    }
}
