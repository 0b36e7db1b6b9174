//! `runthrough run --watch`: what a saved file affects is run again.
//!
//! Each run is a child of its own, with the same arguments: it loads, checks, runs and cleans up as without `--watch`,
//! and nothing of one run is left for the next. Here it is only known which file is a part of which scenario.

mod dependencies;
mod results;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::input_sources::InputArgs;
use crate::cli::output::Output;
use crate::cli::select::SelectArgs;
use crate::diag::counted;
use crate::io::child_process::Child;
use crate::io::file_watcher::Changes;
use crate::io::signals::{Signal, Signals};
use dependencies::{Affected, Dependencies};
use results::Results;

/// Editors save in several steps: so long nothing more must come.
const QUIET: Duration = Duration::from_millis(30);

/// Paths that are named in the line that tells of a change.
const NAMED: usize = 3;

enum Told {
    Saved(Vec<PathBuf>),
    Signal(Signal),
    Ended(Option<i32>),
}

/// Runs, and runs again, until a signal comes.
pub fn watch(select: &SelectArgs, inputs: &InputArgs, output: &Output) -> Result<ExitCode, CliError> {
    let (tell, told) = channel();
    let of_signals = tell.clone();
    let _signals = Signals::listen(move |signal, _| drop(of_signals.send(Told::Signal(signal))));
    let of_files = tell.clone();
    let mut changes =
        Changes::new(move |paths| drop(of_files.send(Told::Saved(paths)))).map_err(CliError::usage)?;
    let folder = tempfile::tempdir()
        .map_err(|error| CliError::usage(format!("a temporary folder cannot be created: {error}")))?;
    let report = folder.path().join("run.ndjson");
    let mut dependencies = Dependencies::read(select, inputs)?;
    let mut results = Results::default();
    let mut saved = BTreeSet::new();
    let mut only: Vec<String> = Vec::new();
    let mut first = true;
    loop {
        let _ = std::fs::remove_file(&report);
        dependencies.watch(&mut changes)?;
        let arguments = arguments(std::env::args_os().skip(1), &report, &only);
        let (code, signal) = run(&arguments, &tell, &told, &mut saved)?;
        if let Some(signal) = signal {
            return Ok(ExitCode::from(signal));
        }
        let ran = results.update(&report);
        // An option that is wrong is wrong for every run.
        if first && !ran && code == Some(i32::from(ExitCode::Usage.number())) && !dependencies.errors {
            return Ok(ExitCode::Usage);
        }
        first = false;
        dependencies = Dependencies::read(select, inputs).unwrap_or(dependencies);
        dependencies.watch(&mut changes)?;
        only = match wait((select, inputs), &mut dependencies, &mut changes, &told, &mut saved, output) {
            Ok(only) => only,
            Err(signal) => return Ok(ExitCode::from(signal)),
        };
        let waits = |file: &str| {
            dependencies.knows(file) && !only.is_empty() && !only.iter().any(|path| path == file)
        };
        let bad = results.bad(waits);
        if !bad.is_empty() {
            output.stdout(&format!("Not passed before and not run now:\n  {}\n", bad.join("\n  ")));
        }
    }
}

/// One run to its end. Signals are handed on; files that are saved meanwhile are kept.
fn run(
    arguments: &[OsString],
    tell: &Sender<Told>,
    told: &Receiver<Told>,
    saved: &mut BTreeSet<PathBuf>,
) -> Result<(Option<i32>, Option<Signal>), CliError> {
    let of_end = tell.clone();
    let child =
        Child::start(arguments, move |code| drop(of_end.send(Told::Ended(code)))).map_err(CliError::usage)?;
    let mut came = None;
    loop {
        match told.recv() {
            Ok(Told::Saved(paths)) => saved.extend(paths),
            Ok(Told::Signal(signal)) => {
                child.forward(signal);
                came.get_or_insert(signal);
            }
            Ok(Told::Ended(code)) => return Ok((code, came)),
            Err(_) => return Ok((None, came)),
        }
    }
}

/// Waits until a file is saved that matters; gives the scenario files to run, none for all.
fn wait(
    (select, inputs): (&SelectArgs, &InputArgs),
    dependencies: &mut Dependencies,
    changes: &mut Changes,
    told: &Receiver<Told>,
    saved: &mut BTreeSet<PathBuf>,
    output: &Output,
) -> Result<Vec<String>, Signal> {
    let files = |count: usize| counted(count, "scenario file");
    output.stderr(&format!("watching {}; press Ctrl-C to stop\n", files(dependencies.len())));
    loop {
        if saved.is_empty() {
            next(told.recv().ok(), saved)?;
        }
        loop {
            match told.recv_timeout(QUIET) {
                Ok(told) => next(Some(told), saved)?,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Err(Signal::Interrupt),
            }
        }
        let now = std::mem::take(saved);
        changes.forget(&now);
        let before = dependencies.known(&now);
        if dependencies.may_differ(&now) {
            *dependencies =
                Dependencies::read(select, inputs).unwrap_or_else(|_| std::mem::take(dependencies));
        }
        let mut known = dependencies.known(&now);
        if known.is_empty() {
            known = now.iter().filter(|path| path.is_dir()).cloned().collect();
        }
        let names = named(&known);
        match dependencies.affected(&now) {
            // Files of which no other scenario is made.
            Affected::Nothing => {
                let gone: Vec<PathBuf> = before.into_iter().filter(|path| !path.exists()).collect();
                if !gone.is_empty() {
                    output.stderr(&format!("{} removed\n", named(&gone)));
                }
            }
            Affected::Unused(fragment) => {
                output.stderr(&format!("{fragment} was saved, but no scenario uses it\n"));
            }
            Affected::Everything => {
                output.stdout(&format!("\n{names} saved: running everything\n"));
                return Ok(Vec::new());
            }
            Affected::Some(only) => {
                output.stdout(&format!(
                    "\n{names} saved: running {} of {}\n",
                    only.len(),
                    files(dependencies.len())
                ));
                return Ok(only);
            }
        }
    }
}

fn next(told: Option<Told>, saved: &mut BTreeSet<PathBuf>) -> Result<(), Signal> {
    match told {
        Some(Told::Saved(paths)) => saved.extend(paths),
        Some(Told::Signal(signal)) => return Err(signal),
        Some(Told::Ended(_)) => {}
        None => return Err(Signal::Interrupt),
    }
    Ok(())
}

/// A few of the files, as people know them.
fn named(saved: &[PathBuf]) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let shown =
        |path: &PathBuf| path.strip_prefix(&here).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let mut names: Vec<String> = saved.iter().take(NAMED).map(shown).collect();
    if saved.len() > NAMED {
        names.push(format!("{} more", saved.len() - NAMED));
    }
    names.join(", ")
}

/// The arguments of a run: those of this process, with what was asked of it in the place of `--watch`.
fn arguments(own: impl Iterator<Item = OsString>, report: &Path, only: &[String]) -> Vec<OsString> {
    let mut arguments = Vec::new();
    for argument in own {
        if argument != "--watch" {
            arguments.push(argument);
            continue;
        }
        let mut ndjson = OsString::from("ndjson=");
        ndjson.push(report);
        arguments.extend(["--report".into(), ndjson]);
        for path in only {
            arguments.extend(["--only".into(), path.into()]);
        }
    }
    arguments
}
