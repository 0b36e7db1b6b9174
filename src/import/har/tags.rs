//! Fields of HTML pages that a later request sends: hidden inputs and `meta` tags.

/// A field with the CSS selector that finds it.
pub struct Field {
    pub name: String,
    pub value: String,
    /// Selector and attribute.
    pub selector: String,
}

/// Fields of one page.
const MOST: usize = 1_000;

/// The fields of a page that have a name and a value.
pub fn fields(page: &str) -> Vec<Field> {
    let mut found = Vec::new();
    for (tag, value) in [("input", "value"), ("meta", "content")] {
        let begin = format!("<{tag} ");
        for (at, _) in page.match_indices(&begin).take(MOST) {
            let rest = &page[at + begin.len() - 1..];
            let attributes = &rest[..rest.find('>').unwrap_or(rest.len())];
            let (Some(name), Some(content)) = (attribute(attributes, "name"), attribute(attributes, value))
            else {
                continue;
            };
            let simple =
                name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
            if simple && !name.is_empty() {
                let selector = format!("{tag}[name=\"{name}\"]@{value}");
                found.push(Field { name: name.to_owned(), value: content.to_owned(), selector });
            }
        }
    }
    found
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.find(&format!(" {name}="))?;
    let rest = &tag[at + name.len() + 2..];
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(value, _)| value)
}
