//! Operators on the elements of an array or a list path.

use std::cmp::Ordering;

use crate::eval::display;
use crate::eval::judge::subject::{Subject, length_of};
use crate::eval::judge::{Judge, Result, order};
use crate::model::{Count, Matcher, Mismatch, Observed, Op, Rule};
use crate::value::{Number, Value, equal_pair};

/// Indexes of elements that are listed.
const LISTED: usize = 5;

/// The elements of an array, a list path or a query; there may be a million of them, so that nothing is made of each.
struct Elements<'s, 'v>(&'s Subject<'v>);

impl<'s, 'v> Elements<'s, 'v> {
    /// `None` where the subject is no list.
    fn of(subject: &'s Subject<'v>) -> Option<Self> {
        let list = matches!(subject, Subject::Json(Value::Array(_)) | Subject::Nodes(_) | Subject::Texts(_));
        list.then_some(Elements(subject))
    }

    fn len(&self) -> usize {
        length_of(self.0).unwrap_or_default()
    }

    fn iter(&self) -> impl Iterator<Item = Subject<'v>> + use<'s, 'v> {
        let (items, nodes, texts): (&[Value], &[&Value], &[&str]) = match self.0 {
            Subject::Json(Value::Array(items)) => (items, &[], &[]),
            Subject::Nodes(nodes) => (&[], nodes, &[]),
            Subject::Texts(texts) => (&[], &[], texts),
            _ => (&[], &[], &[]),
        };
        let json = items.iter().chain(nodes.iter().copied());
        json.map(Subject::Json).chain(texts.iter().copied().map(Subject::Text))
    }

    /// The elements as values, for comparing them with each other. `numbers`: texts that are all numbers count as such.
    fn compared<T>(&self, numbers: bool, compare: impl FnOnce(&[&Value]) -> T) -> T {
        match self.0 {
            Subject::Json(Value::Array(items)) => compare(&items.iter().collect::<Vec<_>>()),
            Subject::Nodes(nodes) => compare(nodes),
            Subject::Texts(texts) => {
                let read = |text: &&str| Number::from_lenient(text).filter(|_| numbers).map(Value::Number);
                let read: Option<Vec<Value>> = texts.iter().map(read).collect();
                let values = read.unwrap_or_else(|| texts.iter().map(|text| Value::from(*text)).collect());
                compare(&values.iter().collect::<Vec<_>>())
            }
            _ => compare(&[]),
        }
    }
}

impl Judge<'_> {
    pub(in crate::eval::judge) fn elements_match(
        &self,
        op: &Op,
        matcher: &Matcher,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let Some(elements) = Elements::of(subject) else {
            // A single text is its own only element.
            if let (Op::None(_), Subject::Text(_)) = (op, subject) {
                let holds = self.first_mismatch(matcher, subject)?.is_none();
                return Ok(holds.then(|| self.mismatch(Rule::NotMatch, subject, None)));
            }
            return Ok(Some(self.not_array(Rule::HaveElements, subject)));
        };
        // How many hold, and the first of them.
        let (mut holding, mut indexes) = (0_usize, Vec::new());
        let mut first: Option<(usize, Mismatch)> = None;
        for (index, element) in elements.iter().enumerate() {
            match self.first_mismatch(matcher, &element)? {
                None => {
                    holding += 1;
                    if indexes.len() < LISTED {
                        indexes.push(index);
                    }
                }
                Some(found) => {
                    first.get_or_insert((index, found));
                }
            }
        }
        let count = elements.len();
        let which = || Observed::Elements {
            indexes: indexes.iter().copied().map(Count::from).collect(),
            holding: holding.into(),
            count: count.into(),
        };
        let rule = match op {
            Op::Each(_) => {
                return Ok(first.map(|(index, found)| Mismatch {
                    rule: Rule::Each(found.rule.into()),
                    observed: Observed::Element {
                        index: index.into(),
                        count: count.into(),
                        observed: found.observed.into(),
                    },
                    ..found
                }));
            }
            Op::Some(_) if holding == 0 => match first {
                Some((_, found)) => {
                    let rule = Rule::Some(Some(found.rule.into()));
                    let whole = self.mismatch(rule, subject, found.expected);
                    return Ok(Some(Mismatch { observed: which(), ..whole }));
                }
                None => return Ok(Some(self.mismatch(Rule::Some(None), subject, None))),
            },
            Op::None(_) if holding > 0 => Rule::None,
            Op::One(_) if holding != 1 => Rule::One,
            _ => return Ok(None),
        };
        Ok(Some(Mismatch { observed: which(), ..self.mismatch(rule, subject, None) }))
    }

    pub(in crate::eval::judge) fn unique(
        &self,
        wanted: bool,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let Some(elements) = Elements::of(subject) else {
            return Ok(Some(self.not_array(Rule::Unique(wanted), subject)));
        };
        let twice = elements.compared(false, |elements| {
            let (first, second) = equal_pair(elements)?;
            let value = display::json(elements[second], self.mask.get());
            Some(Observed::Twice { first: first.into(), second: second.into(), value })
        });
        let rule = Rule::Unique(wanted);
        Ok(match (wanted, twice) {
            (true, Some(observed)) => Some(Mismatch { observed, ..self.mismatch(rule, subject, None) }),
            (false, None) => Some(self.mismatch(rule, subject, None)),
            _ => None,
        })
    }

    pub(in crate::eval::judge) fn sorted(
        &self,
        descending: bool,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let rule = Rule::Sorted { descending };
        let Some(elements) = Elements::of(subject) else {
            return Ok(Some(self.not_array(rule, subject)));
        };
        let wrong = if descending { Ordering::Less } else { Ordering::Greater };
        let out_of_order = |elements: &[&Value]| {
            elements.windows(2).enumerate().find_map(|(index, pair)| {
                let comparable = match order::elements(pair[0], pair[1]) {
                    Some(ordering) if ordering != wrong => return None,
                    ordering => ordering.is_some(),
                };
                let mask = self.mask.get();
                let (left, right) = (display::json(pair[0], mask), display::json(pair[1], mask));
                Some(Observed::OutOfOrder {
                    first: index.into(),
                    second: (index + 1).into(),
                    comparable,
                    left,
                    right,
                })
            })
        };
        let observed = elements.compared(true, out_of_order);
        Ok(observed.map(|observed| Mismatch { observed, ..self.mismatch(rule, subject, None) }))
    }
}
