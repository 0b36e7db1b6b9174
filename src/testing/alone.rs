//! Scenarios without files beside them, and what of them is evaluated outside a run: at a fixed time, with a fixed seed,
//! without used passwords.

use crate::diag::Severity;
use crate::eval::judge::{Judge, judge};
use crate::eval::mask::{LazyMask, Mask};
use crate::eval::totp::{Password, Passwords};
use crate::eval::{Random, ResponseView, Scope, Variables, evaluate};
use crate::lang::{Compiled, Compiler, Expr};
use crate::model::{Action, HttpResponse, Timings};
use crate::parse::{Loaded, NoFiles, Parsed, parse, parse_config};

/// 2023-11-14T22:13:20Z.
const NOW_MS: i64 = 1_700_000_000_000;

/// Parses the text of one scenario, `a.yaml`, in a project without any other file.
pub fn parse_alone(text: &str) -> Parsed {
    let mut parsed = parse_config(None, &NoFiles);
    let loaded = Loaded { path: "a.yaml".into(), text: Ok(text.to_owned()) };
    parse(&mut parsed, vec![loaded], None, &NoFiles);
    parsed
}

struct Unused;

impl Passwords for Unused {
    fn now_ms(&self) -> i64 {
        NOW_MS
    }

    fn take(&self, _: &Password, _: u64) -> bool {
        true
    }
}

fn scope<'a>(variables: &'a Variables, random: &'a Random) -> Scope<'a> {
    Scope {
        variables,
        environment: "none",
        unknown: None,
        response: None,
        value: None,
        random,
        now_ms: &|| NOW_MS,
        passwords: &Unused,
    }
}

/// A compiled expression with its variables.
pub struct Expression {
    expr: Compiled<Expr>,
    variables: Variables,
    random: Random,
}

impl Expression {
    /// Compiles an expression; `variables` is an object. The error is its message.
    pub fn compile(text: &str, variables: &serde_json::Value) -> Result<Self, String> {
        let expr = Compiler::default().expression(&text.into()).map_err(|error| error.message)?;
        let mut known = Variables::default();
        for (name, value) in variables.as_object().into_iter().flatten() {
            known.set(name.as_str().into(), value.into());
        }
        Ok(Expression { expr, variables: known, random: Random::new(1) })
    }

    /// Its value, or the message of the error.
    pub fn evaluate(&self) -> Result<serde_json::Value, String> {
        let scope = scope(&self.variables, &self.random);
        let value = evaluate::value(&self.expr, &scope).map(|value| value.into_owned());
        value.map(serde_json::Value::from).map_err(|error| error.message)
    }
}

/// The expectations of the first step of a scenario.
pub struct Expectations {
    parsed: Parsed,
    variables: Variables,
    random: Random,
}

impl Expectations {
    /// Parses the text of a scenario. The error is the message of the first error in it.
    pub fn parse(scenario: &str) -> Result<Self, String> {
        let mut parsed = parse_alone(scenario);
        match parsed.sink.take().into_iter().find(|found| found.severity == Severity::Error) {
            Some(error) => Err(error.message),
            None => Ok(Expectations { parsed, variables: Variables::default(), random: Random::new(1) }),
        }
    }

    /// Whether a response meets all of them; the message of an error, where one cannot be judged.
    pub fn hold(&self, response: &ResponseView<'_>) -> Result<bool, String> {
        let scenario = self.parsed.project.scenarios.first().ok_or("there is no scenario")?;
        let Some(Action::Request(request)) = scenario.steps.first().map(|step| &step.action) else {
            return Err("the first step has no request".to_owned());
        };
        let known = Mask::default();
        let mask = LazyMask::new(&known, &[], &[]);
        let judging = Judge::new(scope(&self.variables, &self.random), &mask);
        let found = judge(&judging, &request.expect, response, scenario.name.span);
        let passed = found.is_empty();
        found.into_iter().find_map(Result::err).map_or(Ok(passed), |error| Err(error.message))
    }
}

/// A response with status 200 and a JSON body.
pub fn json_response(body: impl Into<Vec<u8>>) -> HttpResponse {
    HttpResponse {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.into(),
        timings: Timings::default(),
    }
}
