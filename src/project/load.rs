//! From paths to a checked project.

use std::sync::Arc;

use super::discovery::wanted_files;
use super::error::LoadError;
use super::files::{read_config, read_source};
use super::invalid::drop_invalid;
use super::loaded::LoadedProject;
use super::masking::mask_findings;
use super::snapshots::SnapshotsOnDisk;
use super::targets::Targets;
use crate::check::check;
use crate::diag::{Code, Diagnostic, Place, Severity, list, sort, suggestion};
use crate::io::project::ProjectFiles;
use crate::model::Config;
use crate::parse::{Loaded, Parsed, parse};

/// Loads, parses and checks the scenario files that are meant.
pub fn load(
    disk: &Arc<ProjectFiles>,
    targets: &Targets,
    environment: Option<&str>,
) -> Result<LoadedProject, LoadError> {
    let mut parsed = read_config(disk);
    // Which environments and folders a configuration with mistakes has is not known: the mistakes are told instead.
    let broken = parsed.sink.has_errors();
    if !broken {
        check_environment(&parsed.project.config, environment)?;
    }
    let wanted = match wanted_files(targets, &parsed.project.config, disk) {
        Err(_) if broken && targets.roots.is_empty() => Vec::new(),
        wanted => wanted?,
    };
    let texts: Vec<Loaded> = wanted.iter().map(|file| read_source(file, disk)).collect();
    let files = parse(&mut parsed, texts, environment, &**disk);
    let Parsed { mut project, mut sink, .. } = parsed;
    check(&project, &SnapshotsOnDisk::new(disk), &mut sink);
    let mut diagnostics = sink.take();
    // What looks like a secret is not shown by the very finding that says so.
    for found in diagnostics.iter().filter(|found| found.code == Code::SecretLiteral) {
        if let Place::Span(span) = found.place {
            project.sources.hide(span, "literal");
        }
    }
    sort(&mut diagnostics, &project.sources);
    let mut dragged = drop_invalid(&mut project, &diagnostics);
    // A file that two scenarios name is read for each of them; its mistakes are told once.
    diagnostics.dedup_by(|right, left| {
        left.message == right.message
            && left.code == right.code
            && left.position(&project.sources) == right.position(&project.sources)
    });
    mask_findings(&mut diagnostics, &project.sources);
    // What a wrong configuration was meant to say (hosts, limits, defaults) holds for every scenario.
    let config = disk.config.as_deref().map(|path| disk.display(path));
    let wrong = |found: &Diagnostic| {
        found.severity == Severity::Error && config.as_deref() == Some(found.path(&project.sources))
    };
    if diagnostics.iter().any(wrong) {
        project.scenarios.clear();
        dragged.clear();
    }
    let environment = environment.map(str::to_owned);
    Ok(LoadedProject { disk: disk.clone(), project, diagnostics, files, environment, dragged })
}

fn check_environment(config: &Config, environment: Option<&str>) -> Result<(), LoadError> {
    let Some(name) = environment else { return Ok(()) };
    if config.environments.contains_key(name) {
        return Ok(());
    }
    let known = || config.environments.keys().map(|name| &**name);
    let help = suggestion(name, known()).unwrap_or_else(|| match config.environments.is_empty() {
        true => "environments are defined in runthrough.yaml, under `environments`".to_owned(),
        false => format!("runthrough.yaml has {}", list(known())),
    });
    Err(LoadError::new(format!("the environment `{name}` does not exist")).help(help))
}
