//! Secrets in what findings say.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diag::{Diagnostic, Fix};
use crate::eval::mask::Mask;
use crate::source::Sources;

/// Longer ranges are whole files of rows; what reads those does not quote them.
const LONGEST: usize = 4096;

/// Masks the literals of secret inputs in what findings say: their frames hide them, but a message may quote one.
pub(super) fn mask_findings(findings: &mut [Diagnostic], sources: &Sources) {
    if findings.is_empty() {
        return;
    }
    let (mut secrets, mut known): (Vec<(Arc<str>, &str)>, HashSet<&str>) = Default::default();
    for id in sources.ids() {
        let file = sources.file(id);
        for hidden in file.hidden().iter().filter(|hidden| hidden.range.len() <= LONGEST) {
            let text = file.text().get(hidden.range.clone()).unwrap_or("").trim();
            let text = text.trim_start_matches(['"', '\'']).trim_end_matches(['"', '\'']);
            if known.insert(text) {
                secrets.push((hidden.name.as_str().into(), text));
            }
        }
    }
    let mask = Mask::new(secrets.iter().map(|(name, value)| (name, *value)));
    if mask.is_empty() {
        return;
    }
    for finding in findings {
        let related = finding.related.iter_mut().map(|(_, why)| why);
        let texts = [&mut finding.message].into_iter().chain(&mut finding.label).chain(&mut finding.help);
        texts.chain(related).for_each(|text| mask.apply_to(text));
        // What would be shown as the corrected line must not show it either; it can still be mended by hand.
        let shows = |fix: &Fix| fix.edits.iter().any(|edit| mask.apply(&edit.text) != edit.text);
        let spans_hidden = |fix: &Fix| {
            fix.edits.iter().all(|edit| {
                let hidden = sources.file(edit.span.file).hidden().iter();
                let range = edit.span.range();
                hidden.clone().any(|other| other.range.start < range.end && other.range.end > range.start)
            })
        };
        finding.fix.take_if(|fix| shows(fix) && !spans_hidden(fix));
    }
}
