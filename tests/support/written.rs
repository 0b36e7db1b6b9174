//! Every file that the cases, the guide and the shipped scenarios show, with the files beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use runthrough::testing::files::{Diagnostic, Files, Loaded, Parsed, parse, parse_config};

use super::txtar;

/// Files that stand together.
pub struct Folder {
    /// Where they come from.
    pub label: String,
    /// Name and text.
    pub files: Vec<(String, String)>,
}

/// What `tests/cases`, `scenarios` and the YAML blocks of the documents hold.
pub fn folders() -> Vec<Folder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join("tests/cases"), &mut paths);
    walk(&root.join("scenarios"), &mut paths);
    paths.sort();
    let mut folders = Vec::new();
    let mut loose: Vec<Folder> = Vec::new();
    for path in paths {
        let label = path.strip_prefix(root).unwrap_or(&path).display().to_string().replace('\\', "/");
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("txt") => {
                if let Ok(archive) = txtar::read(&text) {
                    folders.push(Folder { label, files: archive.files });
                }
            }
            Some("md") => folders.extend(blocks(&label, &text)),
            _ => {
                let (folder, name) = label.rsplit_once('/').unwrap_or(("", &label));
                match loose.iter_mut().find(|other| other.label == folder) {
                    Some(other) => other.files.push((name.to_owned(), text)),
                    None => {
                        let files = vec![(name.to_owned(), text)];
                        loose.push(Folder { label: folder.to_owned(), files });
                    }
                }
            }
        }
    }
    folders.extend(loose);
    folders
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => walk(&path, paths),
            false => paths.push(path),
        }
    }
}

/// YAML blocks that are whole files.
fn blocks(label: &str, text: &str) -> Vec<Folder> {
    let mut result = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        match &mut open {
            None if line.starts_with("```yaml") && line.split(' ').count() <= 2 => {
                open = Some((index + 1, String::new()));
            }
            None => {}
            Some((at, block)) if line.starts_with("```") => {
                if block.starts_with("scenario:") || block.starts_with("fragment:") {
                    let files = vec![("block.yaml".to_owned(), std::mem::take(block))];
                    result.push(Folder { label: format!("{label}:{at}"), files });
                }
                open = None;
            }
            Some((_, block)) => {
                block.push_str(line);
                block.push('\n');
            }
        }
    }
    result
}

impl Folder {
    /// Reads one of the files as `check` does; `runthrough.yaml` beside it counts.
    pub fn parse(&self, name: &str) -> Parsed {
        let config = self.files.iter().find(|(other, _)| other == "runthrough.yaml");
        let loaded =
            |(name, text): &(String, String)| Loaded { path: name.as_str().into(), text: Ok(text.clone()) };
        let mut parsed = parse_config(config.map(loaded), self);
        if name != "runthrough.yaml" {
            let own = self.files.iter().find(|(other, _)| other == name).map(loaded);
            parse(&mut parsed, own.into_iter().collect(), None, self);
        }
        parsed
    }

    /// What is found in one of the files itself.
    pub fn findings(&self, name: &str) -> Vec<Diagnostic> {
        let Parsed { project, sink, .. } = self.parse(name);
        let mut found = sink.into_sorted(&project.sources);
        found.retain(|diagnostic| diagnostic.path(&project.sources) == name);
        found
    }
}

impl Files for Folder {
    fn resolve(&self, from: &str, written: &str) -> Result<Arc<str>, String> {
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in written.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop().ok_or("it leaves the project")?),
                part => parts.push(part),
            }
        }
        Ok(parts.join("/").into())
    }

    fn stays_inside(&self, from: &str, written: &str) -> Result<(), String> {
        self.resolve(from, written).map(drop)
    }

    fn resolve_outside(&self, _: &str, written: &str) -> Arc<str> {
        written.into()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let file = self.files.iter().find(|(name, _)| name == path);
        file.map(|(_, text)| text.clone().into_bytes())
            .ok_or_else(|| format!("the file `{path}` does not exist"))
    }
}
