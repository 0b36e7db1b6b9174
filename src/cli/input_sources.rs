//! Where the values of inputs come from: `-i`, `--inputs-file`, the environment, `--sandbox`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::error::{CliError, CliProblem};
use super::exit_code::ExitCode;
use super::fragments::open_inputs;
use super::sandbox_inputs::gives;
use crate::diag::{list, suggestion};
use crate::io::files::read_text;
use crate::io::project::ProjectFiles;
use crate::model::{Input, Plan};
use crate::parse::{Ending, InputsFile, inputs_file};
use crate::plan::{FragmentInputs, InputProblem, InputValue, Layers, resolve, resolve_fragments};
use crate::project::LoadedProject;

/// Where inputs come from.
#[derive(Debug, Clone, Default, Args)]
pub struct InputArgs {
    /// Set an input; may be repeated
    #[arg(short, long = "input", value_name = "NAME=VALUE")]
    pub input: Vec<String>,
    /// Read inputs from a YAML, JSON or dotenv file, depending on its extension
    #[arg(long, value_name = "FILE")]
    pub inputs_file: Option<PathBuf>,
    /// Run against the built-in sandbox, started in this process, with a separate account for every scenario instance
    #[arg(long)]
    pub sandbox: bool,
}

/// Where the values of all inputs come from.
pub struct ResolvedInputs {
    /// By scenario of the plan.
    pub scenarios: Vec<Vec<(Arc<str>, InputValue)>>,
    /// Those of fragments that no `with` gives.
    pub fragments: FragmentInputs,
}

/// What the command line says of inputs. Values are never repeated in a message: they may be secret.
pub struct InputSources {
    values: BTreeMap<String, String>,
    file: Option<(String, InputsFile)>,
    sandbox: bool,
}

impl InputSources {
    /// Reads `-i` and the inputs file.
    pub fn read(args: &InputArgs, disk: &ProjectFiles) -> Result<InputSources, CliError> {
        let values = named_values(&args.input)?;
        let file = match &args.inputs_file {
            Some(path) => Some(read_file(&path.to_string_lossy().replace('\\', "/"), disk)?),
            None => None,
        };
        Ok(InputSources { values, file, sandbox: args.sandbox })
    }

