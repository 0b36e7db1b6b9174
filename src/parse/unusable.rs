//! What is wrong with an OpenAPI document or a schema that a key names.

use super::files::place;
use super::reader::Reader;
use crate::diag::{Code, Diagnostic};
use crate::lang::schema::SchemaProblem;
use crate::yaml::{Node, NodeKind};

/// Why a document cannot be used.
pub enum Unusable {
    /// It cannot be read; completes its name.
    Document(String),
    /// What is in it is wrong.
    Schemas(Vec<SchemaProblem>),
}

impl Unusable {
    /// Reports it at the key that names `path`, with the line of the document; what is wrong with a schema in the scenario
    /// itself is reported where it is written.
    pub fn report(self, reader: &mut Reader<'_>, path: &str, node: &Node, code: Code) {
        let problems = match self {
            Unusable::Document(problem) => {
                return reader.error(Code::UnreadableFile, node.span, format!("`{path}` {problem}"));
            }
            Unusable::Schemas(problems) => problems,
        };
        let inline = matches!(node.kind, NodeKind::Map(_));
        for SchemaProblem { document, pointer, message } in problems {
            if inline && document == "the schema" {
                reader.error(code, node.nearest(&pointer).span, message);
                continue;
            }
            let shown = format!("{document}#{pointer}");
            let message = format!("{}: {message}", shown.trim_end_matches('#'));
            let diagnostic = Diagnostic::new(code, node.span, message);
            let place =
                (!pointer.is_empty()).then(|| place(&mut reader.named, &document, &pointer)).flatten();
            reader.sink.push(match place {
                Some(place) => diagnostic.related(place, "in the document"),
                None => diagnostic,
            });
        }
    }
}
