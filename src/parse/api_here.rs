//! The OpenAPI document that holds where a text is read.

use crate::model::ApiId;

/// The document that holds where a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ApiHere {
    /// None is named.
    #[default]
    None,
    /// One is named, but it has errors, which were told.
    Broken,
    /// This one.
    Known(ApiId),
}

impl ApiHere {
    /// The document, if there is a good one.
    pub fn id(self) -> Option<ApiId> {
        match self {
            ApiHere::Known(id) => Some(id),
            ApiHere::None | ApiHere::Broken => None,
        }
    }
}
