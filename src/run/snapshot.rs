//! `snapshot`: the body is compared with what an earlier run has written, or written.

use super::instance::running::Running;
use super::judged::Judged;
use super::problem::{of_render_error, source_frame};
use super::secrets::derived_secrets::expected;
use super::step::step_run::StepRun;
use crate::eval::judge::Judge;
use crate::eval::mask::Mask;
use crate::eval::{ResponseView, diff, snapshot as written};
use crate::model::snapshot_path::{file_name, folder};
use crate::model::{
    Cause, DisplayValue, Expectation, HttpRequest, Kind, Mismatch, Observed, Problem, Request, Rule,
    Snapshot, SnapshotState, Verdict,
};
use crate::value::Value;

impl Running<'_> {
    /// Judges the snapshot of a step, if it has one, after everything else of it was judged.
    pub fn judge_snapshot(
        &mut self,
        run: &StepRun<'_>,
        request: &Request,
        view: &ResponseView<'_>,
        sent: &HttpRequest,
        judged: &mut Judged,
    ) {
        let Some(snapshot) = &request.expect.snapshot else { return };
        // The same is masked whatever reports are asked for.
        self.learn_derived(&expected(request), Some(view));
        let mask = &self.exchange_mask(sent, Some(view));
        let path = self.snapshot_path(run, snapshot);
        let place = Some(source_frame(&self.job.sources, snapshot.span));
        let location = place.as_ref().map(|place| place.location.clone());
        let problem = match self.body_for(snapshot, view, mask) {
            Ok(body) if self.job.options.update_snapshots => {
                // What is wrong otherwise is no example for later runs; where a secret was not found, it may be in it.
                judged.problems.is_empty().then(|| self.update(&path, &body)).flatten()
            }
            Ok(body) => self.compare(&path, &body, mask),
            Err(problem) if judged.problems.iter().any(|other| other.repeats(&problem)) => None,
            Err(problem) => Some(of_snapshot(*problem, &path)),
        };
        let verdict = problem.as_ref().map_or(Verdict::Passed, |problem| problem.kind.verdict());
        judged.expectations.push(Expectation {
            kind: Kind::Snapshot,
            target: path.clone(),
            operator: "snapshot".to_owned(),
            verdict,
            location,
            expected: None,
            rule: None,
            // What differs is told line by line.
            actual: problem.is_none().then(|| DisplayValue {
                text: format!("{} bytes", view.bytes.len()),
                type_name: "body".to_owned(),
            }),
        });
        if let Some(problem) = problem {
            judged.problems.push(Problem { source: problem.source.or(place), ..problem });
        }
    }

    fn snapshot_path(&self, run: &StepRun<'_>, snapshot: &Snapshot) -> String {
        let file = self.job.sources.file(run.step.span.file).path();
        let name = snapshot.name.as_ref().map(|name| &*name.value);
        let case = self.state.instance.case();
        let parts =
            std::iter::once(&*run.step.name.value).chain(name).chain(case).chain(run.label.as_deref());
        // Before a name is made of them: what is changed or cut is not found by a mask any more.
        let mask = self.lazy_mask();
        let parts: Vec<_> = parts.map(|part| mask.get().apply(part)).collect();
        format!("{}/{}.json", folder(file), file_name(parts.iter().map(|part| &**part)))
    }

    fn body_for(
        &self,
        snapshot: &Snapshot,
        view: &ResponseView<'_>,
        mask: &Mask,
    ) -> Result<Value, Box<Problem>> {
        let lazy = self.lazy_mask();
        let judging = Judge::new(self.scope(), &lazy);
        match view.json() {
            Err(problem) => Err(Box::new(self.problem(Ok(judging.not_json(problem, view, snapshot.span))))),
            Ok(body) => written::snapshot(&judging, body, &snapshot.mask, mask)
                .map_err(|error| Box::new(of_render_error(error, &self.job.sources))),
        }
    }

    fn update(&self, path: &str, body: &Value) -> Option<Problem> {
        let text = written::text(body);
        let mut known = self.job.shared.snapshots.lock();
        if let Some(before) = known.get(path) {
            let differs = **before != *text;
            return differs
                .then(|| differs_from(path, SnapshotState::WrittenTwice, diff::lines(before, &text)));
        }
        // Under the lock, so that whoever comes second compares with what is on the disk.
        if let Err(problem) = self.job.ports.snapshots.write(path, &text) {
            return Some(Problem::new(Kind::File, problem));
        }
        known.insert(path.to_owned(), text.into());
        None
    }

    fn compare(&self, path: &str, body: &Value, mask: &Mask) -> Option<Problem> {
        let before = match self.job.ports.snapshots.read(path) {
            Ok(Some(before)) => before,
            Ok(None) => return Some(differs_from(path, SnapshotState::New, Vec::new())),
            Err(problem) => return Some(Problem::new(Kind::File, problem)),
        };
        let known: Value = match before.parse() {
            Ok(known) => known,
            Err(error) => {
                return Some(differs_from(path, SnapshotState::Invalid(error.to_string()), Vec::new()));
            }
        };
        if known == *body {
            return None;
        }
        // Somebody may have written a secret into the file.
        let before = mask.apply(&written::text(&known)).into_owned();
        let diff = diff::lines(&before, &written::text(body));
        Some(differs_from(path, SnapshotState::Differs, diff))
    }
}

/// The problem of a body that cannot be compared, as one of the snapshot at `path`.
fn of_snapshot(mut problem: Problem, path: &str) -> Problem {
    if let Cause::Mismatch(mismatch) = &mut problem.cause {
        mismatch.target = path.to_owned();
        mismatch.operator = Some("snapshot".to_owned());
        mismatch.rule = Rule::Snapshot;
    }
    problem
}

fn differs_from(path: &str, state: SnapshotState, diff: Vec<String>) -> Problem {
    let mismatch = Mismatch {
        operator: Some("snapshot".to_owned()),
        diff,
        ..Mismatch::new(path, Rule::Snapshot, Observed::Snapshot(state))
    };
    Problem::mismatch(Kind::Snapshot, mismatch)
}
