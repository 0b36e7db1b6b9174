//! Values of inputs: which source gives each, before anything runs.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::model::visit::Used;
use crate::model::{Data, Environment, FileInput, Input, InputType, Regex, Scenario};
use crate::value::Value;

/// Where values come from, highest first.
pub struct Layers<'a> {
    /// `-i name=value`.
    pub given: &'a BTreeMap<String, String>,
    /// `--inputs-file`: its path, and what it says.
    pub file: Option<(&'a str, &'a BTreeMap<Arc<str>, FileInput>)>,
    /// The chosen environment with its name.
    pub environment: Option<(&'a str, &'a Environment)>,
    /// Reads an environment variable.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// True for names that every instance gets a value of its own for (`--sandbox`).
    pub per_instance: &'a dyn Fn(&Input) -> bool,
}

/// Which layer gives an input its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// `-i`.
    Given,
    /// Made for each instance (`--sandbox`).
    PerInstance,
    /// An inputs file or an environment, in words; maybe by way of an environment variable or a one-time file.
    Named {
        /// `inputs.yaml`, or the environment.
        layer: String,
        /// `STAGING_PASSWORD`, or the one-time file.
        by: Option<String>,
    },
    /// An environment variable.
    Env(String),
    /// A file of one-time values.
    OneTime(String),
    Default,
    /// None does.
    Nothing,
}

/// An input's value with its origin.
#[derive(Debug, Clone)]
pub struct Traced {
    /// Where it comes from.
    pub origin: Origin,
    pub value: Result<InputValue, InputProblem>,
}

/// Where the value of an input comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum InputValue {
    /// Known now.
    Value(Value),
    /// The next unused line of a file.
    OneTimeFile(Arc<str>),
    /// A one-time value given by `-i`, an inputs file or `env`: there is only this one.
    OneTimeValue(String),
    /// Made for each instance.
    PerInstance,
}

/// Something that is wrong with the inputs of a run: one line for people, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputProblem {
    pub message: String,
    pub help: String,
}

/// The inputs that a scenario needs: its own, and those of the configuration that it mentions.
pub fn needed(scenario: &Scenario) -> Vec<&Input> {
    let mut mentioned: HashSet<Arc<str>> = HashSet::new();
    let mut add = |used: Used<'_>| {
        used.for_each_variable(&mut |name| {
            mentioned.insert(name.clone());
        });
    };
    scenario.when.iter().for_each(|when| add(Used::Expression(when)));
    scenario.locks.iter().for_each(|lock| add(Used::Text(lock)));
    scenario.vars.iter().for_each(|var| var.value.for_each_text(&mut |text| add(Used::Text(text))));
    scenario.all_steps().for_each(|step| step.visit(&mut |used, _| add(used)));
    let outputs = scenario.fragment.iter().flat_map(|parts| &parts.outputs);
    outputs.for_each(|output| add(Used::Expression(&output.value)));
    let own = |input: &Input| input.name.span.file == scenario.file;
    scenario.inputs.iter().filter(|input| own(input) || mentioned.contains(&input.name.value)).collect()
}

