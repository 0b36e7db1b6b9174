//! A once instance between its steps and its cleanup, while its users run.

use std::sync::Arc;
use std::time::Duration;

use super::cookies::CookieJar;
use super::fragment::{Deferred, Place, TakenValues};
use super::instance::Running;
use super::job::Job;
use super::one_time::WorksOnce;
use super::passwords::OwnPasswords;
use super::placed::Placed;
use crate::eval::mask::MaskCache;
use crate::eval::{Random, Variables};
use crate::model::{Instance, InstanceOutcome};

/// All that its cleanup needs.
pub struct Suspended {
    pub(super) instance: Instance,
    pub(super) variables: Variables,
    pub(super) secrets: Vec<(Arc<str>, String)>,
    pub(super) placed: Placed,
    pub(super) taken: TakenValues,
    pub(super) works_once: Vec<WorksOnce>,
    pub(super) cookies: CookieJar,
    pub(super) random: Random,
    pub(super) deferred: Vec<Deferred>,
    pub(super) outcome: InstanceOutcome,
    /// How long its steps took.
    pub(super) worked: Duration,
}

impl Suspended {
    /// Runs the cleanup and finishes the outcome.
    pub fn finish(self, job: &Job) -> InstanceOutcome {
        let mut outcome = self.outcome;
        let started = job.ports.clock.monotonic();
        if let Some(prepared) = job.prepared_of(self.instance.index) {
            let scenario = self.instance.scenario.clone();
            let mut running = Running {
                job,
                instance: self.instance,
                root: prepared,
                prepared,
                variables: self.variables,
                secrets: self.secrets,
                placed: self.placed,
                placed_changes: 0,
                masks: MaskCache::default(),
                taken: self.taken,
                works_once: self.works_once,
                random: self.random,
                passwords: OwnPasswords::new(&job.passwords, job.ports.clock.clone()),
                cookies: self.cookies,
                unknown: None,
                cleanup_until: None,
                place: Place::default(),
                inner: Vec::new(),
                deferred: self.deferred,
                exercised: std::mem::take(&mut outcome.exercised),
            };
            running.cleanup(&scenario, &mut outcome);
            outcome.exercised = running.exercised;
        }
        outcome.verdict = super::instance::verdict(&outcome);
        // The time in which only its users ran is not its own.
        outcome.duration = self.worked + job.ports.clock.monotonic().saturating_sub(started);
        outcome
    }
}
