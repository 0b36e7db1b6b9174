//! How parameters are written: the styles of OpenAPI 3.1 §4.8.12.2, read back into values.

use percent_encoding::percent_decode_str;

use super::shape::Shape;
use crate::lang::openapi::Place;
use crate::value::{Map, Value};

/// Members of an object inside of each other in `deepObject`.
const DEEPEST: usize = 8;

/// Undoes the encoding of a place.
pub type Decode = fn(&str) -> String;

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Style {
    Form,
    Simple,
    Label,
    Matrix,
    Space,
    Pipe,
    Deep,
}

impl Style {
    /// The style of that name, else that of the parameter's place.
    pub fn of(name: Option<&str>, place: &str) -> Style {
        match (name, place) {
            (Some("form"), _) => Style::Form,
            (Some("simple"), _) => Style::Simple,
            (Some("label"), _) => Style::Label,
            (Some("matrix"), _) => Style::Matrix,
            (Some("spaceDelimited"), _) => Style::Space,
            (Some("pipeDelimited"), _) => Style::Pipe,
            (Some("deepObject"), _) => Style::Deep,
            (_, "query" | "cookie") => Style::Form,
            _ => Style::Simple,
        }
    }
}

/// Names and values as they stand in a URL, a cookie or a form: encoded.
pub type Pairs<'p> = [(String, &'p str)];

/// Pairs of a query or form.
pub fn pairs(text: &str) -> Vec<(String, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (form(name), value))
        .collect()
}

/// A parameter of pairs by its name; `None` where it is not there.
pub fn of_pairs(
    name: &str,
    (style, explode): (Style, bool),
    schema: Option<&Place<'_>>,
    given: &Pairs<'_>,
) -> Option<Value> {
    let shape = Shape::of(schema);
    if style == Style::Deep {
        return deep(name, &shape, given);
    }
    if shape.is_object() && explode {
        let own = given.iter().filter(|(name, _)| shape.properties.iter().any(|(own, _)| own == name));
        let members: Map =
            own.map(|(name, value)| (name.clone(), member(&shape, name, &form(value)))).collect();
        return (!members.is_empty()).then_some(Value::Object(members));
    }
    let values: Vec<&str> =
        given.iter().filter(|(other, _)| other == name).map(|(_, value)| *value).collect();
    let first = values.first()?;
    if shape.is_array() {
        return Some(elements(
            &shape,
            match explode {
                true => values.iter().map(|value| form(value)).collect(),
                false => match style {
                    Style::Space => cut(first, &["%20", "+", " "], form),
                    Style::Pipe => cut(first, &["|", "%7C", "%7c"], form),
                    _ => cut(first, &[","], form),
                },
            },
        ));
    }
    if shape.is_object() {
        let separators: &[&str] = match style {
            Style::Space => &["%20", "+", " "],
            Style::Pipe => &["|", "%7C", "%7c"],
            _ => &[","],
        };
        return Some(alternating(&shape, &cut(first, separators, form)));
    }
    // A name that is repeated where one value belongs is a list, whatever the schema thinks of it.
    Some(match values.as_slice() {
        [one] => shape.value(&form(one)),
        all => all.iter().map(|value| shape.value(&form(value))).collect::<Vec<_>>().into(),
    })
}

