//! `discriminator`: a member that says which schema an object follows (OpenAPI 3.1 §4.8.25).

use std::cell::RefCell;
use std::sync::Weak;

use jsonschema::{Keyword, ValidationError};
use serde_json::Value as Document;

use super::schemas::{Schemas, Side, Unjudged};
use crate::lang::openapi::ALTERNATIVES;
use crate::lang::schema::{Instance, TooMuch, Violations, cut};
use crate::value::Value;

/// Rules that are told of the schema that was chosen.
const TOLD: usize = 3;

/// A discriminator, with the alternatives that it decides between.
pub struct Discriminator {
    property: String,
    /// Values that `mapping` lists, and what they mean.
    mapping: Vec<(String, String)>,
    alternatives: Vec<Document>,
    side: Side,
    validators: Weak<dyn Schemas>,
}

thread_local! {
    /// Objects that are being judged by a schema that a discriminator chose. A schema that others extend has the
    /// discriminator in itself, so that judging by one of those comes back here; a keyword has no other way to know.
    static CHOSEN: RefCell<Vec<(usize, String)>> = const { RefCell::new(Vec::new()) };
}

/// Ends with the judgement, also with one that is given up.
struct Chosen;

impl Chosen {
    fn here(here: (usize, String)) -> Chosen {
        CHOSEN.with_borrow_mut(|chosen| chosen.push(here));
        Chosen
    }
}

impl Drop for Chosen {
    fn drop(&mut self) {
        CHOSEN.with_borrow_mut(|chosen| chosen.pop());
    }
}

impl Discriminator {
    /// Reads the keyword's value.
    pub fn new(value: &Document, side: Side, validators: Weak<dyn Schemas>) -> Self {
        let text = |value: Option<&Document>| value.and_then(Document::as_str).unwrap_or_default().to_owned();
        let mapping = value.get("mapping").and_then(Document::as_object).into_iter().flatten();
        Discriminator {
            property: text(value.get("propertyName")),
            mapping: mapping.map(|(name, target)| (name.clone(), text(Some(target)))).collect(),
            alternatives: value.get(ALTERNATIVES).and_then(Document::as_array).cloned().unwrap_or_default(),
            side,
            validators,
        }
    }

    /// What is wrong with a value; completes "it should …". Where only a verdict is asked for, the schema that was chosen
    /// is asked for one only, too: all reasons at every depth would take twice the time with each level.
    fn problem(&self, instance: &Value, verdict_only: bool) -> Option<String> {
        let validators = self.validators.upgrade()?;
        let Value::Object(members) = instance else { return self.plain(instance, &*validators) };
        let Some(named) = members.get(&self.property) else {
            return Some(format!("have the property `{}`, the discriminator", self.property));
        };
        let target = named.as_str().and_then(|name| self.target(name, &*validators));
        let Some((name, target)) = target else {
            let known = self.known();
            let known = match known.is_empty() {
                true => "a schema of the document".to_owned(),
                false => format!("one of {}", known.join(", ")),
            };
            return Some(format!("name {known} in `{}`", self.property));
        };
        let here = (std::ptr::from_ref(instance) as usize, target.clone());
        if CHOSEN.with_borrow(|chosen| chosen.contains(&here)) {
            return None;
        }
        let _chosen = Chosen::here(here);
        let found = match verdict_only {
            true => {
                validators.is_valid(&target, self.side, instance).map(|valid| (valid, Violations::default()))
            }
            false => {
                validators.violations(&target, self.side, instance).map(|found| (found.count() == 0, found))
            }
        };
        let found = match found {
            Ok((true, _)) => return None,
            Ok((false, found)) => found,
            Err(Unjudged::Unusable(problem)) => return Some(problem),
            Err(Unjudged::TooMuch(_)) => {
                return Some(format!("be valid against {name}, which {}", TooMuch::WHY));
            }
        };
        let told: Vec<String> = found
            .shown
            .iter()
            .take(TOLD)
            .map(|one| format!("{} should {} ({})", one.path, one.should, one.location))
            .collect();
        let more = found.count().saturating_sub(TOLD);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        Some(format!(
            "be valid against {name}, which its `{}` selects; there, {}{more}",
            self.property,
            told.join("; ")
        ))
    }

    /// What is no object has no member that decides.
    fn plain(&self, instance: &Value, validators: &dyn Schemas) -> Option<String> {
        let follows = |alternative: &Document| match alternative.get("$ref").and_then(Document::as_str) {
            Some(target) => validators.is_valid(target, self.side, instance).unwrap_or(false),
            // The only one that is written here is `type: null`.
            None => instance.is_null(),
        };
        let any = self.alternatives.is_empty() || self.alternatives.iter().any(follows);
        (!any).then(|| "be an object that is valid against one of the alternatives".to_owned())
    }

    /// The schema that a value of the member means, with its name.
    fn target(&self, value: &str, validators: &dyn Schemas) -> Option<(String, String)> {
        let root = validators.api().root()?;
        if let Some((_, target)) = self.mapping.iter().find(|(name, _)| name == value) {
            let target = match target.contains('#') || target.contains(':') {
                true => target.clone(),
                false => component(&root.reference(), target),
            };
            return Some((name_of(&target), target));
        }
        if self.alternatives.is_empty() {
            let target = component(&root.reference(), value);
            return root.lookup(&target).map(|_| (cut(value), target));
        }
        let targets = self.alternatives.iter().filter_map(|one| one.get("$ref").and_then(Document::as_str));
        targets
            .map(|target| (name_of(target), target.to_owned()))
            // One that the mapping gives another name is not known by its own.
            .find(|(name, target)| name == value && !self.mapping.iter().any(|(_, mapped)| mapped == target))
    }

    fn known(&self) -> Vec<String> {
        let mapped = self.mapping.iter().map(|(name, _)| name.clone());
        let targets = self.alternatives.iter().filter_map(|one| one.get("$ref").and_then(Document::as_str));
        let own =
            targets.filter(|target| !self.mapping.iter().any(|(_, mapped)| mapped == target)).map(name_of);
        mapped.chain(own).collect()
    }
}

/// The address of a schema by its name; `root` is that of the whole document.
fn component(root: &str, name: &str) -> String {
    format!(
        "{}#/components/schemas/{}",
        root.trim_end_matches('#'),
        name.replace('~', "~0").replace('/', "~1")
    )
}

/// The last part of an address; that of a whole file ends with `#`.
fn name_of(target: &str) -> String {
    let last = target.trim_end_matches('#').rsplit(['/', '#']).next().unwrap_or(target);
    super::styles::percent(last).trim_end_matches(".yaml").trim_end_matches(".json").to_owned()
}

impl<'i> Keyword<'i, Instance> for Discriminator {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        self.problem(instance, false).map_or(Ok(()), |problem| Err(ValidationError::custom(problem)))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.problem(instance, true).is_none()
    }
}
