//! A case file: a txtar text whose head says what is run and what is shown.
//!
//! ```text
//! # What the case shows.
//! env NAME=value
//! stdin FILE
//! $ runthrough run login.yaml --report junit=out.xml
//! show out.xml
//! show requests
//! keep durations
//! -- login.yaml --
//! scenario: …
//! -- server.yaml --
//! - on: GET /health
//! ```
//!
//! - `$` lines run in order. `stdin FILE` and `env` hold for all of them; without `stdin` there is no input.
//! - `keep durations` leaves durations as they are: for cases whose texts have some of their own, and measure none.
//! - `$SERVER` (the scripted server), `$REFUSED` (a port that refuses connections) and `$DIR` (the working directory)
//!   stand for their values in arguments, in `env` and in every file. `server.yaml` is the server's script and is not
//!   written.

use super::txtar::{self, Archive};
use super::words;

/// A case, read.
#[derive(Debug)]
pub struct Case {
    /// The commands' arguments, without the program.
    pub commands: Vec<Command>,
    /// Variables beside those that every case has.
    pub env: Vec<(String, String)>,
    /// The file that is every command's input.
    pub stdin: Option<String>,
    /// Files to show afterwards.
    pub show: Vec<String>,
    /// Whether to show what the server received.
    pub show_requests: bool,
    /// Whether durations are left as they are.
    pub keep_durations: bool,
    /// The files to write, without the server's script.
    pub files: Vec<(String, String)>,
    /// The server's script.
    pub server: Option<String>,
}

/// One command of a case.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// The line as it is written, for the snapshot.
    pub line: String,
    /// The arguments, not yet expanded.
    pub arguments: Vec<String>,
}

impl Case {
    /// Reads a case; an error names the line.
    pub fn read(text: &str) -> Result<Case, String> {
        let Archive { head, mut files } = txtar::read(text)?;
        let server =
            files.iter().position(|(name, _)| name == "server.yaml").map(|index| files.remove(index).1);
        let mut case = Case {
            commands: Vec::new(),
            env: Vec::new(),
            stdin: None,
            show: Vec::new(),
            show_requests: false,
            keep_durations: false,
            files,
            server,
        };
        for (index, line) in head.lines().enumerate() {
            case.head_line(line.trim()).map_err(|error| format!("line {}: {error}", index + 1))?;
        }
        if case.commands.is_empty() {
            return Err("no line begins with `$ runthrough`".to_owned());
        }
        if case.show_requests && case.server.is_none() {
            return Err("`show requests` needs a `server.yaml`".to_owned());
        }
        Ok(case)
    }

    fn head_line(&mut self, line: &str) -> Result<(), String> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, rest.trim()) {
            ("$", rest) => {
                let mut arguments = words::split(rest)?;
                if arguments.first().is_none_or(|program| program != "runthrough") {
                    return Err("a command begins with `$ runthrough`".to_owned());
                }
                arguments.remove(0);
                self.commands.push(Command { line: rest.to_owned(), arguments });
            }
            ("env", rest) => {
                let (name, value) = rest.split_once('=').ok_or("`env` takes NAME=value")?;
                self.env.push((name.to_owned(), value.to_owned()));
            }
            ("stdin", "none") => self.stdin = None,
            ("stdin", file) if !file.is_empty() => self.stdin = Some(file.to_owned()),
            ("show", "requests") => self.show_requests = true,
            ("show", file) if !file.is_empty() => self.show.push(file.to_owned()),
            ("keep", "durations") => self.keep_durations = true,
            _ => {
                return Err(format!(
                    "`{line}` is none of `$`, `env`, `stdin`, `show`, `keep durations`, `#`"
                ));
            }
        }
        Ok(())
    }
}
