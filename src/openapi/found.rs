//! Deviations from the document.

use std::sync::Arc;

use crate::lang::schema::Violations;
use crate::model::Deviation;

/// One deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Which one.
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
