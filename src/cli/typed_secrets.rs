//! Secrets on the command line itself.

use std::borrow::Cow;
use std::sync::Arc;

use crate::eval::mask::{Mask, hide_url_passwords};
use crate::vocabulary::is_secret_name;

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
