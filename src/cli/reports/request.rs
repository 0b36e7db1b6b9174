//! What `--report` asks for.

use std::path::PathBuf;

use crate::cli::error::CliError;
use crate::diag::{list, suggestion};
use crate::io::atomic::cannot_write;
use crate::io::project::{FoundFile, ProjectFiles};

/// A format that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReportFormat {
    Junit,
    Json,
    Ndjson,
    Tap,
    GitHub,
    Markdown,
    Html,
}

/// All formats, by the names of `--report`.
const FORMATS: &[(&str, ReportFormat)] = &[
    ("junit", ReportFormat::Junit),
    ("json", ReportFormat::Json),
    ("ndjson", ReportFormat::Ndjson),
    ("tap", ReportFormat::Tap),
    ("github", ReportFormat::GitHub),
    ("markdown", ReportFormat::Markdown),
    ("html", ReportFormat::Html),
];

/// A report that is asked for.
pub(super) struct ReportRequest {
    pub(super) format: ReportFormat,
    pub(super) place: ReportPlace,
    /// Its path as people know it; `-` is stdout.
    pub(super) shown: String,
}

/// Where a report is written to.
pub(super) enum ReportPlace {
    Stdout,
    /// Wherever was typed.
    Typed(PathBuf),
    /// In the project, as its configuration says.
    Project(ConfiguredFile),
}

/// A file that a configuration names.
pub(super) struct ConfiguredFile {
    pub(super) file: FoundFile,
    /// Where it is named: `runthrough.yaml:1:11`.
    pub(super) named_at: String,
}

fn format_of(name: &str) -> Result<ReportFormat, CliError> {
    let names = || FORMATS.iter().map(|(name, _)| *name);
    match FORMATS.iter().find(|(known, _)| *known == name) {
        Some((_, format)) => Ok(*format),
        None => {
            let all = || format!("there is {}", list(names()));
            Err(CliError::usage(format!("`{name}` is not a report format"))
                .help(suggestion(name, names()).unwrap_or_else(all)))
        }
    }
}

/// Reads what `--report` asks for.
pub(super) fn parse_typed(text: &str) -> Result<ReportRequest, CliError> {
    let (format, shown) = parse(text)?;
    let place = match shown {
        "-" => ReportPlace::Stdout,
        path => ReportPlace::Typed(PathBuf::from(path)),
    };
    Ok(ReportRequest { format, place, shown: shown.to_owned() })
}

/// Reads what a configuration asks for: paths are relative to it, and stay in its project.
pub(super) fn parse_configured(
    text: &str,
    named_at: String,
    disk: &ProjectFiles,
) -> Result<ReportRequest, CliError> {
    let (format, written) = parse(text)?;
    if written == "-" {
        return Ok(ReportRequest { format, place: ReportPlace::Stdout, shown: written.to_owned() });
    }
    let path = disk.root().join(written);
    let shown = disk.display(&path);
    let (root, inside) =
        disk.inside(&path).map_err(|problem| CliError::usage(cannot_write(&shown, &problem)))?;
    let file = FoundFile { root: root.clone(), inside, path };
    Ok(ReportRequest { format, place: ReportPlace::Project(ConfiguredFile { file, named_at }), shown })
}

fn parse(text: &str) -> Result<(ReportFormat, &str), CliError> {
    let (name, path) = text.split_once('=').unwrap_or((text, "-"));
    let format = format_of(name)?;
    if path.is_empty() {
        return Err(CliError::usage(format!("the report `{name}` needs a file"))
            .help(format!("write `--report {name}=out.{name}`, or `--report {name}=-` for stdout")));
    }
    Ok((format, path))
}

/// Adds a report to others; no two go to the same place.
pub(super) fn add(requests: &mut Vec<ReportRequest>, request: ReportRequest) -> Result<(), CliError> {
    if requests.iter().any(|other| other.shown == request.shown) {
        let message = match request.shown.as_str() {
            "-" => "two reports cannot both be written to stdout".to_owned(),
            path => format!("two reports cannot both be written to `{path}`"),
        };
        return Err(CliError::usage(message));
    }
    requests.push(request);
    Ok(())
}
