//! runthrough: declarative scenario tests for HTTP APIs.
//!
//! ```text
//! paths ─load─▶ texts ─parse─▶ Project ─check─▶ Diagnostics ─plan─▶ Plan ─run─▶ InstanceOutcome… ─report─▶ Write
//! ```
//!
//! The nouns live in [`model`], the verbs are modules. A module may use its own row and lower ones only; `tests/layers.rs`
//! holds that.
//!
//! | row | modules |
//! |---|---|
//! | 0 | [`source`]: texts, spans |
//! | 1 | [`diag`]: diagnostics |
//! | 2 | [`model`]: what flows |
//! | 3 | [`lang`]: compiled templates, expressions, paths |
//! | 4 | [`parse`]: YAML to model; [`eval`]: expressions, matchers, masking; [`emit`]: YAML for people |
//! | 5 | [`check`]: everything that can be known without a request; [`conform`]: exchanges against OpenAPI; [`import`]: from files of other tools |
//! | 6 | [`plan`]: what will run |
//! | 7 | [`run`]: steps, workers, cleanup |
//! | 8 | [`io`]: effects; [`report`]: formats; [`sandbox`]: the emulated API; [`mutate`]: runs judged again with changed responses |
//! | 9 | [`project`]: files on the disk to a checked project |
//! | 10 | [`cli`]: the command line |

pub mod check;
pub mod cli;
pub mod conform;
pub mod diag;
pub mod emit;
pub mod eval;
pub mod import;
pub mod io;
pub mod lang;
pub mod model;
pub mod mutate;
pub mod parse;
pub mod plan;
pub mod project;
pub mod report;
pub mod run;
pub mod sandbox;
pub mod source;
