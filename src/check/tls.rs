//! A client certificate needs its key, and a key its certificate.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Action;

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let mut told = Vec::new();
    for step in context.scenario.all_steps() {
        let Action::Request(request) = &step.action else { continue };
        let tls = &request.options.tls;
        let (span, message) = match (&tls.cert, &tls.key) {
            (Some(cert), None) => {
                (cert.span, "`tls.cert` needs the private key of the certificate: add `tls.key`")
            }
            (None, Some(key)) => (key.span, "`tls.key` needs its certificate: add `tls.cert`"),
            _ => continue,
        };
        // Written in `defaults`, it is one mistake however many requests there are.
        if !told.contains(&span) {
            told.push(span);
            sink.push(Diagnostic::new(Code::MissingKey, span, message));
        }
    }
}
