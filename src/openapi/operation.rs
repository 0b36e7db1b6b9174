//! An operation of a document.

use std::sync::Arc;

use super::template::Template;
use crate::lang::openapi::Place;

/// An operation.
pub struct Operation {
    /// `operationId`, else method and path.
    pub name: Arc<str>,
    /// The method token.
    pub method: Arc<str>,
    /// The path template as it is written.
    pub path: Arc<str>,
    /// Its address.
    pub(super) reference: String,
    /// The address of its path item.
    pub(super) item: String,
    /// The path, behind each server.
    pub(super) templates: Vec<Template>,
    /// The path alone.
    pub(super) plain: Template,
}

impl Operation {
    /// Its place, and that of its path item.
    pub(super) fn places<'d>(&self, root: &Place<'d>) -> Option<(Place<'d>, Place<'d>)> {
        Some((root.lookup(&self.reference)?, root.lookup(&self.item)?))
    }
}
