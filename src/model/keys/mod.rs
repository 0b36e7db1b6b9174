//! The tables of what a file may say, one for each kind of map. They drive the parser, did-you-mean, `explain`, the
//! editor schema and the reference of the guide; a key that is not here does not exist.

mod equivalents;
mod expect;
mod files;
mod sections;
mod steps;

pub use equivalents::{EQUIVALENTS, Foreign, equivalent};
pub use expect::{
    BODY, BODY_OR_OPERATORS, BYTES, COOKIE, COOKIE_OR_OPERATORS, EXPECT, EXPECT_OPENAPI, SNAPSHOT,
};
pub use files::{CASES, CONFIG, DEFAULTS, DEFAULTS_EXPECT, ENVIRONMENT, FRAGMENT, INPUT, LIMITS, SCENARIO};
pub use steps::{BASIC, CAPTURE, FOR_EACH, GRAPHQL, OPTIONS, PART, REPEAT, RETRY, STEP, TLS};

pub use super::body::BODY_KEYS;
pub use super::operator::OPERATORS;
pub use sections::{SECTIONS, Section};

use crate::vocabulary::{Key, Takes};

const fn key(name: &'static str, takes: Takes, doc: &'static str, example: &'static str) -> Key {
    Key { name, takes, doc, example }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::vocabulary::{EXPRESSION_KEYS, find, limits};

    #[test]
    fn keys_with_expressions_are_those_of_the_vocabulary() {
        let is = |key: &&Key| matches!(key.takes, Takes::Expression | Takes::ExpressionList);
        let keys = SECTIONS.iter().flat_map(|section| section.keys).filter(is);
        let found: HashSet<&str> = keys.map(|key| key.name).collect();
        assert_eq!(found, HashSet::from(EXPRESSION_KEYS));
    }

    #[test]
    fn no_table_has_a_name_twice() {
        let sections = SECTIONS.iter().map(|section| section.keys);
        for table in sections.chain([OPERATORS, BODY_OR_OPERATORS, COOKIE_OR_OPERATORS]) {
            let mut seen = HashSet::new();
            for key in table {
                assert!(seen.insert(key.name), "{} twice", key.name);
                assert!(!key.doc.is_empty() && !key.example.is_empty(), "{}", key.name);
            }
        }
    }

    #[test]
    fn every_key_that_sets_a_limit_exists() {
        for path in limits::ALL.iter().flat_map(|limit| limit.set_by) {
            let known = match path.split_once('.') {
                Some(("options", key)) => find(OPTIONS, key),
                Some(("limits", key)) => find(LIMITS, key),
                Some(("retry", key)) => find(RETRY, key),
                Some(("repeat", key)) => find(REPEAT, key),
                _ => find(SCENARIO, path),
            };
            assert!(known.is_some() || path.starts_with("--"), "{path}");
        }
    }
}
