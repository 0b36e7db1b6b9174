//! CSS selectors (Selectors Level 4, as far as the engine of Firefox has them), with `@attribute` at the end.

mod dialect;

pub use dialect::{CssText, Dialect, Never};

use cssparser::{Parser, ParserInput};
use selectors::parser::{ParseRelative, SelectorList};

use super::{CompileError, limits};
use crate::diag::Code;

/// Parentheses inside each other, as in `:not(:is(a))`.
const DEPTH: usize = 8;

#[derive(Debug)]
pub struct Css {
    pub selectors: SelectorList<Dialect>,
    /// The attribute that is read, in place of the text.
    pub attribute: Option<String>,
}

impl Css {
    pub fn compile(text: &str) -> Result<Css, CompileError> {
        let whole = 0..text.len();
        let error = |message: String| CompileError::new(Code::InvalidCss, whole.clone(), message);
        if text.len() > limits::EXPRESSION_BYTES {
            return Err(error(format!("the CSS selector is longer than {} bytes", limits::EXPRESSION_BYTES)));
        }
        if let Some(at) = text.find("${") {
            return Err(CompileError::new(
                Code::InvalidCss,
                at..at + 2,
                "a CSS selector cannot contain a template",
            )
            .help("capture the values, and compare them with an expression under `that`"));
        }
        if deepest(text) > DEPTH {
            return Err(error("the CSS selector is nested too deeply".to_owned()));
        }
        let (selector, attribute) = match text.rsplit_once('@') {
            Some((selector, name)) if is_name(name) => (selector.trim_end(), Some(name.to_ascii_lowercase())),
            _ => (text, None),
        };
        if selector.trim().is_empty() {
            return Err(error("a CSS selector is missing here".to_owned())
                .help("name the element: `a`, `#id`, `.class`; `a@href` reads an attribute"));
        }
        let mut input = ParserInput::new(selector);
        let parsed = SelectorList::parse(&dialect::Reader, &mut Parser::new(&mut input), ParseRelative::No);
        let selectors = parsed.map_err(|_| {
            let advice = match selector {
                _ if selector.contains("::") => {
                    "pseudo-elements are not supported; `a` gives the text of an element, `a@href` an attribute"
                }
                _ if selector.contains("//") => {
                    "an XPath must begin with `/` here; `//li: { length: 3 }` counts nodes"
                }
                _ => "use the syntax of style sheets: `#id`, `.class`, `ul > li`, `input[name=csrf]@value`",
            };
            error(format!("`{selector}` is not a valid CSS selector")).help(advice)
        })?;
        Ok(Css { selectors, attribute })
    }
}

/// The name of an attribute of HTML.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.'))
}

fn deepest(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for c in text.chars() {
        match c {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(text: &str) -> Option<String> {
        Css::compile(text).unwrap().attribute
    }

    #[test]
    fn an_attribute_stands_at_the_end() {
        assert_eq!(attribute("a@href"), Some("href".to_owned()));
        assert_eq!(attribute("input[name=csrf]@VALUE"), Some("value".to_owned()));
        assert_eq!(attribute("a[href='x@y']"), None);
        assert_eq!(attribute("a[href='x@y'] @id"), Some("id".to_owned()));
        assert_eq!(attribute("#main"), None);
    }

    #[test]
    fn what_is_no_selector_is_refused() {
        for wrong in ["", "@href", "a[", "a::text", "//a", "${x}", "a,,b", &":not(".repeat(100)] {
            let error = Css::compile(wrong).unwrap_err();
            assert_eq!(error.code, Code::InvalidCss, "{wrong}");
        }
    }
}
