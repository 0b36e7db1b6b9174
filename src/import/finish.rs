//! The last touches of a draft: unique names, declared inputs, a cleanup for what was opened.

use super::hosts::Hosts;
use super::inputs::Inputs;
use super::names::Unique;
use crate::emit::{Draft, Step};
use crate::model::vocabulary::sessions;

/// Completes a draft. `logout`: whether a last logout becomes the cleanup.
pub fn finish(draft: &mut Draft, hosts: &Hosts, inputs: Inputs, why_no_logout: &str) {
    if hosts.has_base() {
        draft.defaults.insert(0, ("base_url".to_owned(), "${base_url}".into()));
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
    if let Some(login) = draft.steps.iter_mut().find(|step| is(step, sessions::logs_in)) {
        login.allow = Some(format!("login-without-logout {why_no_logout}"));
    }
}
