//! What is known of each file before it runs, for fragments by what their users give them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::one_time::mentions::{mentioned, mentioned_in_data, sending_steps};
use super::secrets::texts::for_each_string;
use crate::eval::mask::Mask;
use crate::eval::taint::{Secrets, data_mentions, expression_mentions, secret_names};
use crate::model::visit::Used;
use crate::model::{Action, Data, Fragments, Plan, Scenario, Site};
use crate::plan::{FragmentInputs, InputValue};

/// What is known of a scenario or a fragment before it runs.
pub struct FileAnalysis {
    /// Where the values of its inputs come from; of a fragment those that `with` does not give.
    pub inputs: Vec<(Arc<str>, InputValue)>,
    /// Names whose values are secret.
    pub secret: HashSet<Arc<str>>,
    /// The mask of the secrets that are known before the run.
    pub known: Mask,
    /// Where it uses one-time values.
    pub one_time: OneTimeUse,
    /// Of a fragment: what `with` gives.
    pub given: Vec<Given>,
    /// By step: the fragment that it uses.
    pub uses: HashMap<usize, Arc<FileAnalysis>>,
}

/// Where a file uses one-time values. Steps are counted with the cleanup after the steps.
pub struct OneTimeUse {
    /// By step: one-time inputs that it mentions.
    pub mentioned: Vec<Vec<Arc<str>>>,
    /// By step: it sends such a value, or what a var makes of one, and so is never sent again.
    pub sent: Vec<bool>,
    /// One-time inputs that `vars` mention.
    pub vars: Vec<Arc<str>>,
    /// One-time inputs that take their values themselves.
    pub own: Vec<Arc<str>>,
}

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

/// Analyses the scenarios and fragments of a plan, each fragment once for equal [`Given`].
pub struct Analyzer<'a> {
    fragments: &'a Fragments,
    inputs: &'a FragmentInputs,
    known: HashMap<(Arc<str>, Vec<Given>), Arc<FileAnalysis>>,
}

impl<'a> Analyzer<'a> {
    /// An analyzer that has seen no fragment yet.
    pub fn new(fragments: &'a Fragments, inputs: &'a FragmentInputs) -> Self {
        Analyzer { fragments, inputs, known: HashMap::new() }
    }

    /// Analyses a scenario with the values of its inputs.
    pub fn scenario(&mut self, scenario: &Scenario, inputs: Vec<(Arc<str>, InputValue)>) -> FileAnalysis {
        self.file(scenario, inputs, Vec::new())
    }

    /// Analyses the `once` fragments of a plan. `root` returns the analysis of the scenario of an instance, by its number
    /// after those of `once`.
    pub fn once<'p>(
        &mut self,
        plan: &Plan,
        root: &dyn Fn(usize) -> Option<&'p FileAnalysis>,
    ) -> Vec<Arc<FileAnalysis>> {
        let mut all: Vec<Vec<Given>> = vec![Vec::new(); plan.once.len()];
        let mut add = |once: usize, analysis: &FileAnalysis| {
            for given in &analysis.given {
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
            let mut open: Vec<(&FileAnalysis, &[(Site, usize)])> = vec![(root, uses.as_slice())];
            while let Some((outer, uses)) = open.pop() {
                for (site, once) in uses {
                    let Some(analysis) = outer.at(site) else { continue };
                    add(*once, analysis);
                    open.extend(plan.once.get(*once).map(|once| (analysis, once.uses.as_slice())));
                }
            }
        }
        let analyses = plan.once.iter().zip(all).map(|(once, mut given)| {
            given.sort();
            self.fragment(&once.fragment, given)
        });
        analyses.collect()
    }

    fn fragment(&mut self, fragment: &Scenario, given: Vec<Given>) -> Arc<FileAnalysis> {
        let key = (fragment.path.clone(), given);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let inputs = self.inputs.get(&fragment.path).into_iter().flatten();
        let open = inputs.filter(|(name, _)| !key.1.iter().any(|given| given.name == *name));
        let analysis = Arc::new(self.file(fragment, open.cloned().collect(), key.1.clone()));
        self.known.insert(key, analysis.clone());
        analysis
    }

    fn file(
        &mut self,
        body: &Scenario,
        inputs: Vec<(Arc<str>, InputValue)>,
        given: Vec<Given>,
    ) -> FileAnalysis {
        let is_given = |name: &str| given.iter().find(|given| &*given.name == name);
        let all = body.inputs.iter().filter(|input| input.one_time.is_some()).map(|input| &input.name.value);
        let own: Vec<Arc<str>> = all.filter(|name| is_given(name).is_none()).cloned().collect();
        let given_one_time = given.iter().filter(|given| given.one_time).map(|given| &given.name);
        let one_time: Vec<Arc<str>> = own.iter().chain(given_one_time).cloned().collect();
        let mut uses: HashMap<usize, Arc<FileAnalysis>> = HashMap::new();
        let given_secret = |name: &str| is_given(name).is_some_and(|given| given.secret);
        let secret = secret_names(body, &given_secret, &mut |index, used, secret| {
            let Some(fragment) = self.fragments.get(&used.path) else { return Secrets::new() };
            let mut inner: Vec<Given> = used
                .with
                .iter()
                .map(|(name, data)| self.given(&name.value, data, secret, &one_time))
                .collect();
            inner.sort();
            let analysis = self.fragment(fragment, inner);
            let outputs = fragment.fragment.iter().flat_map(|parts| &parts.outputs);
            let secret = outputs.filter(|output| expression_mentions(&output.value, &analysis.secret));
            let secret = secret.map(|output| output.name.value.clone()).collect();
            uses.insert(index, analysis);
            secret
        });
        let steps = body.all_steps().map(|step| {
            let mut names = Vec::new();
            // What runs once takes its values itself.
            let runs_once = matches!(&step.action, Action::Use(used)
                if self.fragments.get(&used.path).is_some_and(|fragment| fragment.is_once()));
            if !one_time.is_empty() && !runs_once {
                step.visit(&mut |used, _| mentioned(used, &one_time, &mut names));
            }
            names
        });
        let mut vars = Vec::new();
        for var in &body.vars {
            var.value.for_each_text(&mut |text| mentioned(Used::Text(text), &one_time, &mut vars));
        }
        let sent = sending_steps(body, &one_time);
        let known = known_texts(&inputs, &secret);
        let known = Mask::new(known.iter().map(|(name, text)| (name, text.as_str())));
        let one_time = OneTimeUse { mentioned: steps.collect(), sent, vars, own };
        FileAnalysis { inputs, secret, known, one_time, given, uses }
    }

    fn given(&self, name: &Arc<str>, data: &Data, secret: &Secrets, one_time: &[Arc<str>]) -> Given {
        Given {
            name: name.clone(),
            secret: data_mentions(data, secret),
            one_time: !mentioned_in_data(data, one_time).is_empty(),
        }
    }
}

impl FileAnalysis {
    /// The analysis of the fragment that is used at a site below this file.
    pub fn at(&self, site: &Site) -> Option<&FileAnalysis> {
        site.iter().try_fold(self, |analysis, index| analysis.uses.get(index).map(|inner| &**inner))
    }
}

/// All texts and numbers inside of secret values that are known before the run.
fn known_texts(inputs: &[(Arc<str>, InputValue)], secret: &Secrets) -> Vec<(Arc<str>, String)> {
    let mut texts = Vec::new();
    for (name, value) in inputs {
        if let InputValue::Value(value) = value
            && secret.contains(name)
        {
            for_each_string(value, &mut |text| texts.push((name.clone(), text)));
        }
    }
    texts
}
