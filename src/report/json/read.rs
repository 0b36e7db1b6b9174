//! A JSON report, read instance by instance, so that a long one is never in memory as a whole.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::coverage::Coverage;
use super::document::{Instance, InvalidFile, Plan, Run, Totals, VERSION};
use crate::value::json_error_reason;

/// All of a report but its instances.
#[derive(Debug, Clone)]
pub struct Report {
    /// What ran, where and how.
    pub run: Run,
    /// What was to run.
    pub plan: Plan,
    /// Files that could not be run.
    pub invalid_files: Vec<InvalidFile>,
    /// What it came to.
    pub totals: Totals,
    /// How much of the OpenAPI documents was exercised.
    pub coverage: Option<Coverage>,
    /// A signal or `--timeout` ended the run.
    pub interrupted: bool,
}

/// Reads a report and calls `each` for its instances in order; an error that `each` gives ends the reading. Members may
/// come in any order. The error is one line for people, without the file's name.
pub fn read(
    input: impl Read,
    each: &mut dyn FnMut(Instance) -> Result<(), String>,
) -> Result<Report, String> {
    let mut deserializer = serde_json::Deserializer::from_reader(input);
    let mut state = State::default();
    let report = Document { each, state: &mut state }.deserialize(&mut deserializer).and_then(|report| {
        deserializer.end()?;
        Ok(report)
    });
    report.map_err(|error| {
        let text = json_error_reason(&error);
        if let Some(refusal) = state.refusal {
            refusal
        } else if error.is_eof() {
            "it ends too early: it may be incomplete".to_owned()
        } else if !state.seen {
            format!("it is not a JSON report of runthrough ({text})")
        } else {
            format!("line {}, column {}: {text}", error.line(), error.column())
        }
    })
}

/// What is known of a document while it is read.
#[derive(Default)]
struct State {
    /// It has a version that can be read.
    seen: bool,
    /// Why it is refused, where that is not about JSON.
    refusal: Option<String>,
}

impl State {
    /// Ends the reading with an error of ours.
    fn refuse<E: Error>(&mut self, why: impl Into<String>) -> E {
        self.refusal = Some(why.into());
        E::custom("refused")
    }
}

struct Document<'a> {
    each: &'a mut dyn FnMut(Instance) -> Result<(), String>,
    state: &'a mut State,
}

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = Report;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Report, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = Report;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Report, A::Error> {
        let (mut run, mut plan, mut invalid, mut totals, mut interrupted) = (None, None, None, None, None);
        let mut coverage = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "version" => {
                    let version = map.next_value::<u64>()?;
                    if version != VERSION {
                        return Err(self.state.refuse(format!(
                            "it has version {version}, but this version of runthrough reads version {VERSION}"
                        )));
                    }
                    self.state.seen = true;
                }
                "run" => run = Some(map.next_value()?),
                "plan" => plan = Some(map.next_value()?),
                "invalid_files" => invalid = Some(map.next_value()?),
                "instances" => {
                    map.next_value_seed(Instances { each: &mut *self.each, state: &mut *self.state })?
                }
                "totals" => totals = Some(map.next_value()?),
                "coverage" => coverage = Some(map.next_value()?),
                "interrupted" => interrupted = Some(map.next_value()?),
                // What later versions may add.
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if !self.state.seen {
            return Err(self.state.refuse("it is not a JSON report of runthrough: it has no `version`"));
        }
        let state = self.state;
        let mut missing =
            |what| -> A::Error { state.refuse(format!("it has no `{what}`: it may be incomplete")) };
        Ok(Report {
            run: run.ok_or_else(|| missing("run"))?,
            plan: plan.ok_or_else(|| missing("plan"))?,
            invalid_files: invalid.unwrap_or_default(),
            totals: totals.ok_or_else(|| missing("totals"))?,
            coverage,
            interrupted: interrupted.ok_or_else(|| missing("interrupted"))?,
        })
    }
}

struct Instances<'a> {
    each: &'a mut dyn FnMut(Instance) -> Result<(), String>,
    state: &'a mut State,
}

impl<'de> DeserializeSeed<'de> for Instances<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Instances<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of instances")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(instance) = seq.next_element()? {
            (self.each)(instance).map_err(|message| -> A::Error { self.state.refuse(message) })?;
        }
        Ok(())
    }
}
