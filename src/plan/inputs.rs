//! Values of inputs: which source gives each, before anything runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::eval::given::{from_text, words};
use crate::lang::Library;
use crate::model::value::{Value, equal};
use crate::model::{Data, Environment, FileInput, Input, InputType, Regex, Scenario};

/// Where values come from, highest first.
pub struct Layers<'a> {
    /// `-i name=value`.
    pub given: &'a BTreeMap<String, String>,
    /// `--inputs-file`.
    pub file: &'a BTreeMap<Arc<str>, FileInput>,
    /// The chosen environment.
    pub environment: Option<&'a Environment>,
    /// Reads an environment variable.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// True for names that every instance gets a value of its own for (`--sandbox`).
    pub per_instance: &'a dyn Fn(&Input) -> bool,
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
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Resolves the inputs of a scenario, all problems at once.
pub fn resolve(
    scenario: &Scenario,
    library: &Library,
    layers: &Layers<'_>,
) -> Result<Vec<(Arc<str>, InputValue)>, Vec<InputProblem>> {
    let mut values = Vec::with_capacity(scenario.inputs.len());
    let mut problems = Vec::new();
    for input in &scenario.inputs {
        match resolve_one(input, library, layers) {
            Ok(value) => values.push((input.name.value.clone(), value)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

/// Resolves one input.
pub fn resolve_one(
    input: &Input,
    library: &Library,
    layers: &Layers<'_>,
) -> Result<InputValue, InputProblem> {
    let name = &*input.name.value;
    if let Some(text) = layers.given.get(name) {
        return from_outside(input, library, text, &format!("-i {name}=…"));
    }
    if (layers.per_instance)(input) {
        return Ok(InputValue::PerInstance);
    }
    let environment = layers.environment.and_then(|environment| environment.inputs.get(name));
    if let Some(source) = layers.file.get(name).or(environment) {
        return match source {
            FileInput::Value(data) => from_file(input, library, data),
            FileInput::OneTime(file) => Ok(InputValue::OneTimeFile(file.path.clone())),
            FileInput::Env(variable) => match (layers.env)(&variable.value) {
                Some(text) => from_outside(input, library, &text, &variable.value),
                None => Err(missing(input, Some(&variable.value))),
            },
        };
    }
    if let Some(variable) = &input.env
        && let Some(text) = (layers.env)(&variable.value)
    {
        return from_outside(input, library, &text, &variable.value);
    }
    if let Some(file) = &input.one_time {
        return Ok(InputValue::OneTimeFile(file.path.clone()));
    }
    match input.default.as_ref().and_then(Data::literal) {
        Some(value) => checked(input, library, value, "its default"),
        None => Err(missing(input, input.env.as_ref().map(|variable| &*variable.value))),
    }
}

fn missing(input: &Input, variable: Option<&str>) -> InputProblem {
    let name = &input.name.value;
    InputProblem {
        message: format!("the input `{name}` has no value"),
        help: match variable {
            Some(variable) => format!("set the environment variable {variable}, or give it by `-i {name}=…`"),
            None => format!("give it by `-i {name}=…`"),
        },
    }
}

/// A text from outside becomes what `type` says.
fn from_outside(
    input: &Input,
    library: &Library,
    text: &str,
    source: &str,
) -> Result<InputValue, InputProblem> {
    if input.one_time.is_some() {
        checked(input, library, text.into(), source)?;
        return Ok(InputValue::OneTimeValue(text.to_owned()));
    }
    let value = from_text(input.kind, text).ok_or_else(|| InputProblem {
        message: format!(
            "the input `{}` should be {}, but {source} gives another kind of text",
            input.name.value,
            words(input.kind)
        ),
        help: format!("write a value such as {}", kind_example(input.kind)),
    })?;
    checked(input, library, value, source)
}

/// A value of a YAML file: scalars count as they are written.
fn from_file(input: &Input, library: &Library, data: &Data) -> Result<InputValue, InputProblem> {
    match data {
        Data::Number { written, .. } => from_outside(input, library, written, "the configuration"),
        Data::Bool(value, _) => from_outside(input, library, &value.to_string(), "the configuration"),
        Data::Text(text) => from_outside(input, library, &text.raw, "the configuration"),
        other => match other.literal() {
            Some(value) if input.kind == InputType::Json => {
                checked(input, library, value, "the configuration")
            }
            _ => Err(InputProblem {
                message: format!(
                    "the input `{}` should be {}, not a list or map",
                    input.name.value,
                    words(input.kind)
                ),
                help: "say `type: json` where it is declared if it is meant as one".to_owned(),
            }),
        },
    }
}

fn kind_example(kind: InputType) -> &'static str {
    match kind {
        InputType::String => "abc",
        InputType::Integer => "42",
        InputType::Number => "1.5",
        InputType::Boolean => "true",
        InputType::Json => "'{\"a\": 1}'",
    }
}

/// `one_of`, `matches`, and the least length of a secret. A secret value is never quoted.
pub(super) fn checked(
    input: &Input,
    library: &Library,
    value: Value,
    source: &str,
) -> Result<InputValue, InputProblem> {
    let name = &input.name.value;
    let shown = if input.secret { String::new() } else { format!(" `{}`", text(&value)) };
    if let Some(allowed) = &input.one_of {
        let literals: Vec<Value> = allowed.value.iter().filter_map(Data::literal).collect();
        if !literals.iter().any(|literal| equal(literal, &value) || text(literal) == text(&value)) {
            let all: Vec<String> = literals.iter().map(text).collect();
            return Err(InputProblem {
                message: format!("the input `{name}` may not be{shown} ({source})"),
                help: format!("it may be one of {}", all.join(", ")),
            });
        }
    }
    if let Some(Regex::Fixed { id, raw }) = &input.matches {
        let regex = match library.regex(*id) {
            Ok(regex) => regex,
            Err(problem) => return Err(InputProblem { message: problem, help: "shorten it".to_owned() }),
        };
        if !regex.is_match(&text(&value)) {
            return Err(InputProblem {
                message: format!("the input `{name}`{shown} does not match `{}` ({source})", raw.value),
                help: "give it another value".to_owned(),
            });
        }
    }
    if input.secret && (1..4).contains(&text(&value).chars().count()) {
        return Err(InputProblem {
            message: format!(
                "the secret input `{name}` has fewer than four characters, too few to be masked in any output"
            ),
            help: "use a longer value, or leave `secret` out".to_owned(),
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
