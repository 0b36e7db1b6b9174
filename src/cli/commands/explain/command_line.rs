//! Explanations of commands and their options, from the same declarations as `--help`.

use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Arg, Command};

use super::layout::{entries, names};

/// An option, with the commands that have it under the same description.
#[derive(Debug, Clone)]
pub struct CommandOption<'c> {
    arg: &'c Arg,
    /// Empty for an option of every command.
    commands: Vec<&'c str>,
}

impl<'c> CommandOption<'c> {
    /// All options of a built command line, those of every command first.
    pub fn all(cli: &'c Command) -> Vec<CommandOption<'c>> {
        let mut all: Vec<CommandOption<'c>> =
            options(cli).map(|arg| CommandOption { arg, commands: Vec::new() }).collect();
        for command in cli.get_subcommands() {
            for arg in options(command) {
                let same = all.iter_mut().find(|known| {
                    known.arg.get_id() == arg.get_id()
                        && (known.commands.is_empty() || description(known.arg) == description(arg))
                });
                match same {
                    Some(known) if known.commands.is_empty() => {}
                    Some(known) => known.commands.push(command.get_name()),
                    None => all.push(CommandOption { arg, commands: vec![command.get_name()] }),
                }
            }
        }
        all
    }

    /// The long name, without its dashes.
    pub fn name(&self) -> &'c str {
        self.arg.get_long().unwrap_or_default()
    }

    /// Whether a word, without dashes, is its long or short name.
    pub fn is_called(&self, word: &str) -> bool {
        let letter = |short: char| word.chars().eq([short]);
        self.name() == word || self.arg.get_short().is_some_and(letter)
    }

    pub fn explain(&self) -> String {
        let mut text = format!("--{} (option)\n\n{}\n\n", self.name(), description(self.arg));
        let commands = match self.commands.is_empty() {
            true => "every command".to_owned(),
            false => self.commands.join(", "),
        };
        let _ = writeln!(text, "  of       {commands}");
        let short = self.arg.get_short().map_or_else(String::new, |short| format!("-{short}, "));
        let _ = writeln!(text, "  written  {short}{}", self.arg);
        let values = self.arg.get_possible_values();
        let defaults: Vec<_> =
            self.arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if self.arg.get_action().takes_values() {
            if !defaults.is_empty() {
                let _ = writeln!(text, "  default  {}", defaults.join(", "));
            }
            if !values.is_empty() {
                text.push_str("\nIts values:\n");
            }
            let shown = values.iter().filter(|value| !value.is_hide_set());
            entries(&mut text, shown.map(|value| (value.get_name(), plain_text(value.get_help()))));
        }
        text
    }
}

/// What a command does, with its examples.
pub fn command(command: &Command) -> String {
    let mut text = format!("{} (command)\n\n{}\n", command.get_name(), plain_text(command.get_about()));
    if let Some(after) = command.get_after_help() {
        let _ = write!(text, "\n{after}\n");
    }
    let _ = writeln!(text, "\n`runthrough {} --help` lists its options.", command.get_name());
    text
}

/// The commands and options, for the list of all topics.
pub fn list(cli: &Command) -> String {
    let mut text = String::from("\nCommands:\n");
    entries(
        &mut text,
        cli.get_subcommands().map(|command| (command.get_name(), plain_text(command.get_about()))),
    );
    text.push_str("\nOptions of commands:\n");
    let all = CommandOption::all(cli);
    let mut of = |title: &str, has: &dyn Fn(&CommandOption<'_>) -> bool| {
        let options: Vec<&str> = all.iter().filter(|option| has(option)).map(CommandOption::name).collect();
        if !options.is_empty() {
            let _ = writeln!(text, "  {title}");
            names(&mut text, options.into_iter());
        }
    };
    of("every command", &|option| option.commands.is_empty());
    for command in cli.get_subcommands().map(Command::get_name) {
        of(command, &|option| option.commands.contains(&command));
    }
    text
}

fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| arg.get_long().is_some() && !arg.is_hide_set())
}

fn description(arg: &Arg) -> String {
    arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default()
}

fn plain_text(text: Option<&StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}
