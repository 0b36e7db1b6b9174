//! What all reports of a run say beside its outcomes.

use crate::diag::{Place, Styles, render};
use crate::project::LoadedProject;
use crate::report::InvalidFile;

/// Where a run took place, and what could not run.
pub struct ReportOrigin {
    /// Name of the machine, or of all machines.
    pub host: String,
    /// Files with errors.
    pub invalid: Vec<InvalidFile>,
}

impl ReportOrigin {
    /// This machine, and the files of a project that have errors.
    pub fn here(loaded: &LoadedProject) -> Self {
        let sources = &loaded.project.sources;
        let invalid = loaded.invalid().into_iter().map(|(path, diagnostics)| InvalidFile {
            path: path.to_string(),
            line: diagnostics.first().map_or(1, |diagnostic| match diagnostic.place {
                Place::Span(span) => sources.location(span).line,
                Place::File(_) => 1,
            }),
            messages: diagnostics
                .iter()
                .map(|diagnostic| render(diagnostic, sources, Styles::Plain))
                .collect(),
        });
        ReportOrigin { host: hostname(), invalid: invalid.collect() }
    }
}

fn hostname() -> String {
    std::env::var("HOSTNAME").ok().filter(|name| !name.is_empty()).unwrap_or_else(|| "localhost".to_owned())
}
