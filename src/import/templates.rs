//! `{{name}}`, as Postman and Hurl write variables.

/// Replaces each `{{…}}` by what `variable` makes of its inside; what is between is escaped.
pub fn replaced(text: &str, variable: &mut dyn FnMut(&str) -> String) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(end) = rest[start..].find("}}") else { break };
        let inside = &rest[start + 2..start + end];
        // `{{{` begins with a brace of its own.
        if inside.starts_with('{') || inside.contains(['\n', '{']) {
            written.push_str(&crate::import::draft::escape(&rest[..start + 1]));
            rest = &rest[start + 1..];
            continue;
        }
        written.push_str(&crate::import::draft::escape(&rest[..start]));
        written.push_str(&variable(inside.trim()));
        rest = &rest[start + end + 2..];
    }
    written.push_str(&crate::import::draft::escape(rest));
    written
}

/// A JSON text with `{{…}}`: outside of strings one stands for a value, which `value` writes as a template.
pub fn json(
    text: &str,
    variable: &mut dyn FnMut(&str) -> String,
    value: &mut dyn FnMut(&str) -> String,
) -> Option<crate::value::Value> {
    let mut written = String::with_capacity(text.len());
    let mut quoted = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if rest.starts_with("{{")
            && let Some(end) = rest.find("}}")
            && !rest[2..end].contains(['{', '"', '\n', ','])
        {
            let name = rest[2..end].trim();
            let expression = if quoted { variable(name) } else { value(name) };
            let string = crate::value::Value::from(expression).to_string();
            written.push_str(if quoted { string.trim_matches('"') } else { &string });
            rest = &rest[end + 2..];
            continue;
        }
        match character {
            '"' => quoted = !quoted,
            '\\' if quoted => {
                written.push(character);
                rest = &rest[1..];
                let next = rest.chars().next()?;
                written.push(next);
                rest = &rest[next.len_utf8()..];
                continue;
            }
            '$' if quoted && rest.starts_with("${") => written.push('$'),
            _ => {}
        }
        written.push(character);
        rest = &rest[character.len_utf8()..];
    }
    written.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_replaced_and_the_rest_stays() {
        let mut variable = |name: &str| format!("${{{name}}}");
        assert_eq!(replaced("a {{ b }} ${c} {{{d}}} {{", &mut variable), "a ${b} $${c} {${d}} {{");
        let mut value = |name: &str| format!("${{{name} | int}}");
        let json = json(r#"{"a": "x {{b}} ${q}", "n": {{n}}, "s": "\"{{"}"#, &mut variable, &mut value);
        assert_eq!(json, Some(crate::value::json!({ "a": "x ${b} $${q}", "n": "${n | int}", "s": "\"{{" })));
    }
}
