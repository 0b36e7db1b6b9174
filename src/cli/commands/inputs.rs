//! `runthrough inputs`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::json;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::findings::print_errors;
use crate::cli::fragments::reachable;
use crate::cli::input_sources::InputArgs;
use crate::cli::input_sources::InputSources;
use crate::cli::output::Output;
use crate::cli::output_format::OutputFormat;
use crate::cli::sandbox_inputs::needs_base_url;
use crate::cli::select;
use crate::cli::select::SelectArgs;
use crate::eval::mask::Mask;
use crate::model::{Input, InputType, Plan, Scenario};
use crate::plan::{InputProblem, InputValue, Origin, needed, trace, used_by};
use crate::project::{LoadedProject, Targets, load};
use crate::value::Value;

/// Arguments of `inputs`.
#[derive(Debug, Args)]
pub struct InputsArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: SelectArgs,
    /// Where inputs come from.
    #[command(flatten)]
    pub inputs: InputArgs,
    /// Text for people, or JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: OutputFormat,
}

/// Characters of a value that are shown.
const LONGEST: usize = 60;

/// Shows the inputs that a run with the same selection would need.
pub fn inputs(args: &InputsArgs, output: &mut Output) -> Result<ExitCode, CliError> {
    let disk = args.select.project.open()?;
    let sources = InputSources::read(&args.inputs, &disk)?;
    let targets = Targets::of(&args.select.paths, &disk)?;
    let loaded = load(&disk, &targets, args.select.env.as_deref())?;
    let (errors, _) = loaded.counts();
    print_errors(&loaded.diagnostics, &loaded.project.sources, output);
    let plan = select::plan(&loaded, &args.select, &targets, output)?;
    if args.inputs.sandbox {
        needs_base_url(&plan, &loaded.project.fragments)?;
    }
    sources.all_declared(&loaded, &plan)?;
    let lines = lines(&loaded, &plan, &sources);
    output.stdout(&match args.format {
        OutputFormat::Text => text(&lines),
        OutputFormat::Json => as_json(&lines),
    });
    let wrong = lines.iter().any(|line| line.problem.is_some());
    Ok(if wrong || errors > 0 { ExitCode::Usage } else { ExitCode::Ok })
}

/// An input as several scenarios declare it alike.
struct Line {
    name: Arc<str>,
    kind: InputType,
    secret: bool,
    one_time: bool,
    origin: Origin,
    /// The environment variable that it is declared with.
    variable: Option<Arc<str>>,
    /// What may be shown of its value.
    value: Option<String>,
    problem: Option<InputProblem>,
    /// Files of the scenarios.
    files: Vec<Arc<str>>,
}

fn lines(loaded: &LoadedProject, plan: &Plan, sources: &InputSources) -> Vec<Line> {
    let mut found: BTreeMap<_, Line> = BTreeMap::new();
    let mut secrets: Vec<(Arc<str>, String)> = Vec::new();
    sources.with_layers(loaded, |layers| {
        for scenario in plan.scenarios.iter().filter(|scenario| scenario.skip.is_none()) {
            for input in needed_by(scenario, loaded) {
                let traced = trace(input, layers);
                if let (true, Ok(InputValue::Value(value))) = (input.secret, &traced.value) {
                    secrets.push((input.name.value.clone(), plain(value)));
                }
                let line = line(input, traced.origin, traced.value);
                let key = (
                    line.name.clone(),
                    (line.kind, line.secret, line.one_time),
                    line.origin.clone(),
                    line.value.clone(),
                    line.problem.clone(),
                );
                let files = &mut found.entry(key).or_insert(line).files;
                if files.last() != Some(&scenario.path) {
                    files.push(scenario.path.clone());
                }
            }
        }
    });
    // A plain value may have a secret one in it.
    let mask = Mask::new(secrets.iter().map(|(name, value)| (name, value.as_str())));
    let mut lines: Vec<Line> = found.into_values().collect();
    lines.iter_mut().filter_map(|line| line.value.as_mut()).for_each(|value| mask.apply_to(value));
    lines
}

/// The inputs of a scenario, and those that the fragments which it uses get from outside.
fn needed_by<'a>(scenario: &'a Arc<Scenario>, loaded: &'a LoadedProject) -> Vec<&'a Input> {
    let fragments = &loaded.project.fragments;
    let mut inputs = needed(scenario);
    let one = std::slice::from_ref(scenario);
    for body in one.iter().chain(reachable(one, fragments)) {
        for (used, fragment) in used_by(body, fragments) {
            let open = needed(fragment).into_iter();
            inputs.extend(open.filter(|input| used.given(&input.name.value).is_none()));
        }
    }
    inputs
}

