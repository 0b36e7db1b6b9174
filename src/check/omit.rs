//! `${omit}` leaves a member of a JSON body out, and means nothing anywhere else.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::visit::{Used, visit_data};
use crate::model::{Action, Body, BodyContent, Data, FormPart, PartContent, Request, Text};

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let mut used = Vec::new();
    for var in &context.scenario.vars {
        visit_data(&var.value, crate::model::visit::Moment::Before, &mut |text, _| used.push(text));
    }
    let mut allowed: Vec<*const Text> = Vec::new();
    for step in context.scenario.all_steps() {
        step.visit(&mut |text, _| used.push(text));
        if let Action::Request(request) = &step.action {
            members(request, &mut allowed);
        }
    }
    for used in used {
        // A whole `${…}` as the value of a member may be `omit`, or become it by a choice.
        if let Used::Text(text) = used
            && allowed.contains(&std::ptr::from_ref(text))
            && text.template.as_ref().is_some_and(|template| template.only_slot().is_some())
        {
            continue;
        }
        for place in context.expressions(used) {
            place.expr.for_each_variable(&mut |name, range| {
                if &**name == "omit" {
                    sink.push(
                        Diagnostic::new(
                            Code::InvalidValue,
                            context.inside(&place, range),
                            "`omit` leaves out a property of a JSON body; it cannot be used here",
                        )
                        .help("use it as the whole value of a property: `name: ${omit}` under `json`"),
                    );
                }
            });
        }
    }
}

/// Texts that are values of members or elements of a JSON body.
fn members(request: &Request, allowed: &mut Vec<*const Text>) {
    for content in request.body.iter().flat_map(Body::contents) {
        match content {
            BodyContent::Data(data)
            | BodyContent::Part(FormPart { content: PartContent::Value(data), .. }) => inside(data, allowed),
            BodyContent::Part(_) | BodyContent::Entries(_) | BodyContent::Text(_) => {}
        }
    }
}

fn inside(data: &Data, allowed: &mut Vec<*const Text>) {
    // The root is no member of anything.
    if !matches!(data, Data::Text(_)) {
        data.for_each_text(&mut |text| allowed.push(std::ptr::from_ref(text)));
    }
}
