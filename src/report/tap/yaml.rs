//! Diagnostics below a test point: what went wrong, as YAML.

use std::fmt::Write;
use std::time::Duration;

use super::text::quoted;
use crate::model::{DisplayValue, Exchange, Problem, StepOutcome};
use crate::report::text::{details, exchange_line, message, one_line, repeat_line};

/// The block of a step that did not pass.
pub(super) fn step(step: &StepOutcome) -> String {
    let problems: Vec<&Problem> = step.problems().collect();
    let mut yaml = Yaml::default();
    yaml.problems(&problems);
    yaml.duration(step.duration);
    if step.most_tries() > 1 {
        yaml.line("attempts", &step.most_tries().to_string());
    }
    // The exchange that goes with the problem, not that of an element which passed.
    let decides = step.deciding().find(|attempt| !attempt.problems.is_empty());
    if let Some(exchange) = decides.and_then(|attempt| attempt.exchange.as_ref()) {
        yaml.exchange(exchange);
    }
    yaml.block()
}

/// The block of what went wrong outside the steps.
pub(super) fn outside(problems: &[Problem]) -> String {
    let mut yaml = Yaml::default();
    yaml.problems(&problems.iter().collect::<Vec<_>>());
    yaml.block()
}

/// The block of a file that could not be run.
pub(super) fn file(kind: &str, message: &str, texts: &[String]) -> String {
    let mut yaml = Yaml::default();
    yaml.line("message", &quoted(message));
    yaml.line("kind", kind);
    yaml.texts("details", texts);
    yaml.block()
}

#[derive(Default)]
struct Yaml {
    text: String,
    indent: usize,
}

impl Yaml {
    /// The lines between the marks, indented by two blanks; nothing where nothing is known.
    fn block(self) -> String {
        if self.text.is_empty() { self.text } else { format!("  ---\n{}  ...\n", self.text) }
    }

    fn line(&mut self, key: &str, value: &str) {
        let blank = if value.is_empty() { "" } else { " " };
        let _ = writeln!(self.text, "  {:width$}{key}:{blank}{value}", "", width = self.indent);
    }

    /// The first problem at the top, the others in a list below.
    fn problems(&mut self, problems: &[&Problem]) {
        let Some((first, others)) = problems.split_first() else { return };
        self.problem(first);
        if others.is_empty() {
            return;
        }
        self.line("also", "");
        for problem in others {
            let start = self.text.len();
            self.indent += 4;
            self.problem(problem);
            self.indent -= 4;
            // The mark of the item stands in the blanks of its first line.
            self.text.replace_range(start + 4..start + 5, "-");
        }
    }

    fn problem(&mut self, problem: &Problem) {
        self.line("message", &quoted(&one_line(&message(problem))));
        self.line("kind", problem.kind.as_str());
        if let Some(frame) = &problem.source {
            self.line("at", "");
            self.indent += 2;
            self.line("file", &quoted(&frame.location.path));
            self.line("line", &frame.location.line.to_string());
            self.line("column", &frame.location.column.to_string());
            self.indent -= 2;
        }
        self.shown("expected", problem.expected());
        self.shown("actual", problem.actual());
        if !problem.parts().is_empty() {
            self.line("values", "");
            self.indent += 2;
            for part in problem.parts() {
                self.line(&quoted(&part.text), &quoted(&part.value.text));
            }
            self.indent -= 2;
        }
        self.texts("diff", problem.diff());
        self.texts("details", &details(problem));
    }

    fn shown(&mut self, key: &str, value: Option<&DisplayValue>) {
        let Some(value) = value else { return };
        self.line(key, &quoted(&value.text));
        if !value.type_name.is_empty() {
            self.line(&format!("{key}_type"), &quoted(&value.type_name));
        }
    }

    /// A list with a text for each line: long scalars in quotes are hard to read.
    fn texts(&mut self, key: &str, texts: &[String]) {
        if texts.is_empty() {
            return;
        }
        self.line(key, "");
        for line in texts.iter().flat_map(|text| text.lines()) {
            let _ = writeln!(self.text, "  {:width$}- {}", "", quoted(line), width = self.indent + 2);
        }
    }

    fn duration(&mut self, duration: Duration) {
        self.line("duration_ms", &duration.as_millis().to_string());
    }

    fn exchange(&mut self, exchange: &Exchange) {
        self.line("request", &quoted(&exchange_line(exchange)));
        if let Some(body) = exchange.response_body.as_ref().filter(|body| !body.is_empty()) {
            let cut: String = body.chars().take(crate::vocabulary::limits::SHOWN_BYTES).collect();
            self.line("response", &quoted(&cut));
        }
        if let Some(line) = repeat_line(exchange) {
            self.line("reproduce", &quoted(&line));
        }
    }
}
