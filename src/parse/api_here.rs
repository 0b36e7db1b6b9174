//! The OpenAPI document that holds where a text is read.

use crate::lang::Compiled;
use crate::lang::openapi::OpenApi;

/// The document that holds where a text is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ApiHere {
    /// None is named.
    #[default]
    None,
    /// One is named, but it has errors, which were told.
    Broken,
    /// This one.
    Known(Compiled<OpenApi>),
}

impl ApiHere {
    /// The document, if there is a good one.
    pub fn known(&self) -> Option<&Compiled<OpenApi>> {
        match self {
            ApiHere::Known(api) => Some(api),
            ApiHere::None | ApiHere::Broken => None,
        }
    }
}