fn line(input: &Input, origin: Origin, value: Result<InputValue, InputProblem>) -> Line {
    let one_time = input.one_time.is_some();
    let (shown, problem) = match value {
        Ok(InputValue::Value(value)) => ((!input.secret).then(|| plain(&value)), None),
        Ok(_) => (None, None),
        Err(problem) => (None, Some(problem)),
    };
    Line {
        name: input.name.value.clone(),
        kind: input.kind,
        secret: input.secret,
        one_time,
        origin,
        variable: input.env.as_ref().map(|variable| variable.value.clone()),
        value: shown,
        problem,
        files: Vec::new(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Line {
    fn is_missing(&self) -> bool {
        self.origin == Origin::Nothing
    }

    fn kind(&self) -> String {
        let more = match (self.one_time, self.secret) {
            (true, _) => ", one-time",
            (false, true) => ", secret",
            (false, false) => "",
        };
        format!("{}{more}", self.kind.name())
    }

    fn from(&self) -> String {
        match &self.origin {
            Origin::Given => "-i".to_owned(),
            Origin::PerInstance => "sandbox".to_owned(),
            Origin::Named { layer, by: None } => layer.clone(),
            Origin::Named { layer, by: Some(by) } => format!("{layer}, {by}"),
            Origin::Env(variable) => variable.clone(),
            Origin::OneTime(file) => file.clone(),
            Origin::Default => "default".to_owned(),
            Origin::Nothing => "-".to_owned(),
        }
    }

    fn shown(&self) -> String {
        match (&self.problem, &self.value) {
            (Some(_), _) if self.is_missing() => "MISSING".to_owned(),
            (Some(_), _) => "WRONG".to_owned(),
            (None, Some(value)) => cut(value),
            (None, None) if self.origin == Origin::PerInstance => {
                "(a separate one for each instance)".to_owned()
            }
            (None, None) if self.one_time => "(one for each instance)".to_owned(),
            (None, None) => "(secret)".to_owned(),
        }
    }
}

/// One line, not too long.
fn cut(value: &str) -> String {
    let line: String = value
        .chars()
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if line.is_empty() => "(empty)".to_owned(),
        None => line,
    }
}

fn text(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "no inputs are needed\n".to_owned();
    }
    let mut cells = vec![["NAME", "TYPE", "FROM", "VALUE", "SCENARIOS"].map(str::to_owned)];
    for line in lines {
        let name = line.name.to_string();
        cells.push([name, line.kind(), line.from(), line.shown(), line.files.len().to_string()]);
    }
    let mut widths = [0; 5];
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in &cells {
        let mut written = String::new();
        for (width, cell) in widths.iter().zip(row) {
            let pad = width - cell.chars().count();
            let _ = write!(written, "{cell}{}  ", " ".repeat(pad));
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    let wrong: Vec<&InputProblem> = lines.iter().filter_map(|line| line.problem.as_ref()).collect();
    if !wrong.is_empty() {
        text.push('\n');
    }
    for problem in wrong {
        let _ = write!(text, "error: {}\n  = help: {}\n", problem.message, problem.help);
    }
    text
}

fn as_json(lines: &[Line]) -> String {
    let inputs: Vec<_> = lines
        .iter()
        .map(|line| {
            let (kind, by) = match &line.origin {
                Origin::Given => ("-i", None),
                Origin::PerInstance => ("sandbox", None),
                Origin::Named { layer, by } => (layer.as_str(), by.as_deref()),
                Origin::Env(variable) => ("env", Some(variable.as_str())),
                Origin::OneTime(file) => ("one_time", Some(file.as_str())),
                Origin::Default => ("default", None),
                Origin::Nothing => ("nothing", line.variable.as_deref()),
            };
            let files: Vec<&str> = line.files.iter().map(|file| &**file).collect();
            json!({
                "name": &*line.name,
                "type": line.kind.name(),
                "secret": line.secret,
                "one_time": line.one_time,
                "from": kind,
                "by": by,
                "value": line.value,
                "missing": line.is_missing(),
                "problem": line.problem.as_ref().map(|problem| problem.message.as_str()),
                "scenarios": files,
            })
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&json!({ "inputs": inputs })).unwrap_or_default();
    text.push('\n');
    text
}
