//! `schema`: every rule of a JSON Schema that a value breaks.

use super::operators::inexact;
use super::subject::{Miss, Subject};
use super::{Finding, Judge, Result};
use crate::eval::EvalError;
use crate::eval::display;
use crate::eval::json_body::JsonBody;
use crate::eval::mask::Mask;
use crate::eval::render::RenderError;
use crate::lang::schema::{TooMuch, Violation, Violations};
use crate::model::value::Value;
use crate::model::{Kind, SchemaId};
use crate::source::{Span, Spanned};

/// Characters of an array or object that is named.
const LONGEST: usize = 80;

impl Judge<'_> {
    /// `expect: schema`.
    pub(super) fn body_schema(&self, id: &Spanned<SchemaId>, body: &JsonBody) -> Result<Option<Finding>> {
        if let Some(written) = body.inexact_within(body.root()) {
            self.untold(Kind::Schema, "the body", "schema", id.span);
            return Err(inexact(written, id.span));
        }
        let schema = self.scope.library.schema(id.value);
        let found = schema.violations(body.root()).map_err(|TooMuch| too_much(schema.name(), id.span))?;
        let holds = found.count() == 0;
        let finding = Finding {
            kind: Kind::Schema,
            span: id.span,
            asked: Some(("the body".to_owned(), "schema")),
            message: format!("the body should follow {}, but {}", schema.name(), summary(&found)),
            expected: None,
            // Of a body that breaks rules the values are told with them.
            actual: (holds && self.notes.is_some()).then(|| display::json(body.root(), self.mask.get())),
            parts: Vec::new(),
            // Masks are built only for what is shown.
            details: if holds { Vec::new() } else { lines(&found, self.mask.get()) },
        };
        Ok(self.judged(holds, "the body", "schema", finding))
    }

    /// The operator.
    pub(super) fn schema(&self, id: SchemaId, subject: &Subject<'_>, span: Span) -> Result<Option<Miss>> {
        let value = match subject {
            Subject::Json(value) => std::borrow::Cow::Borrowed(*value),
            Subject::Nodes(nodes) => {
                std::borrow::Cow::Owned(Value::Array(nodes.iter().map(|node| (*node).clone()).collect()))
            }
            Subject::Text(text) => std::borrow::Cow::Owned(Value::from(*text)),
            Subject::Number(number) => std::borrow::Cow::Owned(Value::from(*number)),
            Subject::Nothing
            | Subject::Lines(_)
            | Subject::Duration(_)
            | Subject::Status(_)
            | Subject::Texts(_) => {
                return Ok(Some(self.miss("follow a schema", subject, None)));
            }
        };
        let schema = self.scope.library.schema(id);
        let found = schema.violations(&value).map_err(|TooMuch| too_much(schema.name(), span))?;
        if found.count() == 0 {
            return Ok(None);
        }
        let mut miss = self.miss(format!("follow {}", schema.name()), subject, None);
        miss.but = summary(&found);
        miss.details = lines(&found, self.mask.get());
        Ok(Some(miss))
    }
}

/// An error: whether the value follows the schema is not known.
fn too_much(name: &str, span: Span) -> RenderError {
    let message = format!("{name} {}", TooMuch::WHY);
    RenderError::new(EvalError { kind: Kind::Limit, ..EvalError::new(message) }, &"".into(), span)
}

/// Completes "but …".
fn summary(found: &Violations) -> String {
    format!("breaks {} of it", found.rules())
}

/// A line for each violation, the alternatives of `oneOf` and `anyOf` below it.
pub fn lines(found: &Violations, mask: &Mask) -> Vec<String> {
    let mut lines = Vec::new();
    for violation in &found.shown {
        let text = said(violation, mask);
        lines.push(format!("{text} ({}, {})", violation.keyword, violation.location));
        alternatives(violation, mask, "  ", &mut lines);
    }
    if found.more > 0 {
        let least = if found.uncounted { "at least " } else { "" };
        lines.push(format!("… and {least}{} more", found.more));
    }
    lines
}

fn alternatives(violation: &Violation, mask: &Mask, indent: &str, lines: &mut Vec<String>) {
    for (index, broken) in violation.alternatives.iter().enumerate() {
        for violation in broken {
            let text = said(violation, mask);
            lines.push(format!("{indent}alternative {}: {text} ({})", index + 1, violation.keyword));
            alternatives(violation, mask, &format!("{indent}  "), lines);
        }
    }
}

/// What is wrong with a value, without the place of the rule.
pub fn said(violation: &Violation, mask: &Mask) -> String {
    let shown = match &violation.value {
        // The value is named to be found, and its parts have violations of their own.
        Value::Array(_) | Value::Object(_) => brief(&mask.apply(&violation.value.to_string())),
        scalar => display::json(scalar, mask).text,
    };
    // The names of members may come from the value: they are cut when nothing secret is in them any more.
    let should = display::trim(&mask.apply(&violation.should));
    format!("{} should {should}, but is {shown}", mask.apply(&violation.path))
}

fn brief(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
