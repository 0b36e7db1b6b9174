//! The nouns: what flows from file to report. Plain data, no effects.
//!
//! [`Project`] is what was read, [`Plan`] what will run, [`InstanceOutcome`] what came of it. Templates, expressions
//! and paths stand here as text with an id; `lang` holds their compiled forms under the same id.

mod capture;
mod code;
mod coverage;
mod data;
mod dry;
mod exchange;
mod flow;
mod fragment;
mod hosts;
mod input_type;
mod kind;
mod matcher;
mod mismatch;
mod openapi;
mod outcome;
mod part;
mod plan;
mod problem;
mod project;
mod row_index;
mod rows;
mod scenario;
mod shard;
pub mod snapshot;
mod step;
mod tries;
pub mod units;
pub mod value;
pub mod visit;
pub mod vocabulary;

pub use capture::{Capture, Pick, Source};
pub use code::{
    CssId, ExprId, Expression, Path, PathId, Query, QueryId, Regex, RegexId, SchemaId, Setting, TemplateId,
    Text, XPathId,
};
pub use coverage::{Coverage, CoveredDocument, Dimension, Exercised, Item, Share, Users};
pub use data::Data;
pub use dry::{DryInstance, DryStep};
pub use exchange::{
    BodyLimit, HttpRequest, HttpResponse, Phase, Timings, TlsSettings, TlsVersion, TransportError, header,
    headers_named,
};
pub use flow::{Elements, ForEach, Repeat, Retry, RetryOn, Wait, is_idempotent};
pub use fragment::{FragmentParts, Once, Output, OutputHere, Site, Use};
pub use hosts::{AllowedHosts, HostPattern, NoPattern};
pub use input_type::InputType;
pub use kind::{Kind, Verdict};
pub use matcher::{
    BodyExpect, Comparison, CookieExpect, Expect, Expected, Format, JsonType, Matcher, Op, Operator, Order,
    Section, Snapshot, Status,
};
pub use mismatch::{
    Alternative, BrokenRule, BrokenRules, DisplayValue, ExpressionPart, Mismatch, MissingValue, Observed,
    Rule, SnapshotState,
};
pub use openapi::{ApiId, Deviation, OpenapiExpect, Touched};
pub use outcome::{
    Attempt, Captured, Exchange, Expectation, InstanceOutcome, RunHeader, StepOutcome, Totals,
};
pub use plan::{Chosen, Instance, Place, Plan, Selection};
pub use problem::{Cause, Note, Problem, ReportedProblem, SourceFrame};
pub use project::{Allow, Config, Environment, FileInput, Fragments, Project};
pub use row_index::{RowIndex, RowPlace};
pub use rows::{CASE, Row, RowValues, Rows, without};
pub use scenario::{Input, OneTime, Scenario, Var};
pub use shard::{Fnv, PlanIdentity, Shard};
pub use step::{
    Action, Auth, Body, Defaults, Entries, Entry, FormPart, GraphQl, NamedFile, Namespaces, OnFailure,
    Options, PartContent, Request, Step, TlsOptions, Url,
};
pub use tries::{Element, Standing};
