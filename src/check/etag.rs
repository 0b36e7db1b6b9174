//! Entity tags are sent and compared with their quotes (RFC 9110 §8.8.3), which YAML takes away.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Fix, Sink};
use crate::model::{Action, Data, Expected, Matcher, Op};
use crate::source::Span;

/// Headers whose values are entity tags, or lists of them.
const CONDITIONS: [&str; 2] = ["if-match", "if-none-match"];

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    for step in context.scenario.all_steps() {
        let Action::Request(request) = &step.action else { continue };
        for header in &request.headers {
            let name = header.name.value.to_ascii_lowercase();
            if CONDITIONS.contains(&&*name) && !header.inherited {
                values(&header.value, &mut |text, span| tag(context, text, span, sink));
            }
        }
        for (name, matcher) in &request.expect.headers {
            if name.raw.eq_ignore_ascii_case("etag") {
                expected(matcher, &mut |text, span| tag(context, text, span, sink));
            }
        }
    }
}

fn tag(context: &Context<'_>, text: &str, span: Span, sink: &mut Sink) {
    let written = context.sources().text(span);
    // Only what was written in quotes: `If-Match: abc` says what it sends.
    let swallowed = written.len() == text.len() + 2 && written.starts_with(['"', '\'']);
    if !swallowed || text == "*" || text.contains('"') || text.starts_with("${") {
        return;
    }
    sink.push(
        Diagnostic::new(
            Code::EtagWithoutQuotes,
            span,
            "YAML removes these quotes, but they are part of the tag",
        )
        .fix(Fix::new(span, format!("'\"{text}\"'"), true)),
    );
}

fn values(data: &Data, visit: &mut dyn FnMut(&str, Span)) {
    data.for_each_text(&mut |text| {
        if text.template.is_none() {
            visit(&text.raw, text.span);
        }
    });
}

fn expected(matcher: &Matcher, visit: &mut dyn FnMut(&str, Span)) {
    for operator in &matcher.operators {
        match &operator.op {
            Op::Equals(comparison) => {
                if let Expected::Data(data) = &comparison.expected {
                    values(data, visit);
                }
            }
            Op::OneOf(all) => all.iter().for_each(|data| values(data, visit)),
            _ => {}
        }
    }
}
