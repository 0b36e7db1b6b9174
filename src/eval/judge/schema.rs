//! `schema`: every rule of a JSON Schema that a value breaks.

use super::recorder::Asked;
use super::subject::Subject;
use super::{Finding, Judge, Result};
use crate::eval::EvalError;
use crate::eval::display;
use crate::eval::mask::Mask;
use crate::eval::render::RenderError;
use crate::lang::Compiled;
use crate::lang::schema::{Schema, TooMuch, Violation, Violations};
use crate::model::{BrokenRule, BrokenRules, Kind, Mismatch, Observed, Rule};
use crate::source::{Span, Spanned};
use crate::value::{Value, type_name};

/// Characters of an array or object that is named.
const LONGEST: usize = 80;

impl Judge<'_> {
    /// `expect: schema`.
    pub(super) fn body_schema(
        &self,
        schema: &Spanned<Compiled<Schema>>,
        body: &Value,
    ) -> Result<Option<Finding>> {
        let asked = Asked { kind: Kind::Schema, target: "the body", operator: "schema", span: schema.span };
        let Spanned { value: schema, span } = schema;
        let found = schema.violations(body).map_err(|TooMuch| too_much(schema.name(), *span))?;
        let holds = found.count() == 0;
        Ok(self.decide(asked, holds, || {
            // Of a body that breaks rules the values are reported with them; masks are built only for what is shown.
            let actual = holds.then(|| display::json(body, self.mask.get()));
            let observed = Observed::Breaks(broken_rules(&found, self.mask.get()));
            let operator = Some(asked.operator.to_owned());
            let rule = Rule::Follow(schema.name().to_string());
            Mismatch { operator, actual, ..Mismatch::new(asked.target, rule, observed) }
        }))
    }

    /// The operator.
    pub(super) fn schema(
        &self,
        schema: &Schema,
        subject: &Subject<'_>,
        span: Span,
    ) -> Result<Option<Mismatch>> {
        let value = match subject {
            Subject::Json(value) => std::borrow::Cow::Borrowed(*value),
            Subject::Nodes(nodes) => {
                std::borrow::Cow::Owned(Value::Array(nodes.iter().map(|node| (*node).clone()).collect()))
            }
            Subject::Text(text) => std::borrow::Cow::Owned(Value::from(*text)),
            Subject::Number(number) => std::borrow::Cow::Owned(Value::from(*number)),
            Subject::Texts(texts) => {
                std::borrow::Cow::Owned(Value::Array(texts.iter().map(|text| Value::from(*text)).collect()))
            }
            Subject::Nothing
            | Subject::NoNodes
            | Subject::Lines(_)
            | Subject::Duration(_)
            | Subject::Status(_) => {
                let rule = Rule::Follow(schema.name().to_string());
                return Ok(Some(self.mismatch(rule, subject, None)));
            }
        };
        let found = schema.violations(&value).map_err(|TooMuch| too_much(schema.name(), span))?;
        if found.count() == 0 {
            return Ok(None);
        }
        let observed = Observed::Breaks(broken_rules(&found, self.mask.get()));
        let rule = Rule::Follow(schema.name().to_string());
        Ok(Some(Mismatch { observed, ..self.mismatch(rule, subject, None) }))
    }
}

/// An error: whether the value follows the schema is not known.
fn too_much(name: &str, span: Span) -> RenderError {
    let message = format!("{name} {}", TooMuch::WHY);
    RenderError::new(EvalError { kind: Kind::Limit, ..EvalError::new(message) }, &"".into(), span)
}

/// Broken rules as reports show them.
pub fn broken_rules(found: &Violations, mask: &Mask) -> BrokenRules {
    BrokenRules {
        shown: found.shown.iter().map(|violation| broken_rule(violation, mask)).collect(),
        count: found.count().into(),
        more: found.more.into(),
        uncounted: found.uncounted,
    }
}

fn broken_rule(violation: &Violation, mask: &Mask) -> BrokenRule {
    let value = match &violation.value {
        // The value is named to be found, and its parts have violations of their own.
        value @ (Value::Array(_) | Value::Object(_)) => {
            display::plain(brief(&mask.apply(&value.to_string())), type_name(value))
        }
        scalar => display::json(scalar, mask),
    };
    let alternatives = violation.alternatives.iter();
    BrokenRule {
        path: mask.apply(&violation.path).into_owned(),
        // The names of members may come from the value: they are cut when nothing secret is in them any more.
        should: display::trim(&mask.apply(&violation.should)),
        value: Some(value),
        keyword: violation.keyword.clone(),
        location: violation.location.clone(),
        alternatives: alternatives
            .map(|broken| broken.iter().map(|violation| broken_rule(violation, mask)).collect())
            .collect(),
    }
}

fn brief(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
