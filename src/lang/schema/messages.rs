//! The rules of JSON Schema in words.

use std::fmt::Display;

use crate::diag::plural;
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

/// Names or values that are listed.
const LISTED: usize = 10;
/// Characters of a value that the schema gives.
const LONGEST: usize = 200;

/// What the rule asks for; completes "it should …". Nothing of the value is told but names of members, so that the caller
/// decides how much of it is shown.
pub fn should(error: &ValidationError<'_>) -> String {
    match error.kind() {
        Kind::Type { kind: TypeKind::Single(one) } => format!("be of type {one}"),
        Kind::Type { kind: TypeKind::Multiple(all) } => {
            let names: Vec<String> = all.iter().map(|one| one.to_string()).collect();
            format!("be of type {}", names.join(" or "))
        }
        Kind::Required { property } => format!("have the property {}", quoted(property)),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            format!("have only the properties in the schema, without {}", these(unexpected))
        }
        Kind::AdditionalItems { limit } => format!("have at most {}", elements(*limit as u64)),
        Kind::UnevaluatedItems { .. } => "have only the elements in the schema".to_owned(),
        Kind::AnyOf { context } => format!("be valid against at least one of {} alternatives", context.len()),
        Kind::OneOfNotValid { context } => format!("be valid against one of {} alternatives", context.len()),
        Kind::OneOfMultipleValid { context } => {
            format!("be valid against exactly one of {} alternatives, not several", context.len())
        }
        Kind::Constant { expected_value } => format!("be {}", brief(expected_value)),
        Kind::Enum { options } => match options.as_array() {
            Some(options) => one_of(options),
            None => "be one of the values in the schema".to_owned(),
        },
        Kind::ExclusiveMaximum { limit } => format!("be less than {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("be greater than {limit}"),
        Kind::Maximum { limit } => format!("be at most {limit}"),
        Kind::Minimum { limit } => format!("be at least {limit}"),
        Kind::MaxItems { limit } => format!("have at most {}", elements(*limit)),
        Kind::MinItems { limit } => format!("have at least {}", elements(*limit)),
        Kind::MaxLength { limit } => format!("have at most {}", characters(*limit)),
        Kind::MinLength { limit } => format!("have at least {}", characters(*limit)),
        Kind::MaxProperties { limit } => format!("have at most {}", properties(*limit)),
        Kind::MinProperties { limit } => format!("have at least {}", properties(*limit)),
        Kind::MultipleOf { multiple_of } => format!("be a multiple of {multiple_of}"),
        Kind::UniqueItems => "have no duplicate elements".to_owned(),
        Kind::Pattern { pattern } => format!("match the pattern `{}`", cut(pattern)),
        Kind::Format { format } => format!("have the format {format}"),
        Kind::Contains => {
            "have as many elements that are valid against `contains` as the schema asks for".to_owned()
        }
        Kind::FalseSchema => "be absent".to_owned(),
        Kind::Not { .. } => "be invalid against the schema in `not`".to_owned(),
        Kind::PropertyNames { error } => format!("have property names that must each {}", should(error)),
        Kind::ContentEncoding { content_encoding } => format!("be encoded in {content_encoding}"),
        Kind::ContentMediaType { content_media_type } => format!("contain {content_media_type}"),
        Kind::FromUtf8 { .. } => "contain UTF-8 text".to_owned(),
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            "match a pattern, but matching it takes too long".to_owned()
        }
        Kind::Custom { message, .. } => message.clone(),
        Kind::Referencing(_) => "be valid against a schema that cannot be found".to_owned(),
    }
}

/// Why a schema is none: as `should`, but the value is a part of the schema, which may be shown.
pub fn of_schema(error: &ValidationError<'_>) -> String {
    if let (Kind::Format { format }, Some(pattern)) = (error.kind(), error.instance().as_str())
        && format == "regex"
    {
        return format!("`{}` is not a supported regular expression", cut(pattern));
    }
    let should = match error.kind() {
        // What the drafts say of `type` is of this kind.
        Kind::AnyOf { context } => {
            let all: Vec<String> = context.iter().filter_map(|errors| errors.first()).map(should).collect();
            all.join(" or ")
        }
        _ => should(error),
    };
    format!("this should {should}, but is {}", brief(error.instance()))
}

/// Not cut: whoever masks them must see them whole.
fn these(names: &[String]) -> String {
    let listed: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} others") } else { String::new() };
    format!("the {} {}{more}", plural(names.len(), "property"), listed.join(", "))
}

fn quoted(value: &Value) -> String {
    value.as_str().map_or_else(|| brief(value), |text| format!("`{}`", cut(text)))
}

/// One of the values of an `enum`.
pub(super) fn one_of<V: Display>(values: &[V]) -> String {
    let listed: Vec<String> = values.iter().take(LISTED).map(brief).collect();
    let more = match values.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" or {more} others"),
    };
    format!("be one of {}{more}", listed.join(", "))
}

/// A value of bounded length.
pub(super) fn brief(value: &impl Display) -> String {
    cut(&value.to_string())
}

/// A text of bounded length.
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn elements(count: u64) -> String {
    counted(count, "element")
}

fn characters(count: u64) -> String {
    counted(count, "character")
}

fn properties(count: u64) -> String {
    counted(count, "property")
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {}", plural(count as usize, what))
}
