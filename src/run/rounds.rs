//! The step several times: once per element (`for_each`), and as long as an expression is true (`repeat`).

use std::borrow::Cow;

use super::instance::Running;
use super::problem::source_frame;
use super::redaction::{self, BodyView};
use super::step::StepRun;
use super::tries::Answer;
use crate::eval::render::{self, RenderError};
use crate::eval::{Scope, display, mentions, walk};
use crate::lang::Node;
use crate::model::value::{Value, type_name};
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::vocabulary::limits::MOST_ROUNDS;
use crate::model::{
    Element, Elements, ForEach, Kind, Mismatch, Observed, Problem, Repeat, Rule, Step, Text, Verdict,
};

/// The longest text that is a label, in characters.
const LONGEST_LABEL: usize = 60;

impl Running<'_> {
    /// The step for all elements, in order; one that fails does not keep the others from running.
    pub fn elements(&mut self, run: &mut StepRun<'_>, for_each: &ForEach) {
        let values = match self.take_for_elements(for_each).and_then(|()| self.values(for_each)) {
            Ok(values) => values,
            Err(problem) => return run.trouble(*problem),
        };
        match self.too_few(for_each, values.len()) {
            Ok(None) => {}
            Ok(Some(problem)) => return run.trouble(*problem),
            Err(error) => return run.trouble(self.template_problem(error)),
        }
        run.outcome.elements_fixed = self.is_fixed(for_each);
        let name = &for_each.item.value;
        for (index, value) in values.into_iter().enumerate() {
            if let Some(problem) = self.halted(run.cleanup).filter(|_| index > 0) {
                run.element = None;
                run.trouble(problem);
                break;
            }
            let started = self.job.ports.clock.monotonic();
            let first = run.outcome.attempts.len();
            run.element = Some(index as u32);
            let label = self.label(for_each, &value, index);
            self.define(name, value);
            let (label, ended) = match label {
                Ok(label) => {
                    run.label = Some(label.clone());
                    (label, Some(self.element(run)))
                }
                Err(error) => {
                    run.trouble(self.template_problem(error));
                    ((index + 1).to_string(), None)
                }
            };
            self.variables.remove(name);
            let (reason, said) = ended.map_or((None, None), |ended| (ended.reason, ended.said));
            let duration = self.job.ports.clock.monotonic().saturating_sub(started);
            let verdict = run.verdict_since(first);
            run.outcome.elements.push(Element { label, verdict, reason, said, duration });
        }
        if run.outcome.attempts.is_empty() {
            let reason = run.outcome.elements.iter().find_map(|element| element.reason.clone());
            run.outcome.reason = Some(match (reason, &for_each.elements) {
                (Some(reason), _) => format!("{reason} for every element"),
                (None, Elements::Expression(list)) => {
                    format!("`for_each`: `{}` is an empty list", list.raw.trim())
                }
                (None, Elements::List(_)) => "`for_each` has no element".to_owned(),
            });
        }
    }

    /// The elements of a list that is written in the file, as they are shown when the step is not reached.
    pub fn elements_not_run(&self, step: &Step) -> Vec<Element> {
        let Some(for_each) = step.for_each.as_ref().filter(|for_each| self.is_fixed(for_each)) else {
            return Vec::new();
        };
        let values = self.values(for_each).unwrap_or_default();
        let element = |(index, value): (usize, Value)| Element {
            label: self.label(for_each, &value, index).unwrap_or_else(|_| (index + 1).to_string()),
            verdict: Verdict::Skipped,
            reason: None,
            said: None,
            duration: std::time::Duration::ZERO,
        };
        values.into_iter().enumerate().map(element).collect()
    }

    /// The step again as long as `while` is true; without `repeat` once.
    pub fn rounds(&mut self, run: &mut StepRun<'_>) {
        let Some(repeat) = &run.step.repeat else {
            self.tries(run);
            return;
        };
        let max = match &repeat.max {
            None => MOST_ROUNDS,
            Some(max) => match render::setting(max, &self.scope(), render::read_count) {
                Ok(max) => max.max(1),
                Err(error) => return run.trouble(self.template_problem(error)),
            },
        };
        for round in 1..=max {
            if let Some(problem) = self.halted(run.cleanup).filter(|_| round > 1) {
                run.add_problem(problem);
                break;
            }
            run.round = Some(round);
            let first = run.outcome.attempts.len();
            let answer = self.tries(run);
            // What a failed round gives cannot say whether there is more.
            let Some(answer) = answer.filter(|_| run.verdict_since(first) == Verdict::Passed) else { break };
            match self.goes_on(repeat, &answer) {
                Ok(false) => break,
                Ok(true) if round < max => {}
                Ok(true) => {
                    let observed = Observed::StillTrue(max);
                    let mismatch = Mismatch::new(repeat.while_.raw.trim(), Rule::Boolean(false), observed);
                    let mut problem = Problem::mismatch(Kind::Until, mismatch);
                    problem.source = Some(source_frame(&self.job.sources, repeat.while_.span));
                    self.fail_round(run, &answer, problem);
                }
                Err(error) => {
                    let problem = self.template_problem(error);
                    self.fail_round(run, &answer, problem);
                    break;
                }
            }
        }
        run.round = None;
    }

    /// The round that has just passed fails after all: its exchange is shown whole.
    fn fail_round(&self, run: &mut StepRun<'_>, answer: &Answer, problem: Problem) {
        let view = self.view(&answer.response, &answer.sent, &answer.followed);
        let mask = self.exchange_mask(&answer.sent, Some(&view));
        let timings = answer.response.timings;
        if let Some(attempt) = run.outcome.attempts.last_mut() {
            attempt.exchange =
                Some(redaction::detailed(&answer.sent, Some(&view), timings, &mask, BodyView::Text));
        }
        run.add_problem(problem);
    }

    fn goes_on(&self, repeat: &Repeat, answer: &Answer) -> Result<bool, RenderError> {
        let view = self.view(&answer.response, &answer.sent, &answer.followed);
        let scope = Scope { response: Some(&view), ..self.scope() };
        let expression = &repeat.while_;
        walk::boolean(self.job.library.expression(expression.id), &scope)
            .map_err(|error| RenderError::new(error, &expression.raw, expression.span))
    }

    fn take_for_elements(&mut self, for_each: &ForEach) -> Result<(), Box<Problem>> {
        match &for_each.elements {
            Elements::Expression(list) => self.take_for(Used::Expression(list)),
            Elements::List(data) => {
                let mut all = Vec::new();
                visit_data(data, Moment::Elements, &mut |used, _| all.push(used));
                all.into_iter().try_for_each(|used| self.take_for(used))
            }
        }
    }

    fn values(&self, for_each: &ForEach) -> Result<Vec<Value>, Box<Problem>> {
        let template = |error| Box::new(self.template_problem(error));
        let (value, raw, span) = match &for_each.elements {
            Elements::List(data) => {
                let value = render::data(data, &self.scope()).map_err(template)?;
                (value, std::sync::Arc::from(""), data.span())
            }
            Elements::Expression(list) => {
                let expr = self.job.library.expression(list.id);
                let value = walk::value(expr, &self.scope())
                    .map_err(|error| template(RenderError::new(error, &list.raw, list.span)))?;
                (value.into_owned(), list.raw.clone(), list.span)
            }
        };
        match value {
            Value::Array(items) => Ok(items),
            other => {
                let kind = type_name(&other);
                let message = format!("`for_each` needs a list, but this is {} {kind}", walk::article(kind));
                let error = walk::EvalError::new(message);
                Err(template(RenderError::new(error, &raw, span)))
            }
        }
    }

    /// Fewer elements than `at_least` asks for.
    fn too_few(&self, for_each: &ForEach, count: usize) -> Result<Option<Box<Problem>>, RenderError> {
        let Some(at_least) = &for_each.at_least else { return Ok(None) };
        let least = render::setting(at_least, &self.scope(), render::read_count)? as usize;
        if count >= least {
            return Ok(None);
        }
        let mismatch = Mismatch {
            expected: Some(display::plain(format!("at least {least}"), "elements")),
            actual: Some(display::plain(count.to_string(), "elements")),
            ..Mismatch::new("for_each", Rule::AtLeast(least), Observed::TooFew(count))
        };
        let mut problem = Problem::mismatch(Kind::Check, mismatch);
        problem.source = Some(source_frame(&self.job.sources, for_each.item.span));
        Ok(Some(Box::new(problem)))
    }

    /// What an element is called; never a secret.
    fn label(&self, for_each: &ForEach, value: &Value, index: usize) -> Result<String, RenderError> {
        let secret = |name: &str| self.prepared.secret.contains(name);
        let number = (index + 1).to_string();
        let label = match &for_each.label {
            Some(label) if self.mentions_secret(label) => None,
            Some(label) => {
                let mut variables = self.variables.clone();
                variables.set(for_each.item.value.clone(), value.clone());
                let scope = Scope { variables: &variables, ..self.scope() };
                Some(render::string(label, &scope)?)
            }
            None if secret(&for_each.item.value) => None,
            None => short(value)
                .or_else(|| ["id", "name"].iter().find_map(|member| value.get(member).and_then(short))),
        };
        let label = label.filter(|label| !label.trim().is_empty());
        // A secret of another name may be among the elements.
        let label = label.filter(|label| matches!(self.lazy_mask().apply(label), Cow::Borrowed(_)));
        Ok(label.unwrap_or(number))
    }

    fn mentions_secret(&self, text: &Text) -> bool {
        let secret = |name: &str| self.prepared.secret.contains(name);
        text.template.is_some_and(|id| {
            self.job.library.template(id).slots().any(|slot| mentions(&slot.expr, &secret).is_some())
        })
    }

    /// True when elements and labels are the same in every run.
    fn is_fixed(&self, for_each: &ForEach) -> bool {
        let written = matches!(&for_each.elements, Elements::List(list) if list.literal().is_some());
        let label = for_each.label.as_ref().and_then(|label| label.template);
        written
            && label.is_none_or(|id| {
                let mut fixed = true;
                for slot in self.job.library.template(id).slots() {
                    slot.expr.walk(&mut |part| match &part.node {
                        Node::Var(name) => fixed &= *name == for_each.item.value,
                        Node::Call(..) => fixed = false,
                        _ => {}
                    });
                }
                fixed
            })
    }
}

/// A short text or a number as a label.
fn short(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.chars().count() <= LONGEST_LABEL && !text.contains('\n') => {
            Some(text.clone())
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
