//! What is known of each file before it runs, for fragments by what their users give them.

use std::collections::HashMap;
use std::sync::Arc;

use super::job::{Prepared, for_each_text};
use crate::eval::mask::Mask;
use crate::eval::taint::{Secrets, data_mentions, expression_mentions, secret_names};
use crate::lang::Library;
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Fragments, Plan, Scenario, Site, Step, Text, Use};
use crate::plan::{FragmentInputs, InputValue};

/// An input of a fragment that `with` gives, and what that means for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Given {
    /// The input.
    pub name: Arc<str>,
    /// It is made of something secret.
    pub secret: bool,
    /// It is made of a one-time value.
    pub one_time: bool,
}

/// Prepares the scenarios and fragments of a plan, each fragment once for equal [`Given`].
pub struct Preparer<'a> {
    library: &'a Library,
    fragments: &'a Fragments,
    inputs: &'a FragmentInputs,
    known: HashMap<(Arc<str>, Vec<Given>), Arc<Prepared>>,
}

impl<'a> Preparer<'a> {
    /// A preparer that knows nothing yet.
    pub fn new(library: &'a Library, fragments: &'a Fragments, inputs: &'a FragmentInputs) -> Self {
        Preparer { library, fragments, inputs, known: HashMap::new() }
    }

    /// Looks a scenario over.
    pub fn scenario(&mut self, scenario: &Scenario, inputs: Vec<(Arc<str>, InputValue)>) -> Prepared {
        self.file(scenario, inputs, Vec::new())
    }

    /// Looks the `once` fragments of a plan over; `root` gives what is known of the scenario of an instance, by its place
    /// behind those of `once`.
    pub fn once<'p>(
        &mut self,
        plan: &Plan,
        root: &dyn Fn(usize) -> Option<&'p Prepared>,
    ) -> Vec<Arc<Prepared>> {
        let mut all: Vec<Vec<Given>> = vec![Vec::new(); plan.once.len()];
        let mut add = |once: usize, prepared: &Prepared| {
            for given in &prepared.given {
                // Where one user's value is secret, it is for all.
                match all[once].iter_mut().find(|known| known.name == given.name) {
                    Some(known) => {
                        known.secret |= given.secret;
                        known.one_time |= given.one_time;
                    }
                    None => all[once].push(given.clone()),
                }
            }
        };
        for (user, uses) in &plan.uses {
            let Some(root) = root(*user) else { continue };
            let mut open: Vec<(&Prepared, &[(Site, usize)])> = vec![(root, uses.as_slice())];
            while let Some((outer, uses)) = open.pop() {
                for (site, once) in uses {
                    let Some(prepared) = outer.at(site) else { continue };
                    add(*once, prepared);
                    open.extend(plan.once.get(*once).map(|once| (prepared, once.uses.as_slice())));
                }
            }
        }
        let prepared = plan.once.iter().zip(all).map(|(once, mut given)| {
            given.sort();
            self.fragment(&once.fragment, given)
        });
        prepared.collect()
    }

    fn fragment(&mut self, fragment: &Scenario, given: Vec<Given>) -> Arc<Prepared> {
        let key = (fragment.path.clone(), given);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let inputs = self.inputs.get(&fragment.path).into_iter().flatten();
        let open = inputs.filter(|(name, _)| !key.1.iter().any(|given| given.name == *name));
        let prepared = Arc::new(self.file(fragment, open.cloned().collect(), key.1.clone()));
        self.known.insert(key, prepared.clone());
        prepared
    }

    fn file(&mut self, body: &Scenario, inputs: Vec<(Arc<str>, InputValue)>, given: Vec<Given>) -> Prepared {
        let library = self.library;
        let is_given = |name: &str| given.iter().find(|given| &*given.name == name);
        let own = body.inputs.iter().filter(|input| input.one_time.is_some()).map(|input| &input.name.value);
        let own_one_time: Vec<Arc<str>> = own.filter(|name| is_given(name).is_none()).cloned().collect();
        let given_one_time = given.iter().filter(|given| given.one_time).map(|given| &given.name);
        let one_time: Vec<Arc<str>> = own_one_time.iter().chain(given_one_time).cloned().collect();
        let mut uses: HashMap<usize, Arc<Prepared>> = HashMap::new();
        let given_secret = |name: &str| is_given(name).is_some_and(|given| given.secret);
        let secret = secret_names(body, library, &given_secret, &mut |index, used, secret| {
            let Some(fragment) = self.fragments.get(&used.path) else { return Secrets::new() };
            let mut inner: Vec<Given> = used
                .with
                .iter()
                .map(|(name, data)| self.given(&name.value, data, secret, &one_time))
                .collect();
            inner.sort();
            let prepared = self.fragment(fragment, inner);
            let outputs = fragment.fragment.iter().flat_map(|parts| &parts.outputs);
            let secret =
                outputs.filter(|output| expression_mentions(&output.value, library, &prepared.secret));
            let secret = secret.map(|output| output.name.value.clone()).collect();
            uses.insert(index, prepared);
            secret
        });
        let steps = body.all_steps().map(|step| {
            let mut names = Vec::new();
            // What runs once takes its values itself.
            let runs_once = matches!(&step.action, Action::Use(used)
                if self.fragments.get(&used.path).is_some_and(|fragment| fragment.is_once()));
            if !one_time.is_empty() && !runs_once {
                step.visit(&mut |used, _| mentioned(used, library, &one_time, &mut names));
            }
            names
        });
        let steps = steps.collect();
        let mut vars_one_time = Vec::new();
        for var in &body.vars {
            var.value.for_each_text(&mut |text| {
                mentioned(Used::Text(text), library, &one_time, &mut vars_one_time)
            });
        }
        let sends_one_time = sends(body, library, &one_time);
        let known = known_texts(&inputs, &secret);
        let known = Mask::new(known.iter().map(|(name, text)| (name, text.as_str())));
        let one_time = steps;
        Prepared { inputs, secret, known, one_time, sends_one_time, vars_one_time, own_one_time, given, uses }
    }

    fn given(
        &self,
        name: &Arc<str>,
        data: &crate::model::Data,
        secret: &Secrets,
        one_time: &[Arc<str>],
    ) -> Given {
        let mut names = Vec::new();
        visit_data(data, Moment::Before, &mut |used, _| mentioned(used, self.library, one_time, &mut names));
        Given {
            name: name.clone(),
            secret: data_mentions(data, self.library, secret),
            one_time: !names.is_empty(),
        }
    }
}