/// A parameter of a path or a header. The error says how it should be written.
pub fn of_text(
    name: &str,
    (style, explode): (Style, bool),
    schema: Option<&Place<'_>>,
    (text, decode): (&str, Decode),
) -> Result<Value, String> {
    let shape = Shape::of(schema);
    let (array, object) = (shape.is_array(), shape.is_object());
    let pairs_of = |parts: &[String]| {
        let pairs = parts.iter().filter_map(|part| part.split_once('='));
        Value::Object(pairs.map(|(name, value)| (name.to_owned(), member(&shape, name, value))).collect())
    };
    match style {
        Style::Label => {
            let Some(rest) = text.strip_prefix('.') else {
                return Err(format!("be written in the style `label`, as `.{name}`"));
            };
            let separator = if explode { "." } else { "," };
            Ok(match (array, object, explode) {
                (true, ..) => elements(&shape, cut(rest, &[separator], decode)),
                (_, true, true) => pairs_of(&cut(rest, &["."], decode)),
                (_, true, false) => alternating(&shape, &cut(rest, &[","], decode)),
                _ => shape.value(&decode(rest)),
            })
        }
        Style::Matrix => {
            let wrong = || format!("be written in the style `matrix`, as `;{name}=value`");
            let rest = text.strip_prefix(';').ok_or_else(wrong)?;
            if object && explode {
                return Ok(pairs_of(&cut(rest, &[";"], decode)));
            }
            let own: Vec<&str> = rest
                .split(';')
                .map(|part| part.split_once('=').unwrap_or((part, "")))
                .filter(|(other, _)| decode(other) == name)
                .map(|(_, value)| value)
                .collect();
            let first = own.first().ok_or_else(wrong)?;
            Ok(match (array, object, explode) {
                (true, _, true) => elements(&shape, own.iter().map(|value| decode(value)).collect()),
                (true, _, false) => elements(&shape, cut(first, &[","], decode)),
                (_, true, _) => alternating(&shape, &cut(first, &[","], decode)),
                _ => shape.value(&decode(first)),
            })
        }
        _ => Ok(match (array, object, explode) {
            (true, ..) => elements(&shape, cut(text, &[","], decode)),
            (_, true, true) => pairs_of(&cut(text, &[","], decode)),
            (_, true, false) => alternating(&shape, &cut(text, &[","], decode)),
            _ => shape.value(&decode(text)),
        }),
    }
}

fn elements(shape: &Shape<'_>, parts: Vec<String>) -> Value {
    let items = Shape::of(shape.items.as_ref());
    parts.iter().map(|part| items.value(part)).collect::<Vec<_>>().into()
}

fn member(shape: &Shape<'_>, name: &str, text: &str) -> Value {
    Shape::of(shape.member(name)).value(text)
}

/// `R,100,G,200`.
fn alternating(shape: &Shape<'_>, parts: &[String]) -> Value {
    let pairs = parts.chunks(2).map(|pair| (pair[0].clone(), pair.get(1).map_or("", String::as_str)));
    Value::Object(pairs.map(|(name, value)| (name.clone(), member(shape, &name, value))).collect())
}

/// Cuts at the first of the separators that occurs; one that is encoded counts where none stands plainly, since clients
/// encode what authors write as one value.
fn cut(text: &str, separators: &[&str], decode: Decode) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    for separator in separators {
        if text.contains(separator) {
            return text.split(separator).map(|part| decode(part.trim())).collect();
        }
    }
    let plain = separators[0];
    let decoded = decode(text);
    match plain.starts_with('%') {
        true => vec![decoded],
        false => decoded.split(plain).map(|part| part.trim().to_owned()).collect(),
    }
}

/// `name[a]=1&name[b][c]=2`.
fn deep(name: &str, shape: &Shape<'_>, given: &Pairs<'_>) -> Option<Value> {
    let mut members = Map::new();
    for (other, value) in given {
        let Some(keys) = other.strip_prefix(name).and_then(|rest| rest.strip_prefix('[')) else { continue };
        let Some(keys) = keys.strip_suffix(']') else { continue };
        let keys: Vec<&str> = keys.split("][").collect();
        if keys.len() <= DEEPEST {
            put(&mut members, &keys, shape, &form(value));
        }
    }
    (!members.is_empty()).then_some(Value::Object(members))
}

fn put(members: &mut Map, keys: &[&str], shape: &Shape<'_>, text: &str) {
    let Some((key, rest)) = keys.split_first() else { return };
    let inner = Shape::of(shape.member(key));
    if inner.is_array() {
        let item = Shape::of(inner.items.as_ref()).value(text);
        let list = members.get_or_insert(key, || Value::Array(Vec::new()));
        list.as_array_mut().into_iter().for_each(|list| list.push(item.clone()));
    } else if rest.is_empty() {
        members.insert((*key).to_owned(), inner.value(text));
    } else {
        let object = members.get_or_insert(key, || Value::Object(Map::new()));
        object.as_object_mut().into_iter().for_each(|object| put(object, rest, &inner, text));
    }
}

/// Undoes the encoding of queries and forms.
pub fn form(text: &str) -> String {
    percent(&text.replace('+', " "))
}

/// Undoes percent-encoding.
pub fn percent(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Headers are not encoded.
pub fn as_is(text: &str) -> String {
    text.to_owned()
}
