//! What an XML body would cost its parser, counted before the parser sees it: the parser compares each attribute with those
//! before it, and copies the namespaces in scope for each element that declares others.

use std::ops::Range;

use crate::eval::markup::problem::MarkupProblem;
use crate::model::Kind;
use crate::vocabulary::limits::{MARKUP_ATTRIBUTES, XML_NAMESPACES};

/// Fails where a body has too much for the parser, or declares entities. Anything else that is wrong with it is left to the
/// parser, which stops there. Returns where the document type is.
pub fn check(text: &str, most: usize) -> Result<Option<Range<usize>>, MarkupProblem> {
    let mut document_type = None;
    let mut scan = Scan { rest: text, nodes: 0, most, scopes: Vec::new() };
    while let Some(at) = scan.rest.find('<') {
        scan.rest = &scan.rest[at..];
        let ended = if scan.rest.starts_with("<!--") {
            scan.skip_past(4, "-->")
        } else if scan.rest.starts_with("<![CDATA[") {
            scan.skip_past(9, "]]>")
        } else if scan.rest.starts_with("<?") {
            scan.skip_past(2, "?>")
        } else if scan.rest.starts_with("<!DOCTYPE") {
            let start = text.len() - scan.rest.len();
            let ended = scan.document_type()?;
            if scan.nodes == 0 {
                document_type.get_or_insert(start..text.len() - scan.rest.len());
            }
            ended
        } else if scan.rest.starts_with("</") {
            scan.scopes.pop();
            scan.skip_past(2, ">")
        } else {
            scan.tag()?
        };
        if !ended {
            break;
        }
    }
    Ok(document_type)
}

struct Scan<'t> {
    rest: &'t str,
    nodes: usize,
    most: usize,
    /// Namespaces in scope of each open element.
    scopes: Vec<usize>,
}

impl Scan<'_> {
    /// Goes on after `end`; false where it is missing.
    fn skip_past(&mut self, from: usize, end: &str) -> bool {
        match self.rest[from..].find(end) {
            Some(at) => {
                self.rest = &self.rest[from + at + end.len()..];
                true
            }
            None => false,
        }
    }

    fn count(&mut self, nodes: usize) -> Result<(), MarkupProblem> {
        self.nodes += nodes;
        if self.nodes > self.most { Err(MarkupProblem::too_many_nodes(self.most)) } else { Ok(()) }
    }

    /// Each attribute has one value in quotes.
    fn tag(&mut self) -> Result<bool, MarkupProblem> {
        let (mut at, mut attributes, mut declared) = (1, 0, 0);
        while let Some(next) = self.rest[at..].find(['>', '"', '\'']) {
            let place = at + next;
            if self.rest.as_bytes()[place] == b'>' {
                let is_closed = self.rest[..place].ends_with('/');
                self.rest = &self.rest[place + 1..];
                return self.element(attributes, declared, is_closed).map(|()| true);
            }
            attributes += 1;
            if attributes > MARKUP_ATTRIBUTES {
                return Err(MarkupProblem::limit(format!(
                    "has a tag with more than {MARKUP_ATTRIBUTES} attributes, which is not read"
                )));
            }
            declared += usize::from(declares_namespace(&self.rest[at..place]));
            let quote = if self.rest.as_bytes()[place] == b'"' { '"' } else { '\'' };
            let Some(end) = self.rest[place + 1..].find(quote) else { return Ok(false) };
            at = place + 1 + end + 1;
        }
        Ok(false)
    }

    fn element(&mut self, attributes: usize, declared: usize, is_closed: bool) -> Result<(), MarkupProblem> {
        let scope = self.scopes.last().copied().unwrap_or(0) + declared;
        if scope > XML_NAMESPACES {
            return Err(MarkupProblem::limit(format!(
                "has an element in the scope of more than {XML_NAMESPACES} namespaces, which is not read"
            )));
        }
        let copied = if declared > 0 { scope } else { 0 };
        if !is_closed {
            self.scopes.push(scope);
        }
        self.count(1 + attributes + copied)
    }

    /// `<!DOCTYPE name SYSTEM "…" [ … ]>`; false where it does not end.
    fn document_type(&mut self) -> Result<bool, MarkupProblem> {
        self.rest = &self.rest[1..];
        // Between the brackets, and in a declaration there.
        let (mut inside, mut declaration) = (false, false);
        while let Some(at) = self.rest.find(['<', '>', '[', ']', '"', '\'']) {
            self.rest = &self.rest[at..];
            let ended = match self.rest.as_bytes()[0] {
                b'<' if self.rest.starts_with("<!ENTITY") => return Err(entities()),
                b'<' if self.rest.starts_with("<!--") => self.skip_past(4, "-->"),
                b'<' if self.rest.starts_with("<?") => self.skip_past(2, "?>"),
                b'"' if declaration || !inside => self.skip_past(1, "\""),
                b'\'' if declaration || !inside => self.skip_past(1, "'"),
                b'>' if !inside => return Ok(self.skip_past(0, ">")),
                byte => {
                    match byte {
                        b'<' => declaration = true,
                        b'>' => declaration = false,
                        b'[' => inside = true,
                        b']' if !declaration => inside = false,
                        _ => {}
                    }
                    self.rest = &self.rest[1..];
                    true
                }
            };
            if !ended {
                return Ok(false);
            }
        }
        Ok(false)
    }
}

