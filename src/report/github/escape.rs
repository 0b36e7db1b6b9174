//! Texts in workflow commands, escaped as GitHub Actions undoes it.

/// The message of a workflow command: percent signs and line ends are escaped.
pub(crate) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: colons and commas are escaped, too.
pub(crate) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_property_or_the_line_is_escaped() {
        assert_eq!(data("100%: a,b\r\n::x"), "100%25: a,b%0D%0A::x");
        assert_eq!(property("100%: a,b\n"), "100%25%3A a%2Cb%0A");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_back(text in proptest::prelude::any::<String>()) {
            // In the order of the runner: the percent sign last.
            let read = |text: &str| text.replace("%3A", ":").replace("%2C", ",")
                .replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
            for escaped in [data(&text), property(&text)] {
                assert!(!escaped.contains(['\r', '\n']));
                assert_eq!(read(&escaped), text);
            }
            assert!(!property(&text).contains([':', ',']));
        }
    }
}
