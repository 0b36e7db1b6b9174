//! An HTML body, read as browsers read it.

use std::fmt;

use html5ever::tendril::TendrilSink;
use scraper::{ElementRef, Html, HtmlTreeSink};

use super::xpath::normalized;
use super::{Found, MarkupProblem};
use crate::lang::Css;
use crate::model::Kind;
use crate::vocabulary::limits::{HTML_BYTES, HTML_DEPTH};

/// Elements whose white space means something.
const VERBATIM: [&str; 4] = ["pre", "textarea", "script", "style"];

/// Bytes that are read before the tree is looked at. Elements that are deep in each other cost the parser the square of
/// their number, and formatting that is never closed is repeated in every paragraph.
const BIT: usize = 1024;

/// Of the nodes that came with them every so many is looked at.
const SAMPLE: usize = 16;

/// A document. Anything can be read as HTML.
pub struct HtmlBody(Html);

impl fmt::Debug for HtmlBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HtmlBody")
    }
}

impl HtmlBody {
    /// Reads a body of at most `most` nodes.
    pub fn read(text: &str, most: usize) -> Result<HtmlBody, MarkupProblem> {
        let limit = |message| Err(MarkupProblem { kind: Kind::Limit, message });
        if text.len() > HTML_BYTES {
            return limit(format!(
                "is too large to be read as HTML: {} bytes; the limit is {HTML_BYTES}",
                text.len()
            ));
        }
        let sink = HtmlTreeSink::new(Html::new_document());
        let mut parser = html5ever::driver::parse_document(sink, Default::default());
        let (mut rest, mut known) = (text, 0);
        while !rest.is_empty() {
            let mut end = BIT.min(rest.len());
            while !rest.is_char_boundary(end) {
                end += 1;
            }
            let (bit, behind) = rest.split_at(end);
            parser.process(bit.into());
            rest = behind;
            let document = parser.tokenizer.sink.sink.0.borrow();
            let nodes = document.tree.nodes();
            let count = nodes.len();
            if count > most {
                return limit(format!("has more than {most} nodes, which is the limit for HTML"));
            }
            let mut new = nodes.rev().take(count - known).step_by(SAMPLE);
            if new.any(|node| node.ancestors().nth(HTML_DEPTH).is_some()) {
                return limit(format!("nests elements deeper than {HTML_DEPTH} levels, which is the limit"));
            }
            known = count;
        }
        let document = parser.finish();
        Ok(HtmlBody(document))
    }

    /// What a selector finds: the text of each element, its white space as a reader sees it, or the value of an attribute.
    pub fn find(&self, css: &Css) -> Found {
        let elements = self.0.select(&css.selector);
        Found::Texts(match &css.attribute {
            Some(name) => elements.filter_map(|element| element.attr(name)).map(str::to_owned).collect(),
            None => elements.map(text).collect(),
        })
    }
}

fn text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    if VERBATIM.contains(&element.value().name()) { text } else { normalized(&text) }
}
