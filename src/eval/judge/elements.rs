//! Operators on the elements of an array or a list path.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::subject::{Miss, Subject};
use super::{Judge, Result, order};
use crate::eval::show;
use crate::model::value::{Value, equal};
use crate::model::{Matcher, Op};

impl Judge<'_> {
    /// The elements of an array or a list path.
    fn elements<'v>(&self, subject: &Subject<'v>) -> Option<Vec<Subject<'v>>> {
        match subject {
            Subject::Json(Value::Array(items)) => Some(items.iter().map(Subject::Json).collect()),
            Subject::Nodes(nodes) => Some(nodes.iter().copied().map(Subject::Json).collect()),
            Subject::Texts(texts) => Some(texts.iter().copied().map(Subject::Text).collect()),
            _ => None,
        }
    }

    /// The same as values, for comparing them with each other.
    fn values<'v>(&self, subject: &Subject<'v>) -> Option<Vec<Cow<'v, Value>>> {
        match subject {
            Subject::Json(Value::Array(items)) => Some(items.iter().map(Cow::Borrowed).collect()),
            Subject::Nodes(nodes) => Some(nodes.iter().copied().map(Cow::Borrowed).collect()),
            Subject::Texts(texts) => {
                Some(texts.iter().copied().map(|text| Cow::Owned(Value::from(text))).collect())
            }
            _ => None,
        }
    }

    pub(super) fn elements_match(
        &self,
        op: &Op,
        matcher: &Matcher,
        subject: &Subject<'_>,
    ) -> Result<Option<Miss>> {
        let Some(elements) = self.elements(subject) else {
            // A single text is its own only element.
            if let (Op::None(_), Subject::Text(_)) = (op, subject) {
                let holds = self.first_miss(matcher, subject)?.is_none();
                return Ok(holds.then(|| self.miss("not match", subject, None)));
            }
            return Ok(Some(self.not_array("have elements that match", subject)));
        };
        let mut holding = Vec::new();
        let mut first: Option<(usize, Miss)> = None;
        for (index, element) in elements.iter().enumerate() {
            match self.first_miss(matcher, element)? {
                None => holding.push(index),
                Some(miss) => {
                    first.get_or_insert((index, miss));
                }
            }
        }
        let count = elements.len();
        let numbered = |indexes: &[usize]| {
            let all: Vec<String> = indexes.iter().take(5).map(usize::to_string).collect();
            all.join(", ")
        };
        Ok(match op {
            Op::Each(_) => first.map(|(index, miss)| Miss {
                should: format!("have elements that should each {}", miss.should),
                but: format!("element {index} of {count} {}", miss.but),
                ..miss
            }),
            Op::Some(_) if holding.is_empty() => Some(match first {
                Some((_, miss)) => {
                    let mut whole = self.miss(
                        format!("have an element that should {}", miss.should),
                        subject,
                        miss.expected,
                    );
                    whole.but = format!("none of its {count} elements does");
                    whole
                }
                None => self.miss("have an element that matches", subject, None),
            }),
            Op::None(_) if !holding.is_empty() => {
                let mut miss = self.miss("have no element that matches", subject, None);
                miss.but = format!("element {} of {count} does", numbered(&holding));
                Some(miss)
            }
            Op::One(_) if holding.len() != 1 => {
                let mut miss = self.miss("have exactly one element that matches", subject, None);
                miss.but = match holding.len() {
                    0 => format!("none of its {count} elements does"),
                    n => format!("{n} do: elements {}", numbered(&holding)),
                };
                Some(miss)
            }
            _ => None,
        })
    }

    pub(super) fn unique(&self, wanted: bool, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let Some(elements) = self.values(subject) else {
            return Ok(Some(self.not_array("have elements that differ", subject)));
        };
        let repeated = repeated(&elements);
        Ok(match (wanted, repeated) {
            (true, Some((first, second))) => {
                let mut miss = self.miss("have no element twice", subject, None);
                let value = show::json(&elements[second], self.mask.get()).text;
                miss.but = format!("elements {first} and {second} are both {value}");
                Some(miss)
            }
            (false, None) => Some(self.miss("have an element twice", subject, None)),
            _ => None,
        })
    }

    pub(super) fn sorted(&self, descending: bool, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let should = if descending { "be sorted, largest first" } else { "be sorted, smallest first" };
        let Some(elements) = self.values(subject).map(as_numbers) else {
            return Ok(Some(self.not_array(should, subject)));
        };
        let wrong = if descending { Ordering::Less } else { Ordering::Greater };
        for (index, pair) in elements.windows(2).enumerate() {
            let problem = match order::elements(&pair[0], &pair[1]) {
                Some(ordering) if ordering != wrong => continue,
                Some(_) => "stand in the wrong order",
                None => "are of different types",
            };
            let mut miss = self.miss(should, subject, None);
            let mask = self.mask.get();
            let (left, right) = (show::json(&pair[0], mask).text, show::json(&pair[1], mask).text);
            miss.but = format!("elements {index} and {} {problem}: {left}, {right}", index + 1);
            return Ok(Some(miss));
        }
        Ok(None)
    }
}

