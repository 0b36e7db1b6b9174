//! `runthrough check`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::args::{CheckArgs, CheckFormat};
use super::config::{LoadedProject, load};
use super::exit::{Complaint, Exit};
use super::findings::{Findings, github, json, sarif};
use super::output::Output;
use crate::diag::{Place, apply_fixes, render};
use crate::io::atomic::rewrite;

/// One fix may bring another finding to light; more rounds than this are not needed by any text that a person wrote.
const ROUNDS: usize = 20;

/// Checks files and tells every finding.
pub fn check(args: &CheckArgs, quiet: bool, output: &mut Output) -> Result<Exit, Complaint> {
    let mut loaded = load(&args.paths, args.env.as_deref())?;
    if args.fix {
        loaded = fix(args, loaded, output)?;
    }
    let (errors, warnings) = loaded.counts();
    let findings = Findings { loaded: &loaded };
    output.stdout(&match args.format {
        CheckFormat::Text => text(&loaded, quiet, output),
        CheckFormat::Json => json(&findings),
        CheckFormat::Github => github(&findings),
        CheckFormat::Sarif => sarif(&findings),
    });
    if loaded.files == 0 && errors == 0 {
        return Err(Complaint {
            message: "no scenario file was found".to_owned(),
            help: vec!["scenario files end in .yaml or .yml".to_owned()],
            exit: Exit::Nothing,
        });
    }
    if args.format == CheckFormat::Github && errors + warnings > 0 {
        output.stderr(&summary(loaded.files, errors, warnings));
    }
    Ok(if errors > 0 { Exit::Usage } else { Exit::Ok })
}

fn text(loaded: &LoadedProject, quiet: bool, output: &Output) -> String {
    let mut text = String::new();
    let styles = output.styles();
    for diagnostic in &loaded.diagnostics {
        text.push_str(&render(diagnostic, &loaded.project.sources, styles));
        text.push('\n');
    }
    let (errors, warnings) = loaded.counts();
    if errors > 0 || loaded.files > 0 && (!quiet || warnings > 0) {
        text.push_str(&summary(loaded.files, errors, warnings));
        let mendable = fixes(loaded).map(|(_, fixes)| fixes.len()).sum::<usize>();
        let which = match mendable {
            0 => return text,
            all if all == errors + warnings => if all == 1 { "it" } else { "them all" }.to_owned(),
            some => format!("{some} of them"),
        };
        text.push_str(&format!("`runthrough check --fix` mends {which}\n"));
    }
    text
}

/// Files with fixes that need no one to decide, and the fixes.
fn fixes(loaded: &LoadedProject) -> impl Iterator<Item = (crate::source::FileId, Vec<&crate::diag::Fix>)> {
    let mut files: BTreeMap<crate::source::FileId, Vec<&crate::diag::Fix>> = BTreeMap::new();
    for diagnostic in &loaded.diagnostics {
        let (Place::Span(span), Some(fix)) = (&diagnostic.place, &diagnostic.fix) else { continue };
        if fix.safe {
            files.entry(span.file).or_default().push(fix);
        }
    }
    files.into_iter()
}

/// Applies the safe fixes until there are none, and gives what is left.
fn fix(args: &CheckArgs, mut loaded: LoadedProject, output: &Output) -> Result<LoadedProject, Complaint> {
    let mut mended: Vec<(PathBuf, usize)> = Vec::new();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for (file, fixes) in fixes(&loaded) {
            let source = loaded.project.sources.file(file);
            let (text, applied) = apply_fixes(source.text(), fixes);
            if text == **source.text() {
                continue;
            }
            let path = PathBuf::from(&**source.path());
            rewrite(&path, &text).map_err(Complaint::usage)?;
            changed = true;
            match mended.iter_mut().find(|(other, _)| *other == path) {
                Some((_, count)) => *count += applied,
                None => mended.push((path, applied)),
            }
        }
        if !changed {
            break;
        }
        loaded = load(&args.paths, args.env.as_deref())?;
    }
    mended.sort();
    let mut told = String::new();
    for (path, count) in mended {
        let path = path.to_string_lossy().replace('\\', "/");
        told.push_str(&format!("fixed {path}: {count} change{}\n", if count == 1 { "" } else { "s" }));
    }
    match args.format {
        CheckFormat::Text => output.stdout(&told),
        _ => output.stderr(&told),
    }
    Ok(loaded)
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
