//! Structs that describe themselves as JSON Schema: what is written and what the schema says cannot drift apart.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::model::{AttemptRole, Kind, Verdict};

/// The definitions of a schema (`$defs`), by name.
pub type Definitions = Map<String, Value>;

/// Something with a JSON Schema.
pub trait Described {
    /// Its schema; what it consists of is added to the definitions.
    fn schema(definitions: &mut Definitions) -> Value;

    /// True for a value that is left out where it may be.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Defines structs whose doc comments become the descriptions of their schema. Fields of `always` are always written;
/// those of `sometimes` are left out where they are false, empty or unknown.
macro_rules! described {
    ($(
        $(#[doc = $about:literal])*
        $name:ident {
            always { $($(#[doc = $doc:literal])* $field:ident: $type:ty,)* }
            sometimes { $($(#[doc = $odoc:literal])* $ofield:ident: $otype:ty,)* }
        }
    )*) => {$(
        $(#[doc = $about])*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        pub struct $name {
            $($(#[doc = $doc])* pub $field: $type,)*
            $(
                $(#[doc = $odoc])*
                #[serde(default, skip_serializing_if = "Described::is_absent")]
                pub $ofield: $otype,
            )*
        }

        impl Described for $name {
            fn schema(definitions: &mut Definitions) -> ::serde_json::Value {
                let name = stringify!($name);
                if !definitions.contains_key(name) {
                    // Holds the name's place, should it be met again below.
                    definitions.insert(name.to_owned(), ::serde_json::Value::Null);
                    let properties = [
                        $((stringify!($field), <$type>::schema(definitions), concat!($($doc),*)),)*
                        $((stringify!($ofield), <$otype>::schema(definitions), concat!($($odoc),*)),)*
                    ];
                    let required = [$(stringify!($field)),*];
                    let about = concat!($($about),*);
                    let object = $crate::report::json::self_schema::object(about, properties, &required);
                    definitions.insert(name.to_owned(), object);
                }
                ::serde_json::json!({ "$ref": format!("#/$defs/{name}") })
            }
        }
    )*};
}
pub(super) use described;

/// The schema of an object with these properties and no others.
pub fn object<const N: usize>(about: &str, properties: [(&str, Value, &str); N], required: &[&str]) -> Value {
    let properties: Map<String, Value> = properties
        .into_iter()
        .map(|(name, mut schema, about)| {
            schema["description"] = json!(about.trim());
            (name.to_owned(), schema)
        })
        .collect();
    json!({
        "description": about.trim(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// A duration in milliseconds. A day of nanoseconds fits without loss, so that a duration comes back as it was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Millis(f64);

/// Nanoseconds of a millisecond.
const NANOS: f64 = 1e6;

impl From<Duration> for Millis {
    fn from(duration: Duration) -> Self {
        Millis(duration.as_nanos() as f64 / NANOS)
    }
}

impl From<Millis> for Duration {
    fn from(millis: Millis) -> Self {
        // What is no duration was not written by us, and becomes the nearest one.
        Duration::from_nanos((millis.0 * NANOS).round() as u64)
    }
}

impl Described for Millis {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "number", "minimum": 0 })
    }
}

impl Described for String {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string" })
    }
}

impl Described for bool {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "boolean" })
    }

    fn is_absent(&self) -> bool {
        !*self
    }
}

macro_rules! counts {
    ($($type:ty)*) => {$(
        impl Described for $type {
            fn schema(_: &mut Definitions) -> Value {
                json!({ "type": "integer", "minimum": 0 })
            }
        }
    )*};
}
counts!(u16 u32 u64 usize);

impl Described for i64 {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "integer" })
    }
}

impl<T: Described> Described for Option<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Described> Described for Vec<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions) })
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Described for Verdict {
    fn schema(_: &mut Definitions) -> Value {
        let all = [Verdict::Passed, Verdict::Failed, Verdict::Errored, Verdict::Skipped];
        json!({ "enum": all.map(Verdict::as_str) })
    }
}

impl Described for Kind {
    fn schema(_: &mut Definitions) -> Value {
        let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        json!({ "enum": all })
    }
}

impl Described for AttemptRole {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "enum": [AttemptRole::Final, AttemptRole::Retried, AttemptRole::Pending] })
    }
}
