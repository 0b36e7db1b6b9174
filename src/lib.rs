//! runthrough: declarative scenario tests for HTTP APIs.
//!
//! ```text
//! paths ─load─▶ texts ─parse─▶ Project ─check─▶ Diagnostics ─plan─▶ Plan ─run─▶ InstanceOutcome… ─report─▶ Write
//! ```
//!
//! The nouns live in `model`, the verbs are modules. A module may use its own row and lower ones only; `tests/layers.rs`
//! holds that.
//!
//! | row | modules |
//! |---|---|
//! | 0 | `source`: texts, spans |
//! | 1 | `diag`: diagnostics |
//! | 2 | `vocabulary`: the words of the language, and its limits |
//! | 3 | `value`: JSON values, their equality and order |
//! | 4 | `lang`: compiled templates, expressions, paths; `yaml`: YAML read with places, laid out, and written for people |
//! | 5 | `model`: what flows |
//! | 6 | `parse`: YAML to model; `eval`: expressions, matchers, masking; `editor_schema`: the JSON Schema of files |
//! | 7 | `check`: everything that can be known without a request; `openapi`: exchanges against OpenAPI; `import`: from files of other tools |
//! | 8 | `plan`: what will run |
//! | 9 | `run`: steps, workers, cleanup |
//! | 10 | `io`: effects; `report`: formats; `sandbox`: the emulated API; `mutate`: runs judged again with changed responses |
//! | 11 | `project`: files on the disk to a checked project |
//! | 12 | `cli`: the command line |
//! | 13 | `testing`: the entry of tests and benches |
//!
//! Visible from outside are [`main`], [`mod@reference`], and `testing` with the feature of that name. None is a stable
//! interface: the product is the binary.

mod check;
mod cli;
mod diag;
mod editor_schema;
mod eval;
mod import;
mod io;
mod lang;
mod model;
mod mutate;
mod openapi;
mod parse;
mod plan;
mod project;
mod report;
mod run;
mod sandbox;
mod source;
#[cfg(feature = "testing")]
pub mod testing;
mod value;
mod vocabulary;
mod yaml;

pub use cli::main;

/// What the guide is generated from: tables of the language and the program that nothing in the program itself reads.
pub mod reference {
    pub use crate::cli::ExitCode;
    pub use crate::model::keys::{EQUIVALENTS, Foreign};
    pub use crate::vocabulary::limits::{ALL as LIMITS, Amount, Limit, default_of};
    pub use crate::vocabulary::{FILTERS, FUNCTIONS, Signature, TESTS};
}