/// Resolves the inputs that a scenario needs, all problems at once. A scenario that is skipped needs none.
pub fn resolve(
    scenario: &Scenario,
    layers: &Layers<'_>,
) -> Result<Vec<(Arc<str>, InputValue)>, Vec<InputProblem>> {
    let needed = needed(scenario);
    let mut values = Vec::with_capacity(needed.len());
    let mut problems = Vec::new();
    for input in needed {
        match trace(input, layers).value {
            Ok(value) => values.push((input.name.value.clone(), value)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() || scenario.skip.is_some() { Ok(values) } else { Err(problems) }
}

pub fn resolve_one(input: &Input, layers: &Layers<'_>) -> Result<InputValue, InputProblem> {
    trace(input, layers).value
}

/// The value of an input, and which layer gives it.
pub fn trace(input: &Input, layers: &Layers<'_>) -> Traced {
    let name = &*input.name.value;
    if let Some(text) = layers.given.get(name) {
        let value = from_outside(input, text, &format!("-i {name}=…"));
        return Traced { origin: Origin::Given, value };
    }
    if (layers.per_instance)(input) {
        return Traced { origin: Origin::PerInstance, value: Ok(InputValue::PerInstance) };
    }
    let file = layers.file.and_then(|(path, values)| Some((path.to_owned(), values.get(name)?)));
    let environment = || {
        let (chosen, environment) = layers.environment?;
        Some((format!("environment {chosen}"), environment.inputs.get(name)?))
    };
    if let Some((layer, source)) = file.or_else(environment) {
        return named(input, layers, layer, source);
    }
    if let Some(variable) = &input.env
        && let Some(text) = (layers.env)(&variable.value)
    {
        let value = from_outside(input, &text, &variable.value);
        return Traced { origin: Origin::Env(variable.value.to_string()), value };
    }
    if let Some(file) = &input.one_time {
        let value = Ok(InputValue::OneTimeFile(file.path.clone()));
        return Traced { origin: Origin::OneTime(file.path.to_string()), value };
    }
    match input.default.as_ref().and_then(Data::literal) {
        Some(value) => Traced { origin: Origin::Default, value: checked(input, value, "its default") },
        None => {
            let value = Err(missing(input, input.env.as_ref().map(|variable| &*variable.value)));
            Traced { origin: Origin::Nothing, value }
        }
    }
}

/// An inputs file or an environment gives the value.
fn named(input: &Input, layers: &Layers<'_>, layer: String, source: &FileInput) -> Traced {
    let origin = |by: Option<&str>| Origin::Named { layer: layer.clone(), by: by.map(str::to_owned) };
    match source {
        FileInput::Value(data) => Traced { origin: origin(None), value: from_file(input, data, &layer) },
        FileInput::OneTime(file) => {
            let value = match input.one_time {
                Some(_) => Ok(InputValue::OneTimeFile(file.path.clone())),
                // The rules of one-time values (no retry, none sent twice) were not applied to it.
                None => Err(InputProblem {
                    message: format!(
                        "{layer} provides a file of one-time values for the input `{}`, which is not declared as one-time",
                        input.name.value
                    ),
                    help: "declare it in the scenario: `{ one_time: FILE }`".to_owned(),
                }),
            };
            Traced { origin: origin(Some(&file.path)), value }
        }
        FileInput::Env(variable) => match (layers.env)(&variable.value) {
            Some(text) => {
                let value = from_outside(input, &text, &variable.value);
                Traced { origin: origin(Some(&variable.value)), value }
            }
            None => Traced { origin: Origin::Nothing, value: Err(missing(input, Some(&variable.value))) },
        },
    }
}

fn missing(input: &Input, variable: Option<&str>) -> InputProblem {
    let name = &input.name.value;
    InputProblem {
        message: format!("the input `{name}` has no value"),
        help: match variable {
            Some(variable) => format!("set the environment variable {variable}, or pass `-i {name}=…`"),
            None => format!("pass `-i {name}=…`"),
        },
    }
}

/// A text from outside becomes what `type` says.
fn from_outside(input: &Input, text: &str, source: &str) -> Result<InputValue, InputProblem> {
    if input.one_time.is_some() {
        checked(input, text.into(), source)?;
        return Ok(InputValue::OneTimeValue(text.to_owned()));
    }
    let value = input.kind.read(text).ok_or_else(|| InputProblem {
        message: format!(
            "the input `{}` must be {}, but the value from {source} is not",
            input.name.value,
            input.kind.words()
        ),
        help: format!("write a value such as {}", input.kind.example()),
    })?;
    checked(input, value, source)
}

/// A value of a file: scalars count as they are written.
fn from_file(input: &Input, data: &Data, source: &str) -> Result<InputValue, InputProblem> {
    match data {
        Data::Number(number, _) => from_outside(input, &number.to_string(), source),
        Data::Bool(value, _) => from_outside(input, &value.to_string(), source),
        Data::Text(text) => from_outside(input, &text.raw, source),
        other => match other.literal() {
            Some(value) if input.kind == InputType::Json => checked(input, value, source),
            _ => Err(InputProblem {
                message: format!(
                    "the input `{}` must be {}, not {} ({source})",
                    input.name.value,
                    input.kind.words(),
                    if matches!(data, Data::Null(_)) { "null" } else { "a list or map" }
                ),
                help: "if that is intended, declare the input with `type: json`".to_owned(),
            }),
        },
    }
}

/// `one_of`, `matches`, and the least length of a secret. A secret value is never quoted.
pub(super) fn checked(input: &Input, value: Value, source: &str) -> Result<InputValue, InputProblem> {
    let name = &input.name.value;
    let shown = if input.secret { String::new() } else { format!(" `{}`", text(&value)) };
    if let Some(allowed) = &input.one_of {
        let literals: Vec<Value> = allowed.value.iter().filter_map(Data::literal).collect();
        if !literals.iter().any(|literal| *literal == value || text(literal) == text(&value)) {
            let all: Vec<String> = literals.iter().map(text).collect();
            return Err(InputProblem {
                message: match input.secret {
                    true => format!("the input `{name}` has a value that is not allowed ({source})"),
                    false => format!("the input `{name}` must not be{shown} ({source})"),
                },
                help: match input.secret {
                    true => "allowed are the values of `one_of` in its declaration".to_owned(),
                    false => format!("allowed values: {}", all.join(", ")),
                },
            });
        }
    }
    if let Some(Regex::Fixed { regex, raw }) = &input.matches {
        let regex = match regex.get() {
            Ok(regex) => regex,
            Err(problem) => return Err(InputProblem { message: problem, help: "shorten it".to_owned() }),
        };
        if !regex.is_match(&text(&value)) {
            return Err(InputProblem {
                message: format!("the input `{name}`{shown} does not match `{}` ({source})", raw.value),
                help: "give it a different value".to_owned(),
            });
        }
    }
    if input.secret && (1..4).contains(&text(&value).chars().count()) {
        return Err(InputProblem {
            message: format!(
                "the secret input `{name}` has fewer than four characters, which is too short to be masked in outputs"
            ),
            help: "use a longer value, or remove `secret`".to_owned(),
        });
    }
    Ok(InputValue::Value(value))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
