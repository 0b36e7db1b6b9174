//! A reader at work: saves files in an empty folder, changes them, types commands, looks at what comes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::markdown::Block;
use super::sample::Sample;
use crate::support::server::Server;
use crate::support::{binary, listener, rules, words};

/// The address that the guide writes for a server which the reader has.
const SHOWN: &str = "127.0.0.1:8080";

/// A folder with what was saved in it.
pub struct Session {
    _folder: TempDir,
    path: PathBuf,
    sample: Sample,
    files: BTreeMap<String, String>,
    variables: Vec<(String, String)>,
    /// The port of the server, where there is one.
    port: Option<String>,
    server: Option<Server>,
    background: Option<Background>,
    exit: Option<i32>,
    /// Runs that ended with 0.
    pub passed: usize,
}

/// A command that goes on until the session ends.
struct Background(Child);

impl Drop for Background {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

type Result<T> = std::result::Result<T, String>;

impl Session {
    /// In an empty folder.
    pub fn new() -> Session {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().canonicalize().expect("it is there");
        let sample = Sample::new(&path, folder.path());
        Session {
            _folder: folder,
            path,
            sample,
            files: BTreeMap::new(),
            variables: Vec::new(),
            port: None,
            server: None,
            background: None,
            exit: None,
            passed: 0,
        }
    }

    /// Starts the server that the section is about.
    pub fn serve(&mut self, script: &str) -> Result<()> {
        let bound = listener::bind().map_err(|error| error.to_string())?;
        self.reach(&bound.url())?;
        let rules = rules::read(script, Path::new("")).map_err(|error| format!("the server: {error}"))?;
        self.server = Some(Server::start_on(bound, rules));
        Ok(())
    }

    /// Saves, extends or changes a file.
    pub fn save(&mut self, name: &str, block: &Block) -> Result<()> {
        let old = || self.files.get(name).cloned().ok_or_else(|| format!("there is no file {name} yet"));
        let text = match block.language() {
            "diff" => patch(&old()?, &block.text)?,
            _ if block.place() == Some("append") => old()? + &block.text,
            _ => match block.place() {
                Some(line) => insert(&old()?, line, &block.text)?,
                None => block.text.clone(),
            },
        };
        self.files.insert(name.to_owned(), text);
        self.write(name)
    }

