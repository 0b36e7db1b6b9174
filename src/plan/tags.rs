//! Tag expressions: `smoke and not (slow or flaky)`.

/// A compiled tag expression.
#[derive(Debug, Clone, PartialEq)]
pub enum TagExpression {
    Tag(String),
    Not(Box<TagExpression>),
    And(Box<TagExpression>, Box<TagExpression>),
    Or(Box<TagExpression>, Box<TagExpression>),
}

/// Brackets and `not`s that may be open at once.
const DEPTH: usize = 64;

impl TagExpression {
    /// Reads an expression. The error is one line for people.
    pub fn parse(text: &str) -> Result<Self, String> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut parser = Parser { words: &words, position: 0, depth: 0 };
        let expression = parser.or()?;
        match parser.peek() {
            None => Ok(expression),
            Some(word) => {
                Err(format!("`{word}` is not expected there; combine tags with `and`, `or` and `not`"))
            }
        }
    }

    /// Whether a scenario with these tags is selected.
    pub fn selects(&self, has: &dyn Fn(&str) -> bool) -> bool {
        match self {
            TagExpression::Tag(tag) => has(tag),
            TagExpression::Not(inner) => !inner.selects(has),
            TagExpression::And(left, right) => left.selects(has) && right.selects(has),
            TagExpression::Or(left, right) => left.selects(has) || right.selects(has),
        }
    }

    /// Calls `visit` with every tag named.
    pub fn for_each_tag<'t>(&'t self, visit: &mut dyn FnMut(&'t str)) {
        match self {
            TagExpression::Tag(tag) => visit(tag),
            TagExpression::Not(inner) => inner.for_each_tag(visit),
            TagExpression::And(left, right) | TagExpression::Or(left, right) => {
                left.for_each_tag(visit);
                right.for_each_tag(visit);
            }
        }
    }
}

struct Parser<'w> {
    words: &'w [&'w str],
    position: usize,
    depth: usize,
}

impl<'w> Parser<'w> {
    fn peek(&self) -> Option<&'w str> {
        self.words.get(self.position).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.position += usize::from(found);
        found
    }

    fn or(&mut self) -> Result<TagExpression, String> {
        let mut left = self.and()?;
        while self.take("or") {
            left = TagExpression::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<TagExpression, String> {
        let mut left = self.one()?;
        while self.take("and") {
            left = TagExpression::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<TagExpression, String> {
        self.depth += 1;
        if self.depth > DEPTH || self.words.len() > 1000 {
            return Err("the tag expression is too long".to_owned());
        }
        let expression = if self.take("not") {
            TagExpression::Not(Box::new(self.one()?))
        } else if self.take("(") {
            let inner = self.or()?;
            if !self.take(")") {
                return Err("a `(` is not closed".to_owned());
            }
            inner
        } else {
            match self.peek() {
                None => return Err("a tag is missing at the end".to_owned()),
                Some(word @ ("and" | "or" | ")")) => return Err(format!("a tag is missing before `{word}`")),
                Some(tag) => {
                    self.position += 1;
                    TagExpression::Tag(tag.to_owned())
                }
            }
        };
        self.depth -= 1;
        Ok(expression)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selects(text: &str, tags: &[&str]) -> bool {
        TagExpression::parse(text).unwrap().selects(&|tag| tags.contains(&tag))
    }

    #[test]
    fn not_binds_closer_than_and_and_and_closer_than_or() {
        assert!(selects("a or b and c", &["a"]));
        assert!(!selects("(a or b) and c", &["a"]));
        assert!(selects("not a and b", &["b"]));
        assert!(!selects("not (a or b)", &["b"]));
    }

    #[test]
    fn errors_say_what_is_missing() {
        for wrong in ["", "a and", "and a", "(a", "a b", "not", "a)"] {
            assert!(TagExpression::parse(wrong).is_err(), "{wrong}");
        }
        assert!(TagExpression::parse(&"(".repeat(5000)).is_err());
    }
}
