//! Path templates: `/users/{id}`, and which of them fits a path best.

use percent_encoding::percent_decode_str;

/// A path template, cut into its segments.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    segments: Vec<Vec<Part>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Literal(String),
    Parameter(String),
}

/// How concrete a template is, segment by segment; the greater one is asked first (OpenAPI 3.1 §4.8.8.1).
pub type Concreteness = Vec<u8>;

/// Parameters of a path by name, as they stand in the URL.
pub type Found<'p> = Vec<(String, &'p str)>;

impl Template {
    /// Cuts a template that begins with `/`, or is empty.
    pub fn new(path: &str) -> Template {
        Template { segments: path.split('/').skip(1).map(parts).collect() }
    }

    /// The template behind that of a server.
    pub fn below(&self, base: &Template) -> Template {
        let mut segments = base.segments.clone();
        // A server's URL may end with the slash that the path begins with.
        if segments.last().is_some_and(Vec::is_empty) {
            segments.pop();
        }
        segments.extend(self.segments.iter().cloned());
        Template { segments }
    }

    /// How concrete it is.
    pub fn concreteness(&self) -> Concreteness {
        let of = |parts: &Vec<Part>| match parts.as_slice() {
            [Part::Parameter(_)] => 0,
            parts if parts.iter().any(|part| matches!(part, Part::Parameter(_))) => 1,
            _ => 2,
        };
        self.segments.iter().map(of).collect()
    }

    /// The parameters of a path (without query) that fits.
    pub fn fit<'p>(&self, path: &'p str) -> Option<Found<'p>> {
        let mut given = path.split('/').skip(1);
        let mut found = Vec::new();
        for parts in &self.segments {
            fit(parts, given.next()?, &mut found)?;
        }
        given.next().is_none().then_some(found)
    }
}

fn parts(segment: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some((before, (name, behind))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        if !before.is_empty() {
            parts.push(Part::Literal(before.to_owned()));
        }
        parts.push(Part::Parameter(name.to_owned()));
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    parts
}

/// A parameter takes as little as it can, and never nothing. What is written behind it says where it ends, so that nothing
/// is tried twice: a longer one would leave less to the parts behind.
fn fit<'p>(parts: &[Part], text: &'p str, found: &mut Found<'p>) -> Option<()> {
    match parts {
        [] => text.is_empty().then_some(()),
        [Part::Literal(literal)] => is(text, literal).then_some(()),
        [Part::Literal(literal), rest @ ..] => fit(rest, text.strip_prefix(literal.as_str())?, found),
        [Part::Parameter(name), rest @ ..] => {
            let least = text.chars().next()?.len_utf8();
            let end = match rest {
                [] => text.len(),
                [Part::Parameter(_), ..] => least,
                [Part::Literal(literal)] => start_of_end(text, literal).filter(|start| *start >= least)?,
                [Part::Literal(literal), ..] => least + text[least..].find(literal.as_str())?,
            };
            found.push((name.clone(), &text[..end]));
            fit(rest, &text[end..], found)
        }
    }
}

/// Either may be encoded.
fn is(text: &str, literal: &str) -> bool {
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy();
    decoded(text) == decoded(literal)
}

/// Where the literal begins that a text ends with; each of its bytes may be encoded as three.
fn start_of_end(text: &str, literal: &str) -> Option<usize> {
    let from = text.len().saturating_sub(3 * literal.len());
    (from..=text.len()).find(|start| text.get(*start..).is_some_and(|end| is(end, literal)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(template: &str, path: &str) -> Option<Vec<(String, String)>> {
        let found = Template::new(template).fit(path)?;
        Some(found.into_iter().map(|(name, value)| (name, value.to_owned())).collect())
    }

    #[test]
    fn templates_fit_whole_paths() {
        assert_eq!(found("/users", "/users"), Some(vec![]));
        assert_eq!(found("/users", "/users/"), None);
        assert_eq!(found("/users/{id}", "/users/"), None);
        assert_eq!(found("/users/{id}", "/users/7/x"), None);
        assert_eq!(found("/a b", "/a%20b"), Some(vec![]));
        assert_eq!(found("/a%20b", "/a%20b"), Some(vec![]));
        let one = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(found("/users/{id}", "/users/a%2Fb"), Some(vec![one("id", "a%2Fb")]));
        assert_eq!(
            found("/files/{name}.{ext}", "/files/a.tar.gz"),
            Some(vec![one("name", "a"), one("ext", "tar.gz")])
        );
        assert_eq!(found("/users/{id}:stop", "/users/7:stop"), Some(vec![one("id", "7")]));
        assert_eq!(found("/users/{id}:stop", "/users/7"), None);
        assert_eq!(found("/users/{id}:stop", "/users/:stop"), None);
        assert_eq!(found("/users/{id}:stop", "/users/7%3Astop"), Some(vec![one("id", "7")]));
        assert_eq!(
            found("/{a}-{b}.{c}", "/ä--x.y.z"),
            Some(vec![one("a", "ä"), one("b", "-x"), one("c", "y.z")])
        );
        assert_eq!(found("/{a}{b}!", "/äbc!"), Some(vec![one("a", "ä"), one("b", "bc")]));
    }

    /// That many ways to cut a text could not be tried.
    #[test]
    fn many_parameters_in_one_segment_take_no_time() {
        let template: String = (0..20).map(|number| format!("{{p{number}}}")).collect();
        let path = "a".repeat(2_000);
        assert_eq!(found(&format!("/{template}!"), &format!("/{path}")), None);
        assert_eq!(found(&format!("/{template}"), &format!("/{path}")).map(|all| all.len()), Some(20));
    }

    #[test]
    fn the_most_concrete_one_is_greater() {
        let of = |template: &str| Template::new(template).concreteness();
        assert!(of("/users/me") > of("/users/{id}"));
        assert!(of("/users/{id}.json") > of("/users/{id}"));
        assert!(of("/a/{b}") > of("/{a}/b"));
    }

    #[test]
    fn a_server_comes_before() {
        for base in ["/v1", "/v1/", "/{version}"] {
            let template = Template::new("/users/{id}").below(&Template::new(base));
            assert!(template.fit("/v1/users/7").is_some(), "{base}");
        }
        assert!(Template::new("/users").below(&Template::new("")).fit("/users").is_some());
        assert!(Template::new("/users").below(&Template::new("/")).fit("/users").is_some());
    }
}
