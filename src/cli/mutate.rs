//! `runthrough mutate`: how strong the scenarios are.

use std::sync::Arc;

use super::args::{JunitArgs, JunitCase, ListFormat, MutateArgs, RunArgs, ShardArgs};
use super::exit::{Complaint, Exit};
use super::guard::Guard;
use super::output::Output;
use super::run;
use crate::model::Verdict;
use crate::model::vocabulary::limits::GRACE;
use crate::mutate::{self, Tape};
use crate::report::{Live, message};

/// Runs scenarios once, and tells which changes of the responses they would not notice.
pub fn mutate(args: &MutateArgs, verbose: bool, quiet: bool, output: &mut Output) -> Result<Exit, Complaint> {
    let ready = run::without_reports(&as_run(args), output)?;
    let mut job = ready.job;
    // Nobody else has it yet.
    let tape = match Arc::get_mut(&mut job) {
        Some(job) => Tape::before(&mut job.ports),
        None => return Err(Complaint::usage("the run could not be prepared")),
    };
    let guard = Guard::new(&job, quiet, Live::hidden().line());
    let (scores, totals) = mutate::mutate(&job, &tape, &mut |outcome| {
        guard.beat();
        if outcome.verdict >= Verdict::Failed {
            let first = outcome.all_problems().next();
            let why = first
                .map_or_else(String::new, |problem| format!(": {}", ready.known.apply(&message(problem))));
            output.stderr(&format!(
                "warning: {} {}{why}; its responses are not changed\n",
                ready.known.apply(&outcome.name),
                outcome.verdict.as_str()
            ));
        }
    });
    match args.format {
        ListFormat::Json => output.stdout(&format!("{:#}\n", mutate::json(&scores))),
        ListFormat::Text => output.stdout(&mutate::text(&scores, verbose)),
    }
    run::note_bundled_authorities(&ready.http, output);
    let count = scores.count();
    let below = args.min_score.filter(|least| count.score() * 100.0 < *least);
    if let Some(least) = below {
        let score = mutate::told(count);
        output.stderr(&format!("error: the score is {score}, but --min-score asks for {least} %\n"));
    }
    let exit = match Exit::of_run(&totals, ready.wrong_file) {
        Exit::Ok if below.is_some() => Exit::Failed,
        exit => exit,
    };
    Ok(guard.exit(exit))
}

/// The run of which the responses are changed.
fn as_run(args: &MutateArgs) -> RunArgs {
    RunArgs {
        select: args.select.clone(),
        shard: ShardArgs::default(),
        given: args.given.clone(),
        fault: args.fault.clone(),
        jobs: Some(1),
        allow_host: args.allow_host.clone(),
        report: Vec::new(),
        junit: JunitArgs { junit_case: JunitCase::Step, junit_strict: false },
        seed: args.seed,
        dry_run: false,
        curl: false,
        fail_fast: None,
        min_coverage: Vec::new(),
        only: Vec::new(),
        watch: false,
        update_snapshots: false,
        timeout: args.timeout.clone(),
        grace: GRACE.to_owned(),
    }
}
