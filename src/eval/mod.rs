//! Evaluation: scope, templates, captures, matchers, masking.
//!
//! In: compiled texts, variables, a response. Out: values, verdicts on expectations, masked texts. Pure: the time and
//! randomness that functions need come in with the [`Scope`].

mod arithmetic;
mod as_text;
pub mod base32;
mod body;
pub mod capture;
mod charset;
mod comparison;
pub mod diff;
pub mod display;
mod entry;
mod error;
pub mod evaluate;
mod evaluated;
mod filters;
mod functions;
mod headers;
mod json_body;
pub mod jsonpath;
pub mod judge;
pub mod markup;
pub mod mask;
mod media_type;
mod minijinja_value;
mod multipart;
mod percent;
pub mod render;
pub mod request;
mod response;
mod response_parts;
mod scope;
mod set_cookie;
pub mod snapshot;
pub mod taint;
pub mod totp;
pub mod url;
pub mod with_value;

pub use as_text::as_text;
pub use error::EvalError;
pub use evaluated::Evaluated;
pub use filters::hex;
pub use json_body::MAX_VALUES;
pub use response::{Followed, ResponseView};
pub use scope::{Random, Scope, Variables, mentions};
