//! `runthrough fmt`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::cli::project_args::ProjectArgs;
use crate::diag::{counted, render};
use crate::io::atomic::cannot_write;
use crate::io::project::{FoundFile, ProjectFiles};
use crate::project::{Targets, scenario_files};
use crate::source::Sources;
use crate::yaml::{Node, NodeKind, format};

/// Arguments of `fmt`.
#[derive(Debug, Args)]
pub struct FmtArgs {
    /// Scenario files and folders (default: runthrough.yaml and its `scenarios`, else `scenarios`)
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Only list the files that would be changed; the exit code is 1 if there are any
    #[arg(long)]
    pub check: bool,
}

/// What became of the files.
#[derive(Default)]
struct Counts {
    seen: usize,
    changed: usize,
    wrong: usize,
}

/// Brings files into the canonical layout, or says which are not in it.
pub fn fmt(args: &FmtArgs, output: &Output) -> Result<ExitCode, CliError> {
    let disk = args.project.open()?;
    let found = layout_files(&args.paths, &disk)?;
    let named: BTreeSet<&Path> = args.paths.iter().map(PathBuf::as_path).collect();
    let mut counts = Counts::default();
    for found in &found {
        let always = named.contains(found.path.as_path());
        file(found, &disk, always, args.check, &mut counts, output)?;
    }
    if counts.seen == 0 {
        return Err(CliError::no_scenario_file());
    }
    output.stdout(&summary(&counts, args.check));
    Ok(match (counts.wrong, counts.changed) {
        (1.., _) => ExitCode::Usage,
        (0, 1..) if args.check => ExitCode::Failed,
        _ => ExitCode::Ok,
    })
}

/// The files that `fmt` looks at: `runthrough.yaml` too where none is named.
fn layout_files(paths: &[PathBuf], disk: &ProjectFiles) -> Result<Vec<FoundFile>, CliError> {
    let targets = Targets { roots: paths.to_vec(), ..Targets::default() };
    let wanted = scenario_files(disk, &targets)?;
    let config = disk.config_file().filter(|_| paths.is_empty());
    Ok(config.into_iter().chain(wanted).collect())
}

fn file(
    found: &FoundFile,
    disk: &ProjectFiles,
    always: bool,
    check: bool,
    counts: &mut Counts,
    output: &Output,
) -> Result<(), CliError> {
    let shown = &disk.display(&found.path);
    let text = match disk.read_text(found) {
        Ok(text) => text,
        // The others are laid out all the same.
        Err(message) => {
            counts.seen += 1;
            counts.wrong += 1;
            output.stderr(&format!("error: {message}\n"));
            return Ok(());
        }
    };
    let mut sources = Sources::default();
    match format(&mut sources, shown, &text) {
        Ok(new) => {
            // Data rows, bodies and documents of others are written in their own ways.
            let ours = always || is_ours(&new.root) || disk.config.as_ref() == Some(&found.path);
            counts.seen += usize::from(ours);
            if !ours || new.text == text {
                return Ok(());
            }
            counts.changed += 1;
            if check {
                output.stdout(&format!("would change {shown}\n"));
                return Ok(());
            }
            let rewritten = found.root.rewrite(&found.inside, &new.text);
            rewritten.map_err(|problem| CliError::usage(cannot_write(shown, &problem)))?;
            output.stdout(&format!("changed {shown}\n"));
        }
        Err(found) => {
            counts.seen += 1;
            counts.wrong += 1;
            let drawn = found.iter().map(|diagnostic| render(diagnostic, &sources, output.styles()) + "\n");
            output.stdout(&drawn.collect::<String>());
        }
    }
    Ok(())
}

/// True for a scenario or fragment.
fn is_ours(root: &Node) -> bool {
    let named = |key: &str| matches!(key, "scenario" | "fragment");
    matches!(&root.kind, NodeKind::Map(members) if members.iter().any(|(key, _)| named(&key.value)))
}

/// `3 files: 1 changed, 1 left as it is`.
fn summary(counts: &Counts, check: bool) -> String {
    let files = counted(counts.seen, "file");
    let mut parts = Vec::new();
    if counts.changed > 0 {
        parts.push(format!("{} {}", counts.changed, if check { "to be changed" } else { "changed" }));
    }
    if counts.wrong > 0 {
        parts.push(format!(
            "{} left as {}",
            counts.wrong,
            if counts.wrong == 1 { "it is" } else { "they are" }
        ));
    }
    match parts.is_empty() {
        true => format!("{files}: nothing to change\n"),
        false => format!("{files}: {}\n", parts.join(", ")),
    }
}
