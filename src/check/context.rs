//! What a rule sees of a file and its project.

use std::ops::Range;
use std::sync::Arc;

use crate::lang::Expr;
use crate::model::visit::Used;
use crate::model::{Action, Expression, Project, Scenario, Text};
use crate::source::{Sources, Span, span_inside};

/// What a rule sees.
pub struct Context<'a> {
    pub project: &'a Project,
    pub scenario: &'a Scenario,
}

/// A compiled expression and where its text stands.
pub struct Place<'a> {
    pub expr: &'a Expr,
    pub raw: &'a Arc<str>,
    pub span: Span,
}

impl<'a> Context<'a> {
    pub fn sources(&self) -> &'a Sources {
        &self.project.sources
    }

    /// True when the file defines a name somewhere.
    pub fn defines(&self, name: &str) -> bool {
        let scenario = self.scenario;
        scenario.input(name).is_some()
            || scenario.cases.iter().flat_map(|rows| &rows.columns).any(|column| &*column.value == name)
            || scenario.vars.iter().any(|var| &*var.name.value == name)
            || scenario.all_steps().any(|step| match &step.action {
                Action::Request(request) => {
                    request.capture.iter().any(|capture| &*capture.name.value == name)
                }
                Action::Use(used) => used.outputs.iter().any(|(here, _)| &*here.value == name),
                Action::Check(_) => false,
            })
    }

    /// True when the name is an input that takes one-time values.
    pub fn is_one_time(&self, name: &str) -> bool {
        self.scenario.input(name).is_some_and(|input| input.one_time.is_some())
    }

    /// The expressions of what is evaluated: one, or those of the slots.
    pub fn expressions(&self, used: Used<'a>) -> Vec<Place<'a>> {
        match used {
            Used::Expression(expression) => vec![self.expression(expression)],
            Used::Text(text) => self.slots(text),
        }
    }

    pub fn expression(&self, expression: &'a Expression) -> Place<'a> {
        Place { expr: &expression.expr, raw: &expression.raw, span: expression.span }
    }

    pub fn slots(&self, text: &'a Text) -> Vec<Place<'a>> {
        text.slots().map(|slot| Place { expr: &slot.expr, raw: &text.raw, span: text.span }).collect()
    }

    /// The span of a part of an expression.
    pub fn inside(&self, place: &Place<'_>, range: Range<usize>) -> Span {
        span_inside(place.span, self.sources().file(place.span.file).text(), place.raw, range)
    }
}