/// Texts that are all numbers are ordered as numbers.
fn as_numbers(values: Vec<Cow<'_, Value>>) -> Vec<Cow<'_, Value>> {
    let number = |value: &Cow<'_, Value>| {
        let number = value.as_str()?.trim().parse::<f64>().ok()?;
        serde_json::Number::from_f64(number).map(|number| Cow::Owned(Value::Number(number)))
    };
    // Of a JSON array it is no business of ours what its texts look like.
    match values.iter().all(|value| matches!(value, Cow::Owned(_))) {
        true => values.iter().map(number).collect::<Option<_>>().unwrap_or(values),
        false => values,
    }
}

/// The first pair of equal elements. A list may have a million of them: only those with the same hash are compared.
fn repeated(elements: &[Cow<'_, Value>]) -> Option<(usize, usize)> {
    let mut hashes: Vec<(u64, usize)> =
        elements.iter().enumerate().map(|(index, element)| (hash(element), index)).collect();
    hashes.sort_unstable();
    let alike = hashes.chunk_by(|left, right| left.0 == right.0).filter(|alike| alike.len() > 1);
    let pair = |alike: &[(u64, usize)]| {
        (1..alike.len()).find_map(|second| {
            let (_, second_index) = alike[second];
            let equals = |(_, first): &&(u64, usize)| equal(&elements[*first], &elements[second_index]);
            alike[..second].iter().find(equals).map(|(_, first)| (*first, second_index))
        })
    };
    alike.filter_map(pair).min_by_key(|(_, second)| *second)
}

/// The same for all values that are equal.
fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        // However a number is written; zero has one sign only.
        Value::Number(number) => (number.as_f64().unwrap_or_default() + 0.0).to_bits().hash(&mut hasher),
        Value::Array(items) => items.iter().for_each(|item| hash(item).hash(&mut hasher)),
        // Members have no order.
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let mut hasher = DefaultHasher::new();
                (key, hash(value)).hash(&mut hasher);
                hasher.finish()
            })
            .fold(0, u64::wrapping_add)
            .hash(&mut hasher),
        other => other.hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_elements_are_found_however_they_are_written() {
        for (list, found) in [
            (json!([1, 2, 1.0]), Some((0, 2))),
            (json!([0, -0.0]), Some((0, 1))),
            (json!(["1", 1, null, false, [], {}]), None),
            (json!([{ "a": 1, "b": [2] }, { "a": 1 }, { "b": [2.0], "a": 1 }]), Some((0, 2))),
            (json!([[1, 2], [2, 1], [[1], 2]]), None),
            (json!([9007199254740993_u64, 9007199254740992_u64]), None),
            (json!(["a", "b", "b", "a"]), Some((1, 2))),
        ] {
            assert_eq!(
                repeated(&list.as_array().unwrap().iter().map(Cow::Borrowed).collect::<Vec<_>>()),
                found,
                "{list}"
            );
        }
    }
}