    /// Calls `with` with all layers.
    pub fn with_layers<T>(&self, loaded: &LoadedProject, with: impl FnOnce(&Layers<'_>) -> T) -> T {
        let environment = loaded
            .environment
            .as_deref()
            .and_then(|name| Some((name, loaded.project.config.environments.get(name)?)));
        with(&Layers {
            given: &self.values,
            file: self.file.as_ref().map(|(path, file)| (path.as_str(), &file.values)),
            environment,
            env: &|name| std::env::var(name).ok(),
            per_instance: &|input| self.sandbox && gives(input),
        })
    }

    /// The values of all inputs of all scenarios and fragments; everything that is missing is told at once. The
    /// sandbox's
    /// base URL is known now and the same for all instances.
    pub fn resolve(
        &self,
        loaded: &LoadedProject,
        plan: &Plan,
        base_url: Option<&str>,
    ) -> Result<ResolvedInputs, CliError> {
        self.all_declared(loaded, plan)?;
        let mut scenarios = Vec::with_capacity(plan.scenarios.len());
        let mut problems: BTreeSet<InputProblem> = BTreeSet::new();
        let mut fragments = self.with_layers(loaded, |layers| {
            for scenario in &plan.scenarios {
                match resolve(scenario, layers) {
                    Ok(values) => scenarios.push(values),
                    Err(found) => problems.extend(found),
                }
            }
            let fragments = &loaded.project.fragments;
            resolve_fragments(&plan.scenarios, fragments, layers).unwrap_or_else(|found| {
                problems.extend(found);
                FragmentInputs::new()
            })
        });
        if !problems.is_empty() {
            let problems = problems.into_iter().map(CliProblem::from).collect();
            return Err(CliError { problems, exit: ExitCode::Usage });
        }
        for (name, value) in scenarios.iter_mut().chain(fragments.values_mut()).flatten() {
            if let (InputValue::PerInstance, "base_url", Some(url)) = (&value, &**name, base_url) {
                *value = InputValue::Value(url.into());
            }
        }
        Ok(ResolvedInputs { scenarios, fragments })
    }

    /// An input that no selected scenario declares is a typo.
    pub fn all_declared(&self, loaded: &LoadedProject, plan: &Plan) -> Result<(), CliError> {
        if plan.is_empty() {
            return Ok(());
        }
        let inputs: Vec<&Input> = plan.scenarios.iter().flat_map(|scenario| &scenario.inputs).collect();
        let open = open_inputs(&plan.scenarios, &loaded.project.fragments);
        let own = inputs.iter().map(|input| &*input.name.value);
        let declared: BTreeSet<&str> = own.chain(open.iter().map(|name| &**name)).collect();
        let undeclared = |place: String, name: &str| CliProblem {
            message: format!("{place}: no selected scenario declares an input `{name}`"),
            help: meant(name, &declared, &inputs).into_iter().collect(),
        };
        let mut problems = Vec::new();
        for name in self.values.keys().filter(|name| !declared.contains(name.as_str())) {
            problems.push(undeclared(format!("-i {name}=…"), name));
        }
        if let Some((path, file)) = &self.file {
            for name in file.values.keys().filter(|name| !declared.contains(&***name)) {
                let place = match file.lines.get(name) {
                    Some(line) if *line > 0 => format!("{path}:{line}"),
                    _ => path.clone(),
                };
                problems.push(undeclared(place, name));
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(CliError { problems, exit: ExitCode::Usage }),
        }
    }
}

/// What was meant by an unknown input.
fn meant(name: &str, declared: &BTreeSet<&str>, inputs: &[&Input]) -> Option<String> {
    let variable = |input: &&&Input| input.env.as_ref().is_some_and(|variable| &*variable.value == name);
    if let Some(input) = inputs.iter().find(variable) {
        let input = &input.name.value;
        return Some(format!("that is an environment variable; the input is named `{input}`"));
    }
    suggestion(name, declared.iter().copied()).or_else(|| {
        (!declared.is_empty()).then(|| format!("they declare {}", list(declared.iter().copied())))
    })
}

fn named_values(arguments: &[String]) -> Result<BTreeMap<String, String>, CliError> {
    let mut given = BTreeMap::new();
    for (position, argument) in arguments.iter().enumerate() {
        let Some((name, value)) = argument.split_once('=') else {
            return Err(CliError::usage(format!("the {} `-i` contains no `=`", ordinal(position + 1)))
                .help("write `-i name=value`"));
        };
        if given.insert(name.trim().to_owned(), value.to_owned()).is_some() {
            return Err(CliError::usage(format!("the input `{}` is set twice", name.trim())));
        }
    }
    Ok(given)
}

fn ordinal(number: usize) -> String {
    match number {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        n => format!("{n}th"),
    }
}

fn read_file(path: &str, disk: &ProjectFiles) -> Result<(String, InputsFile), CliError> {
    let Some(ending) = Ending::of(path) else {
        return Err(CliError::usage(format!("--inputs-file {path}: the file type is not known"))
            .help("the names of the names of inputs files end in .yaml, .json or .env"));
    };
    let text = read_text(std::path::Path::new(path), path)
        .map_err(|problem| CliError::usage(format!("--inputs-file: {problem}")))?;
    match inputs_file(path, &text, ending, disk) {
        Ok(file) => Ok((path.to_owned(), file)),
        Err(problems) => {
            let problem = |message| CliProblem { message, help: Vec::new() };
            Err(CliError { problems: problems.into_iter().map(problem).collect(), exit: ExitCode::Usage })
        }
    }
}
