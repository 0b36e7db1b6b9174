//! A node of a document: a bare reference, or one that knows where it is.

use std::fmt::Write;
use std::rc::Rc;

use crate::model::value::Value;

use super::stop::Step;

/// What the walk needs of a node. Bare references cost nothing; places are made only for those who ask.
pub(super) trait Node<'v>: Clone {
    fn value(&self) -> &'v Value;
    /// The member with this name, if this is an object that has it.
    fn member(&self, name: &str) -> Option<Self>;
    /// The item at this index, if this is an array that has it.
    fn item(&self, index: usize) -> Option<Self>;
    /// Calls back for every member or item, in order.
    fn children(&self, each: &mut dyn FnMut(Self) -> Step) -> Step;
}

impl<'v> Node<'v> for &'v Value {
    fn value(&self) -> &'v Value {
        self
    }

    fn member(&self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }

    fn item(&self, index: usize) -> Option<Self> {
        self.as_array()?.get(index)
    }

    fn children(&self, each: &mut dyn FnMut(Self) -> Step) -> Step {
        match self {
            Value::Array(items) => items.iter().try_for_each(each),
            Value::Object(members) => members.values().try_for_each(each),
            _ => Ok(()),
        }
    }
}

/// A node and the way to it, shared with its siblings.
#[derive(Clone)]
pub(super) struct Located<'v> {
    value: &'v Value,
    place: Option<Rc<Place<'v>>>,
}

struct Place<'v> {
    parent: Option<Rc<Place<'v>>>,
    key: Key<'v>,
}

enum Key<'v> {
    Name(&'v str),
    Index(usize),
}

impl<'v> Located<'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        Self { value, place: None }
    }

    fn child(&self, key: Key<'v>, value: &'v Value) -> Self {
        Self { value, place: Some(Rc::new(Place { parent: self.place.clone(), key })) }
    }

    /// The normalized path: `$['a'][0]`.
    pub(super) fn path(&self) -> String {
        let mut keys = Vec::new();
        let mut place = self.place.as_ref();
        while let Some(here) = place {
            keys.push(&here.key);
            place = here.parent.as_ref();
        }
        let mut path = String::from("$");
        for key in keys.into_iter().rev() {
            match key {
                Key::Name(name) => {
                    path.push_str("['");
                    escape(name, &mut path);
                    path.push_str("']");
                }
                // Writing to a string cannot fail.
                Key::Index(index) => _ = write!(path, "[{index}]"),
            }
        }
        path
    }
}

impl<'v> Node<'v> for Located<'v> {
    fn value(&self) -> &'v Value {
        self.value
    }

    fn member(&self, name: &str) -> Option<Self> {
        let (name, value) = self.value.as_object()?.get_key_value(name)?;
        Some(self.child(Key::Name(name), value))
    }

    fn item(&self, index: usize) -> Option<Self> {
        self.value.as_array()?.get(index).map(|value| self.child(Key::Index(index), value))
    }

    fn children(&self, each: &mut dyn FnMut(Self) -> Step) -> Step {
        match self.value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, value)| each(self.child(Key::Index(index), value))),
            Value::Object(members) => {
                members.iter().try_for_each(|(name, value)| each(self.child(Key::Name(name), value)))
            }
            _ => Ok(()),
        }
    }
}

/// The escapes of normalized paths: the shortest form that there is, hexadecimal digits in lower case.
fn escape(name: &str, path: &mut String) {
    for character in name.chars() {
        match character {
            '\'' => path.push_str(r"\'"),
            '\\' => path.push_str(r"\\"),
            '\u{8}' => path.push_str(r"\b"),
            '\t' => path.push_str(r"\t"),
            '\n' => path.push_str(r"\n"),
            '\u{c}' => path.push_str(r"\f"),
            '\r' => path.push_str(r"\r"),
            // Writing to a string cannot fail.
            '\0'..='\x1f' => _ = write!(path, "\\u{:04x}", u32::from(character)),
            _ => path.push(character),
        }
    }
}
