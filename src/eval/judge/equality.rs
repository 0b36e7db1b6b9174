//! Structural comparison with `ignore`, `any_order` and `partial`.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::ptr;

use crate::value::{NumberError, Value};

/// A node of a value, which is equal to itself only: not to another one with the same content.
#[derive(Clone, Copy)]
pub struct Itself<'v>(pub &'v Value);

impl PartialEq for Itself<'_> {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
    }
}

impl Eq for Itself<'_> {}

impl Hash for Itself<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::hash(self.0, state);
    }
}

/// How two values are compared.
#[derive(Default)]
pub struct Comparing<'v> {
    /// Nodes of either side that do not count.
    pub skip: HashSet<Itself<'v>>,
    /// Arrays are bags.
    pub any_order: bool,
    /// The actual value may have more members.
    pub partial: bool,
}

impl Comparing<'_> {
    /// True of a node that is not left out.
    pub fn counts(&self, value: &Value) -> bool {
        self.skip.is_empty() || !self.skip.contains(&Itself(value))
    }
}

/// There is no verdict where it depends on a number that is too long to be worked with.
type Result<T> = std::result::Result<T, NumberError>;

/// True when `actual` is what `expected` asks for.
pub fn compare(expected: &Value, actual: &Value, how: &Comparing<'_>) -> Result<bool> {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let wanted = expected.iter().filter(|(_, value)| how.counts(value));
            let mut matched = 0;
            for (key, value) in wanted {
                match actual.get(key).filter(|other| how.counts(other)) {
                    Some(other) if compare(value, other, how)? => matched += 1,
                    _ => return Ok(false),
                }
            }
            Ok(how.partial || matched == actual.values().filter(|value| how.counts(value)).count())
        }
        (Value::Array(expected), Value::Array(actual)) => {
            let expected: Vec<&Value> = expected.iter().filter(|value| how.counts(value)).collect();
            let actual: Vec<&Value> = actual.iter().filter(|value| how.counts(value)).collect();
            compare_lists(&expected, &actual, how)
        }
        (Value::Number(expected), Value::Number(actual)) => {
            expected.check_length().and(actual.check_length())?;
            Ok(expected == actual)
        }
        (expected, actual) => Ok(expected == actual),
    }
}

/// The same of the elements of two lists, all of which count.
pub fn compare_lists(expected: &[&Value], actual: &[&Value], how: &Comparing<'_>) -> Result<bool> {
    if expected.len() != actual.len() {
        return Ok(false);
    }
    match how.any_order {
        true => bags(expected, actual, how),
        false => {
            for (expected, actual) in expected.iter().zip(actual) {
                if !compare(expected, actual, how)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}

/// Finds a partner for every element. A partial comparison is no equivalence, so that taking the first fit may be
/// wrong: partners are exchanged along augmenting paths (Kuhn's algorithm).
fn bags(expected: &[&Value], actual: &[&Value], how: &Comparing<'_>) -> Result<bool> {
    let mut partner: Vec<Option<usize>> = vec![None; actual.len()];
    for index in 0..expected.len() {
        let mut tried = vec![false; actual.len()];
        if !augment(index, expected, actual, how, &mut partner, &mut tried)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn augment(
    start: usize,
    expected: &[&Value],
    actual: &[&Value],
    how: &Comparing,
    partner: &mut [Option<usize>],
    tried: &mut [bool],
) -> Result<bool> {
    // Breadth first without recursion: a list may have thousands of elements.
    let mut queue = std::collections::VecDeque::from([start]);
    let mut reached_from: Vec<Option<usize>> = vec![None; actual.len()];
    while let Some(index) = queue.pop_front() {
        for (candidate, value) in actual.iter().enumerate() {
            if tried[candidate] || !compare(expected[index], value, how)? {
                continue;
            }
            tried[candidate] = true;
            reached_from[candidate] = Some(index);
            match partner[candidate] {
                Some(other) => queue.push_back(other),
                None => {
                    // Walk back, handing each element over.
                    let mut free = candidate;
                    while let Some(index) = reached_from[free] {
                        let previous = partner.iter().position(|taken| *taken == Some(index));
                        partner[free] = Some(index);
                        match previous {
                            Some(previous) if index != start => {
                                partner[previous] = None;
                                free = previous;
                            }
                            _ => break,
                        }
                    }
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use crate::value::json;

    use super::*;

    fn how(any_order: bool, partial: bool) -> Comparing<'static> {
        Comparing { skip: HashSet::new(), any_order, partial }
    }

    #[test]
    fn partners_are_exchanged_where_the_first_fit_is_wrong() {
        let expected = json!([{ "a": 1 }, { "a": 1, "b": 2 }]);
        let actual = json!([{ "a": 1, "b": 2 }, { "a": 1, "c": 3 }]);
        assert_eq!(compare(&expected, &actual, &how(true, true)), Ok(true));
        assert_eq!(compare(&expected, &actual, &how(false, true)), Ok(false));
        let expected = json!([{}, { "a": 1 }, { "a": 1, "b": 2 }]);
        let actual = json!([{ "a": 1, "b": 2 }, { "a": 1 }, { "z": 1 }]);
        assert_eq!(compare(&expected, &actual, &how(true, true)), Ok(true));
    }

    #[test]
    fn bags_count() {
        assert_eq!(compare(&json!([1, 2, 2]), &json!([2, 1, 2]), &how(true, false)), Ok(true));
        assert_eq!(compare(&json!([1, 2, 2]), &json!([2, 1, 1]), &how(true, false)), Ok(false));
    }

    #[test]
    fn partial_goes_to_every_depth() {
        let actual = json!({ "a": { "b": 1, "c": 2 }, "d": [ { "e": 1, "f": 2 } ] });
        assert_eq!(
            compare(&json!({ "a": { "b": 1 }, "d": [{ "e": 1.0 }] }), &actual, &how(false, true)),
            Ok(true)
        );
        assert_eq!(compare(&json!({ "a": { "b": 1 } }), &actual, &how(false, false)), Ok(false));
        assert_eq!(compare(&json!({ "d": [] }), &actual, &how(false, true)), Ok(false));
    }
}
