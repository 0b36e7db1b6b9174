//! The last touches of a draft: unique names, declared inputs, a cleanup for what was opened.

use super::hosts::Hosts;
use super::inputs::Inputs;
use super::names::Unique;
use crate::import::draft::{Draft, Step};
use crate::vocabulary::sessions;
use crate::yaml::write::Node;

/// Completes a draft. Logouts at its end become the cleanup; without one `why_no_logout` says why it may be so.
pub fn finish(draft: &mut Draft, hosts: &Hosts, inputs: Inputs, why_no_logout: &str) {
    if let Some(base) = hosts.base_url() {
        draft.defaults.insert(0, ("base_url".to_owned(), base.into()));
    }
    draft.inputs = inputs.declared;
    clean_up(draft);
    let numbered = |name: &str, number: usize| format!("{name} ({number})");
    for steps in [&mut draft.steps, &mut draft.cleanup] {
        let mut unique = Unique::default();
        for step in steps.iter_mut() {
            step.name = unique.name(std::mem::take(&mut step.name), &numbered);
        }
    }
    if !draft.cleanup.is_empty() {
        return;
    }
    let opens = |step: &&mut Step| is(step, sessions::logs_in) && may_succeed(step.expect.status.as_ref());
    if let Some(login) = draft.steps.iter_mut().find(opens) {
        login.allow = Some(format!("login-without-logout {why_no_logout}"));
    }
}

/// False where a step expects to be refused, and for a matcher, as the rule that asks for a logout has it.
fn may_succeed(status: Option<&Node>) -> bool {
    match status {
        None => true,
        Some(Node::Number(code) | Node::Text(code)) => code.starts_with(['1', '2', '3']),
        Some(Node::List(all)) => all.iter().any(|one| may_succeed(Some(one))),
        Some(_) => false,
    }
}

fn is(step: &Step, what: fn(&str, &str) -> bool) -> bool {
    let (method, url) = step.request.split_once(' ').unwrap_or(("", ""));
    what(method, url)
}

/// Moves logouts at the end into the cleanup, unless nothing else is there.
fn clean_up(draft: &mut Draft) {
    let Some(last) = draft.steps.iter().rposition(|step| !is(step, sessions::logs_out)) else { return };
    draft.cleanup = draft.steps.split_off(last + 1);
    let captured: Vec<String> =
        draft.steps.iter().flat_map(|step| &step.capture).map(|(name, _)| name.clone()).collect();
    for step in &mut draft.cleanup {
        let text = format!("{step:?}");
        let mut used: Vec<String> = Vec::new();
        for name in captured.iter().filter(|name| text.contains(&format!("${{{name}}}"))) {
            let condition = format!("{name} is defined");
            if !used.contains(&condition) {
                used.push(condition);
            }
        }
        if step.when.is_none() && !used.is_empty() {
            step.when = Some(used.join(" and "));
        }
    }
}
