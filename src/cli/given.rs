//! Where the values of inputs come from: `-i`, `--inputs-file`, the environment, `--sandbox`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::args::GivenArgs;
use super::config::LoadedProject;
use super::exit::Complaint;
use super::fragments::{complaint, open_inputs};
use super::sandbox::gives;
use crate::diag::{did_you_mean, list};
use crate::io::files::read_text;
use crate::io::project::ProjectFiles;
use crate::model::{Input, Plan};
use crate::parse::{Ending, InputsFile, inputs_file};
use crate::plan::{FragmentInputs, InputProblem, InputValue, Layers, resolve, resolve_fragments};

/// Where the values of all inputs come from.
pub struct Inputs {
    /// By scenario of the plan.
    pub scenarios: Vec<Vec<(Arc<str>, InputValue)>>,
    /// Those of fragments that no `with` gives.
    pub fragments: FragmentInputs,
}

/// What the command line says of inputs. Values are never repeated in a message: they may be secret.
pub struct Given {
    values: BTreeMap<String, String>,
    file: Option<(String, InputsFile)>,
    sandbox: bool,
}

impl Given {
    /// Reads `-i` and the inputs file.
    pub fn read(args: &GivenArgs) -> Result<Given, Complaint> {
        let values = named_values(&args.input)?;
        let file = match &args.inputs_file {
            Some(path) => Some(read_file(&path.to_string_lossy().replace('\\', "/"))?),
            None => None,
        };
        Ok(Given { values, file, sandbox: args.sandbox })
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

    /// The values of all inputs of all scenarios and fragments; everything that is missing is told at once. The sandbox's
    /// base URL is known now and the same for all instances.
    pub fn resolve(
        &self,
        loaded: &LoadedProject,
        plan: &Plan,
        base_url: Option<&str>,
    ) -> Result<Inputs, Complaint> {
        self.all_declared(loaded, plan)?;
        let mut scenarios = Vec::with_capacity(plan.scenarios.len());
        let mut problems: BTreeSet<InputProblem> = BTreeSet::new();
        let mut fragments = self.with_layers(loaded, |layers| {
            for scenario in &plan.scenarios {
                match resolve(scenario, &loaded.library, layers) {
                    Ok(values) => scenarios.push(values),
                    Err(found) => problems.extend(found),
                }
            }
            let fragments = &loaded.project.fragments;
            resolve_fragments(&plan.scenarios, fragments, &loaded.library, layers).unwrap_or_else(|found| {
                problems.extend(found);
                FragmentInputs::new()
            })
        });
        if !problems.is_empty() {
            return Err(complaint(problems));
        }
        for (name, value) in scenarios.iter_mut().chain(fragments.values_mut()).flatten() {
            if let (InputValue::PerInstance, "base_url", Some(url)) = (&value, &**name, base_url) {
                *value = InputValue::Value(url.into());
            }
        }
        Ok(Inputs { scenarios, fragments })
    }

    /// An input that no selected scenario declares is a slip of the pen.
    pub fn all_declared(&self, loaded: &LoadedProject, plan: &Plan) -> Result<(), Complaint> {
        if plan.is_empty() {
            return Ok(());
        }
        let inputs: Vec<&Input> = plan.scenarios.iter().flat_map(|scenario| &scenario.inputs).collect();
        let open = open_inputs(&plan.scenarios, &loaded.project.fragments);
        let own = inputs.iter().map(|input| &*input.name.value);
        let declared: BTreeSet<&str> = own.chain(open.iter().map(|name| &**name)).collect();
        let mut lines = Vec::new();
        for name in self.values.keys().filter(|name| !declared.contains(name.as_str())) {
            lines.push((
                format!("-i {name}=…: no selected scenario declares an input `{name}`"),
                meant(name, &declared, &inputs),
            ));
        }
        if let Some((path, file)) = &self.file {
            for name in file.values.keys().filter(|name| !declared.contains(&***name)) {
                let place = match file.lines.get(name) {
                    Some(line) if *line > 0 => format!("{path}:{line}"),
                    _ => path.clone(),
                };
                lines.push((
                    format!("{place}: no selected scenario declares an input `{name}`"),
                    meant(name, &declared, &inputs),
                ));
            }
        }
        let mut lines = lines.into_iter();
        match lines.next() {
            None => Ok(()),
            Some(first) => Err(several(first, lines)),
        }
    }
}

/// What was meant by an unknown input.
fn meant(name: &str, declared: &BTreeSet<&str>, inputs: &[&Input]) -> Option<String> {
    let variable = |input: &&&Input| input.env.as_ref().is_some_and(|variable| &*variable.value == name);
    if let Some(input) = inputs.iter().find(variable) {
        let input = &input.name.value;
        return Some(format!("that is an environment variable; the input is called `{input}`"));
    }
    match did_you_mean(name, declared.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if declared.is_empty() => None,
        None => Some(format!("they declare {}", list(declared.iter().copied()))),
    }
}

/// Several complaints as one.
fn several(
    first: (String, Option<String>),
    rest: impl Iterator<Item = (String, Option<String>)>,
) -> Complaint {
    let with_help = |(message, help): (String, Option<String>)| match help {
        Some(help) => format!("{message}\n  = help: {help}"),
        None => message,
    };
    let mut message = with_help(first);
    for line in rest {
        message.push_str("\nerror: ");
        message.push_str(&with_help(line));
    }
    Complaint::usage(message)
}

fn named_values(arguments: &[String]) -> Result<BTreeMap<String, String>, Complaint> {
    let mut given = BTreeMap::new();
    for (position, argument) in arguments.iter().enumerate() {
        let Some((name, value)) = argument.split_once('=') else {
            return Err(Complaint::usage(format!("the {} `-i` has no `=` in it", ordinal(position + 1)))
                .help("write `-i name=value`"));
        };
        if given.insert(name.trim().to_owned(), value.to_owned()).is_some() {
            return Err(Complaint::usage(format!("the input `{}` is given twice", name.trim())));
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

fn read_file(path: &str) -> Result<(String, InputsFile), Complaint> {
    let Some(ending) = Ending::of(path) else {
        return Err(Complaint::usage(format!("--inputs-file {path}: the ending says nothing"))
            .help("inputs files end in .yaml, .json or .env"));
    };
    let text = read_text(std::path::Path::new(path), path)
        .map_err(|problem| Complaint::usage(format!("--inputs-file: {problem}")))?;
    let here = std::env::current_dir()
        .map_err(|error| Complaint::usage(format!("the working directory cannot be used: {error}")))?;
    match inputs_file(path, &text, ending, &ProjectFiles::find(&here)) {
        Ok(file) => Ok((path.to_owned(), file)),
        Err(problems) => {
            let mut lines = problems.into_iter().map(|problem| (problem, None));
            match lines.next() {
                Some(first) => Err(several(first, lines)),
                None => Ok((path.to_owned(), InputsFile::default())),
            }
        }
    }
}
