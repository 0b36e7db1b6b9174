//! What comes of loading.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Severity};
use crate::io::project::ProjectFiles;
use crate::model::Project;

/// Files that were loaded, parsed and checked.
pub struct LoadedProject {
    /// Where its files are.
    pub disk: Arc<ProjectFiles>,
    /// The scenarios without errors, the configuration, and all texts.
    pub project: Project,
    /// Every finding, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
    /// How many scenario files were looked at.
    pub files: usize,
    /// The chosen environment.
    pub environment: Option<String>,
    /// Scenarios that have no error themselves but use a fragment that has: their path and the fragment's.
    pub dragged: Vec<(Arc<str>, Arc<str>)>,
}

impl LoadedProject {
    /// How many errors and warnings there are.
    pub fn counts(&self) -> (usize, usize) {
        let errors =
            self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        (errors, self.diagnostics.len() - errors)
    }

    /// Paths of files with errors, with their diagnostics.
    pub fn invalid(&self) -> Vec<(Arc<str>, Vec<&Diagnostic>)> {
        let mut files: Vec<(Arc<str>, Vec<&Diagnostic>)> = Vec::new();
        let mut places: HashMap<Arc<str>, usize> = HashMap::new();
        for diagnostic in self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
        {
            let path = diagnostic.path(&self.project.sources);
            match places.get(path) {
                Some(place) => files[*place].1.push(diagnostic),
                None => {
                    let path: Arc<str> = path.into();
                    places.insert(path.clone(), files.len());
                    files.push((path, vec![diagnostic]));
                }
            }
        }
        // Who uses a file with errors cannot run either, and a report must say so.
        for (user, fragment) in &self.dragged {
            let told = places.get(fragment).map(|place| files[*place].1.clone());
            if !places.contains_key(user) {
                places.insert(user.clone(), files.len());
                files.push((user.clone(), told.unwrap_or_default()));
            }
        }
        files
    }
}