impl Prepared {
    /// What is known of the fragment that is used at a place below this file.
    pub fn at(&self, site: &Site) -> Option<&Prepared> {
        site.iter().try_fold(self, |prepared, index| prepared.uses.get(index).map(|inner| &**inner))
    }
}

/// One-time names that the `with` of a step mentions, by input.
pub(super) fn one_time_given(
    used: &Use,
    library: &Library,
    one_time: &[Arc<str>],
) -> Vec<(Arc<str>, Arc<str>)> {
    let mut all = Vec::new();
    for (input, data) in &used.with {
        let mut names = Vec::new();
        visit_data(data, Moment::Before, &mut |used, _| mentioned(used, library, one_time, &mut names));
        all.extend(names.into_iter().map(|name| (input.value.clone(), name)));
    }
    all
}

/// By step: it sends one of these values, or what a var makes of one.
fn sends(body: &Scenario, library: &Library, one_time: &[Arc<str>]) -> Vec<bool> {
    let mut made_of = one_time.to_vec();
    for var in &body.vars {
        let mut found = Vec::new();
        var.value.for_each_text(&mut |text| mentioned(Used::Text(text), library, &made_of, &mut found));
        if !found.is_empty() {
            made_of.push(var.name.value.clone());
        }
    }
    let sends = |step: &Step| {
        let mut found = Vec::new();
        if let (Action::Request(request), false) = (&step.action, made_of.is_empty()) {
            request.visit_sent(&mut |used, _| mentioned(used, library, &made_of, &mut found));
        }
        !found.is_empty()
    };
    body.all_steps().map(sends).collect()
}

/// All texts and numbers inside of secret values that are known before the run.
fn known_texts(inputs: &[(Arc<str>, InputValue)], secret: &Secrets) -> Vec<(Arc<str>, String)> {
    let mut texts = Vec::new();
    for (name, value) in inputs {
        if let InputValue::Value(value) = value
            && secret.contains(name)
        {
            for_each_text(value, &mut |text| texts.push((name.clone(), text)));
        }
    }
    texts
}

/// Which of these names are mentioned.
pub(super) fn mentioned_in(used: Used<'_>, library: &Library, wanted: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    if !wanted.is_empty() {
        mentioned(used, library, wanted, &mut names);
    }
    names
}

fn mentioned(used: Used<'_>, library: &Library, wanted: &[Arc<str>], names: &mut Vec<Arc<str>>) {
    let mut add = |name: &Arc<str>| {
        if wanted.contains(name) && !names.contains(name) {
            names.push(name.clone());
        }
    };
    match used {
        Used::Expression(expression) => {
            library.expression(expression.id).for_each_variable(&mut |name, _| add(name));
        }
        Used::Text(Text { template: Some(id), .. }) => {
            for slot in library.template(*id).slots() {
                slot.expr.for_each_variable(&mut |name, _| add(name));
            }
        }
        Used::Text(_) => {}
    }
}
