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
//! | 2 | `model`: what flows |
//! | 3 | `lang`: compiled templates, expressions, paths |
//! | 4 | `parse`: YAML to model; `eval`: expressions, matchers, masking; `emit`: YAML for people |
//! | 5 | `check`: everything that can be known without a request; `conform`: exchanges against OpenAPI; `import`: from files of other tools |
//! | 6 | `plan`: what will run |
//! | 7 | `run`: steps, workers, cleanup |
//! | 8 | `io`: effects; `report`: formats; `sandbox`: the emulated API; `mutate`: runs judged again with changed responses |
//! | 9 | `project`: files on the disk to a checked project |
//! | 10 | `cli`: the command line |
//! | 11 | `testing`: the entry of tests and benches |
//!
//! Visible from outside are [`main`], [`mod@reference`], and `testing` with the feature of that name. None is a stable
//! interface: the product is the binary.

mod check;
mod cli;
mod conform;
mod diag;
mod emit;
mod eval;
mod import;
mod io;
mod lang;
mod model;
mod mutate;
mod parse;
mod plan;
mod project;
mod report;
mod run;
mod sandbox;
mod source;
#[cfg(feature = "testing")]
pub mod testing;

pub use cli::main;

/// What the guide is generated from: tables of the language and the program that nothing in the program itself reads.
pub mod reference {
    pub use crate::cli::ExitCode;
    pub use crate::model::vocabulary::limits::{ALL as LIMITS, Amount, Limit, default_of};
    pub use crate::model::vocabulary::{FILTERS, FUNCTIONS, Function, TESTS};
}
