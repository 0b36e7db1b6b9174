//! `cookies` of `expect`.

use super::recorder::Asked;
use super::subject::Subject;
use super::{Finding, Judge, Result};
use crate::eval::ResponseView;
use crate::eval::display;
use crate::eval::render::{self, read_boolean};
use crate::model::{CookieExpect, Kind, Mismatch, Observed, Rule};

impl Judge<'_> {
    /// Judges one cookie by the last Set-Cookie of its name.
    pub(super) fn cookie(&self, expect: &CookieExpect, response: &ResponseView<'_>) -> Result<Vec<Finding>> {
        let name = &expect.name.value;
        let target = format!("the cookie `{name}`");
        let Some(cookie) = response.cookie(name) else {
            return match (&expect.value, expect.attributes.is_empty() && expect.flags.is_empty()) {
                (Some(matcher), true) => self.matcher(Kind::Cookie, &target, matcher, &Subject::Nothing),
                _ => {
                    let (kind, span) = (Kind::Cookie, expect.name.span);
                    let asked = Asked { kind, target: &target, operator: "exists", span };
                    let missing = || Mismatch::new(&target, Rule::Exist(true), Observed::Nothing(Vec::new()));
                    Ok(self.decide(asked, false, missing).into_iter().collect())
                }
            };
        };
        let mut findings = Vec::new();
        if let Some(matcher) = &expect.value {
            findings.extend(self.matcher(Kind::Cookie, &target, matcher, &Subject::Text(cookie.value))?);
        }
        for (attribute, matcher) in &expect.attributes {
            let (written, actual) = match *attribute {
                "same_site" => ("SameSite", cookie.same_site()),
                "path" => ("Path", cookie.attribute("Path")),
                "domain" => ("Domain", cookie.attribute("Domain")),
                _ => ("Max-Age", cookie.attribute("Max-Age")),
            };
            let target = format!("{written} of the cookie `{name}`");
            let subject = match actual {
                None => Subject::Nothing,
                // A life that is over is sometimes written as a negative number.
                Some(seconds) if *attribute == "max_age" => match seconds.parse::<i64>() {
                    Ok(seconds) => Subject::Number(seconds.max(0).unsigned_abs()),
                    Err(_) => Subject::Text(seconds),
                },
                Some(text) => Subject::Text(text),
            };
            findings.extend(self.matcher(Kind::Cookie, &target, matcher, &subject)?);
        }
        for (flag, wanted) in &expect.flags {
            let written = if *flag == "http_only" { "HttpOnly" } else { "Secure" };
            let wanted_value = render::setting(&wanted.value, &self.scope, read_boolean)?;
            let actual = cookie.attribute(written).is_some();
            let holds = actual == wanted_value;
            let asked = Asked { kind: Kind::Cookie, target: &target, operator: flag, span: wanted.span };
            findings.extend(self.decide(asked, holds, || {
                let rule = Rule::Flag { name: written.to_owned(), set: wanted_value };
                Mismatch {
                    expected: Some(display::plain(wanted_value.to_string(), "boolean")),
                    actual: Some(display::plain(actual.to_string(), "boolean")),
                    ..Mismatch::new(&target, rule, Observed::Opposite)
                }
            }));
        }
        Ok(findings)
    }
}
