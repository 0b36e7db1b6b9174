//! `runthrough check`.

use super::args::CheckArgs;
use super::config::load;
use super::exit::{Complaint, Exit};
use super::output::Output;
use crate::diag::render;

/// Checks files and tells every finding.
pub fn check(args: &CheckArgs, quiet: bool, output: &mut Output) -> Result<Exit, Complaint> {
    let loaded = load(&args.paths, args.env.as_deref())?;
    let mut text = String::new();
    for diagnostic in &loaded.diagnostics {
        text.push_str(&render(diagnostic, &loaded.project.sources, output.styles()));
        text.push('\n');
    }
    let (errors, warnings) = loaded.counts();
    if loaded.files == 0 {
        output.stdout(&text);
        return Err(Complaint {
            message: "no scenario file was found".to_owned(),
            help: vec!["scenario files end in .yaml or .yml".to_owned()],
            exit: Exit::Nothing,
        });
    }
    if !quiet || errors + warnings > 0 {
        text.push_str(&summary(loaded.files, errors, warnings));
    }
    output.stdout(&text);
    Ok(if errors > 0 { Exit::Usage } else { Exit::Ok })
}

/// `3 files: 1 error, 2 warnings`.
pub fn summary(files: usize, errors: usize, warnings: usize) -> String {
    let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let files = count(files, "file");
    match (errors, warnings) {
        (0, 0) => format!("{files}: no problems\n"),
        (0, n) => format!("{files}: {}\n", count(n, "warning")),
        (n, 0) => format!("{files}: {}\n", count(n, "error")),
        (e, w) => format!("{files}: {}, {}\n", count(e, "error"), count(w, "warning")),
    }
}