/// Whether the name before a value, as in ` xmlns:a = `, declares a namespace.
fn declares_namespace(before: &str) -> bool {
    let name = before.trim_end().trim_end_matches('=').trim_end();
    let name = name.rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
    name == "xmlns" || name.starts_with("xmlns:")
}

fn entities() -> MarkupProblem {
    let message = "declares entities in its document type (`<!ENTITY …>`), which are not read: they could grow without \
                   end or name files"
        .to_owned();
    MarkupProblem { kind: Kind::Xml, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<Kind> {
        check(text, 1_000).err().map(|problem| problem.kind)
    }

    #[test]
    fn attributes_and_namespaces_are_counted() {
        let attributes = |count| (0..count).map(|n| format!(" a{n}='<>'")).collect::<String>();
        assert_eq!(kind(&format!("<a{}/>", attributes(256))), None);
        assert_eq!(kind(&format!("<a{}/>", attributes(257))), Some(Kind::Limit));
        assert_eq!(kind(&format!("<r><a{0}/><a{0}/><a{0}/><a{0}/></r>", attributes(255))), Some(Kind::Limit));
        let deep = |count| (0..count).map(|n| format!("<a xmlns:n{n} = 'u'>")).collect::<String>();
        assert_eq!(kind(&deep(40)), None);
        // The namespaces in scope are copied for each of them.
        assert_eq!(kind(&deep(45)), Some(Kind::Limit));
        assert_eq!(kind(&"<a xmlns='u'></a>".repeat(300)), None);
    }

    #[test]
    fn what_is_no_tag_is_not_counted() {
        let quotes = "'x' ".repeat(600);
        for text in ["<!--<a {}>-->", "<![CDATA[<a {}>]]>", "<?p <a {}>?>", "<a>{}</a>"] {
            assert_eq!(kind(&text.replace("{}", &quotes)), None, "{text}");
        }
    }

    #[test]
    fn entities_are_refused_wherever_they_are_declared() {
        for text in [
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>",
            "<!DOCTYPE a SYSTEM 'it is > [' [<!ELEMENT a ANY><!-- ' --><!ENTITY % x 'y'>]><a/>",
        ] {
            assert_eq!(kind(text), Some(Kind::Xml), "{text}");
        }
        for text in [
            "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' '<!ENTITY'><a/>",
            "<!DOCTYPE a [<!-- <!ENTITY x 'y'> --><!ATTLIST a b CDATA ']><a>'> %p; ]><a/>",
        ] {
            let document_type = check(text, 1_000).unwrap().unwrap();
            assert_eq!(&text[document_type.end..], "<a/>", "{text}");
        }
    }
}
