//! The HTML report: one file for people, that opens from a disk without a network.
//!
//! It is plain markup that a browser shows without scripts (some CI systems let none run); the script adds filters, the
//! timeline and buttons. Of a long run, only the first part is markup: scenarios behind it that are closed wait as text,
//! which costs a browser next to nothing, and which the script makes markup of when they are opened.
//!
//! What servers sent stands in the page as escaped text only, in what waits too: templates escape everything but our own
//! style and script, the script makes no markup but of what the templates wrote, and the policy of the page lets nothing
//! run or load but these two, which it names by their hashes.

use std::io::{Error, Result, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use sha2::{Digest, Sha256};

use super::{Format, InvalidFile};
use crate::model::{InstanceOutcome, RunHeader, Totals, Verdict};

mod coverage;
mod diff;
mod run;
mod view;

use run::{Invalid, Run, Sums};
use view::{Manner, Scenario};

/// With more steps than this, scenarios that passed are rows without details.
const MOST_STEPS: usize = 20_000;

/// Scenarios that did not pass are open from the beginning until they have so many steps; with all of many open, a page
/// would be slow.
const OPEN_STEPS: usize = 100;

/// Closed scenarios stand in the page as markup until there were so many steps.
const PLAIN_STEPS: usize = 100;

const STYLE: &str = concat!(
    include_str!("style/colours.css"),
    include_str!("style/page.css"),
    include_str!("style/coverage.css"),
    include_str!("style/scenario.css"),
    include_str!("style/detail.css"),
    include_str!("style/media.css"),
);

/// In one function, so that its names are not those of the page.
const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("script/page.js"),
    include_str!("script/copy.js"),
    include_str!("script/json.js"),
    include_str!("script/step.js"),
    include_str!("script/failures.js"),
    include_str!("script/filter.js"),
    include_str!("script/timeline.js"),
    include_str!("script/links.js"),
    include_str!("script/print.js"),
    include_str!("script/start.js"),
    "})();\n",
);

/// The templates, by name; the ending makes minijinja escape.
const TEMPLATES: [(&str, &str); 9] = [
    ("call.html", include_str!("templates/call.html")),
    ("coverage.html", include_str!("templates/coverage.html")),
    ("head.html", include_str!("templates/head.html")),
    ("headers.html", include_str!("templates/headers.html")),
    ("problem.html", include_str!("templates/problem.html")),
    ("scenario.html", include_str!("templates/scenario.html")),
    ("step.html", include_str!("templates/step.html")),
    ("tail.html", include_str!("templates/tail.html")),
    ("try.html", include_str!("templates/try.html")),
];

/// What an HTML report has beside the outcomes.
#[derive(Debug, Clone, Default)]
pub struct HtmlOptions {
    /// Name of the machine.
    pub host: String,
    /// Files that could not be run.
    pub invalid: Vec<InvalidFile>,
}

/// The HTML report. It writes an instance at a time and keeps none.
#[derive(Debug)]
pub struct Html {
    options: HtmlOptions,
    templates: std::result::Result<Environment<'static>, minijinja::Error>,
    totals: Option<Totals>,
    brief: bool,
    opened: usize,
    written: usize,
}

impl Html {
    /// A report without instances.
    pub fn new(options: HtmlOptions) -> Self {
        Html { options, templates: templates(), totals: None, brief: false, opened: 0, written: 0 }
    }

    fn render(&self, name: &str, context: Value, out: &mut dyn Write) -> Result<()> {
        let templates = self.templates.as_ref().map_err(|error| Error::other(error.to_string()))?;
        let template = templates.get_template(name).map_err(Error::other)?;
        out.write_all(template.render(context).map_err(Error::other)?.as_bytes())
    }
}

impl Format for Html {
    fn totals_known(&mut self, totals: &Totals) {
        self.brief = totals.steps > MOST_STEPS;
        self.totals = Some(totals.clone());
    }

    fn start(&mut self, header: &RunHeader, out: &mut dyn Write) -> Result<()> {
        let (style, script) = (unix(STYLE), unix(SCRIPT));
        let context = context! {
            style_hash => hash(&style),
            script_hash => hash(&script),
            style => Value::from_safe_string(style),
            run => Value::from(Serde(Run::new(header, &self.options.host))),
            sums => self.totals.as_ref().map(|totals| Value::from(Serde(Sums::from(totals)))),
            invalid => Value::from(Serde(self.options.invalid.iter().map(Invalid::from).collect::<Vec<_>>())),
            coverage => self.totals.as_ref().map(of_coverage),
            brief => self.brief,
            most_steps => MOST_STEPS,
        };
        self.render("head.html", context, out)
    }

    fn instance(&mut self, outcome: &InstanceOutcome, out: &mut dyn Write) -> Result<()> {
        self.written += outcome.steps.len();
        let manner = Manner {
            brief: self.brief && outcome.verdict == Verdict::Passed,
            open: self.opened < OPEN_STEPS,
            plain: self.written <= PLAIN_STEPS,
        };
        let scenario = Scenario::new(outcome, manner);
        self.opened += scenario.open_steps();
        self.render("scenario.html", Value::from(Serde(scenario)), out)
    }

    fn end(&mut self, totals: &Totals, out: &mut dyn Write) -> Result<()> {
        let context = context! {
            sums => Value::from(Serde(Sums::from(totals))),
            told => self.totals.is_some(),
            coverage => of_coverage(totals),
            script => Value::from_safe_string(unix(SCRIPT)),
        };
        self.render("tail.html", context, out)
    }
}

fn of_coverage(totals: &Totals) -> Value {
    Value::from(Serde(coverage::documents(&totals.coverage)))
}

fn templates() -> std::result::Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?,
    );
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

/// With the ends of line that a browser hashes, whatever the checkout made of them.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// How a content security policy names a style or a script.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests;
