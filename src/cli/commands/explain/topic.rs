//! What can be explained, each with its name. A name may have several topics: `status` is a kind of failure and a key.

use clap::Command;

use super::command_line::{self, CommandOption};
use super::language;
use crate::diag::{CODES, Code, Severity};
use crate::model::keys::{OPERATORS, SECTIONS, Section};
use crate::model::{Deviation, Kind, Verdict};
use crate::vocabulary::{Callable, FILTERS, FUNCTIONS, Filter, Function, Key, Signature, TESTS, Test};

#[derive(Clone)]
pub enum Topic<'c> {
    Diagnostic(Code),
    Failure(Kind),
    Deviation(Deviation),
    Key(&'static Section, &'static Key),
    Operator(&'static Key),
    /// Something that expressions call: what it is, and its entry.
    Function(&'static str, &'static Signature),
    Command(&'c Command),
    Option(CommandOption<'c>),
}

impl<'c> Topic<'c> {
    /// All topics, those of a run's and a check's messages first. `cli` is the whole command line.
    pub fn all(cli: &'c Command) -> impl Iterator<Item = Topic<'c>> {
        let functions = |what: &'static str, all: &'static [Signature]| {
            all.iter().map(move |function| Topic::Function(what, function))
        };
        let keys = |section: &'static Section| section.keys.iter().map(move |key| Topic::Key(section, key));
        let messages = CODES.iter().copied().map(Topic::Diagnostic);
        let messages = messages.chain(Kind::ALL.iter().copied().map(Topic::Failure));
        let messages = messages.chain(Deviation::ALL.iter().copied().map(Topic::Deviation));
        let language = SECTIONS.iter().flat_map(keys).chain(OPERATORS.iter().map(Topic::Operator));
        messages
            .chain(language)
            .chain(functions(Function::WHAT, FUNCTIONS))
            .chain(functions(Filter::WHAT, FILTERS))
            .chain(functions(Test::WHAT, TESTS))
            .chain(cli.get_subcommands().map(Topic::Command))
            .chain(CommandOption::all(cli).into_iter().map(Topic::Option))
    }

    pub fn name(&self) -> &'c str {
        match self {
            Topic::Diagnostic(code) => code.name(),
            Topic::Failure(kind) => kind.as_str(),
            Topic::Deviation(deviation) => deviation.name(),
            Topic::Key(_, key) | Topic::Operator(key) => key.name,
            Topic::Function(_, function) => function.name,
            Topic::Command(command) => command.get_name(),
            Topic::Option(option) => option.name(),
        }
    }

    /// Whether a word, without dashes before it, is about this: the name, a key with its map (`options.timeout`) or
    /// the letter of an option.
    pub fn is_called(&self, word: &str) -> bool {
        match self {
            Topic::Key(section, key) => {
                word.strip_prefix(section.path).is_some_and(|rest| rest == key.name) || word == key.name
            }
            Topic::Option(option) => option.is_called(word),
            _ => self.name() == word,
        }
    }

    /// The explanation, which ends with a line break.
    pub fn explain(&self) -> String {
        match self {
            Topic::Diagnostic(code) => diagnostic(*code),
            Topic::Failure(kind) => failure(*kind),
            Topic::Deviation(deviation) => deviates(*deviation),
            Topic::Key(section, key) => language::key(section, key),
            Topic::Operator(operator) => language::operator(operator),
            Topic::Function(what, function) => language::function(what, function),
            Topic::Command(command) => command_line::command(command),
            Topic::Option(option) => option.explain(),
        }
    }
}

fn diagnostic(code: Code) -> String {
    let info = code.info();
    let mut text = format!("{} ({})\n\n{}\n", info.name, info.severity.as_str(), info.summary);
    for (title, example) in [("Wrong:", info.wrong), ("Right:", info.right)] {
        text.push_str(&format!("\n{title}\n"));
        example.lines().for_each(|line| text.push_str(&format!("    {line}\n")));
    }
    text
}

fn failure(kind: Kind) -> String {
    let verdict = match kind.verdict() {
        Verdict::Failed => "a failure: the response is complete but not as expected",
        _ => "an error: there is no complete response, or it cannot be judged",
    };
    format!("{} ({verdict})\n\n{}\n\n{}\n", kind.as_str(), kind.summary(), kind.advice())
}

fn deviates(deviation: Deviation) -> String {
    let (name, severity) = (deviation.name(), deviation.severity());
    let verdict = match severity {
        Severity::Error => "a failure of kind `openapi`",
        Severity::Warning => "a note of the step",
    };
    format!(
        "{name} (an OpenAPI finding: {verdict})\n\n{}\n\n{}\n\nTo change the severity, in runthrough.yaml:\n    severity: {{ {name}: off }}   # or error, warning\n",
        deviation.summary(),
        deviation.advice()
    )
}
