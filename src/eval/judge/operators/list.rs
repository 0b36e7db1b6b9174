//! Operators on the elements of an array or a list path.

use std::cmp::Ordering;

use crate::eval::display;
use crate::eval::judge::subject::{Miss, Subject, length_of};
use crate::eval::judge::{Judge, Result, order};
use crate::model::value::{Value, equal_pair};
use crate::model::{Matcher, Op};

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
                let read = |text: &&str| {
                    let number = text.trim().parse().ok().filter(|_| numbers)?;
                    serde_json::Number::from_f64(number).map(Value::Number)
                };
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
    ) -> Result<Option<Miss>> {
        let Some(elements) = Elements::of(subject) else {
            // A single text is its own only element.
            if let (Op::None(_), Subject::Text(_)) = (op, subject) {
                let holds = self.first_miss(matcher, subject)?.is_none();
                return Ok(holds.then(|| self.miss("not match", subject, None)));
            }
            return Ok(Some(self.not_array("have elements that match", subject)));
        };
        // How many hold, and the first of them.
        let (mut holding, mut shown) = (0, Vec::new());
        let mut first: Option<(usize, Miss)> = None;
        for (index, element) in elements.iter().enumerate() {
            match self.first_miss(matcher, &element)? {
                None => {
                    holding += 1;
                    if shown.len() < 5 {
                        shown.push(index.to_string());
                    }
                }
                Some(miss) => {
                    first.get_or_insert((index, miss));
                }
            }
        }
        let count = elements.len();
        let shown = shown.join(", ");
        Ok(match op {
            Op::Each(_) => first.map(|(index, miss)| Miss {
                should: format!("have elements that should each {}", miss.should),
                but: format!("element {index} of {count} {}", miss.but),
                ..miss
            }),
            Op::Some(_) if holding == 0 => Some(match first {
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
            Op::None(_) if holding > 0 => {
                let mut miss = self.miss("have no element that matches", subject, None);
                miss.but = format!("element {shown} of {count} does");
                Some(miss)
            }
            Op::One(_) if holding != 1 => {
                let mut miss = self.miss("have exactly one element that matches", subject, None);
                miss.but = match holding {
                    0 => format!("none of its {count} elements does"),
                    n => format!("{n} do: elements {shown}"),
                };
                Some(miss)
            }
            _ => None,
        })
    }

    pub(in crate::eval::judge) fn unique(&self, wanted: bool, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let Some(elements) = Elements::of(subject) else {
            return Ok(Some(self.not_array("have elements that differ", subject)));
        };
        let twice = elements.compared(false, |elements| {
            let (first, second) = equal_pair(elements)?;
            let value = display::json(elements[second], self.mask.get()).text;
            Some(format!("elements {first} and {second} are both {value}"))
        });
        Ok(match (wanted, twice) {
            (true, Some(but)) => Some(Miss { but, ..self.miss("have no element twice", subject, None) }),
            (false, None) => Some(self.miss("have an element twice", subject, None)),
            _ => None,
        })
    }

    pub(in crate::eval::judge) fn sorted(
        &self,
        descending: bool,
        subject: &Subject<'_>,
    ) -> Result<Option<Miss>> {
        let should = if descending { "be sorted, largest first" } else { "be sorted, smallest first" };
        let Some(elements) = Elements::of(subject) else {
            return Ok(Some(self.not_array(should, subject)));
        };
        let wrong = if descending { Ordering::Less } else { Ordering::Greater };
        let out_of_order = |elements: &[&Value]| {
            elements.windows(2).enumerate().find_map(|(index, pair)| {
                let problem = match order::elements(pair[0], pair[1]) {
                    Some(ordering) if ordering != wrong => return None,
                    Some(_) => "stand in the wrong order",
                    None => "are of different types",
                };
                let mask = self.mask.get();
                let (left, right) = (display::json(pair[0], mask).text, display::json(pair[1], mask).text);
                Some(format!("elements {index} and {} {problem}: {left}, {right}", index + 1))
            })
        };
        let but = elements.compared(true, out_of_order);
        Ok(but.map(|but| Miss { but, ..self.miss(should, subject, None) }))
    }
}
