//! How an answer, or what was captured, is judged: what does not hold, and, for a report that tells everything, what does.

use super::instance::running::Running;
use super::job::Detail;
use super::problem::of_recorded;
use super::secrets::derived_secrets::expected;
use super::step::conformance;
use super::step::step_run::StepRun;
use crate::eval::ResponseView;
use crate::eval::judge::{Finding, Judge, Recorder, expressions, judge};
use crate::eval::render::RenderError;
use crate::model::visit::Used;
use crate::model::{Expectation, Expression, Kind, Problem, Request};
use crate::openapi::{self as contract, finding};

/// What came of the expectations of one step.
#[derive(Default)]
pub struct Judged {
    /// What does not hold.
    pub problems: Vec<Problem>,
    /// All of them, where a report tells everything.
    pub expectations: Vec<Expectation>,
}

type Findings = Vec<Result<Finding, RenderError>>;

impl Running<'_> {
    /// Judges an answer by everything but its snapshot.
    pub fn judge_answer(
        &mut self,
        run: &StepRun<'_>,
        request: &Request,
        view: &ResponseView<'_>,
        contract: &contract::Judged,
    ) -> Judged {
        self.judged(&|| expected(request), Some(view), &|judging| {
            let judging = Judge { namespaces: &request.namespaces, ..*judging };
            let mut all = judge(&judging, &request.expect, view, run.step.name.span);
            let span = conformance::span(request);
            let deviations = contract.found.iter().map(|found| finding(found, span, judging.mask.get()));
            let target = contract.touched.as_ref().map(|touched| &*touched.operation);
            all.extend(judging.record_conformance(deviations.collect(), target, span).into_iter().map(Ok));
            all
        })
    }

    /// Judges the expressions of a `check`.
    pub fn judge_checks(&mut self, checks: &[Expression]) -> Judged {
        let used = || checks.iter().map(Used::Expression).collect();
        self.judged(&used, None, &|judging| expressions(judging, checks, Kind::Check))
    }

    /// Judges, and masks what expressions make of secrets as soon as something is shown.
    fn judged<'u>(
        &mut self,
        used: &dyn Fn() -> Vec<Used<'u>>,
        view: Option<&ResponseView<'_>>,
        findings: &dyn Fn(&Judge<'_>) -> Findings,
    ) -> Judged {
        let recorder = (self.job.options.detail != Detail::Failures).then(Recorder::default);
        if recorder.is_some() {
            self.learn_derived(&used(), view);
        }
        let judge = |this: &Self| {
            let mask = this.lazy_mask();
            findings(&Judge { recorder: recorder.as_ref(), ..Judge::new(this.scope(), &mask) })
        };
        let mut all = judge(self);
        // Without a recorder only now something of it is shown.
        if !all.is_empty() && recorder.is_none() && self.learn_derived(&used(), view) {
            all = judge(self);
        }
        let recorded = recorder.map(Recorder::into_inner).unwrap_or_default();
        Judged {
            problems: all.into_iter().map(|finding| self.problem(finding)).collect(),
            expectations: recorded.into_iter().map(|one| of_recorded(one, &self.job.sources)).collect(),
        }
    }
}
