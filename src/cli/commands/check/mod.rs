//! `runthrough check`.

mod findings;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::findings::summary;
use crate::cli::output::Output;
use crate::cli::project_args::ProjectArgs;
use crate::diag::{Place, apply_fixes, counted, render};
use crate::io::atomic::cannot_write;
use crate::io::project::ProjectFiles;
use crate::project::{LoadedProject, Targets, load};
use findings::{Findings, github, json, sarif};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Scenario files and folders (default: those of runthrough.yaml, else `scenarios`)
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// The environment in runthrough.yaml to check with
    #[arg(short, long, value_name = "NAME")]
    pub env: Option<String>,
    /// The output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CheckFormat,
    /// Fix what is unambiguous: misspelt keys, missing quotes, `{{ x }}`; comments and layout are kept
    #[arg(long)]
    pub fix: bool,
}

/// Format of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Text,
    /// A JSON document
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// One fix may bring another finding to light; more rounds than this are not needed by any text that a person wrote.
const ROUNDS: usize = 20;

/// Checks files and tells every finding.
pub fn check(args: &CheckArgs, quiet: bool, output: &mut Output) -> Result<ExitCode, CliError> {
    let disk = args.project.open()?;
    let mut loaded = load_all(args, &disk)?;
    if args.fix {
        loaded = fix(args, &disk, loaded, output)?;
    }
    let (errors, warnings) = loaded.counts();
    let findings = Findings { loaded: &loaded };
    output.stdout(&match args.format {
        CheckFormat::Text => text(&loaded, quiet, output),
        CheckFormat::Json => json(&findings),
        CheckFormat::Github => github(&findings),
        CheckFormat::Sarif => sarif(&findings),
    });
    if loaded.files == 0 && errors == 0 {
        return Err(CliError::no_scenario_file());
    }
    if args.format == CheckFormat::Github && errors + warnings > 0 {
        output.stderr(&summary(loaded.files, errors, warnings));
    }
    Ok(if errors > 0 { ExitCode::Usage } else { ExitCode::Ok })
}

/// Everything below the paths, which have no lines here.
fn load_all(args: &CheckArgs, disk: &Arc<ProjectFiles>) -> Result<LoadedProject, CliError> {
    let targets = Targets { roots: args.paths.clone(), ..Targets::default() };
    Ok(load(disk, &targets, args.env.as_deref())?)
}

fn text(loaded: &LoadedProject, quiet: bool, output: &Output) -> String {
    let mut text = String::new();
    let styles = output.styles();
    for diagnostic in &loaded.diagnostics {
        text.push_str(&render(diagnostic, &loaded.project.sources, styles));
        text.push('\n');
    }
    let (errors, warnings) = loaded.counts();
    if errors > 0 || loaded.files > 0 && (!quiet || warnings > 0) {
        text.push_str(&summary(loaded.files, errors, warnings));
        let mendable = fixes(loaded).map(|(_, fixes)| fixes.len()).sum::<usize>();
        let which = match mendable {
            0 => return text,
            all if all == errors + warnings => if all == 1 { "it" } else { "them all" }.to_owned(),
            some => format!("{some} of them"),
        };
        text.push_str(&format!("`runthrough check --fix` fixes {which}\n"));
    }
    text
}

/// Files with fixes that need no one to decide, and the fixes.
fn fixes(loaded: &LoadedProject) -> impl Iterator<Item = (crate::source::FileId, Vec<&crate::diag::Fix>)> {
    let mut files: BTreeMap<crate::source::FileId, Vec<&crate::diag::Fix>> = BTreeMap::new();
    for diagnostic in &loaded.diagnostics {
        let (Place::Span(span), Some(fix)) = (&diagnostic.place, &diagnostic.fix) else { continue };
        if fix.safe {
            files.entry(span.file).or_default().push(fix);
        }
    }
    files.into_iter()
}

/// Applies the safe fixes until there are none, and gives what is left.
fn fix(
    args: &CheckArgs,
    disk: &Arc<ProjectFiles>,
    mut loaded: LoadedProject,
    output: &Output,
) -> Result<LoadedProject, CliError> {
    let mut mended: Vec<(String, usize)> = Vec::new();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for (file, fixes) in fixes(&loaded) {
            let source = loaded.project.sources.file(file);
            let (text, applied) = apply_fixes(source.text(), fixes);
            if text == **source.text() {
                continue;
            }
            let path = source.path().to_string();
            disk.locate(path.as_ref())
                .and_then(|found| found.root.rewrite(&found.inside, &text))
                .map_err(|problem| CliError::usage(cannot_write(&path, &problem)))?;
            changed = true;
            match mended.iter_mut().find(|(other, _)| *other == path) {
                Some((_, count)) => *count += applied,
                None => mended.push((path, applied)),
            }
        }
        if !changed {
            break;
        }
        loaded = load_all(args, disk)?;
    }
    mended.sort();
    let mut told = String::new();
    for (path, count) in mended {
        told.push_str(&format!("fixed {path}: {}\n", counted(count, "change")));
    }
    match args.format {
        CheckFormat::Text => output.stdout(&told),
        _ => output.stderr(&told),
    }
    Ok(loaded)
}
