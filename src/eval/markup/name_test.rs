//! Which names of elements and attributes a name in an XPath stands for.

use std::sync::Arc;

use super::problem::MarkupProblem;
use super::tree::{Markup, Name};
use crate::lang::xpath::Name as Written;
use crate::model::{Kind, MarkupLanguage};

/// Namespaces by prefix, as `namespaces` in `defaults` names them.
pub type Prefixes<'p> = &'p [(Arc<str>, Option<Arc<str>>)];

/// The prefix `xml` is bound by definition (Namespaces in XML 1.0, §3).
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The names that are meant.
pub struct NameTest {
    /// `None`: any.
    local: Option<String>,
    namespaces: Namespaces,
    ignore_case: bool,
}

enum Namespaces {
    Any,
    /// One of these; `None` is the absence of a namespace.
    These(Vec<Option<Arc<str>>>),
}

impl NameTest {
    pub fn of_element(name: &Written, body: &Markup, prefixes: Prefixes<'_>) -> Result<Self, MarkupProblem> {
        NameTest::new(name, true, body, prefixes)
    }

    pub fn of_attribute(
        name: &Written,
        body: &Markup,
        prefixes: Prefixes<'_>,
    ) -> Result<Self, MarkupProblem> {
        NameTest::new(name, false, body, prefixes)
    }

    fn new(
        name: &Written,
        is_element: bool,
        body: &Markup,
        prefixes: Prefixes<'_>,
    ) -> Result<Self, MarkupProblem> {
        let local = name.local.clone();
        let ignore_case = body.language == MarkupLanguage::Html;
        let namespaces = match &name.prefix {
            // In HTML the author names no namespaces, neither that of HTML nor that of SVG.
            None if ignore_case || local.is_none() => Namespaces::Any,
            // Without prefix none, or the default one of the root element: documents with one namespace need no prefixes.
            None => {
                let default = body.declared("").filter(|_| is_element).cloned();
                Namespaces::These(std::iter::once(None).chain(default.map(Some)).collect())
            }
            Some(prefix) => match namespace(prefix, body, prefixes) {
                // Attributes of HTML have the names that were written.
                _ if ignore_case && !is_element && local.is_some() => {
                    return Ok(NameTest::written(prefix, name));
                }
                Some(uri) => Namespaces::These(vec![Some(uri)]),
                None if ignore_case && local.is_some() => return Ok(NameTest::written(prefix, name)),
                None => return Err(undeclared(prefix)),
            },
        };
        Ok(NameTest { local, namespaces, ignore_case })
    }

    /// `fb:like` in HTML, where the prefix is a part of the name.
    fn written(prefix: &str, name: &Written) -> Self {
        let local = name.local.as_deref().unwrap_or("*");
        NameTest { local: Some(format!("{prefix}:{local}")), namespaces: Namespaces::Any, ignore_case: true }
    }

    pub fn matches(&self, actual: &Name) -> bool {
        let local = match &self.local {
            None => true,
            Some(local) if self.ignore_case => local.eq_ignore_ascii_case(&actual.local),
            Some(local) => **local == *actual.local,
        };
        local
            && match &self.namespaces {
                Namespaces::Any => true,
                Namespaces::These(all) => all.contains(&actual.namespace),
            }
    }
}

fn namespace(prefix: &str, body: &Markup, prefixes: Prefixes<'_>) -> Option<Arc<str>> {
    if prefix == "xml" {
        return Some(XML.into());
    }
    let named = prefixes.iter().find(|(other, _)| **other == *prefix).and_then(|(_, uri)| uri.clone());
    named.or_else(|| body.declared(prefix).cloned())
}

fn undeclared(prefix: &str) -> MarkupProblem {
    let message = format!(
        "does not declare the prefix `{prefix}` at its root element; name its namespace under `namespaces` in `defaults`"
    );
    MarkupProblem { kind: Kind::Xml, message }
}
