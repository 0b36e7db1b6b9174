//! The way in for integration tests, benches and fuzz targets. **Not a stable interface**: names and types change with
//! the program.
//!
//! Behind the feature `testing`, which tests and benches switch on through the package's own entry in
//! `[dev-dependencies]`. The program is built without it, so that the compiler reports what only tests still use.
//!
//! Add something here only when the binary cannot show it: most tests are cases of `tests/cases`, which run the program.

mod alone;

/// Scenario files: read, checked, laid out, and the diagnostics of them.
pub mod files {
    pub use crate::check::check;
    pub use crate::diag::{CODES, Code, Diagnostic, Fix, Place, Severity, Sink, Styles, apply_fixes, render};
    pub use crate::parse::{Files, Loaded, NoFiles, Parsed, parse, parse_config};
    pub use crate::source::{FileId, Sources, Span};
    pub use crate::testing::alone::parse_alone;
    pub use crate::yaml::format;
}

/// The words of the language, which the guide and the editor schema are checked against.
pub mod language {
    pub use crate::lang::RESPONSE_MEMBERS;

    pub mod vocabulary {
        pub use crate::model::keys::*;
        pub use crate::vocabulary::*;
    }

    pub mod editor_schema {
        pub use crate::editor_schema::{config, scenario};
    }
}

/// Compiled expressions, paths and schemas, and their evaluation.
pub mod evaluation {
    pub use crate::eval::jsonpath::select;
    pub use crate::eval::markup::{Found, Markup};
    pub use crate::eval::mask::Mask;
    pub use crate::eval::{MAX_VALUES, ResponseView};
    pub use crate::lang::jsonpath::JsonPath;
    pub use crate::lang::schema::{Document, Schema, bundle};
    pub use crate::lang::xpath::XPath;
    pub use crate::lang::{Compiler, Css};
    pub use crate::testing::alone::{Expectations, Expression, json_response};
    pub use crate::value::Value;
}

/// YAML texts read into trees.
pub mod yaml {
    pub use crate::yaml::{Node, NodeKind, document, partial_tree, tree};
}

/// JSON texts read into values with all of their digits.
pub mod json {
    pub use crate::value::{JsonErrorKind, read};
}

/// Exchanges validated against an OpenAPI document.
pub mod openapi {
    pub use crate::lang::Compiled;
    pub use crate::lang::openapi::OpenApi;
    pub use crate::openapi::{Api, Exchange, Wanted, finding, judge};
}

/// What scenarios, requests, responses and outcomes are made of.
pub mod model {
    pub use crate::model::{
        Action, Body, BodyLimit, Deviation, Format, HttpRequest, HttpResponse, InputType, InstanceOutcome,
        JsonType, Kind, Phase, PlanIdentity, Problem, Project, RunHeader, Selection, Timings, Totals,
        TransportError, Verdict,
    };
}

/// Runs with ports of a test's own, and the ports of the program.
pub mod run {
    pub use crate::io::clock::SystemClock;
    pub use crate::io::fd_limit::allow as allow_open_files;
    pub use crate::io::http::{HttpClient, HttpOptions};
    pub use crate::io::one_time::DiskFiles;
    pub use crate::io::project::ProjectFiles;
    pub use crate::io::rows::DiskRows;
    pub use crate::io::snapshots::DiskSnapshots;
    pub use crate::plan::{FragmentInputs, InputValue, plan};
    pub use crate::run::one_time::ledger::Ledger;
    pub use crate::run::ports::{Http, OneTimeFiles, Ports, SpentRecords};
    pub use crate::run::{
        Analyzer, BodyLimits, Cancellation, Detail, Event, Job, PlanFiles, RunLimits, RunOptions,
        SharedState, run,
    };
}

/// Runs judged again with changed responses.
pub mod mutation {
    pub use crate::mutate::{Scores, Tape, json, mutate, text};
}

/// Reports written from outcomes.
pub mod reports {
    pub use crate::report::json::{Json, JsonOptions, Ndjson, read as read_json};
    pub use crate::report::text::{details, message};
    pub use crate::report::{
        Format, GitHub, Html, HtmlOptions, InvalidFile, Junit, JunitOptions, Markdown, Tap, Terminal,
        TerminalOptions,
    };
}

/// Scenarios written from recordings of other tools.
pub mod import {
    pub use crate::import::draft::{Draft, Expectations, Input, Step, escape, literal_node};
    pub use crate::import::har;
    pub use crate::yaml::write::Node;
}

/// The emulated API, in the test's own process.
pub mod sandbox {
    pub use crate::sandbox::{Account, Fault, Options, Sandbox, demo_accounts};
}

/// The process as the binary sets it up.
pub mod process {
    pub use crate::cli::quiet_panics;
}
