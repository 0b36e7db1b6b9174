//! `cookies` of `expect`.

use super::matcher::{Subject, matcher, operators};
use super::reader::Reader;
use crate::diag::{Code, Diagnostic, list};
use crate::model::CookieExpect;
use crate::model::keys::{COOKIE, COOKIE_OR_OPERATORS};
use crate::source::Spanned;
use crate::vocabulary::{find, names};
use crate::yaml::{Node, NodeKind};

/// Reads what is expected of cookies: a value, operators of the value, or a map of attributes. Which of the two a map is
/// is told by its keys, of which no attribute shares one with an operator.
pub fn cookies(reader: &mut Reader<'_>, node: &Node) -> Vec<CookieExpect> {
    let Some(members) = reader.map(node, "`cookies`") else { return Vec::new() };
    let mut result = Vec::with_capacity(members.len());
    for (name, value) in members {
        let mut cookie =
            CookieExpect { name: name.clone(), value: None, attributes: Vec::new(), flags: Vec::new() };
        let what = format!("the cookie `{}`", name.value);
        match &value.kind {
            NodeKind::Nothing => {
                reader.missing_value(name);
                continue;
            }
            NodeKind::Map(_) => map(reader, value, &what, &mut cookie),
            _ => cookie.value = matcher(reader, value, &what, Subject::Text),
        }
        result.push(cookie);
    }
    result
}

fn map(reader: &mut Reader<'_>, node: &Node, what: &str, cookie: &mut CookieExpect) {
    let Some(fields) = reader.fields(node, what, COOKIE_OR_OPERATORS) else { return };
    let is_attribute = |name: &str| find(COOKIE, name).is_some();
    let attribute = fields.iter().find(|(name, ..)| is_attribute(name));
    let operator = fields.iter().find(|(name, ..)| !is_attribute(name));
    let Some((_, first, _)) = attribute else {
        cookie.value = Some(operators(reader, &fields, Subject::Text, &[]));
        return;
    };
    if let Some((_, operator, _)) = operator {
        reader.sink.push(
            Diagnostic::new(
                Code::ConflictingKeys,
                operator.span,
                format!(
                    "`{}` is an operator, but `{}` is an attribute of the cookie: one map cannot have both",
                    operator.value, first.value
                ),
            )
            .related(first.span, "the attribute")
            .help(format!(
                "put the operator under the attribute that it applies to: {}",
                list(names(COOKIE))
            )),
        );
        return;
    }
    for (name, _, value) in fields.iter() {
        let what = format!("`{name}`");
        match name {
            "http_only" | "secure" => {
                if let Some(flag) = reader.boolean(value, &what) {
                    cookie.flags.push((name, Spanned::new(flag, value.span)));
                }
            }
            "value" => cookie.value = matcher(reader, value, &what, Subject::Text),
            _ => {
                let subject = if name == "max_age" { Subject::Number } else { Subject::Text };
                cookie
                    .attributes
                    .extend(matcher(reader, value, &what, subject).map(|matcher| (name, matcher)));
            }
        }
    }
}
