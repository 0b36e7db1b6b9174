//! `runthrough compare`: what is other in a run than in an earlier one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::json_report::read_report;
use crate::cli::output::Output;
use crate::model::units::show_duration;
use crate::model::{Kind, Verdict};
use crate::report::comparison::{Change, Comparison, Run};
use crate::report::json::Instance;

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The JSON report (`--report json=FILE`) of the earlier run
    #[arg(value_name = "OLD.json")]
    pub old: PathBuf,
    /// The JSON report of the later run
    #[arg(value_name = "NEW.json")]
    pub new: PathBuf,
    /// The output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CompareFormat,
}

/// Format of `compare`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// For people
    Text,
    /// Markdown, for a comment or a job summary
    Markdown,
}

/// Compares two runs by their JSON reports.
pub fn compare(args: &CompareArgs, output: &Output) -> Result<ExitCode, CliError> {
    let (old, new) = (instances(&args.old, output)?, instances(&args.new, output)?);
    let comparison = Comparison::of(&old, &new);
    output.stdout(&match args.format {
        CompareFormat::Text => comparison.text(&show_duration),
        CompareFormat::Markdown => comparison.markdown(&show_duration),
    });
    Ok(match comparison.count(Change::Broke) {
        0 => ExitCode::Ok,
        _ => ExitCode::Failed,
    })
}

/// What a comparison needs of each instance, by id.
fn instances(path: &Path, output: &Output) -> Result<BTreeMap<String, Run>, CliError> {
    let mut all = BTreeMap::new();
    let report = read_report(path, &mut |instance| {
        let (id, run) = run(instance);
        all.insert(id, run);
        Ok(())
    })?;
    for file in report.invalid_files {
        let run = Run {
            verdict: Verdict::Errored,
            flaky: false,
            duration: Duration::ZERO,
            problem: Some(format!("{}: it has errors, so nothing in it ran", Kind::File)),
        };
        all.insert(file.path, run);
    }
    if report.interrupted {
        let shown = path.to_string_lossy().replace('\\', "/");
        output.stderr(&format!("warning: the run of `{shown}` was interrupted\n"));
    }
    Ok(all)
}

fn run(instance: Instance) -> (String, Run) {
    let problems = instance.problems.iter();
    let attempts = instance.steps.iter().flat_map(|step| &step.attempts);
    let first = problems
        .chain(attempts.filter(|attempt| attempt.verdict > Verdict::Passed).flat_map(|a| &a.problems))
        .find(|problem| problem.verdict == instance.verdict);
    let run = Run {
        verdict: instance.verdict,
        flaky: instance.steps.iter().any(|step| step.flaky),
        duration: Duration::from(instance.duration_ms),
        problem: first.map(|problem| format!("{}: {}", problem.kind, problem.message)),
    };
    (instance.id, run)
}
