//! Keywords of OpenAPI that JSON Schema does not have, or has with another meaning.

use std::sync::Weak;

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value as Document};

use super::discriminator::Discriminator;
use super::schemas::{Schemas, Side};
use crate::eval::judge::has_format;
use crate::lang::openapi::{INTEGERS, Place};
use crate::lang::schema::{Instance, Options};
use crate::model::Format;
use crate::value::Value;

type Built<'a> = Result<Box<dyn for<'i> Keyword<'i, Instance>>, ValidationError<'a>>;

/// Adds them to the options of a schema.
pub fn register<'i>(options: Options<'i>, side: Side, validators: &Weak<dyn Schemas>) -> Options<'i> {
    let (for_required, for_discriminator) = (validators.clone(), validators.clone());
    options
        .with_format("uuid", |text: &str| has_format(Format::Uuid, text))
        .with_format("byte", |text: &str| has_format(Format::Base64, text))
        .with_keyword("readOnly", move |_: &Map<String, Document>, value: &Document, _: Location| {
            never(
                value == &Document::Bool(true) && side == Side::Request,
                "be absent from the request: it is read-only",
            )
        })
        .with_keyword("writeOnly", move |_: &Map<String, Document>, value: &Document, _: Location| {
            never(
                value == &Document::Bool(true) && side == Side::Response,
                "be absent from the response: it is write-only",
            )
        })
        .with_keyword("required", move |parent: &Map<String, Document>, value: &Document, _: Location| {
            Ok(Box::new(Required { names: required(parent, value, side, &for_required) }))
        })
        .with_keyword(INTEGERS, |_: &Map<String, Document>, value: &Document, _: Location| -> Built<'_> {
            Ok(Box::new(Integer { short: value == "int32" }))
        })
        .with_keyword("discriminator", move |_: &Map<String, Document>, value: &Document, _: Location| {
            Ok(Box::new(Discriminator::new(value, side, for_discriminator.clone())))
        })
}

/// What is there, and must not be.
struct Never(Option<&'static str>);

fn never<'a>(holds: bool, should: &'static str) -> Built<'a> {
    Ok(Box::new(Never(holds.then_some(should))))
}

impl<'i> Keyword<'i, Instance> for Never {
    fn validate(&self, _: &'i Value) -> Result<(), ValidationError<'i>> {
        self.0.map_or(Ok(()), |should| Err(ValidationError::custom(should)))
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        self.0.is_none()
    }
}

/// `required`, which does not hold for what only the other side may give (OpenAPI 3.0 §4.7.24.1).
struct Required {
    names: Vec<String>,
}

fn required(
    parent: &Map<String, Document>,
    value: &Document,
    side: Side,
    validators: &Weak<dyn Schemas>,
) -> Vec<String> {
    let others = match side {
        Side::Request => "readOnly",
        Side::Response => "writeOnly",
    };
    let validators = validators.upgrade();
    let root = validators.as_ref().and_then(|validators| validators.api().root());
    let exempt = |name: &str| {
        let property = parent.get("properties").and_then(|properties| properties.get(name));
        property.is_some_and(|property| says(property, others, root.as_ref()))
    };
    let names = value.as_array().into_iter().flatten().filter_map(Document::as_str);
    names.filter(|name| !exempt(name)).map(str::to_owned).collect()
}

/// The schema says so, or the one that it refers to.
fn says(schema: &Document, flag: &str, root: Option<&Place<'_>>) -> bool {
    if schema.get(flag) == Some(&Document::Bool(true)) {
        return true;
    }
    let target = schema.get("$ref").and_then(Document::as_str).zip(root);
    let target = target.and_then(|(reference, root)| root.lookup(reference));
    target.is_some_and(|place| place.follow().boolean(flag) == Some(true))
}

impl Required {
    fn missing(&self, instance: &Value) -> Vec<&String> {
        match instance {
            Value::Object(members) => self.names.iter().filter(|name| !members.contains_key(name)).collect(),
            _ => Vec::new(),
        }
    }
}

impl<'i> Keyword<'i, Instance> for Required {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        match self.missing(instance).first() {
            Some(name) => Err(ValidationError::custom(format!("have the property `{name}`"))),
            None => Ok(()),
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.missing(instance).is_empty()
    }

    fn iter_errors(&self, instance: &'i Value) -> Box<dyn Iterator<Item = ValidationError<'i>> + 'i> {
        let missing = self.missing(instance).into_iter();
        let errors: Vec<ValidationError<'i>> =
            missing.map(|name| ValidationError::custom(format!("have the property `{name}`"))).collect();
        Box::new(errors.into_iter())
    }
}

/// `int32` and `int64`.
struct Integer {
    short: bool,
}

impl<'i> Keyword<'i, Instance> for Integer {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        let bits = if self.short { 32 } else { 64 };
        match self.is_valid(instance) {
            true => Ok(()),
            false => Err(ValidationError::custom(format!("be an integer of {bits} bits"))),
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let Value::Number(number) = instance else { return true };
        let (least, most) = match self.short {
            true => (i32::MIN.into(), i32::MAX.into()),
            false => (i64::MIN, i64::MAX),
        };
        *number >= least.into() && *number <= most.into()
    }
}