    fn write(&self, name: &str) -> Result<()> {
        let path = self.path.join(name);
        let folder = path.parent().ok_or("a file has a folder")?;
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, self.real(&self.files[name])))
            .map_err(|error| format!("{name}: {error}"))
    }

    /// What a command may have changed.
    fn read_again(&mut self) -> Result<()> {
        let names: Vec<String> = self.files.keys().cloned().collect();
        for name in names {
            let text = std::fs::read_to_string(self.path.join(&name));
            let text = self.shown(&text.map_err(|error| format!("{name}: {error}"))?);
            self.files.insert(name, text);
        }
        Ok(())
    }

    /// Types the commands of a block; gives the block as it should be.
    pub fn console(&mut self, text: &str) -> Result<String> {
        let mut lines = text.lines().peekable();
        let mut now = String::new();
        while let Some(line) = lines.next() {
            let command = line.strip_prefix("$ ").ok_or(format!("`{line}` is no command"))?;
            let mut shown = String::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                shown.push_str(line);
                shown.push('\n');
            }
            let asks = lines.peek() == Some(&"$ echo $?");
            let actual = self.run(command)?;
            if !asks && command.starts_with("runthrough") && self.exit.is_some_and(|code| code != 0) {
                return Err(format!(
                    "`{command}` ends with {:?}, and no `echo $?` shows it:\n{actual}",
                    self.exit
                ));
            }
            let same = self.sample.apply(&actual) == self.sample.apply(&shown);
            now.push_str(&format!("{line}\n{}", if same { shown } else { actual }));
        }
        Ok(now)
    }

    /// One command; gives what it says, with the guide's address in it.
    fn run(&mut self, command: &str) -> Result<String> {
        let mut words = words::split(&self.real(command))?;
        let program = if words.is_empty() { String::new() } else { words.remove(0) };
        match (program.as_str(), words.as_slice()) {
            ("runthrough", [first, ..]) if first == "sandbox" => self.sandbox(&words),
            ("runthrough", _) => {
                if words.first().is_some_and(|word| word == "run")
                    && !words.iter().any(|word| word.starts_with("-j"))
                {
                    // The lines of several scenarios come as they end.
                    words.extend(["-j".to_owned(), "1".to_owned()]);
                }
                let output = self.command(&words).output().map_err(|error| error.to_string())?;
                if words.iter().any(|word| word == "--fix") {
                    self.read_again()?;
                }
                Ok(self.ended(&words, &output))
            }
            ("echo", [what]) if what == "$?" => {
                self.exit.map(|code| format!("{code}\n")).ok_or_else(|| "nothing ran before".to_owned())
            }
            ("export", [given]) => {
                let (name, value) = given.split_once('=').ok_or("export takes NAME=value")?;
                self.variables.push((name.to_owned(), value.to_owned()));
                Ok(String::new())
            }
            ("cat", [name]) => std::fs::read_to_string(self.path.join(name))
                .map(|text| self.shown(&text))
                .map_err(|error| format!("{name}: {error}")),
            _ => Err(format!("the test does not know how to do `{command}`")),
        }
    }

    fn ended(&mut self, words: &[String], output: &Output) -> String {
        self.exit = binary::code(output);
        if self.exit == Some(0) && words.first().is_some_and(|word| word == "run") {
            self.passed += 1;
        }
        self.shown(&binary::said(output))
    }

    /// What a section leaves behind has no mistakes.
    pub fn checks_clean(&self) -> Result<()> {
        if !self.path.join("scenarios").exists() {
            return Ok(());
        }
        let output = self.command(&["check".to_owned()]).output().map_err(|error| error.to_string())?;
        let said = binary::said(&output);
        let clean = binary::code(&output) == Some(0) && said.contains("no problems");
        if clean { Ok(()) } else { Err(format!("the files of this section do not check clean:\n{said}")) }
    }

    /// The sandbox runs in another terminal.
    fn sandbox(&mut self, words: &[String]) -> Result<String> {
        let free: Vec<String> =
            words.iter().map(|word| if word == "8080" { "0" } else { word }.to_owned()).collect();
        let mut child =
            self.command(&free).stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
        let stdout = child.stdout.take().ok_or("the sandbox says nothing")?;
        self.background = Some(Background(child));
        let mut said = String::new();
        for line in BufReader::new(stdout).lines() {
            let line = line.map_err(|error| error.to_string())?;
            if let Some(url) = line.strip_prefix("the sandbox is listening at ") {
                self.reach(url)?;
            }
            said.push_str(&format!("{}\n", self.shown(&line)));
            if line.starts_with("press Ctrl-C") {
                break;
            }
        }
        self.exit = None;
        Ok(said)
    }

    /// From now on the guide's address is this one.
    fn reach(&mut self, url: &str) -> Result<()> {
        let port =
            url.split(':').nth(2).and_then(|rest| rest.split('/').next()).ok_or("a URL with a port")?;
        self.port = Some(port.to_owned());
        let names: Vec<String> = self.files.keys().cloned().collect();
        names.iter().try_for_each(|name| self.write(name))
    }

    fn command(&self, words: &[String]) -> Command {
        let mut command = binary::command(&self.path);
        command.args(words).env("HOME", &self.path).stdin(Stdio::null());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The guide's text with the address of this session.
    fn real(&self, text: &str) -> String {
        match &self.port {
            Some(port) => text.replace(SHOWN, &format!("127.0.0.1:{port}")),
            None => text.to_owned(),
        }
    }

    fn shown(&self, text: &str) -> String {
        match &self.port {
            Some(port) => text.replace(&format!("127.0.0.1:{port}"), SHOWN),
            None => text.to_owned(),
        }
    }
}

/// A file with a text above the line that begins so.
fn insert(old: &str, line: &str, text: &str) -> Result<String> {
    let at = if old.starts_with(line) { Some(0) } else { old.find(&format!("\n{line}")).map(|at| at + 1) };
    let at = at.ok_or_else(|| format!("no line begins with `{line}`"))?;
    Ok(format!("{}{text}\n{}", &old[..at], &old[at..]))
}

/// A file with the lines of a `diff` block changed: those with a blank or `-` before them must stand there, once.
fn patch(old: &str, diff: &str) -> Result<String> {
    let side = |dropped: char| -> String {
        let kept = diff.lines().filter(|line| !line.starts_with(dropped));
        kept.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
    };
    let (before, after) = (side('+'), side('-'));
    match old.matches(&before).count() {
        1 => Ok(old.replacen(&before, &after, 1)),
        count => Err(format!("the lines to change stand {count} times in the file:\n{before}in:\n{old}")),
    }
}
