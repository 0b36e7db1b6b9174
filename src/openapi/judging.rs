//! What the parts of the judgement of an exchange share.

use super::api::{Api, Matched};
use super::exchange::Exchange;
use super::found::{Found, What};
use super::schemas::{Schemas, Side, Unjudged};
use crate::lang::openapi::Place;
use crate::lang::schema::TooMuch;
use crate::model::Deviation;
use crate::value::Value;

/// What the parts of the judgement share.
pub struct Judging<'j> {
    pub api: &'j Api,
    pub exchange: &'j Exchange<'j>,
    pub matched: &'j Matched<'j>,
}

impl Judging<'_> {
    pub fn found(&self, deviation: Deviation, place: &str, message: String, location: &Place<'_>) -> Found {
        Found {
            deviation,
            operation: self.matched.operation.name.clone(),
            place: place.to_owned(),
            what: What::Message(message),
            location: location.shown(),
        }
    }

    /// Judges a value by a schema.
    pub fn follows(
        &self,
        deviation: Deviation,
        place: &str,
        (schema, side): (&Place<'_>, Side),
        value: &Value,
        found: &mut Vec<Found>,
    ) {
        let (validators, reference) = (self.api.validators(), schema.reference());
        let what = match validators.violations(&reference, side, value) {
            Ok(violations) if violations.count() == 0 => return,
            Ok(violations) => What::Violations(violations),
            Err(Unjudged::Unusable(problem)) => What::Message(format!("cannot be judged: {problem}")),
            Err(Unjudged::TooMuch(_)) => {
                What::Unknown(format!("cannot be judged: its schema {}", TooMuch::WHY))
            }
        };
        let operation = self.matched.operation.name.clone();
        found.push(Found { deviation, operation, place: place.to_owned(), what, location: schema.shown() });
    }
}
