//! Selection, shared by `run`, `list` and `inputs`.

use std::path::{Component, Path, PathBuf};

use super::args::Select;
use super::config::LoadedProject;
use super::exit::{Complaint, Exit};
use super::output::Output;
use crate::io::project::ProjectFiles;
use crate::model::{Place, Plan, Selection};
use crate::plan;

/// The paths of a command line, taken apart.
#[derive(Debug, Default)]
pub struct Targets {
    /// Files and folders to look for scenarios in.
    pub roots: Vec<PathBuf>,
    /// Files of rows, of which lines are meant; the scenarios that name them are not known yet.
    pub row_files: Vec<PathBuf>,
    /// What is selected; `None` is everything.
    pub places: Option<Vec<Place>>,
}

impl Targets {
    /// Takes paths apart: `FILE:LINE` is a line of a file, unless a file has that very name.
    pub fn of(paths: &[PathBuf]) -> Result<Targets, Complaint> {
        let here = std::env::current_dir()
            .map_err(|error| Complaint::usage(format!("the working directory cannot be used: {error}")))?;
        let disk = ProjectFiles::find(&here);
        let mut targets = Targets::default();
        let mut places = Vec::new();
        let mut any_line = false;
        for path in paths {
            let Some((file, line)) = with_line(path)? else {
                let root = tidy(path);
                places.push(Place::Below(disk.display(&root)));
                targets.roots.push(root);
                continue;
            };
            any_line = true;
            places.push(Place::Line { path: disk.display(&file), line });
            let is_yaml = file.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
            if file.is_dir() {
                return Err(Complaint::usage(format!(
                    "`{}` is a folder, which has no lines",
                    file.display()
                )));
            } else if is_yaml {
                targets.roots.push(file);
            } else if file.is_file() {
                targets.row_files.push(file);
            } else {
                return Err(Complaint::usage(format!("there is no file `{}`", file.display())));
            }
        }
        targets.places = any_line.then_some(places);
        Ok(targets)
    }
}

fn with_line(path: &Path) -> Result<Option<(PathBuf, usize)>, Complaint> {
    let text = path.to_string_lossy();
    let Some((file, digits)) = text.rsplit_once(':') else { return Ok(None) };
    if path.exists() || digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    match digits.parse::<usize>() {
        Ok(line) if line > 0 => Ok(Some((tidy(Path::new(file)), line))),
        _ => Err(Complaint::usage(format!("`{text}` names no line: lines count from 1"))),
    }
}

/// Without `.`, so that a file is the same however it is named.
fn tidy(path: &Path) -> PathBuf {
    let tidy: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

/// Makes the plan; nothing selected is a complaint of its own exit code.
pub fn plan(
    loaded: &LoadedProject,
    select: &Select,
    targets: &Targets,
    output: &Output,
) -> Result<Plan, Complaint> {
    let selection = Selection {
        tag: select.tag.clone(),
        name: select.name.clone(),
        repeat: select.repeat as usize,
        places: targets.places.clone(),
    };
    every_line_hits(loaded, &selection)?;
    let plan = plan::plan(&loaded.project, &selection).map_err(Complaint::usage)?;
    for (tag, question) in plan::unknown_tags(&loaded.project, &selection) {
        let hint = question.map_or_else(String::new, |question| format!("; {question}"));
        output.stderr(&format!("warning: no scenario has the tag `{tag}`{hint}\n"));
    }
    let (errors, _) = loaded.counts();
    if plan.is_empty() && errors == 0 {
        let message = match loaded.files {
            0 => "no scenario file was found",
            _ => "nothing was selected to run",
        };
        let help = match loaded.files {
            0 => "scenario files end in .yaml or .yml",
            _ => "`runthrough list` shows all scenarios with their tags",
        };
        return Err(Complaint {
            message: message.to_owned(),
            help: vec![help.to_owned()],
            exit: Exit::Nothing,
        });
    }
    Ok(plan)
}

/// A line that picks nothing is a slip of the pen, unless its file has errors, which are told anyway.
fn every_line_hits(loaded: &LoadedProject, selection: &Selection) -> Result<(), Complaint> {
    let Some(places) = &selection.places else { return Ok(()) };
    let invalid = loaded.invalid();
    let readable: Vec<Place> = places
        .iter()
        .filter(|place| match place {
            Place::Line { path, .. } => !invalid.iter().any(|(other, _)| **other == **path),
            Place::Below(_) => false,
        })
        .cloned()
        .collect();
    match plan::missed(&loaded.project, &readable).into_iter().next() {
        Some((message, help)) => Err(Complaint::usage(message).help(help)),
        None => Ok(()),
    }
}
