//! Evaluation: scope, templates, captures, matchers, masking.
//!
//! In: compiled texts, variables, a response. Out: values, verdicts on expectations, masked texts. Pure: the time and
//! randomness that functions need come in with the [`Scope`].

mod arithmetic;
pub mod base32;
mod body;
pub mod capture;
mod convert;
pub mod diff;
mod filters;
mod functions;
pub mod given;
mod json_body;
pub mod jsonpath;
pub mod judge;
pub mod markup;
pub mod mask;
mod media_type;
mod multipart;
mod numbers;
pub mod render;
pub mod request;
mod response;
mod response_parts;
mod scope;
mod set_cookie;
pub mod show;
pub mod snapshot;
pub mod taint;
pub mod totp;
pub mod url;
pub mod walk;

pub use filters::hex;
pub use json_body::{MAX_VALUES, inexact_message};
pub use response::{Followed, ResponseView};
pub use scope::{Random, Scope, Variables, mentions};
