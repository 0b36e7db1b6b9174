//! The parameters that were sent.

use super::exchange::query_of;
use super::found::Found;
use super::judging::Judging;
use super::parameters::{Parameter, of_content, of_header, parameters, schema, style};
use super::schemas::Side;
use super::styles::{Pairs, of_pairs, of_text, pairs, percent};
use crate::lang::openapi::Place;
use crate::model::Deviation;
use crate::value::Value;

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
