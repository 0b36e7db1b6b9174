//! `runthrough.yaml`.

use std::sync::Arc;

use super::defaults::defaults;
use super::inputs::{file_input, inputs};
use super::openapi::openapi;
use super::reader::Reader;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::keys::{CONFIG, ENVIRONMENT, LIMITS};
use crate::model::{Config, Deviation, Environment, HostPattern, Setting};
use crate::source::{Span, Spanned};
use crate::yaml::{Node, NodeKind};

/// Reads the configuration's tree.
pub fn config(reader: &mut Reader<'_>, node: &Node, hidden: &mut Vec<(Span, Arc<str>)>) -> Config {
    let mut config = Config::default();
    if node.kind == NodeKind::Nothing {
        return config;
    }
    let Some(fields) = reader.fields(node, "runthrough.yaml", CONFIG) else { return config };
    for (name, _, value) in fields.iter() {
        match name {
            "scenarios" => {
                config.scenarios = reader.fixed_list(value, "`scenarios`");
                retain_inside(reader, &mut config.scenarios, |path| Some(path));
            }
            "inputs" => {
                let (inputs, secret_defaults) = inputs(reader, value);
                config.inputs = inputs;
                hidden.extend(secret_defaults);
            }
            "openapi" => {
                config.openapi = openapi(reader, value).known().cloned();
                let files = config.openapi.iter().flat_map(|api| api.documents.iter());
                config.named.extend(files.map(|document| document.path.clone()));
                config.named.extend(super::file_values::quiet_path(reader, value));
            }
            "defaults" => config.defaults = defaults(reader, value),
            "environments" => environments(reader, value, &mut config),
            "jobs" => config.jobs = jobs(reader, value),
            "allow_hosts" => config.allow_hosts = allow_hosts(reader, value),
            "reports" => {
                config.reports = reader.fixed_list(value, "`reports`");
                retain_inside(reader, &mut config.reports, |report| Some(report.split_once('=')?.1));
            }
            "severity" => severities(reader, value, &mut config),
            "limits" => {
                let Some(limits) = reader.fields(value, "`limits`", LIMITS) else { continue };
                if let Some(node) = limits.get("max_body")
                    && let Some(Setting::Fixed(size)) = reader.size(node, "`max_body`")
                {
                    config.max_body = Some(size);
                }
                if let Some(node) = limits.get("max_json_values")
                    && let Some(Setting::Fixed(count)) = reader.count(node, "`max_json_values`")
                {
                    config.max_json_values = Some(usize::try_from(count).unwrap_or(usize::MAX));
                }
            }
            _ => {}
        }
    }
    config
}

/// Keeps what names a path inside the project, or none.
fn retain_inside(
    reader: &mut Reader<'_>,
    values: &mut Vec<Spanned<Arc<str>>>,
    path: impl Fn(&str) -> Option<&str>,
) {
    values.retain(|value| {
        let Some(path) = path(&value.value) else { return true };
        match reader.files.stays_inside(reader.source.path(), path) {
            Ok(()) => true,
            Err(problem) => {
                reader.error(Code::InvalidValue, value.span, problem);
                false
            }
        }
    });
}

fn environments(reader: &mut Reader<'_>, node: &Node, config: &mut Config) {
    let Some(members) = reader.map(node, "`environments`") else { return };
    for (name, value) in members {
        let Some(fields) = reader.fields(value, "an environment", ENVIRONMENT) else { continue };
        let mut environment = Environment::default();
        if let Some(node) = fields.get("inputs")
            && let Some(members) = reader.map(node, "`inputs`")
        {
            for (input, value) in members {
                if value.kind == NodeKind::Nothing {
                    reader.missing_value(input);
                } else if let Some(value) = file_input(reader, value, false) {
                    environment.inputs.insert(input.value.clone(), value);
                }
            }
        }
        if let Some(node) = fields.get("defaults") {
            environment.defaults = defaults(reader, node);
        }
        config.environments.insert(name.value.clone(), environment);
    }
}

/// The patterns that are right: a wrong one must not allow more than was meant.
fn allow_hosts(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<HostPattern>> {
    let mut patterns = Vec::new();
    for text in reader.fixed_list(node, "`allow_hosts`") {
        match HostPattern::parse(&text.value) {
            Ok(pattern) => patterns.push(pattern),
            Err(problem) => reader
                .sink
                .push(Diagnostic::new(Code::InvalidValue, text.span, problem.message).help(problem.help)),
        }
    }
    Some(patterns)
}

fn jobs(reader: &mut Reader<'_>, node: &Node) -> Option<usize> {
    let jobs = match &node.kind {
        NodeKind::Number(number) => number.as_u64().filter(|jobs| (1..=1000).contains(jobs)),
        NodeKind::Unreadable => return None,
        _ => None,
    };
    if jobs.is_none() {
        reader.error(Code::InvalidValue, node.span, "`jobs` takes an integer from 1 to 1000");
    }
    jobs.map(|jobs| jobs as usize)
}

fn severities(reader: &mut Reader<'_>, node: &Node, config: &mut Config) {
    let Some(members) = reader.map(node, "`severity`") else { return };
    for (name, value) in members {
        let known = Code::parse(&name.value);
        let warnings = || {
            crate::diag::CODES
                .iter()
                .filter(|code| code.info().severity == Severity::Warning)
                .map(|code| code.name())
                .chain(Deviation::ALL.iter().map(|deviation| deviation.name()))
        };
        match known {
            Some(code) if code.info().severity == Severity::Warning => {}
            None if Deviation::parse(&name.value).is_some() => {}
            Some(_) => {
                reader.error(
                    Code::InvalidValue,
                    name.span,
                    format!(
                        "`{}` is an error; only the severity of warnings and OpenAPI findings can be changed",
                        name.value
                    ),
                );
                continue;
            }
            None => {
                let diagnostic = Diagnostic::new(
                    Code::UnknownKey,
                    name.span,
                    format!("`{}` is not a diagnostic", name.value),
                );
                reader.sink.push(diagnostic.suggest(&name.value, warnings(), true, |diagnostic| diagnostic));
                continue;
            }
        }
        let words = [("error", Some(Severity::Error)), ("warning", Some(Severity::Warning)), ("off", None)];
        if let Some(severity) = reader.word(value, "`severity`", &words) {
            config.severity.insert(name.value.to_string(), severity);
        }
    }
}
