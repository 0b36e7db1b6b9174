//! Secrets in what is said before a run, and about the call.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::diag::{Diagnostic, Fix};
use crate::eval::mask::{Mask, hide_url_passwords};
use crate::model::vocabulary::is_secret_name;
use crate::source::Sources;

/// Longer ranges are whole files of rows; what reads those does not quote them.
const LONGEST: usize = 4096;

/// Masks the literals of secret inputs in what findings say: their frames hide them, but a message may quote one.
pub fn mask_findings(findings: &mut [Diagnostic], sources: &Sources) {
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

/// Masks what somebody typed as the value of something with a secret's name, whatever option or place it was meant for:
/// `-i password=…`, or a path that should have been one.
pub fn mask_typed(text: &str) -> Cow<'_, str> {
    let typed: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    match hide(text, &typed) {
        Some(hidden) => Cow::Owned(hidden),
        None => Cow::Borrowed(text),
    }
}

fn hide(text: &str, typed: &[String]) -> Option<String> {
    let mut secrets: Vec<(Arc<str>, &str)> = Vec::new();
    for word in typed {
        let mut rest = word.as_str();
        // `--input=password=…` and `-ipassword=…` hold two or more names.
        while let Some((name, value)) = rest.split_once('=') {
            if is_secret_name(name) {
                let name = match name.strip_prefix("-i") {
                    Some(short) => short,
                    None => name.trim_start_matches('-'),
                };
                let name = name.trim();
                secrets.push((name.into(), value));
            }
            rest = value;
        }
    }
    let mask = Mask::new(secrets.iter().map(|(name, value)| (name, *value)));
    let mut hidden = mask.apply(text);
    // Shorter values than those that are searched for stand behind their names.
    for (name, value) in secrets.iter().filter(|(_, value)| !value.is_empty()) {
        let pair = format!("{name}={value}");
        if hidden.contains(&pair) {
            hidden = Cow::Owned(hidden.replace(&pair, &format!("{name}=[secret:{name}]")));
        }
    }
    if let Cow::Owned(without) = hide_url_passwords(&hidden) {
        hidden = Cow::Owned(without);
    }
    (hidden != text).then(|| hidden.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_as_a_secret_is_not_repeated() {
        let typed: Vec<String> =
            ["run", "-i", "password=hunter22", "--input=api_key=a=b\"c", "-itoken=ab", "name=mary"]
                .map(str::to_owned)
                .to_vec();
        for (text, expected) in [
            ("no file `password=hunter22`", Some("no file `password=[secret:password]`")),
            ("`a=b\\\"c` and token=ab", Some("`[secret:api_key]` and token=[secret:token]")),
            ("at http://mary:x@h/", Some("at http://mary:[secret:authorization]@h/")),
            ("no file `name=mary`", None),
        ] {
            assert_eq!(hide(text, &typed).as_deref(), expected, "{text}");
        }
    }
}
