//! The maps of the language, in the order in which the guide lists them.

use super::{
    BASIC, BODY, CAPTURE, CASES, CONFIG, COOKIE, DEFAULTS, DEFAULTS_EXPECT, ENVIRONMENT, EXPECT,
    EXPECT_OPENAPI, FOR_EACH, FRAGMENT, GRAPHQL, INPUT, Key, LIMITS, OPTIONS, PART, REPEAT, RETRY, SCENARIO,
    SNAPSHOT, STEP, TLS,
};

/// A map that a file may contain, with its keys.
#[derive(Debug)]
pub struct Section {
    /// Where it is written, in Markdown.
    pub title: &'static str,
    /// What precedes a key in its path (`options.` in `options.timeout`); empty for keys at the top of a file.
    pub path: &'static str,
    pub keys: &'static [Key],
    /// Paths of the keys whose value this map is.
    pub value_of: &'static [&'static str],
}

const fn section(
    title: &'static str,
    path: &'static str,
    keys: &'static [Key],
    value_of: &'static [&'static str],
) -> Section {
    Section { title, path, keys, value_of }
}

pub const SECTIONS: &[Section] = &[
    section("A scenario file", "", SCENARIO, &[]),
    section("A fragment file", "", FRAGMENT, &[]),
    section("`inputs`: an input", "input.", INPUT, &["inputs"]),
    section("`cases`: rows from a file", "cases.", CASES, &["cases"]),
    section("`defaults`", "defaults.", DEFAULTS, &["defaults", "environment.defaults"]),
    section("`defaults.expect`", "defaults.expect.", DEFAULTS_EXPECT, &["defaults.expect"]),
    section("`steps` and `cleanup`: a step", "step.", STEP, &["steps", "cleanup"]),
    section("`multipart`: a part written as a map", "part.", PART, &["step.multipart"]),
    section("`graphql`", "graphql.", GRAPHQL, &["step.graphql"]),
    section("`auth: { basic: … }`", "basic.", BASIC, &[]),
    section("`options`", "options.", OPTIONS, &["step.options", "defaults.options"]),
    section("`options.tls`", "tls.", TLS, &["options.tls"]),
    section("`retry`", "retry.", RETRY, &["step.retry", "defaults.retry"]),
    section("`repeat`", "repeat.", REPEAT, &["step.repeat"]),
    section("`for_each`, beside the name of the element", "for_each.", FOR_EACH, &["step.for_each"]),
    section("`capture`: a capture", "capture.", CAPTURE, &["step.capture"]),
    section("`expect`", "expect.", EXPECT, &["step.expect"]),
    section(
        "`expect.openapi`, written as a map",
        "openapi.",
        EXPECT_OPENAPI,
        &["expect.openapi", "defaults.expect.openapi"],
    ),
    section("`expect.body`, beside the operators", "body.", BODY, &["expect.body"]),
    section("`expect.snapshot`, written as a map", "snapshot.", SNAPSHOT, &["expect.snapshot"]),
    section("`expect.cookies`: a cookie written as a map", "cookie.", COOKIE, &["expect.cookies"]),
    section("`runthrough.yaml`", "", CONFIG, &[]),
    section("`environments`: an environment", "environment.", ENVIRONMENT, &["environments"]),
    section("`limits`", "limits.", LIMITS, &["limits"]),
];

impl Section {
    /// The section that describes the value of one of this section's keys; `None` where that is no map with fixed keys.
    pub fn below(&self, key: &Key) -> Option<&'static Section> {
        let path = format!("{}{}", self.path, key.name);
        SECTIONS.iter().find(|section| section.value_of.contains(&path.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::SECTIONS;

    #[test]
    fn every_path_of_a_section_names_a_key() {
        let paths: Vec<String> = SECTIONS
            .iter()
            .flat_map(|section| section.keys.iter().map(|key| format!("{}{}", section.path, key.name)))
            .collect();
        for path in SECTIONS.iter().flat_map(|section| section.value_of) {
            assert!(paths.iter().any(|known| known == path), "{path}");
        }
    }
}
