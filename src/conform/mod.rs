//! Holds exchanges against an OpenAPI document.
//!
//! In: an exchange and the document. Out: which operation it was, what of it was touched, and every deviation with its
//! place in the exchange and in the document. Pure: the document was read before, and nothing is fetched.

mod api;
mod body;
mod discriminator;
mod finding;
mod form;
mod inventory;
mod keywords;
mod media;
mod multipart;
mod parameters;
mod properties;
mod request;
mod response;
mod servers;
mod shape;
mod styles;
mod template;
mod validators;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use api::Api;
pub use finding::finding;

use self::api::{Matched, Missed};
use self::validators::{Side, Unjudged};
use crate::eval::ResponseView;
use crate::lang::openapi::Place;
use crate::lang::schema::{TooMuch, Violations};
use crate::model::value::Value;
use crate::model::{Deviation, Touched};

/// What was sent and what came back.
#[derive(Clone, Copy)]
pub struct Exchange<'e> {
    pub method: &'e str,
    /// The absolute URL.
    pub url: &'e str,
    /// Header fields as they were sent.
    pub headers: &'e [(Arc<str>, String)],
    /// The body, if one was sent.
    pub body: Option<&'e [u8]>,
    pub response: &'e ResponseView<'e>,
    /// The `base_url` of the scenario: where the API is, whatever `servers` say.
    pub base: Option<&'e str>,
}

/// What is asked of an exchange.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// The operation that it must be.
    pub operation: Option<&'w str>,
    /// Whether the request is validated.
    pub request: bool,
    /// Whether the response is validated.
    pub response: bool,
    /// Whether what was exercised is counted.
    pub coverage: bool,
}

/// What came of an exchange.
#[derive(Debug, Default)]
pub struct Judged {
    /// In the order of request, then response.
    pub found: Vec<Found>,
    /// The operation and what of it was exercised; `None` where there is none.
    pub touched: Option<Touched>,
    /// What of the document was exercised, by number, where that is counted.
    pub exercised: BTreeSet<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub deviation: Deviation,
    /// The operation's name; empty where there is none.
    pub operation: Arc<str>,
    /// The place in the exchange, such as "the query parameter `limit`".
    pub place: String,
    /// What is wrong there.
    pub what: What,
    /// The place in the document.
    pub location: String,
}

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Said in words; completes the name of the place.
    Message(String),
    /// Rules of a schema.
    Violations(Violations),
    /// Whether anything is wrong was not found out, for a limit of ours.
    Unknown(String),
}

/// Holds an exchange against a document.
pub fn judge(api: &Api, exchange: &Exchange<'_>, wanted: &Wanted<'_>) -> Judged {
    let mut judged = Judged::default();
    let matched = match api.find(exchange) {
        Ok(matched) => matched,
        Err(missed) => {
            judged.found.push(nowhere(api, exchange, &missed));
            return judged;
        }
    };
    let name = matched.operation.name.clone();
    if let Some(wanted) = wanted.operation
        && *name != *wanted
    {
        let message = format!("is the operation `{name}`, but should be `{wanted}`");
        judged.found.push(Found {
            deviation: Deviation::WrongOperation,
            operation: name.clone(),
            place: format!("{} {}", exchange.method, path_of(exchange.url)),
            what: What::Message(message),
            location: matched.place.shown(),
        });
    }
    let judging = Judging { api, exchange, matched: &matched };
    let parameters = judging.request(wanted.request, &mut judged.found);
    let status = judging.response(wanted.response, &mut judged.found);
    let touched = Touched {
        method: matched.operation.method.clone(),
        path: matched.operation.path.clone(),
        operation: name,
        status,
        parameters,
    };
    if wanted.coverage {
        judged.exercised = judging.exercised(&touched);
    }
    judged.touched = Some(touched);
    judged
}

fn nowhere(api: &Api, exchange: &Exchange<'_>, missed: &Missed) -> Found {
    let path = path_of(exchange.url);
    let found = |deviation, message: String| Found {
        deviation,
        operation: "".into(),
        place: format!("{} {path}", exchange.method),
        what: What::Message(message),
        location: api.name().to_string(),
    };
    match missed {
        Missed::Path => found(Deviation::UndocumentedPath, format!("is no path of {}", api.name())),
        Missed::Method { path, methods } => found(
            Deviation::UndocumentedMethod,
            format!("is not documented: {} has `{path}` with {} only", api.name(), methods.join(", ")),
        ),
    }
}

/// The path of a URL, without its query.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.find('/').map_or("/", |at| &rest[at..]);
    &rest[..rest.find(['?', '#']).unwrap_or(rest.len())]
}

/// The query of a URL, empty where it has none.
fn query_of(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or(url);
    url.split_once('?').map_or("", |(_, query)| query)
}

/// What the parts of the judgement share.
struct Judging<'j> {
    api: &'j Api,
    exchange: &'j Exchange<'j>,
    matched: &'j Matched<'j>,
}

impl Judging<'_> {
    fn found(&self, deviation: Deviation, place: &str, message: String, location: &Place<'_>) -> Found {
        Found {
            deviation,
            operation: self.matched.operation.name.clone(),
            place: place.to_owned(),
            what: What::Message(message),
            location: location.shown(),
        }
    }

    /// Judges a value by a schema.
    fn follows(
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
