//! Errors of serde_json, in the parts that it has no fields for: the one place that reads its wording.

/// What is wrong, without the place: that counts from where the parser began.
pub fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> serde_json::Error {
        serde_json::from_str::<serde_json::Value>(text).expect_err("it is wrong")
    }

    #[test]
    fn the_wording_of_serde_json_is_as_it_is_read_here() {
        assert_eq!(reason(&error("[1,\n x]")), "expected value");
        assert_eq!(reason(&error("[\" at line 1 column 2")), "EOF while parsing a string");
    }
}
