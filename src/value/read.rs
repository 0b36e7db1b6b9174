//! Values out of JSON and whatever else serde reads.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Key, Map, Value};

/// Repeated names that are kept.
const REPEATED: usize = 5;

/// Names that are remembered at once; a power of two.
const NAMES: usize = 64;

/// Reads a JSON text (RFC 8259) with the limits of `serde_json`, and some of the names that an object has twice. The last
/// of two members with one name counts.
pub fn read(text: &str) -> Result<(Value, Vec<String>), serde_json::Error> {
    let mut reader = Reader::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Node(&mut reader).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((value, reader.repeated))
}

/// What the values of a text share.
struct Reader {
    /// Names that were read, by their look: objects of a list have the same ones.
    names: [Option<Arc<str>>; NAMES],
    /// Members of the objects that are open, the innermost last, so that a list of just the right size is made of each.
    open: Vec<(Key, Value)>,
    repeated: Vec<String>,
}

impl Default for Reader {
    fn default() -> Self {
        Reader { names: [const { None }; NAMES], open: Vec::new(), repeated: Vec::new() }
    }
}

impl Reader {
    fn name(&mut self, text: &str) -> Key {
        let bytes = text.as_bytes();
        let look = match bytes {
            [] => 0,
            [first, .., last] => usize::from(*first) ^ (usize::from(*last) << 2) ^ (bytes.len() << 4),
            [only] => usize::from(*only),
        };
        let place = &mut self.names[look % NAMES];
        match place {
            Some(known) if **known == *text => known.clone().into(),
            _ => {
                let name: Arc<str> = text.into();
                *place = Some(name.clone());
                name.into()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Node(&mut Reader::default()).deserialize(deserializer)
    }
}

struct Node<'r>(&'r mut Reader);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Node(self.0))? {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let Node(reader) = self;
        let first = reader.open.len();
        while let Some(name) = access.next_key_seed(Name(reader))? {
            let value = access.next_value_seed(Node(reader))?;
            reader.open.push((name, value));
        }
        let list = reader.open.drain(first..).collect();
        let repeated = &mut reader.repeated;
        Ok(Value::Object(Map::from_list(list, |name| {
            if repeated.len() < REPEATED && !repeated.iter().any(|known| **known == **name) {
                repeated.push(name.to_string());
            }
        })))
    }
}

struct Name<'r>(&'r mut Reader);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Key;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        Ok(self.0.name(name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_shared_and_each_is_the_right_one() {
        let text: String =
            (0..500).map(|number| format!("{{\"n{number}\":1,\"same\":{number},\"\":0}},")).collect();
        let (value, repeated) = read(&format!("[{}null]", text)).unwrap();
        for number in 0..500 {
            assert_eq!(value[number][format!("n{number}").as_str()], 1);
            assert_eq!(value[number]["same"], Value::from(number));
            assert_eq!(value[number][""], 0);
        }
        let addresses: Vec<_> = [&value[0], &value[499]]
            .map(|object| {
                object
                    .as_object()
                    .and_then(|members| members.get_key_value("same"))
                    .map(|(key, _)| key.as_ptr())
            })
            .into();
        assert_eq!(addresses[0], addresses[1]);
        assert_eq!(repeated, Vec::<String>::new());
    }

    #[test]
    fn what_stands_behind_is_no_part_of_a_text() {
        assert!(read("1 2").is_err());
        assert!(read("").is_err());
        assert_eq!(read(r#"{"a":{"b":1,"b":2},"a":3}"#).unwrap().1, ["b", "a"]);
    }

    fn values() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<u64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            "\\PC{0,6}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 60, 24, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                // Few names, so that some come twice; and more members than are looked through.
                prop::collection::vec(("[a-c]{0,2}|\\PC{0,3}", inner), 0..24)
                    .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn it_reads_what_serde_json_reads(value in values()) {
            let text = value.to_string();
            let (ours, repeated) = read(&text).unwrap();
            prop_assert!(repeated.is_empty());
            prop_assert_eq!(ours.to_string(), text);
            prop_assert_eq!(&Value::from(&value), &ours);
            prop_assert_eq!(serde_json::Value::from(ours), value);
        }

        #[test]
        fn it_refuses_what_serde_json_refuses(text in "[\\[\\]{}:,\"a01.e\\\\ -]{0,12}") {
            match (read(&text), serde_json::from_str::<serde_json::Value>(&text)) {
                (Ok((ours, _)), Ok(theirs)) => prop_assert_eq!(serde_json::Value::from(ours), theirs),
                (Err(ours), Err(theirs)) => prop_assert_eq!(ours.to_string(), theirs.to_string()),
                (ours, theirs) => prop_assert!(false, "{:?} and {:?}", ours, theirs),
            }
        }
    }
}
