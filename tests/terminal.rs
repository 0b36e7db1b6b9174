//! The live line of `run`, in a pseudo-terminal that util-linux' `script` makes, and a screen in memory that shows what
//! is left of it. Without `script` there is nothing to test with.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::binary;
use crate::support::rules::rules;
use crate::support::server::Server;
use unicode_width::UnicodeWidthChar;

/// What only the live line writes: it begins and ends what a terminal is to show at once.
const LIVE: &str = "\u{1b}[?2026h";

/// Runs six scenarios on a terminal of so many columns; what it was sent.
fn on_terminal(columns: usize, env: &[(&str, &str)], options: &str) -> Option<String> {
    let version = Command::new("script").arg("--version").output().ok()?;
    if !String::from_utf8_lossy(&version.stdout).contains("util-linux") {
        return None;
    }
    let server = Server::start(rules("- on: GET /good\n  json: {}\n- on: GET /bad\n  status: 500\n"));
    let folder = tempfile::tempdir().expect("a folder");
    for index in 0..6 {
        let path = if index == 3 { "bad" } else { "good" };
        let text = format!(
            "scenario: 検索 {index}\nsteps:\n  - name: Ask\n    request: GET {}/{path}\n    expect: {{ status: 200 }}\n",
            server.url()
        );
        fs::write(folder.path().join(format!("{index}.yaml")), text).expect("a scenario");
    }
    let binary = env!("CARGO_BIN_EXE_runthrough");
    let line = format!("stty cols {columns} rows 50; {binary} run . -j 2 {options}; echo exit $?");
    let output = script(folder.path(), &line, env);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn script(folder: &Path, line: &str, env: &[(&str, &str)]) -> Output {
    let mut command = binary::command(folder);
    let arguments: Vec<_> =
        command.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
    command = Command::new("script");
    command
        .env_clear()
        .current_dir(folder)
        .args(["-qec", line, "/dev/null"])
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh");
    for (name, value) in arguments {
        // Colours are wanted unless a test says otherwise.
        if let Some(value) = value.filter(|_| name != "NO_COLOR") {
            command.env(name, value);
        }
    }
    command.envs(env.iter().copied()).output().expect("script starts")
}

/// The lines that are on the screen at the end, if it is high enough for all of them.
fn screen(sent: &str, columns: usize) -> Vec<String> {
    let mut screen = Screen::new(columns);
    let mut characters = sent.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => screen.column = 0,
            '\n' => screen.down(),
            '\u{1b}' => {
                assert_eq!(characters.next(), Some('['), "only control sequences are sent");
                let mut parameters = String::new();
                let end = loop {
                    match characters.next().expect("the end of the sequence") {
                        end @ '@'..='~' => break end,
                        other => parameters.push(other),
                    }
                };
                screen.control(end, &parameters);
            }
            character => screen.put(character),
        }
    }
    screen.lines()
}

/// As much of a terminal as the output of a run needs; anything else would be a surprise.
struct Screen {
    columns: usize,
    rows: Vec<Vec<String>>,
    row: usize,
    column: usize,
}

impl Screen {
    fn new(columns: usize) -> Screen {
        Screen { columns, rows: vec![vec![" ".to_owned(); columns]], row: 0, column: 0 }
    }

    fn down(&mut self) {
        self.row += 1;
        if self.row == self.rows.len() {
            self.rows.push(vec![" ".to_owned(); self.columns]);
        }
    }

    fn put(&mut self, character: char) {
        let width = character.width().expect("no control character");
        // The last column is left by the next character only, as terminals do.
        if self.column + width > self.columns {
            self.column = 0;
            self.down();
        }
        let row = &mut self.rows[self.row];
        row[self.column] = character.to_string();
        // The second half of a wide character.
        row[self.column + 1..self.column + width].fill(String::new());
        self.column += width;
    }

    fn control(&mut self, end: char, parameters: &str) {
        let number = parameters.parse().unwrap_or(1);
        match (end, parameters) {
            ('K', "2") => self.rows[self.row].fill(" ".to_owned()),
            ('K', "" | "0") => self.rows[self.row][self.column..].fill(" ".to_owned()),
            ('A', _) => self.row = self.row.checked_sub(number).expect("not above the first line"),
            ('B', _) => (0..number).for_each(|_| self.down()),
            // Colours, and what is shown at once.
            ('m', _) | ('h' | 'l', "?2026") => {}
            _ => panic!("an unknown sequence: {parameters}{end}"),
        }
    }

    fn lines(&self) -> Vec<String> {
        let lines = self.rows.iter().map(|row| row.concat().trim_end().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    }
}

#[test]
fn the_live_line_stands_below_the_results_and_leaves_nothing_behind() {
    let Some(sent) = on_terminal(80, &[], "") else { return };
    assert!(sent.contains(LIVE) && sent.contains("/6 0:0"), "{sent:?}");
    assert!(sent.contains("running 検索"), "{sent:?}");
    // What is drawn at once is ended as often as it is begun.
    assert_eq!(sent.matches(LIVE).count(), sent.matches("\u{1b}[?2026l").count());
    let lines = screen(&sent, 80);
    for index in [0, 1, 2, 4, 5] {
        assert!(lines.iter().any(|line| line.starts_with(&format!("PASS  検索 {index} ("))), "{lines:#?}");
    }
    assert!(lines.iter().any(|line| line == "6 scenarios: 5 passed, 1 failed"), "{lines:#?}");
    assert_eq!(lines.last().map(String::as_str), Some("exit 1"));
    assert!(lines.iter().all(|line| !line.contains("/6 0:0") && !line.contains("running")), "{lines:#?}");
}

/// No live line is longer than the terminal is wide, wide characters counted as two: a longer one would wrap, and leave
/// its first half behind.
#[test]
fn a_narrow_terminal_cuts_the_live_line() {
    let Some(sent) = on_terminal(20, &[], "") else { return };
    assert!(sent.contains("/6 0:0"), "{sent:?}");
    let lines = screen(&sent, 20);
    assert!(lines.iter().all(|line| !line.contains("/6 0:0")), "{lines:#?}");
    let wanted = "6 scenarios: 5 passe";
    assert!(lines.iter().any(|line| line == wanted), "{lines:#?}");
}

#[test]
fn colours_and_the_live_line_can_be_done_without() {
    let Some(coloured) = on_terminal(80, &[], "") else { return };
    assert!(coloured.contains("\u{1b}[32m"), "{coloured:?}");
    let sent = on_terminal(80, &[("NO_COLOR", "1")], "").unwrap_or_default();
    assert!(sent.contains(LIVE) && !sent.contains("\u{1b}[32m") && !sent.contains("\u{1b}[1m"), "{sent:?}");
    for (env, options) in
        [(&[("CI", "true")][..], ""), (&[("TERM", "dumb")], ""), (&[], "-q"), (&[], "> out.txt")]
    {
        let sent = on_terminal(80, env, options).unwrap_or_default();
        assert!(!sent.contains(LIVE) && !sent.contains("running"), "{env:?} {options}: {sent:?}");
    }
}
