//! Where a query may be cut so that its beginning is a query, too.

/// Beginnings of a query that ask for less, the longest first: without its last conditions, its last steps. None of a list
/// of selectors.
pub fn beginnings(query: &str) -> Vec<&str> {
    let is_path = query.trim_start().starts_with('/');
    let mut cuts: Vec<usize> = Vec::new();
    let (mut depth, mut quote) = (0_usize, None);
    let mut before = '/';
    for (at, c) in query.char_indices() {
        let is_cut = match (quote, c) {
            (Some(open), _) => {
                quote = quote.filter(|_| c != open);
                false
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                false
            }
            (None, ',') if depth == 0 => return Vec::new(),
            (None, '(' | '[') => {
                depth += 1;
                depth == 1 && c == '['
            }
            (None, ')' | ']') => {
                depth = depth.saturating_sub(1);
                false
            }
            _ if depth > 0 => false,
            (None, '/') => is_path && before != '/',
            (None, '.' | '#' | ':' | '>' | '+' | '~') => !is_path,
            (None, c) => !is_path && c.is_whitespace(),
        };
        if is_cut {
            cuts.push(at);
        }
        before = c;
    }
    let mut beginnings: Vec<&str> = cuts.into_iter().rev().map(|cut| trimmed(&query[..cut])).collect();
    beginnings.retain(|beginning| !beginning.is_empty());
    beginnings.dedup();
    beginnings
}

fn trimmed(beginning: &str) -> &str {
    beginning.trim_end_matches([' ', '>', '+', '~', '\t', '\n'])
}

/// The names and values in a query.
pub fn words(query: &str) -> impl Iterator<Item = &str> {
    query.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_cut_before_each_condition_and_step() {
        assert_eq!(beginnings("#main > p.x"), ["#main > p", "#main"]);
        assert_eq!(
            beginnings("ul li:not(.a .b)[x='] y'] a"),
            ["ul li:not(.a .b)[x='] y']", "ul li:not(.a .b)", "ul li", "ul"]
        );
        assert_eq!(beginnings("//a/b[c/d = '/']//@e"), ["//a/b[c/d = '/']", "//a/b", "//a"]);
        assert!(beginnings("a b, c").is_empty());
        assert!(beginnings("h1").is_empty());
        assert_eq!(words("ul > li.is-new[x='é']").collect::<Vec<_>>(), ["ul", "li", "is-new", "x", "é"]);
    }
}
