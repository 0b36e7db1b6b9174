//! Compiled things: templates, expressions, JSONPath, XPath, CSS selectors, regular expressions.
//!
//! In: texts. Out: their [`Compiled`] forms, which the model holds; a [`Compiler`] compiles each text once. All that
//! recurses on people's text happens here, before the run and within the limits of [`limits`]; afterwards there
//! is only evaluation.

mod compile;
mod compiled;
mod compiler;
mod css;
mod error;
mod expr;
mod expression_text;
pub mod jsonpath;
mod lazy_regex;
pub mod limits;
pub mod openapi;
pub mod schema;
mod template;
pub mod xpath;

/// The members of `response` in expressions.
pub const RESPONSE_MEMBERS: [&str; 7] =
    ["status", "headers", "headers_all", "json", "body", "duration_ms", "url"];

pub use compiled::Compiled;
pub use compiler::Compiler;
pub use css::{Css, CssText, Dialect, Never as NeverInCss};
pub use error::CompileError;
pub use expr::{Argument, Arithmetic, Compare, Expr, Node};
pub use lazy_regex::{LazyRegex, build_regex};
pub use template::{Piece, Slot, Template};
