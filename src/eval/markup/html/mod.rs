//! An HTML body, read as browsers read it.

mod feeder;
mod sink;
mod tag;

use super::described;
use super::problem::MarkupProblem;
use super::tree::Markup;
use crate::eval::charset;
use crate::model::Kind;
use crate::vocabulary::limits::HTML_BYTES;
use feeder::Ending;

/// Elements whose white space means something.
const VERBATIM: [&str; 4] = ["pre", "textarea", "script", "style"];

impl Markup {
    /// Reads an HTML body of at most `most` nodes and attributes, which `text` has all of.
    pub fn read_html(text: &str, most: usize) -> Result<Markup, MarkupProblem> {
        match read(text, most, false)? {
            Ending::Read(markup) => Ok(markup),
            // Asked for nowhere.
            Ending::Encoding(_) => Err(MarkupProblem::limit("names another encoding".to_owned())),
        }
    }

    /// The same of bytes whose encoding nothing says but a `<meta>` in them; `text` is what they are in UTF-8.
    pub fn read_undeclared_html(bytes: &[u8], text: &str, most: usize) -> Result<Markup, MarkupProblem> {
        match read(text, most, true)? {
            Ending::Read(markup) => Ok(markup),
            Ending::Encoding(encoding) => Markup::read_html(&encoding.decode(bytes).0, most),
        }
    }

    /// The text of an element as a reader sees it; elsewhere as it is.
    pub(super) fn seen_text(&self, index: u32) -> Result<String, MarkupProblem> {
        let text = self.text(index)?;
        let verbatim = self.name(index).is_some_and(|name| VERBATIM.contains(&&*name.local));
        Ok(if verbatim { text.into_owned() } else { super::xpath::normalized(&text) })
    }
}

fn read(text: &str, most: usize, undeclared: bool) -> Result<Ending, MarkupProblem> {
    if let Some(what) = described::other_than_markup(text) {
        return Err(MarkupProblem { kind: Kind::Html, message: format!("is {what}, not HTML") });
    }
    if text.len() > HTML_BYTES {
        return Err(MarkupProblem::limit(format!(
            "is too large to be read as HTML: {} bytes; the limit is {HTML_BYTES}",
            text.len()
        )));
    }
    let mut accept = |label: &str| match charset::declared_by_html(label).filter(|_| undeclared) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => Some(encoding),
        _ => None,
    };
    feeder::read(text, most, &mut accept)
}
