//! Holds exchanges against an OpenAPI document.
//!
//! In: an exchange and the document. Out: which operation it was, what of it was touched, and every deviation with its
//! place in the exchange and in the document. Pure: the document was read before, and nothing is fetched.

mod api;
mod body;
mod discriminator;
mod exchange;
mod exercised;
mod finding;
mod form;
mod found;
mod inventory;
mod judging;
mod keywords;
mod media;
mod multipart;
mod operation;
mod parameter_values;
mod parameters;
mod properties;
mod request;
mod response;
mod schemas;
mod servers;
mod shape;
mod styles;
mod template;
mod validators;

use std::collections::BTreeSet;

pub use api::Api;
pub use exchange::Exchange;
pub use finding::finding;
pub use found::{Found, What};

use self::api::Missed;
use self::exchange::path_of;
use self::judging::Judging;
use crate::model::{Deviation, Touched};

/// What is asked of an exchange.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// The operation that it must be.
    pub operation: Option<&'w str>,
    /// Whether the request is validated.
    pub request: bool,
    /// Whether to validate the response.
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
        let message = format!("is the operation `{name}`; expected `{wanted}`");
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
        Missed::Path => found(Deviation::UndocumentedPath, format!("is not a path in {}", api.name())),
        Missed::Method { path, methods } => found(
            Deviation::UndocumentedMethod,
            format!("is not documented: in {}, `{path}` has only {}", api.name(), methods.join(", ")),
        ),
    }
}
