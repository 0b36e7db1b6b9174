//! The txtar format of Go's tools: a text of files, each after a line `-- name --`; what stands before the first is
//! the head. There is no escaping and no binary content, so a case file reads as what it is.

/// The parts of a txtar text.
#[derive(Debug, PartialEq, Eq)]
pub struct Archive {
    /// The text before the first file.
    pub head: String,
    /// Name and content of every file, in the order of the text.
    pub files: Vec<(String, String)>,
}

/// Takes a text apart. An error names the line: a repeated name, or one that would leave the folder.
pub fn read(text: &str) -> Result<Archive, String> {
    let mut archive = Archive { head: String::new(), files: Vec::new() };
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if let Some(name) = marker(line) {
            if name.starts_with('/') || name.split('/').any(|part| matches!(part, ".." | "." | "")) {
                return Err(format!("line {}: `{name}` is not a path inside the folder", index + 1));
            }
            if archive.file(name).is_some() {
                return Err(format!("line {}: the file `{name}` is there twice", index + 1));
            }
            archive.files.push((name.to_owned(), String::new()));
        } else {
            match archive.files.last_mut() {
                Some((_, content)) => content.push_str(line),
                None => archive.head.push_str(line),
            }
        }
    }
    Ok(archive)
}

impl Archive {
    /// The content of a file.
    pub fn file(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|(other, _)| other == name).map(|(_, content)| content.as_str())
    }
}

fn marker(line: &str) -> Option<&str> {
    let name = line.trim_end().strip_prefix("-- ")?.strip_suffix(" --")?.trim();
    (!name.is_empty()).then_some(name)
}
