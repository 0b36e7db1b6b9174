//! Evaluation: scope, templates, captures, matchers, masking.
//!
//! In: compiled texts, variables, a response. Out: values, verdicts on expectations, masked texts. Pure: the time and
//! randomness that functions need come in with the [`Scope`].

mod arithmetic;
pub mod capture;
mod convert;
pub mod diff;
mod filters;
mod functions;
pub mod given;
pub mod jsonpath;
pub mod judge;
pub mod mask;
pub mod render;
pub mod request;
mod response;
mod scope;
pub mod show;
pub mod taint;
pub mod totp;
pub mod url;
pub mod walk;

pub use filters::hex;
pub use response::ResponseView;
pub use scope::{Random, Scope, Variables, mentions};
