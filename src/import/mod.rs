//! Scenarios from what people already have.
//!
//! In: the text of a foreign file. Out: [`Imported`], scenarios ready to be written, and what could not be carried over.
//! Each kind has a folder; what they share (hosts, secrets, names, bodies) stands here. No file is read, no request sent.

mod bodies;
mod call;
pub mod curl;
pub mod draft;
mod finish;
pub mod har;
mod hosts;
pub mod hurl;
mod inputs;
mod names;
pub mod openapi;
mod parts;
pub mod postman;
mod raw_text;
mod secrets;
mod templates;
mod urls;
mod variables;

use draft::Draft;

/// The longest text that is read.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// Requests of one file.
const MOST_CALLS: usize = 2_000;

/// What came of a file.
#[derive(Debug, Default)]
pub struct Imported {
    /// Scenarios, with the names of their files without an ending.
    pub scenarios: Vec<(String, Draft)>,
    /// What could not be carried over, or needs a look.
    pub notes: Vec<Note>,
}

/// Something for the user to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub at: String,
    pub text: String,
}

/// Notes as they are gathered.
#[derive(Debug, Default)]
struct Notes(Vec<Note>);

impl Notes {
    fn add(&mut self, at: &str, text: impl Into<String>) {
        let note = Note { at: at.to_owned(), text: text.into() };
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }
}

/// Why a file cannot be imported: one line for people.
pub type Refused = String;
