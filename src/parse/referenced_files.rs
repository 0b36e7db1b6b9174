//! Remembers which files scenarios name: those are no scenarios themselves.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use super::Files;

/// Files, and which of them were asked for.
pub struct ReferencedFiles<'f> {
    files: &'f dyn Files,
    asked: RefCell<HashSet<Arc<str>>>,
}

impl<'f> ReferencedFiles<'f> {
    /// None was asked for yet.
    pub fn new(files: &'f dyn Files) -> Self {
        ReferencedFiles { files, asked: RefCell::default() }
    }

    /// Adds a file that something else names.
    pub fn add(&self, path: &Arc<str>) {
        self.asked.borrow_mut().insert(path.clone());
    }

    /// Whether a scenario names this file.
    pub fn contains(&self, path: &str) -> bool {
        self.asked.borrow().contains(path)
    }
}

impl Files for ReferencedFiles<'_> {
    fn resolve(&self, from: &str, written: &str) -> Result<Arc<str>, String> {
        let path = self.files.resolve(from, written)?;
        self.asked.borrow_mut().insert(path.clone());
        Ok(path)
    }

    fn stays_inside(&self, from: &str, written: &str) -> Result<(), String> {
        self.files.stays_inside(from, written)
    }

    fn resolve_outside(&self, from: &str, written: &str) -> Arc<str> {
        self.files.resolve_outside(from, written)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.files.read(path)
    }
}
