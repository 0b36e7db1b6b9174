//! One scenario as a suite: its cases in our terms, and through junit-report as bytes.

use std::io;
use std::time::Duration;

use junit_report::{OffsetDateTime, Report, TestCase, TestCaseBuilder, TestSuite};

use super::clean;

/// A suite before it is written.
#[derive(Debug, Clone)]
pub(super) struct Suite {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) started_ms: i64,
    pub(super) duration: Duration,
    pub(super) cases: Vec<Case>,
    /// What is said about the suite as a whole.
    pub(super) out: String,
}

/// A case before it is written.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) duration: Duration,
    pub(super) ending: Ending,
    /// What people are to read with it, whatever its ending.
    pub(super) out: String,
}

/// How a case ended.
#[derive(Debug, Clone)]
pub(super) enum Ending {
    Passed,
    Skipped { reason: String },
    Failed(Trouble),
    Errored(Trouble),
}

/// Why a case is not green.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    pub(super) kind: &'static str,
    pub(super) message: String,
    pub(super) body: String,
}

/// Numbers that add up over suites.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) tests: usize,
    pub(super) failures: usize,
    pub(super) errors: usize,
    pub(super) skipped: usize,
}

impl Counts {
    pub(super) fn add(&mut self, other: Counts) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.errors += other.errors;
        self.skipped += other.skipped;
    }
}

impl Suite {
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts { tests: self.cases.len(), ..Counts::default() };
        for case in &self.cases {
            match case.ending {
                Ending::Passed => {}
                Ending::Skipped { .. } => counts.skipped += 1,
                Ending::Failed(_) => counts.failures += 1,
                Ending::Errored(_) => counts.errors += 1,
            }
        }
        counts
    }

    /// Readers know a case by its class and name: names are told apart within the suite.
    pub(super) fn number_equal_names(&mut self) {
        let mut seen = std::collections::HashMap::new();
        for case in &mut self.cases {
            case.name = clean::name(&case.name, "(unnamed)");
            let wanted = case.name.clone();
            let count = seen.entry(wanted.clone()).or_insert(0usize);
            *count += 1;
            let mut number = *count;
            while number > 1 {
                case.name = format!("{wanted} ({number})");
                if !seen.contains_key(&case.name) {
                    seen.insert(case.name.clone(), 1);
                    break;
                }
                number += 1;
            }
        }
    }

    /// What junit-report makes of it: a whole document with this suite alone.
    pub(super) fn document(&self, hostname: &str, strict: bool) -> io::Result<Vec<u8>> {
        let path = clean::name(&self.path, "unknown");
        let mut suite = TestSuite::new(&clean::name(&self.name, &path));
        suite.package = class_name(&path);
        suite.hostname = clean::name(hostname, "localhost");
        suite.timestamp = timestamp(self.started_ms);
        let mut out = self.out.clone();
        for case in &self.cases {
            let mut built = case.build(&suite.package, (!strict).then_some(path.as_str()));
            if strict && !case.out.is_empty() {
                // No schema lets a case have an output that both readers know, a suite must have one.
                out.push_str(&format!("{}:\n{}", case.name, case.out));
                built.system_out = None;
            }
            suite.add_testcase(built);
        }
        if strict || !out.is_empty() {
            suite.set_system_out(&clean::content(&out));
        }
        if strict {
            suite.set_system_err("");
        }
        let mut report = Report::new();
        report.add_testsuite(suite);
        let mut bytes = Vec::new();
        report.write_xml(&mut bytes).map_err(io::Error::other)?;
        Ok(bytes)
    }
}

impl Case {
    fn build(&self, class: &str, file: Option<&str>) -> TestCase {
        let name = clean::name(&self.name, "(unnamed)");
        let time = junit_report::Duration::milliseconds(millis(self.duration));
        let mut case = match &self.ending {
            Ending::Passed => TestCaseBuilder::success(&name, time),
            Ending::Skipped { reason } => {
                TestCaseBuilder::skipped_with_cause(&name, "skipped", &clean::attribute(reason))
            }
            Ending::Failed(why) => {
                TestCaseBuilder::failure(&name, time, why.kind, &clean::attribute(&why.message))
            }
            Ending::Errored(why) => {
                TestCaseBuilder::error(&name, time, why.kind, &clean::attribute(&why.message))
            }
        };
        if let Ending::Failed(why) | Ending::Errored(why) = &self.ending {
            case.set_trace(&clean::content(&why.body));
        }
        case.set_classname(class);
        if let Some(file) = file {
            case.set_filepath(file);
        }
        if !self.out.is_empty() {
            case.set_system_out(&clean::content(&self.out));
        }
        case.build()
    }
}

/// `scenarios/login/mfa.yaml` as `scenarios.login.mfa`: readers make folders of it.
pub(super) fn class_name(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let stem = match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') && !stem.is_empty() && !stem.ends_with('/') => {
            stem
        }
        _ => path,
    };
    let parts: Vec<&str> = stem.split('/').filter(|part| !part.is_empty()).collect();
    clean::name(&parts.join("."), "unknown")
}

/// Whole milliseconds, rounded down.
pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Whole seconds: the schemas know no parts of them. junit-report panics on years that have no four digits.
fn timestamp(millis: i64) -> OffsetDateTime {
    let seconds = millis.div_euclid(1000).clamp(0, 253_402_300_799);
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The time of a run, written as junit-report writes those of suites.
pub(super) fn iso_8601(millis: i64) -> String {
    let time = jiff::Timestamp::from_second(timestamp(millis).unix_timestamp());
    time.unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_are_paths_with_dots() {
        for (path, class) in [
            ("scenarios/login/mfa.yaml", "scenarios.login.mfa"),
            ("./a.yaml", "a"),
            ("a.b/c", "a.b.c"),
            ("a/.yaml", "a..yaml"),
            ("/tmp/x.test.yml", "tmp.x.test"),
            ("", "unknown"),
        ] {
            assert_eq!(class_name(path), class, "{path}");
        }
    }

    #[test]
    fn equal_names_are_told_apart() {
        let case = |name: &str| Case {
            name: name.into(),
            line: 1,
            duration: Duration::ZERO,
            ending: Ending::Passed,
            out: String::new(),
        };
        let mut suite = Suite {
            name: "s".into(),
            path: "p".into(),
            started_ms: 0,
            duration: Duration::ZERO,
            cases: ["a", "a", "a (2)", " a", "b"].map(case).to_vec(),
            out: String::new(),
        };
        suite.number_equal_names();
        let names: Vec<&str> = suite.cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names, ["a", "a (2)", "a (2) (2)", "a (3)", "b"]);
    }
}
