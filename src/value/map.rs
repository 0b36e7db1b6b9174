//! The members of an object, in the order in which they came.

use std::collections::HashMap;
use std::fmt;

use super::key::Key;

/// Members up to which an object is looked through; one that has more keeps an index of its names.
const FEW: usize = 16;

/// Names, each once, and values, in the order in which they came. Generic, as its one user is a type that holds itself.
///
/// A list, since objects are small; an object of many members has an index beside it.
#[derive(Clone)]
pub struct OrderedMap<V>(Members<V>);

#[derive(Clone)]
enum Members<V> {
    Few(Vec<(Key, V)>),
    Many(Box<Indexed<V>>),
}

#[derive(Clone)]
struct Indexed<V> {
    members: Vec<(Key, V)>,
    /// Where in the list each name is.
    places: HashMap<Key, usize>,
}

impl<V> Default for Members<V> {
    fn default() -> Self {
        Members::Few(Vec::new())
    }
}

impl<V> Default for OrderedMap<V> {
    fn default() -> Self {
        OrderedMap(Members::default())
    }
}

impl<V> OrderedMap<V> {
    /// No members.
    pub fn new() -> Self {
        Self::default()
    }

    /// No members, and room for so many.
    pub fn with_capacity(count: usize) -> Self {
        OrderedMap(Members::Few(Vec::with_capacity(count)))
    }

    /// The members of a list. A name that comes again gives its value to the first of that name, and is told to `again`.
    pub(super) fn from_list(mut list: Vec<(Key, V)>, mut again: impl FnMut(&Key)) -> Self {
        if list.len() <= FEW {
            let mut at = 1;
            while at < list.len() {
                let (before, rest) = list.split_at_mut(at);
                match before.iter_mut().find(|(key, _)| key.is(&rest[0].0)) {
                    Some((key, value)) => {
                        again(key);
                        std::mem::swap(value, &mut rest[0].1);
                        list.remove(at);
                    }
                    None => at += 1,
                }
            }
            return OrderedMap(Members::Few(list));
        }
        let mut map = OrderedMap(Members::Many(Box::new(Indexed {
            members: Vec::with_capacity(list.len()),
            places: HashMap::with_capacity(list.len()),
        })));
        for (key, value) in list {
            if map.insert(key.clone(), value).is_some() {
                again(&key);
            }
        }
        map
    }

    fn list(&self) -> &[(Key, V)] {
        match &self.0 {
            Members::Few(members) => members,
            Members::Many(indexed) => &indexed.members,
        }
    }

    fn list_mut(&mut self) -> &mut [(Key, V)] {
        match &mut self.0 {
            Members::Few(members) => members,
            Members::Many(indexed) => &mut indexed.members,
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        match &self.0 {
            Members::Few(members) => members.iter().position(|(key, _)| key.is(name)),
            Members::Many(indexed) => indexed.places.get(name).copied(),
        }
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.list().len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.list().is_empty()
    }

    /// The value of the member with this name.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.place(name).map(|place| &self.list()[place].1)
    }

    /// The member with this name.
    pub fn get_key_value(&self, name: &str) -> Option<(&Key, &V)> {
        self.place(name).map(|place| {
            let (key, value) = &self.list()[place];
            (key, value)
        })
    }

    /// The value of the member with this name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        self.place(name).map(|place| &mut self.list_mut()[place].1)
    }

    /// True where there is such a member.
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// The value of the member with this name, to be changed; one that is not there is made first.
    pub fn get_or_insert(&mut self, name: &str, make: impl FnOnce() -> V) -> &mut V {
        let place = self.place(name).unwrap_or_else(|| {
            self.insert(name, make());
            self.len() - 1
        });
        &mut self.list_mut()[place].1
    }

    /// Adds a member at the end, or gives the one of this name another value; the one that it had comes back.
    pub fn insert(&mut self, name: impl Into<Key>, value: V) -> Option<V> {
        let key = name.into();
        if let Some(known) = self.get_mut(&key) {
            return Some(std::mem::replace(known, value));
        }
        match &mut self.0 {
            Members::Few(members) if members.len() < FEW => members.push((key, value)),
            Members::Few(members) => {
                let mut members = std::mem::take(members);
                members.push((key, value));
                let places = places(&members);
                self.0 = Members::Many(Box::new(Indexed { members, places }));
            }
            Members::Many(indexed) => {
                indexed.places.insert(key.clone(), indexed.members.len());
                indexed.members.push((key, value));
            }
        }
        None
    }

    /// Takes a member out; those behind it keep their order.
    pub fn remove(&mut self, name: &str) -> Option<V> {
        let place = self.place(name)?;
        Some(match &mut self.0 {
            Members::Few(members) => members.remove(place).1,
            Members::Many(indexed) => {
                let (_, value) = indexed.members.remove(place);
                indexed.places = places(&indexed.members);
                value
            }
        })
    }

    /// The members.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Key, &V)> + ExactSizeIterator + Clone {
        self.list().iter().map(|(key, value)| (key, value))
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Key> + ExactSizeIterator + Clone {
        self.list().iter().map(|(key, _)| key)
    }

    /// The values.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.list().iter().map(|(_, value)| value)
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> + ExactSizeIterator {
        self.list_mut().iter_mut().map(|(_, value)| value)
    }
}

