//! The generated parts of the guide: tables of what the language and the program know, from where they know it.

use std::fmt::Write;

use runthrough::reference::{
    EQUIVALENTS, ExitCode, FILTERS, FUNCTIONS, LIMITS, Signature, TESTS, default_of,
};
use runthrough::testing::files::{CODES, Severity};
use runthrough::testing::language::vocabulary::{self, Key};
use runthrough::testing::model::{Deviation, Format, InputType, JsonType, Kind, Verdict};

/// The part of that name.
pub fn generate(name: &str) -> Option<String> {
    let part = match name {
        "keys" => vocabulary::SECTIONS
            .iter()
            .map(|section| format!("\n#### {}\n\n{}", section.title, rows(section.path, section.keys)))
            .collect(),
        "operators" => rows("operator.", vocabulary::OPERATORS),
        "functions" => functions(FUNCTIONS),
        "filters" => functions(FILTERS),
        "tests" => functions(TESTS),
        "equivalents" => equivalents(),
        "words" => words(),
        "limits" => limits(),
        "kinds" => kinds(),
        "exit-codes" => exits(),
        "deviations" => deviations(),
        "diagnostics" => diagnostics(),
        _ => return None,
    };
    // A table ends at an empty line.
    Some(format!("\n{}\n", part.trim_start_matches('\n')))
}

fn rows(path: &str, keys: &[Key]) -> String {
    let mut text = String::from("| key | value | meaning | example |\n|---|---|---|---|\n");
    for key in keys.iter() {
        let default = default_of(&format!("{path}{}", key.name));
        let default = default.map_or_else(String::new, |amount| format!(" Default: `{amount}`."));
        let example = code(&format!("{}: {}", key.name, key.example));
        let (name, takes, doc) = (key.name, key.takes.describe(), cell(key.doc));
        let _ = writeln!(text, "| `{name}` | {takes} | {doc}{default} | {example} |");
    }
    text
}

fn functions(all: &[Signature]) -> String {
    let mut all: Vec<&Signature> = all.iter().collect();
    all.sort_by_key(|function| function.name);
    let mut text = String::from("| name | written | meaning |\n|---|---|---|\n");
    for function in all {
        let _ = writeln!(text, "| `{}` | {} | {} |", function.name, code(function.usage), cell(function.doc));
    }
    text
}

fn equivalents() -> String {
    let mut text = String::new();
    for place in EQUIVALENTS {
        let _ = write!(text, "\n#### As a key of {}\n\n| not | but |\n|---|---|\n", place.title);
        for (words, instead) in place.words {
            let words: Vec<String> = words.iter().map(|word| code(word)).collect();
            let _ = writeln!(text, "| {} | {} |", words.join(", "), cell(instead));
        }
    }
    text
}

fn words() -> String {
    let list = |words: Vec<&str>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let rows = [
        ("types of JSON values (`type: …`)", JsonType::ALL.iter().map(|(name, _)| *name).collect()),
        ("types of inputs and columns", InputType::ALL.iter().map(|(name, _)| *name).collect()),
        ("forms of text (`format: …`)", Format::ALL.iter().map(|(name, _)| *name).collect()),
        ("members of `response` in expressions", runthrough::testing::language::RESPONSE_MEMBERS.to_vec()),
        ("names that no variable may have", vocabulary::TAKEN.to_vec()),
        ("words of the expression language, also no names", vocabulary::RESERVED.to_vec()),
    ];
    let mut text = String::from("| what | words |\n|---|---|\n");
    for (what, words) in rows {
        let _ = writeln!(text, "| {what} | {} |", list(words));
    }
    text
}

fn limits() -> String {
    let mut text = String::from("| what | how much | set by |\n|---|---|---|\n");
    for limit in LIMITS {
        let set_by: Vec<String> = limit.set_by.iter().map(|key| format!("`{key}`")).collect();
        let set_by = if set_by.is_empty() { "fixed".to_owned() } else { set_by.join(", ") };
        let _ = writeln!(text, "| {} | {} | {set_by} |", cell(limit.what), limit.amount);
    }
    text
}

fn kinds() -> String {
    let mut text = String::from("| kind | verdict | what happened | what to do |\n|---|---|---|---|\n");
    for kind in Kind::ALL {
        let verdict = if kind.verdict() == Verdict::Failed { "failed" } else { "errored" };
        let (summary, advice) = (cell(kind.summary()), cell(kind.advice()));
        let _ = writeln!(text, "| `{kind}` | {verdict} | {summary} | {advice} |");
    }
    text
}

fn exits() -> String {
    let mut text = String::from("| code | when |\n|---|---|\n");
    for exit in ExitCode::ALL {
        let _ = writeln!(text, "| {} | {} |", exit.number(), cell(exit.meaning()));
    }
    text
}

fn diagnostics() -> String {
    let mut text = String::from("| code | severity | meaning |\n|---|---|---|\n");
    let all = |severity: Severity| {
        CODES.iter().map(|code| code.info()).filter(move |info| info.severity == severity)
    };
    for info in all(Severity::Error).chain(all(Severity::Warning)) {
        let _ = writeln!(text, "| `{}` | {} | {} |", info.name, info.severity.as_str(), cell(info.summary));
    }
    text
}

fn deviations() -> String {
    let mut text = String::from("| code | severity | meaning | what to do |\n|---|---|---|---|\n");
    for deviation in Deviation::ALL {
        let (name, severity) = (deviation.name(), deviation.severity().as_str());
        let (summary, advice) = (cell(deviation.summary()), cell(deviation.advice()));
        let _ = writeln!(text, "| `{name}` | {severity} | {summary} | {advice} |");
    }
    text
}

/// Text in a cell of a table: a bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text))
}
