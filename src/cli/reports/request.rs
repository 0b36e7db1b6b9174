//! What `--report` asks for.

use crate::cli::error::CliError;
use crate::diag::{list, suggestion};

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
    /// `-` is stdout.
    pub(super) path: String,
}

fn format_of(name: &str) -> Result<ReportFormat, CliError> {
    let names = || FORMATS.iter().map(|(name, _)| *name);
    match FORMATS.iter().find(|(known, _)| *known == name) {
        Some((_, format)) => Ok(*format),
        None => {
            let all = || format!("there is {}", list(names()));
            Err(CliError::usage(format!("there is no report format `{name}`"))
                .help(suggestion(name, names()).unwrap_or_else(all)))
        }
    }
}

/// Reads what `--report` asks for.
pub(super) fn parse_requests(texts: impl Iterator<Item = String>) -> Result<Vec<ReportRequest>, CliError> {
    let mut wanted: Vec<ReportRequest> = Vec::new();
    for text in texts {
        let (name, path) = text.split_once('=').map_or((text.as_str(), "-"), |(name, path)| (name, path));
        let format = format_of(name)?;
        if path.is_empty() {
            return Err(CliError::usage(format!("the report `{name}` has no file"))
                .help(format!("write `--report {name}=out.{name}`, or `--report {name}=-` for stdout")));
        }
        if wanted.iter().any(|other| other.path == path) {
            let message = match path {
                "-" => "two reports cannot both be written to stdout".to_owned(),
                _ => format!("two reports cannot both be written to `{path}`"),
            };
            return Err(CliError::usage(message));
        }
        wanted.push(ReportRequest { format, path: path.to_owned() });
    }
    Ok(wanted)
}
