//! Regular expressions whose automata are built when they are first used.

use std::sync::{Arc, OnceLock};

use regex_syntax::hir::{Hir, HirKind};

use super::{CompileError, limits};
use crate::diag::Code;

/// A regular expression that is known to be well-formed. Building its automaton is put off: it can take a hundred
/// times longer than reading a scenario file.
pub struct LazyRegex {
    text: Arc<str>,
    compiled: OnceLock<Result<regex::Regex, String>>,
}

impl LazyRegex {
    /// Checks the text. What may grow too large is built at once, so that it is reported before the run.
    pub(super) fn new(text: &str) -> Result<Self, CompileError> {
        if text.len() > limits::REGEX_BYTES {
            let message = format!("the regular expression is longer than {} bytes", limits::REGEX_BYTES);
            return Err(CompileError::new(Code::InvalidRegex, 0..0, message));
        }
        let parsed = regex_syntax::Parser::new().parse(text).map_err(|error| regex_error(text, error))?;
        let compiled = OnceLock::new();
        if grown(&parsed) > GROWN {
            let built = build_regex(text);
            if let Err(problem) = &built {
                return Err(CompileError::new(Code::InvalidRegex, 0..text.len(), problem.clone()));
            }
            let _ = compiled.set(built);
        }
        Ok(LazyRegex { text: text.into(), compiled })
    }

    /// The automaton, built now if it was not. The error is one line for people.
    pub fn get(&self) -> Result<&regex::Regex, String> {
        self.compiled.get_or_init(|| build_regex(&self.text)).as_ref().map_err(Clone::clone)
    }
}

/// Parts of a regular expression after its repetitions are written out; above this it is built by `check` already.
const GROWN: u64 = 2_000;

/// How many parts a regular expression has when its repetitions are written out, each class counted as several.
fn grown(parsed: &Hir) -> u64 {
    match parsed.kind() {
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1)).max(1);
            grown(&repetition.sub).saturating_mul(times.into())
        }
        HirKind::Capture(capture) => grown(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(grown).fold(0, u64::saturating_add)
        }
        HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => 1 + class.ranges().len() as u64,
        HirKind::Literal(literal) => literal.0.len() as u64,
        _ => 1,
    }
}

/// Builds a regular expression within our limits. The error is one line for people.
pub fn build_regex(text: &str) -> Result<regex::Regex, String> {
    regex::RegexBuilder::new(text).size_limit(limits::REGEX_SIZE).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => {
            "the regular expression grows too large; shorten its repetitions".to_owned()
        }
        _ => format!("`{text}` is not a supported regular expression"),
    })
}

fn regex_error(text: &str, error: regex_syntax::Error) -> CompileError {
    let (range, reason) = match &error {
        regex_syntax::Error::Parse(error) => {
            let span = error.span();
            (span.start.offset..span.end.offset, error.kind().to_string())
        }
        regex_syntax::Error::Translate(error) => {
            let span = error.span();
            (span.start.offset..span.end.offset, error.kind().to_string())
        }
        _ => (0..text.len(), "it is not well-formed".to_owned()),
    };
    CompileError::new(Code::InvalidRegex, range, format!("the regular expression cannot be read: {reason}"))
}
