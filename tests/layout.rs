//! The canonical layout over every file of the cases, the guide and the shipped scenarios: a second pass changes nothing,
//! and what a file means, and what is found in it, stays.

mod support;

use runthrough::diag::Severity;
use runthrough::parse::{Parsed, layout};
use runthrough::source::Sources;
use support::written::{Folder, folders};

fn laid_out(name: &str, text: &str) -> Result<String, String> {
    let mut sources = Sources::default();
    layout(&mut sources, name, text)
        .map(|layout| layout.text)
        .map_err(|found| found.into_iter().map(|found| found.message).collect::<Vec<_>>().join("; "))
}

/// What a file means, without places; and what is found in it.
fn meaning(folder: &Folder, name: &str) -> (String, Vec<String>) {
    let Parsed { project, sink, .. } = folder.parse(name);
    let places = regex::Regex::new(r"Span \{[^}]*\}|own: Some\(\)").expect("a pattern");
    let model = format!("{:?} {:?} {:?}", project.config, project.scenarios, project.fragments);
    let found = sink.into_sorted(&project.sources);
    let words = |found: &runthrough::diag::Diagnostic| format!("{}: {}", found.code.name(), found.message);
    (places.replace_all(&model, "").into_owned(), found.iter().map(words).collect())
}

fn with(folder: &Folder, name: &str, text: String) -> Folder {
    let mut files = folder.files.clone();
    files.iter_mut().find(|(other, _)| other == name).expect("it is there").1 = text;
    Folder { label: folder.label.clone(), files }
}

#[test]
fn layout_is_stable_and_changes_no_meaning() {
    let (mut seen, mut complaints) = (0, Vec::new());
    for folder in folders() {
        for (name, text) in &folder.files {
            if !name.ends_with(".yaml") || name == "server.yaml" {
                continue;
            }
            let once = match laid_out(name, text) {
                Ok(once) => once,
                Err(why) => {
                    let broken = folder.findings(name).iter().any(|found| found.severity == Severity::Error);
                    if !broken {
                        complaints.push(format!("{}: {name}: {why}", folder.label));
                    }
                    continue;
                }
            };
            seen += 1;
            if laid_out(name, &once).as_deref() != Ok(&once) {
                complaints.push(format!("{}: {name}: a second pass changes it:\n{once}", folder.label));
            }
            let other = with(&folder, name, once.clone());
            if meaning(&folder, name) != meaning(&other, name) {
                complaints.push(format!("{}: {name}: it means something else:\n{once}", folder.label));
            }
        }
    }
    complaints.truncate(10);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(seen > 400, "only {seen} files were seen");
}

/// What people read as examples is in the layout that `fmt` writes.
#[test]
fn guide_and_shipped_scenarios_are_canonical() {
    let mut complaints = Vec::new();
    for folder in folders().iter().filter(|folder| folder.label.starts_with("scenarios")) {
        for (name, text) in folder.files.iter().filter(|(name, _)| name.ends_with(".yaml")) {
            match laid_out(name, text) {
                Ok(other) if other == *text => {}
                Ok(other) => complaints.push(format!("{}: {name} would be\n{other}", folder.label)),
                Err(why) => complaints.push(format!("{}: {name}: {why}", folder.label)),
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
