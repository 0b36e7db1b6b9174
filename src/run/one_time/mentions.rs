//! Which one-time inputs a file mentions, and where.

use std::sync::Arc;

use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Data, Scenario, Step, Use};

/// One-time names that the `with` of a step mentions, each with the input of the fragment that it is for, which comes first.
pub fn mentioned_in_with(used: &Use, one_time: &[Arc<str>]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut all = Vec::new();
    for (input, data) in &used.with {
        let names = mentioned_in_data(data, one_time);
        all.extend(names.into_iter().map(|name| (input.value.clone(), name)));
    }
    all
}

/// By step: whether it sends one of these values, or what a var makes of one.
pub fn sending_steps(body: &Scenario, one_time: &[Arc<str>]) -> Vec<bool> {
    let mut made_of = one_time.to_vec();
    for var in &body.vars {
        let mut found = Vec::new();
        var.value.for_each_text(&mut |text| mentioned(Used::Text(text), &made_of, &mut found));
        if !found.is_empty() {
            made_of.push(var.name.value.clone());
        }
    }
    let sends = |step: &Step| {
        let mut found = Vec::new();
        if let (Action::Request(request), false) = (&step.action, made_of.is_empty()) {
            request.visit_sent(&mut |used, _| mentioned(used, &made_of, &mut found));
        }
        !found.is_empty()
    };
    body.all_steps().map(sends).collect()
}

/// The one-time names that an entry of `with` mentions.
pub fn mentioned_in_data(data: &Data, one_time: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    visit_data(data, Moment::Before, &mut |used, _| mentioned(used, one_time, &mut names));
    names
}

/// Those of these names that a string or an expression mentions.
pub fn mentioned_in(used: Used<'_>, wanted: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    if !wanted.is_empty() {
        mentioned(used, wanted, &mut names);
    }
    names
}

/// Adds to `names` those of the wanted names that a string or an expression mentions, each once.
pub fn mentioned(used: Used<'_>, wanted: &[Arc<str>], names: &mut Vec<Arc<str>>) {
    used.for_each_variable(&mut |name| {
        if wanted.contains(name) && !names.contains(name) {
            names.push(name.clone());
        }
    });
}
