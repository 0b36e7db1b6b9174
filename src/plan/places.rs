//! Selection by file and line.

use crate::model::{Chosen, Place, Project, Rows, Scenario};
use crate::source::Sources;

/// What of a scenario some places select; `None` is nothing.
pub fn chosen(scenario: &Scenario, places: Option<&[Place]>, sources: &Sources) -> Option<Chosen> {
    let Some(places) = places else { return Some(Chosen::All) };
    let mut rows = Vec::new();
    for place in places {
        match place {
            Place::Below(path) if lies_below(&scenario.path, path) => return Some(Chosen::All),
            Place::Below(_) => {}
            Place::Line { path, line } => match at_line(scenario, path, *line, sources) {
                Some(Chosen::All) => return Some(Chosen::All),
                Some(Chosen::Rows(found)) => rows.extend(found),
                None => {}
            },
        }
    }
    rows.sort_unstable();
    rows.dedup();
    (!rows.is_empty()).then_some(Chosen::Rows(rows))
}

fn lies_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    // What lies outside of the working directory is known by `..` or an absolute path.
    let inside = || !path.starts_with("../") && !path.starts_with('/');
    (folder.is_empty() && inside())
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn at_line(scenario: &Scenario, path: &str, line: usize, sources: &Sources) -> Option<Chosen> {
    let own = *scenario.path == *path;
    let row_file = scenario.cases.as_ref().and_then(|rows| rows.file.as_deref());
    match &scenario.cases {
        Some(rows) if row_file == Some(path) || (own && rows.file.is_none()) => {
            let at =
                |row: usize| rows.lines(row, sources).is_some_and(|(from, to)| (from..=to).contains(&line));
            let found: Vec<usize> = (0..rows.len()).filter(|row| at(*row)).collect();
            (!found.is_empty()).then_some(Chosen::Rows(found))
        }
        // Rows of another file are picked there: here every line is the scenario's.
        _ if own => (line <= lines_in(scenario, sources)).then_some(Chosen::All),
        _ => None,
    }
}

fn lines_in(scenario: &Scenario, sources: &Sources) -> usize {
    sources.file(scenario.file).text().lines().count()
}

/// The places that hit nothing, each with what there is: one line for people.
pub fn missed(project: &Project, places: &[Place]) -> Vec<(String, String)> {
    let mut missed = Vec::new();
    for place in places {
        let Place::Line { path, line } = place else { continue };
        let hit = |scenario: &Scenario| at_line(scenario, path, *line, &project.sources).is_some();
        if project.scenarios.iter().any(|scenario| hit(scenario)) {
            continue;
        }
        let with_rows = project.scenarios.iter().find_map(|scenario| {
            let rows = scenario.cases.as_ref()?;
            let here =
                rows.file.as_deref() == Some(path) || (rows.file.is_none() && *scenario.path == **path);
            here.then_some((scenario, rows))
        });
        let own = project.scenarios.iter().find(|scenario| *scenario.path == **path);
        missed.push(match (with_rows, own) {
            (Some((scenario, rows)), _) => (
                format!("line {line} of {path} is not a row of `{}`", scenario.name.value),
                match &rows.file {
                    Some(_) => row_lines(rows, &project.sources),
                    None => format!(
                        "{}; `{path}` without a line selects all of them",
                        row_lines(rows, &project.sources)
                    ),
                },
            ),
            (None, Some(scenario)) => (
                format!("{path} has no line {line}"),
                format!(
                    "it has {} lines, and each of them selects `{}`",
                    lines_in(scenario, &project.sources),
                    scenario.name.value
                ),
            ),
            (None, None) => (
                format!(
                    "{path}:{line} selects nothing: no scenario without errors is defined or has rows there"
                ),
                "use a scenario file, or a file that a scenario uses for `cases`".to_owned(),
            ),
        });
    }
    missed
}

/// `its rows are in lines 5, 6 and 7`.
fn row_lines(rows: &Rows, sources: &Sources) -> String {
    const SHOWN: usize = 20;
    let lines = (0..rows.len().min(SHOWN)).filter_map(|row| rows.lines(row, sources));
    let lines: Vec<String> =
        lines.map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") }).collect();
    if rows.len() > SHOWN {
        return format!("its {} rows are in lines {}, …", rows.len(), lines.join(", "));
    }
    let noun = if lines.len() == 1 { "its row is in line" } else { "its rows are in lines" };
    match lines.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{noun} {} and {last}", all.join(", ")),
        _ => format!("{noun} {}", lines.join(", ")),
    }
}
