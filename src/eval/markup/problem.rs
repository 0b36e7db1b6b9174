//! Why a body is not read, or a query not answered.

use crate::model::Kind;

/// Why a body is not read as XML or HTML, or a query not answered.
#[derive(Debug, Clone)]
pub struct MarkupProblem {
    /// `xml`, `html`, `limit`, or `protocol` where the body cannot be decoded.
    pub kind: Kind,
    /// Completes "the body …".
    pub message: String,
}

impl MarkupProblem {
    pub(super) fn limit(message: String) -> Self {
        MarkupProblem { kind: Kind::Limit, message }
    }

    pub(super) fn too_many_nodes(most: usize) -> Self {
        MarkupProblem::limit(format!(
            "has more than {most} nodes and attributes; `limits: {{ max_json_values: … }}` in runthrough.yaml allows more"
        ))
    }
}
