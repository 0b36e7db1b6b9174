//! The nouns: what flows from file to report. Plain data, no effects.
//!
//! [`Project`] is what was read, [`Plan`] what will run, [`InstanceOutcome`] what came of it. Templates, expressions
//! and paths are here as text and compiled, side by side.

mod attempt_role;
mod body;
mod capture;
mod compiled;
mod content_coding;
mod control_flow;
mod coverage;
mod data;
mod dry_run;
mod element;
mod entry;
mod exchange;
mod expect;
mod fnv;
mod fragment;
mod hosts;
mod input_type;
pub mod keys;
mod mismatch;
mod once;
mod openapi;
mod operand;
mod operator;
mod outcome;
mod plan;
mod plan_shard;
mod problem;
mod problem_kind;
mod project;
mod row_index;
mod rows;
mod scenario;
mod shard;
pub mod snapshot_path;

mod step;
mod tries;
pub mod units;
mod value_kinds;
pub mod visit;

pub use attempt_role::AttemptRole;
pub use body::{Body, BodyContent, BodyReads, BodySpec, FormPart, GraphQl, NamedFile, PartContent};
pub use capture::{Capture, Pick, Source};
pub use compiled::{CompiledQuery, Expression, Finds, MarkupLanguage, Path, Query, Regex, Setting, Text};
pub use content_coding::{ContentCoding, content_codings};
pub use control_flow::{Elements, ForEach, Repeat, Retry, RetryOn, Wait, is_idempotent};
pub use coverage::{Coverage, CoveredDocument, Dimension, Exercised, Item, Share, Users};
pub use data::Data;
pub use dry_run::{DryInstance, DryStep};
pub use element::Element;
pub use entry::{Entries, Entry};
pub use exchange::{
    BodyLimit, HttpRequest, HttpResponse, Phase, Timings, TlsSettings, TlsVersion, TransportError, header,
    headers_named,
};
pub use expect::{BodyExpect, CookieExpect, Expect, Section, Snapshot, Status};
pub use fnv::Fnv;
pub use fragment::{FragmentParts, Output, OutputHere, Use};
pub use hosts::{AllowedHosts, HostPattern};
pub use input_type::InputType;
pub use mismatch::{
    Alternative, BrokenRule, BrokenRules, Count, DisplayValue, ExpressionPart, Mismatch, MissingValue,
    Observed, Rule, SnapshotState, header_target,
};
pub use once::{Once, Site};
pub use openapi::{Deviation, OpenapiExpect, Touched};
pub use operand::{Comparison, Expected, Format, JsonType, Order};
pub use operator::{About, Arity, Matcher, Op, Operand, Operator, OperatorSpec, Reads};
pub use outcome::{
    Attempt, Captured, Exchange, Expectation, InstanceOutcome, RunHeader, StepOutcome, Totals,
};
pub use plan::{Chosen, Instance, Place, Plan, Selection};
pub use problem::{Cause, Note, Problem, ReportedProblem, SourceFrame};
pub use problem_kind::{Kind, Verdict};
pub use project::{Allow, Config, Environment, FileInput, Fragments, Project};
pub use row_index::{RowIndex, RowPlace};
pub use rows::{CASE, Row, RowValues, Rows, without};
pub use scenario::{Input, OneTime, Scenario, Var};
pub use shard::{PlanIdentity, Shard};
pub use step::{
    Action, ActionKind, Auth, Defaults, Namespaces, OnFailure, Options, Request, Step, TlsOptions, Url,
};
pub use value_kinds::ValueKinds;
