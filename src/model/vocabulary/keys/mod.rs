//! Keys and operators.

mod expect;
mod files;
mod steps;

pub use expect::{
    BODY, BODY_OR_OPERATORS, BYTES, COOKIE, COOKIE_OR_OPERATORS, EXPECT, EXPECT_OPENAPI, SNAPSHOT,
};
pub use files::{CASES, CONFIG, DEFAULTS, DEFAULTS_EXPECT, ENVIRONMENT, FRAGMENT, INPUT, LIMITS, SCENARIO};
pub use steps::{BASIC, CAPTURE, FOR_EACH, GRAPHQL, OPTIONS, PART, REPEAT, RETRY, STEP, TLS};

use super::{Key, Takes};

const fn key(name: &'static str, takes: Takes, doc: &'static str, example: &'static str) -> Key {
    Key { name, takes, doc, example }
}
