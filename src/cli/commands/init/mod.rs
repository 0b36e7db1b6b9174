//! `runthrough init`: files to start from. No file that is there is ever changed.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::diag::{list, suggestion};
use crate::editor_schema;
use crate::io::atomic::cannot_write;
use crate::io::config_search::search;
use crate::io::files::{CONFIG, typed_folder};
use crate::vocabulary::limits::SCENARIO_FILE;

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The project folder (default: the current folder)
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Print the content that `init` would write to this file, but write nothing
    #[arg(long, value_name = "FILE")]
    pub show: Option<String>,
}

/// Where the schema of scenarios is kept in a project.
pub const SCENARIO_SCHEMA: &str = ".runthrough/scenario.schema.json";

/// The first scenario.
const FIRST: &str = "scenarios/first.yaml";

/// The schema of `runthrough.yaml`.
const CONFIG_SCHEMA: &str = ".runthrough/config.schema.json";

/// A file of a new project.
struct Template {
    path: &'static str,
    /// What it is for.
    purpose: &'static str,
    text: fn() -> String,
    /// The command that makes it anew, where it is not for people to change.
    renew: Option<&'static str>,
}

const fn template(path: &'static str, purpose: &'static str, text: fn() -> String) -> Template {
    Template { path, purpose, text, renew: None }
}

const TEMPLATES: [Template; 8] = [
    template(CONFIG, "settings and two environments", || include_str!("files/runthrough.yaml").to_owned()),
    template(FIRST, "a first scenario", || include_str!("files/first.yaml").to_owned()),
    Template {
        renew: Some("runthrough schema"),
        ..template(SCENARIO_SCHEMA, "the JSON Schema of scenario files, for editors", || {
            format!("{:#}\n", editor_schema::scenario())
        })
    },
    Template {
        renew: Some("runthrough schema config"),
        ..template(CONFIG_SCHEMA, "the JSON Schema of runthrough.yaml, for editors", || {
            format!("{:#}\n", editor_schema::config())
        })
    },
    template(".vscode/settings.json", "makes VS Code use both schemas", || {
        include_str!("files/settings.json").to_owned()
    }),
    template(".vscode/extensions.json", "recommends the YAML extension for VS Code", || {
        include_str!("files/extensions.json").to_owned()
    }),
    template(".github/workflows/api-tests.yaml", "a job for GitHub Actions", || {
        include_str!("files/github.yaml").to_owned()
    }),
    template(".gitlab-ci.yml", "a job for GitLab", || include_str!("files/gitlab.yaml").to_owned()),
];

/// Makes a project, or what is missing of one.
pub fn init(args: &InitArgs, output: &Output) -> Result<ExitCode, CliError> {
    if let Some(path) = &args.show {
        return show(path, output);
    }
    let folder = args.folder.clone().unwrap_or_default();
    refuse_inside_of_another(&folder)?;
    let shown = |path: &str| folder.join(path).to_string_lossy().replace('\\', "/");
    let (mut written, mut left) = (Vec::new(), Vec::new());
    let root =
        typed_folder(&folder).map_err(|problem| CliError::usage(cannot_write(&shown(CONFIG), &problem)))?;
    // The first scenario is written for the settings beside it.
    let begun = root.has(Path::new(CONFIG));
    for template in TEMPLATES.iter().filter(|template| !begun || template.path != FIRST) {
        let new = root.write_new(Path::new(template.path), &(template.text)());
        match new.map_err(|problem| CliError::usage(cannot_write(&shown(template.path), &problem)))? {
            true => written.push(template),
            false => left.push(template),
        }
    }
    let width = TEMPLATES.iter().map(|template| shown(template.path).len()).max().unwrap_or(0);
    let mut text = String::new();
    for template in &written {
        text.push_str(&format!("wrote {:width$}  {}\n", shown(template.path), template.purpose));
    }
    for template in &left {
        let name = shown(template.path);
        // Schemas are made, not written: an old one is of no use to anybody.
        let made = (template.text)();
        let read = root.read(Path::new(template.path), SCENARIO_FILE);
        let old = read.is_ok_and(|bytes| bytes != made.as_bytes());
        let more = match (template.renew, old) {
            (Some(command), true) => format!(", from another version; update it with `{command} > {name}`"),
            _ => String::new(),
        };
        text.push_str(&format!("left  {name:width$}  it already exists{more}\n"));
    }
    if let Some(first) = left.first() {
        text.push_str(&format!(
            "\n`runthrough init --show {}` prints the content that would have been written\n",
            first.path
        ));
    }
    if !begun {
        let step = match folder.as_os_str().is_empty() {
            true => String::new(),
            false if folder.to_string_lossy().contains(' ') => format!("  cd \"{}\"\n", folder.display()),
            false => format!("  cd {}\n", folder.display()),
        };
        text.push_str(&format!(
            "\nNow:\n{step}  runthrough run --sandbox     runs the first scenario against the built-in sandbox\n  runthrough new \"A name\"      creates the next scenario\n"
        ));
    }
    output.stdout(&text);
    Ok(ExitCode::Ok)
}

/// Prints what a file of a new project holds.
fn show(path: &str, output: &Output) -> Result<ExitCode, CliError> {
    let names = || TEMPLATES.iter().map(|template| template.path);
    if let Some(template) = TEMPLATES.iter().find(|template| template.path == path) {
        output.stdout(&(template.text)());
        return Ok(ExitCode::Ok);
    }
    let help = suggestion(path, names()).unwrap_or_else(|| format!("it writes {}", list(names())));
    Err(CliError::usage(format!("`{path}` is not a file that `init` writes")).help(help))
}

/// A project inside of another one would have other settings than it seems.
fn refuse_inside_of_another(folder: &Path) -> Result<(), CliError> {
    let here = std::env::current_dir()
        .map_err(|error| CliError::usage(format!("the working directory cannot be used: {error}")))?;
    let target = here.join(folder);
    let Some(config) = search(&target).map_err(CliError::usage)? else { return Ok(()) };
    let root = config.parent().map(Path::to_owned).unwrap_or_default();
    let own: PathBuf = target.components().collect();
    if root == own {
        return Ok(());
    }
    Err(CliError::usage(format!("this folder already belongs to a project: {}", config.display())).help(
        "add a scenario to it with `runthrough new NAME`; for a separate project choose a folder outside it",
    ))
}
