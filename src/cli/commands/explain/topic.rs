//! What can be explained, each with its name. A name may have several topics: `status` is a kind of failure and a key.

use super::language;
use crate::diag::{CODES, Code, Severity};
use crate::model::keys::{OPERATORS, SECTIONS, Section};
use crate::model::{Deviation, Kind, Verdict};
use crate::vocabulary::{FILTERS, FUNCTIONS, Key, Signature, TESTS};

#[derive(Clone, Copy)]
pub enum Topic {
    Diagnostic(Code),
    Failure(Kind),
    Deviation(Deviation),
    Key(&'static Section, &'static Key),
    Operator(&'static Key),
    /// Something that expressions call: what it is, and its entry.
    Function(&'static str, &'static Signature),
}

impl Topic {
    /// All topics, those of a run's and a check's messages first.
    pub fn all() -> impl Iterator<Item = Topic> {
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
            .chain(functions("function", FUNCTIONS))
            .chain(functions("filter", FILTERS))
            .chain(functions("test", TESTS))
    }

    pub fn name(self) -> &'static str {
        match self {
            Topic::Diagnostic(code) => code.name(),
            Topic::Failure(kind) => kind.as_str(),
            Topic::Deviation(deviation) => deviation.name(),
            Topic::Key(_, key) | Topic::Operator(key) => key.name,
            Topic::Function(_, function) => function.name,
        }
    }

    /// The explanation, which ends with a line break.
    pub fn explain(self) -> String {
        match self {
            Topic::Diagnostic(code) => diagnostic(code),
            Topic::Failure(kind) => failure(kind),
            Topic::Deviation(deviation) => deviates(deviation),
            Topic::Key(section, key) => language::key(section, key),
            Topic::Operator(operator) => language::operator(operator),
            Topic::Function(what, function) => language::function(what, function),
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
        Verdict::Failed => "a whole answer came and is not what was expected: the step failed",
        _ => "no whole answer came, or something of ours stood in the way: the step errored",
    };
    format!("{} ({verdict})\n\n{}\n\n{}\n", kind.as_str(), kind.summary(), kind.advice())
}

fn deviates(deviation: Deviation) -> String {
    let (name, severity) = (deviation.name(), deviation.severity());
    let verdict = match severity {
        Severity::Error => "a failure of the kind `openapi`",
        Severity::Warning => "a note of the step",
    };
    format!(
        "{name} (a deviation from the OpenAPI document: {verdict})\n\n{}\n\n{}\n\nAnother severity, in runthrough.yaml:\n    severity: {{ {name}: off }}   # or error, warning\n",
        deviation.summary(),
        deviation.advice()
    )
}
