//! Which engine runs the regular expressions of a schema.

use jsonschema::{PatternOptions, ValidationError};

use super::instance::Options;
use crate::lang::limits::REGEX_SIZE;

/// Steps back that a pattern with look-around may take on one text.
const BACKTRACKS: usize = 100_000;

/// An engine for `pattern` and `patternProperties`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linear {
    /// In linear time.
    Yes,
    /// With look-around and back-references, as far as a fixed number of steps back goes.
    No,
}

impl Linear {
    /// Sets the engine, and has visits counted.
    pub fn apply(self, options: Options<'_>) -> Options<'_> {
        let options = super::numbers::register(super::budget::register(options));
        match self {
            Linear::Yes => options.with_pattern_options(PatternOptions::regex().size_limit(REGEX_SIZE)),
            Linear::No => options.with_pattern_options(
                PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS).size_limit(REGEX_SIZE),
            ),
        }
    }
}

/// Builds with the linear engine, and only where it cannot with the other one: schemas come from other hands, and some
/// have a pattern with look-around.
pub fn engines<T>(
    build: impl Fn(Linear) -> Result<T, ValidationError<'static>>,
) -> Result<T, ValidationError<'static>> {
    build(Linear::Yes).or_else(|error| build(Linear::No).map_err(|_| error))
}
