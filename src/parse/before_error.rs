//! Findings of a file that has a syntax error, in what comes before it: people fix a file once, not once per mistake.
//!
//! The file is read as far as it goes, into nothing but a sink of its own. Kept is only what is wrong with one written
//! place, whatever the rest of the file says; nothing that may follow from the rest being unknown, such as a missing key.

use crate::diag::{Code, Diagnostic, Place, Sink};
use crate::source::FileId;

/// Codes of findings about a place that is wrong whatever comes after it.
const LOCAL: [Code; 19] = [
    Code::UnknownKey,
    Code::WrongType,
    Code::InvalidValue,
    Code::InvalidName,
    Code::TakenName,
    Code::InvalidTemplate,
    Code::InvalidExpression,
    Code::UnknownFunction,
    Code::InvalidJsonPath,
    Code::InvalidXPath,
    Code::InvalidCss,
    Code::InvalidRegex,
    Code::AmbiguousScalar,
    Code::QuoteTemplate,
    Code::QuotePath,
    Code::QuoteExpression,
    Code::QuoteStar,
    Code::CommentSwallowedValue,
    Code::RegexControlChar,
];

/// Moves the findings that hold before a byte of the file into another sink. What to write instead is left out: the
/// rest of the file may have it already.
pub fn keep_local(mut found: Sink, file: FileId, cut: usize, sink: &mut Sink) {
    let before = |diagnostic: &Diagnostic| {
        let span = match diagnostic.place {
            Place::Span(span) => span,
            Place::File(_) => return false,
        };
        span.file == file && span.end as usize <= cut
    };
    let kept = found.take().into_iter().filter(|found| LOCAL.contains(&found.code) && before(found));
    kept.for_each(|diagnostic| sink.push(Diagnostic { fix: None, ..diagnostic }));
}
