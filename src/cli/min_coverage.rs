//! `--min-coverage`: how much of each OpenAPI document must be exercised.

use super::error::CliError;
use super::exit_code::ExitCode;
use super::output::Output;
use crate::diag::{list, suggestion};
use crate::model::{Coverage, Dimension};
use crate::report::below;

/// The least that must be exercised, by dimension.
#[derive(Debug, Default)]
pub struct Minimum {
    wanted: Vec<(Dimension, f64)>,
}

impl Minimum {
    /// Reads what the option was given.
    pub fn read(texts: &[String]) -> Result<Minimum, CliError> {
        let mut wanted: Vec<(Dimension, f64)> = Vec::new();
        for text in texts {
            let (dimension, number) = match text.split_once('=') {
                Some((name, number)) => (dimension(name.trim())?, number),
                None => (Dimension::Operations, text.as_str()),
            };
            if wanted.iter().any(|(other, _)| *other == dimension) {
                let message = format!("--min-coverage contains {} twice", dimension.name());
                return Err(CliError::usage(message).help("use each dimension once"));
            }
            wanted.push((dimension, read_percent(text, number)?));
        }
        Ok(Minimum { wanted })
    }

    /// It is asked for.
    pub fn is_wanted(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Where nothing can be exercised the minimum is a mistake. `missing` says what has no document.
    pub fn needs_documents(&self, coverage: &Coverage, missing: &str, help: &str) -> Result<(), CliError> {
        match self.is_wanted() && coverage.is_empty() {
            true => Err(CliError::usage(format!("--min-coverage: {missing}")).help(help)),
            false => Ok(()),
        }
    }

    /// Says what is below, and ends a run that would have ended well as a failed one.
    pub fn judge(&self, coverage: &Coverage, exit: ExitCode, output: &Output) -> ExitCode {
        let mut reached = true;
        for document in &coverage.documents {
            for text in
                self.wanted.iter().filter_map(|(dimension, least)| below(document, *dimension, *least))
            {
                output.stderr(&format!("error: {text}\n"));
                reached = false;
            }
        }
        match exit {
            ExitCode::Ok | ExitCode::Nothing if !reached => ExitCode::Failed,
            exit => exit,
        }
    }
}

fn dimension(name: &str) -> Result<Dimension, CliError> {
    let names = || Dimension::ALL.into_iter().map(Dimension::name);
    Dimension::ALL.into_iter().find(|dimension| dimension.name() == name).ok_or_else(|| {
        let all = || format!("there is {}", list(names()));
        CliError::usage(format!("--min-coverage: `{name}` is not a dimension"))
            .help(suggestion(name, names()).unwrap_or_else(all))
    })
}

fn read_percent(text: &str, number: &str) -> Result<f64, CliError> {
    let number = number.trim();
    let plain = number.strip_suffix('%').unwrap_or(number);
    let digits = plain.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain.parse().ok().filter(|percent| digits && (0.0..=100.0).contains(percent)).ok_or_else(|| {
        CliError::usage(format!("--min-coverage {text}: `{number}` is not a percentage from 0 to 100"))
            .help("for example `--min-coverage 80` for operations, or `--min-coverage statuses=60`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Result<Vec<(Dimension, f64)>, String> {
        let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
        Minimum::read(&texts).map(|minimum| minimum.wanted).map_err(|error| error.problems[0].message.clone())
    }

    #[test]
    fn a_dimension_and_a_percentage() {
        assert_eq!(
            read(&["80", "statuses=66.5%"]),
            Ok(vec![(Dimension::Operations, 80.0), (Dimension::Statuses, 66.5)])
        );
        for wrong in ["", "x", "101", "-1", "NaN", "1e1", "status=10", "=10", "statuses=", "inf"] {
            assert!(read(&[wrong]).is_err(), "{wrong}");
        }
        assert!(read(&["80", "operations=90"]).is_err());
    }
}
