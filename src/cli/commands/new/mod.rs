//! `runthrough new`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::commands::init::SCENARIO_SCHEMA;
use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::findings::print_errors;
use crate::cli::output::Output;
use crate::cli::project_args::ProjectArgs;
use crate::io::atomic::cannot_write;
use crate::io::project::ProjectFiles;
use crate::model::Config;
use crate::project::{Targets, load, read_config};

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The scenario's name, in a few words; or its file name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
}

/// Characters of a file's name, its ending left out.
const LONGEST: usize = 80;

/// What a scenario needs that stands in no `runthrough.yaml`.
const OWN_ADDRESS: &str = "\
inputs:                                 # values from outside
  base_url: { default: http://127.0.0.1:8080/api/v1 }

defaults:                               # for every request of this file
  base_url: ${base_url}
";

/// The comment of the template that such a scenario does not need.
const COMMENT: &str = "# Values from outside:";

/// Writes a commented scenario into the folder of the scenarios.
pub fn new(args: &NewArgs, output: &Output) -> Result<ExitCode, CliError> {
    let project = args.project.open()?;
    let mut parsed = read_config(&project);
    if parsed.sink.has_errors() {
        // It says where scenarios are, and what they have in common.
        print_errors(&parsed.sink.take(), &parsed.project.sources, output);
        return Ok(ExitCode::Usage);
    }
    let config = parsed.project.config;
    // Whatever is wrong with other files does not matter here; nor that there are none yet.
    let loaded = load(&project, &Targets::default(), None).ok();
    let (title, stem) = title_and_stem(&args.name)?;
    if let Some(other) = loaded
        .iter()
        .flat_map(|loaded| &loaded.project.scenarios)
        .find(|scenario| *scenario.name.value == *title)
    {
        return Err(CliError::usage(format!("the name `{title}` is already used by {}", other.path))
            .help("reports identify scenarios by name: choose a different one"));
    }
    let path = folder(&config, &project).join(format!("{stem}.yaml"));
    let shown = project.display(&path);
    let written = project
        .inside(&path)
        .and_then(|(root, inside)| root.write_new(&inside, &text(&title, &path, &config, &project)));
    if !written.map_err(|problem| CliError::usage(cannot_write(&shown, &problem)))? {
        return Err(CliError::usage(format!("{shown} already exists"))
            .help("choose a different name, or edit that file"));
    }
    output.stdout(&format!(
        "wrote {shown}\n\nEdit it, remove the line `skip`, and check it:\n  runthrough check {shown}\n"
    ));
    Ok(ExitCode::Ok)
}

/// The folder that scenarios are looked for in.
fn folder(config: &Config, project: &ProjectFiles) -> PathBuf {
    let written = config.scenarios.first().map_or("scenarios", |folder| &folder.value);
    let path = project.root().join(written);
    match path.extension() {
        // A file, not a folder: beside it.
        Some(_) => path.parent().unwrap_or(project.root()).to_owned(),
        None => path,
    }
}

/// `Log in twice` or `log-in-twice.yaml`, as the name of the scenario and of its file.
fn title_and_stem(name: &str) -> Result<(String, String), CliError> {
    let name = name.trim();
    let stem_of = |text: &str| {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        words.join("-")
    };
    let file = [".yaml", ".yml"].iter().find_map(|ending| name.strip_suffix(ending));
    let title = match file {
        Some(stem) => {
            let words = stem.replace(['-', '_'], " ");
            let mut characters = words.trim().chars();
            let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
            first + characters.as_str()
        }
        None => name.to_owned(),
    };
    let stem: String = stem_of(&title).chars().take(LONGEST).collect();
    let fits = !stem.is_empty() && !title.contains(['/', '\\']) && !title.contains("${");
    match fits && !title.contains(char::is_control) {
        true => Ok((title, stem.trim_end_matches('-').to_owned())),
        false => Err(CliError::usage(format!("`{name}` cannot be the name of a scenario"))
            .help("use a few words that describe it, without `/`, `\\` and `${`: `runthrough new \"Log in with a code\"`")),
    }
}

/// A name as a YAML value: without quotes where it is nothing but words.
fn quoted(title: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '(' | ')');
    let words = title.starts_with(char::is_alphabetic) && title.contains(' ') && title.chars().all(word);
    // JSON is YAML.
    if words { title.to_owned() } else { serde_json::Value::from(title).to_string() }
}

fn text(title: &str, path: &Path, config: &Config, project: &ProjectFiles) -> String {
    let mut text = String::new();
    let schema = project.inside(&project.root().join(SCENARIO_SCHEMA));
    if schema.is_ok_and(|(root, inside)| root.kind(&inside).is_ok()) {
        let folder = path.parent().and_then(|folder| folder.strip_prefix(project.root()).ok());
        let up = "../".repeat(folder.map_or(0, |folder| folder.components().count()));
        text.push_str(&format!("# yaml-language-server: $schema={up}{SCENARIO_SCHEMA}\n"));
    }
    text.push_str(&include_str!("scenario.yaml").replace("{{name}}", &quoted(title)));
    let addressed = config.defaults.base_url.is_some()
        && config.inputs.iter().any(|input| &*input.name.value == "base_url");
    if addressed {
        return text;
    }
    let (before, after) = text.split_once(COMMENT).unwrap_or((&text, ""));
    let after = after.split_once("\n\n").map_or(after, |(_, after)| after);
    format!("{before}{OWN_ADDRESS}\n{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_scenarios_become_names_of_files() {
        let read = |name| title_and_stem(name).ok();
        let pair = |title: &str, stem: &str| Some((title.to_owned(), stem.to_owned()));
        assert_eq!(read("Log in twice"), pair("Log in twice", "log-in-twice"));
        assert_eq!(read("log-in_twice.yaml"), pair("Log in twice", "log-in-twice"));
        assert_eq!(read(" Größe: 5 % "), pair("Größe: 5 %", "größe-5"));
        for wrong in ["", "...", "a/b", "../x.yaml", "${x}", "a\nb"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