fn places<V>(members: &[(Key, V)]) -> HashMap<Key, usize> {
    members.iter().enumerate().map(|(place, (key, _))| (key.clone(), place)).collect()
}

impl<V: Eq> Eq for OrderedMap<V> {}

/// The order of members means nothing.
impl<V: PartialEq> PartialEq for OrderedMap<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<V: fmt::Debug> fmt::Debug for OrderedMap<V> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Into<Key>, V> Extend<(K, V)> for OrderedMap<V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, members: I) {
        for (key, value) in members {
            self.insert(key, value);
        }
    }
}

impl<K: Into<Key>, V> FromIterator<(K, V)> for OrderedMap<V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        OrderedMap::from_list(members.into_iter().map(|(key, value)| (key.into(), value)).collect(), |_| {})
    }
}

impl<V> IntoIterator for OrderedMap<V> {
    type Item = (Key, V);
    type IntoIter = std::vec::IntoIter<(Key, V)>;

    fn into_iter(self) -> Self::IntoIter {
        match self.0 {
            Members::Few(members) => members.into_iter(),
            Members::Many(indexed) => indexed.members.into_iter(),
        }
    }
}

impl<'a, V> IntoIterator for &'a OrderedMap<V> {
    type Item = (&'a Key, &'a V);
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (Key, V)>, fn(&'a (Key, V)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.list().iter().map(|(key, value)| (key, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Map, Value};

    fn of(count: usize) -> Map {
        (0..count).map(|number| (format!("k{number}"), Value::from(number))).collect()
    }

    #[test]
    fn a_member_is_found_however_many_there_are() {
        for count in [0, 1, FEW - 1, FEW, FEW + 1, 100] {
            let (collected, mut inserted) = (of(count), Map::new());
            for number in 0..count {
                assert_eq!(inserted.insert(format!("k{number}"), number.into()), None);
            }
            assert_eq!(collected, inserted);
            assert_eq!(collected.len(), count);
            for number in 0..count {
                assert_eq!(collected.get(&format!("k{number}")), Some(&Value::from(number)));
            }
            assert!(!collected.contains_key("k"));
            let names: Vec<String> = inserted.keys().map(Key::to_string).collect();
            assert_eq!(names, (0..count).map(|number| format!("k{number}")).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_name_that_comes_again_keeps_its_place_and_takes_the_value() {
        for count in [3, FEW, 100] {
            let mut list: Vec<(Key, Value)> = of(count).into_iter().collect();
            list.push(("k1".into(), Value::Null));
            let mut again = Vec::new();
            let map = Map::from_list(list, |key| again.push(key.to_string()));
            assert_eq!(again, ["k1"]);
            assert_eq!(map.len(), count);
            assert_eq!(map.iter().nth(1), Some((&Key::from("k1"), &Value::Null)));
        }
    }

    #[test]
    fn what_is_taken_out_leaves_the_others_in_order() {
        for count in [3, FEW + 1, 100] {
            let mut map = of(count);
            assert_eq!(map.remove("k1"), Some(1.into()));
            assert_eq!(map.remove("k1"), None);
            assert_eq!(map.len(), count - 1);
            for number in (0..count).filter(|number| *number != 1) {
                assert_eq!(map.get(&format!("k{number}")), Some(&Value::from(number)));
            }
            assert_eq!(map.keys().nth(1).map(Key::as_str), Some("k2"));
        }
    }

    #[test]
    fn the_order_means_nothing_to_equality() {
        let reversed: Map = of(40).into_iter().rev().collect();
        assert_eq!(of(40), reversed);
        assert_ne!(of(40), of(41));
    }
}
