//! A running instance: its state, with what all instances share.

use std::sync::Arc;

use super::file_scope::FileScope;
use super::pending_cleanup::Cleanup;
use super::session::Session;
use super::state::InstanceState;
use crate::eval::judge::Finding;
use crate::eval::mask::{LazyMask, Mask};
use crate::eval::render::RenderError;
use crate::eval::{ResponseView, Scope};
use crate::model::visit::Used;
use crate::model::{HttpRequest, Instance, InstanceOutcome, Problem};
use crate::run::job::Job;
use crate::run::one_time::OneTime;
use crate::run::one_time::totp_registry::InstancePasswords;
use crate::run::problem::{of_finding, of_render_error};
use crate::run::redaction::{BodyView, mask_problem, mask_values};
use crate::run::secrets::Secrets;
use crate::run::secrets::derived_secrets::derived_secrets;
use crate::value::Value;

/// An instance while it runs. Its methods evaluate, mask and explain; what it does is in functions that take it.
pub struct Running<'j> {
    /// What all instances share.
    pub job: &'j Job,
    /// What belongs to this instance.
    pub state: InstanceState,
}

impl<'j> Running<'j> {
    /// An instance that has not begun. None when its file was not analysed.
    pub fn new(job: &'j Job, instance: Instance) -> Option<Self> {
        let analysis = job.analysis_of(instance.index)?;
        let state = InstanceState {
            secrets: Secrets::new(analysis.known.clone()),
            file: FileScope::root(analysis.clone()),
            one_time: OneTime::new(InstancePasswords::new(job.shared.totp.clone(), job.ports.clock.clone())),
            session: Session::new(job.options.seed, &instance.id),
            cleanup: Cleanup::default(),
            instance,
        };
        Some(Running { job, state })
    }

    /// What an expression sees now.
    pub fn scope(&self) -> Scope<'_> {
        let file = &self.state.file;
        Scope {
            variables: &file.variables,
            environment: &self.job.options.environment,
            response: None,
            value: None,
            unknown: file.unknown.as_ref(),
            random: &self.state.session.random,
            now_ms: &*self.job.ports.now_ms,
            passwords: &self.state.one_time.passwords,
        }
    }

    /// Gives a name of the current file its value; one that is secret is masked from now on.
    pub fn define(&mut self, name: &Arc<str>, value: Value) {
        self.state.file.define(name, value, &mut self.state.secrets);
    }

    /// Masks what these strings and expressions make of secrets from now on. `response` is what `that` and `until` see.
    /// Returns whether there was something new.
    pub fn learn_derived(&mut self, visited: &[Used<'_>], response: Option<&ResponseView<'_>>) -> bool {
        let secret_names = &self.state.file.analysis.secret;
        if secret_names.is_empty() {
            return false;
        }
        let scope = Scope { response, ..self.scope() };
        let derived = derived_secrets(visited, secret_names, &scope);
        derived.into_iter().fold(false, |new, (name, value)| self.state.secrets.add(&name, &value) || new)
    }

    /// The mask of what is secret now, built when it is needed.
    pub fn lazy_mask(&self) -> LazyMask<'_> {
        self.state.secrets.lazy_mask()
    }

    /// The mask for one exchange: of what is secret by name, and by its position in the exchange.
    pub fn exchange_mask(&self, sent: &HttpRequest, view: Option<&ResponseView<'_>>) -> Mask {
        self.state.secrets.exchange_mask(sent, view)
    }

    /// A finding as a problem, with its place. It is not masked.
    pub fn problem(&self, finding: Result<Finding, RenderError>) -> Problem {
        match finding {
            Ok(finding) => of_finding(finding, &self.job.sources),
            Err(error) => of_render_error(error, &self.job.sources),
        }
    }

    /// A template or expression that cannot be evaluated as a masked problem, with its place.
    pub fn template_problem(&self, error: RenderError) -> Problem {
        self.masked(of_render_error(error, &self.job.sources))
    }

    /// A problem with what is secret now masked.
    pub fn masked(&self, mut problem: Problem) -> Problem {
        mask_problem(&mut problem, &self.state.secrets.mask(), BodyView::Text);
        problem
    }

    /// Masks what is secret now in all that an ended instance shows: a late step may have captured what an early one shows.
    pub fn mask_shown(&self, outcome: &mut InstanceOutcome) {
        if self.state.secrets.came_late() {
            mask_values(outcome, &self.state.secrets.mask());
        }
    }
}
