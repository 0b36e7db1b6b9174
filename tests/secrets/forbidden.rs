//! Searches outputs for every form of some secrets.

use std::fs;
use std::path::Path;
use std::process::Command;

use aho_corasick::AhoCorasick;

use super::forms::{Secret, forms};
use crate::support::binary::said;

/// What must not stand in any output.
pub struct Forbidden {
    finder: AhoCorasick,
    /// By form: the secret and the form.
    pub forms: Vec<(&'static str, String)>,
    pub searched: usize,
    pub outputs: usize,
    pub bytes: usize,
}

impl Forbidden {
    pub fn new(secrets: &[Secret]) -> Forbidden {
        let all = |secret: &Secret| {
            forms(&secret.value).into_iter().map(|form| (secret.name, form)).collect::<Vec<_>>()
        };
        let forms: Vec<(&str, String)> = secrets.iter().flat_map(all).collect();
        let finder = AhoCorasick::new(forms.iter().map(|(_, form)| form)).unwrap();
        Forbidden { finder, forms, searched: 0, outputs: 0, bytes: 0 }
    }

    #[track_caller]
    pub fn not_in(&mut self, what: &str, output: &[u8]) {
        let mut found: Vec<String> = Vec::new();
        for hit in self.finder.find_overlapping_iter(output) {
            let (name, form) = &self.forms[hit.pattern().as_usize()];
            let around = &output[hit.start().saturating_sub(100)..(hit.end() + 60).min(output.len())];
            found.push(format!("{name} as {form}: …{}…", String::from_utf8_lossy(around)));
        }
        self.searched += self.forms.len();
        self.outputs += 1;
        self.bytes += output.len();
        found.truncate(8);
        assert!(found.is_empty(), "{what}:\n{}", found.join("\n\n"));
    }

    /// Searches the names and the texts of all files in a folder; says how many there are.
    #[track_caller]
    pub fn not_in_folder(&mut self, folder: &Path) -> usize {
        let mut files = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            self.not_in("the name of a file", path.file_name().unwrap().as_encoded_bytes());
            if path.is_dir() {
                files += self.not_in_folder(&path);
            } else {
                self.not_in(&path.display().to_string(), &fs::read(&path).unwrap());
                files += 1;
            }
        }
        files
    }

    /// Runs it, and searches all that it says. Comes back with both streams.
    #[track_caller]
    pub fn not_said_by(&mut self, what: &str, command: &mut Command, code: &[i32]) -> String {
        let output = command.output().unwrap();
        self.not_in(&format!("{what}: stdout"), &output.stdout);
        self.not_in(&format!("{what}: stderr"), &output.stderr);
        let said = said(&output);
        assert!(
            output.status.code().is_some_and(|is| code.contains(&is)),
            "{what}: {:?}\n{said}",
            output.status
        );
        said
    }
}
