//! The parameters of an operation: in path, query, headers and cookies.

use super::media;
use super::styles::{Pairs, Style, as_is, of_pairs, of_text, pairs, percent};
use super::validators::Side;
use super::{Found, Judging, query_of};
use crate::lang::openapi::Place;
use crate::model::Deviation;
use crate::model::value::Value;

/// Headers that are described elsewhere (OpenAPI 3.1 §4.8.12.1).
const NOT_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter with its references followed.
pub struct Parameter<'d> {
    pub name: &'d str,
    /// `path`, `query`, `header` or `cookie`.
    pub place_in: &'d str,
    /// Where it is written.
    pub place: Place<'d>,
}

impl Parameter<'_> {
    /// As coverage calls it.
    pub fn shown(&self) -> String {
        format!("{} {}", self.place_in, self.name)
    }
}

/// All parameters: those of the operation, and those of its path that it does not have itself.
pub fn parameters<'d>(operation: &Place<'d>, item: &Place<'d>) -> Vec<Parameter<'d>> {
    let mut all: Vec<Parameter<'d>> = Vec::new();
    for holder in [operation, item] {
        for place in holder.get("parameters").map(|list| list.elements()).unwrap_or_default() {
            let place = place.follow();
            let (Some(name), Some(place_in)) = (place.text("name"), place.text("in")) else { continue };
            let header = |left: &str, right: &str| place_in == "header" && left.eq_ignore_ascii_case(right);
            let same = |other: &Parameter<'_>| {
                other.place_in == place_in && (other.name == name || header(other.name, name))
            };
            if !all.iter().any(same) {
                all.push(Parameter { name, place_in, place });
            }
        }
    }
    all.retain(|one| {
        one.place_in != "header" || !NOT_PARAMETERS.iter().any(|other| one.name.eq_ignore_ascii_case(other))
    });
    all
}

/// The place of a parameter or header that says how it is written: style, and whether it is exploded.
pub fn style(place: &Place<'_>, place_in: &str) -> (Style, bool) {
    let style = Style::of(place.text("style"), place_in);
    (style, place.boolean("explode").unwrap_or(style == Style::Form))
}

impl Judging<'_> {
    /// Judges the parameters; gives the names of those that were sent.
    pub(super) fn parameters(&self, wanted: bool, found: &mut Vec<Found>) -> Vec<String> {
        let query = pairs(query_of(self.exchange.url));
        let cookies = self.cookies();
        let mut sent = Vec::new();
        for parameter in parameters(&self.matched.place, &self.matched.item) {
            let Parameter { name, place_in, place } = &parameter;
            let shown = format!("the {place_in} parameter `{name}`");
            let value = match *place_in {
                "query" => self.of_pairs(&parameter, &query),
                "cookie" => self.of_pairs(&parameter, &cookies),
                "path" => self.of_path(&parameter),
                _ => self.of_header(&parameter),
            };
            match value {
                Some(value) => {
                    sent.push(parameter.shown());
                    if wanted {
                        self.parameter(place, &shown, value, found);
                    }
                }
                None if wanted && place.boolean("required") == Some(true) => {
                    let message = "is required, but was not sent".to_owned();
                    found.push(self.found(Deviation::ParameterMissing, &shown, message, place));
                }
                None => {}
            }
        }
        sent
    }

    fn parameter(
        &self,
        place: &Place<'_>,
        shown: &str,
        value: Result<Value, String>,
        found: &mut Vec<Found>,
    ) {
        let value = match value {
            Ok(value) => value,
            Err(should) => {
                found.push(self.found(Deviation::Parameter, shown, format!("should {should}"), place));
                return;
            }
        };
        let empty = value.as_str() == Some("") && place.boolean("allowEmptyValue") == Some(true);
        if let Some(schema) = schema(place).filter(|_| !empty) {
            self.follows(Deviation::Parameter, shown, (&schema, Side::Request), &value, found);
        }
    }

    fn of_pairs(&self, parameter: &Parameter<'_>, given: &Pairs<'_>) -> Option<Result<Value, String>> {
        let Parameter { name, place_in, place } = parameter;
        if place.get("content").is_some() {
            let (_, text) = given.iter().find(|(other, _)| other == name)?;
            return Some(of_content(place, &super::styles::form(text)));
        }
        of_pairs(name, style(place, place_in), place.get("schema").as_ref(), given).map(Ok)
    }

    fn of_path(&self, parameter: &Parameter<'_>) -> Option<Result<Value, String>> {
        let Parameter { name, place_in, place } = parameter;
        let (_, text) = self.matched.parameters.iter().find(|(other, _)| other == name)?;
        Some(match place.get("content") {
            Some(_) => of_content(place, &percent(text)),
            None => of_text(name, style(place, place_in), place.get("schema").as_ref(), (text, percent)),
        })
    }

    fn of_header(&self, parameter: &Parameter<'_>) -> Option<Result<Value, String>> {
        let own = self.exchange.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(parameter.name));
        let lines: Vec<&str> = own.map(|(_, value)| value.as_str()).collect();
        (!lines.is_empty()).then(|| of_header(parameter.name, &parameter.place, &lines.join(",")))
    }

    fn cookies(&self) -> Vec<(String, &str)> {
        let headers = self.exchange.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let pairs =
            headers.flat_map(|(_, line)| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The schema of a parameter or header, also of one that is described by its `content`.
pub fn schema<'d>(place: &Place<'d>) -> Option<Place<'d>> {
    let content = || place.get("content")?.members()?.into_iter().next()?.1.follow().get("schema");
    place.get("schema").or_else(content)
}

/// The value of a header, of a request or a response.
pub fn of_header(name: &str, place: &Place<'_>, text: &str) -> Result<Value, String> {
    match place.get("content") {
        Some(_) => of_content(place, text),
        None => of_text(name, style(place, "header"), place.get("schema").as_ref(), (text.trim(), as_is)),
    }
}

/// A parameter that is written in a media type of its own.
fn of_content(place: &Place<'_>, text: &str) -> Result<Value, String> {
    let entries = place.get("content").and_then(|content| content.members()).unwrap_or_default();
    let name = entries.first().map_or("", |(name, _)| *name);
    match media::is_json(&media::essence(name)) {
        true => serde_json::from_str(text).map_err(|_| format!("be {name}, but cannot be read as such")),
        false => Ok(Value::from(text)),
    }
}
