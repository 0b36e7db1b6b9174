//! The generated parts of the guide: tables of what the language and the program know, from where they know it.

use std::fmt::Write;

use runthrough::reference::{ExitCode, FILTERS, FUNCTIONS, Function, LIMITS, TESTS, default_of};
use runthrough::testing::files::{CODES, Severity};
use runthrough::testing::language::vocabulary::{self, Key, Takes};
use runthrough::testing::model::{Deviation, Format, InputType, JsonType, Kind, Verdict};

/// A table of keys: where they stand, the path of their defaults, and they.
type Table = (&'static str, &'static str, &'static [Key]);

const KEYS: &[Table] = &[
    ("A scenario file", "", vocabulary::SCENARIO),
    ("A fragment file", "", vocabulary::FRAGMENT),
    ("`inputs`: an input", "input.", vocabulary::INPUT),
    ("`cases`: rows from a file", "cases.", vocabulary::CASES),
    ("`defaults`", "defaults.", vocabulary::DEFAULTS),
    ("`defaults.expect`", "defaults.expect.", vocabulary::DEFAULTS_EXPECT),
    ("`steps` and `cleanup`: a step", "step.", vocabulary::STEP),
    ("`multipart`: a part written as a map", "part.", vocabulary::PART),
    ("`graphql`", "graphql.", vocabulary::GRAPHQL),
    ("`auth: { basic: … }`", "basic.", vocabulary::BASIC),
    ("`options`", "options.", vocabulary::OPTIONS),
    ("`options.tls`", "tls.", vocabulary::TLS),
    ("`retry`", "retry.", vocabulary::RETRY),
    ("`repeat`", "repeat.", vocabulary::REPEAT),
    ("`for_each`, beside the name of the element", "for_each.", vocabulary::FOR_EACH),
    ("`capture`: a capture", "capture.", vocabulary::CAPTURE),
    ("`expect`", "expect.", vocabulary::EXPECT),
    ("`expect.openapi`, written as a map", "openapi.", vocabulary::EXPECT_OPENAPI),
    ("`expect.body`, beside the operators", "body.", vocabulary::BODY),
    ("`expect.snapshot`, written as a map", "snapshot.", vocabulary::SNAPSHOT),
    ("`expect.cookies`: a cookie written as a map", "cookie.", vocabulary::COOKIE),
    ("`runthrough.yaml`", "", vocabulary::CONFIG),
    ("`environments`: an environment", "environment.", vocabulary::ENVIRONMENT),
    ("`limits`", "limits.", vocabulary::LIMITS),
];

/// The part of that name.
pub fn generate(name: &str) -> Option<String> {
    let part = match name {
        "keys" => {
            KEYS.iter().map(|(title, path, keys)| format!("\n#### {title}\n\n{}", rows(path, keys))).collect()
        }
        "operators" => rows("operator.", vocabulary::OPERATORS),
        "functions" => functions(FUNCTIONS),
        "filters" => functions(FILTERS),
        "tests" => functions(TESTS),
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
        let (name, takes, doc) = (key.name, takes(key.takes), cell(key.doc));
        let _ = writeln!(text, "| `{name}` | {takes} | {doc}{default} | {example} |");
    }
    text
}

fn takes(takes: Takes) -> &'static str {
    match takes {
        Takes::Fixed => "text, without `${…}`",
        Takes::Template => "text",
        Takes::Expression => "expression",
        Takes::FixedList => "list of texts, without `${…}`",
        Takes::TemplateList => "list of texts",
        Takes::ExpressionList => "list of expressions",
        Takes::Boolean => "`true` or `false`",
        Takes::Integer => "whole number",
        Takes::Duration => "duration",
        Takes::Size => "size",
        Takes::Value => "any value",
        Takes::ValueList => "list of values",
        Takes::Matcher => "matcher",
        Takes::MatcherList => "list of matchers",
        Takes::Map => "map",
        Takes::MapList => "list of maps",
    }
}

fn functions(all: &[Function]) -> String {
    let mut all: Vec<&Function> = all.iter().collect();
    all.sort_by_key(|function| function.name);
    let mut text = String::from("| name | written | meaning |\n|---|---|---|\n");
    for function in all {
        let _ = writeln!(text, "| `{}` | {} | {} |", function.name, code(function.usage), cell(function.doc));
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
