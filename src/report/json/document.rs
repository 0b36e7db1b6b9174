//! The public form of a run, version 1. It is no image of the internal model: that may change, this may only grow.

use super::coverage::Coverage;
pub use super::exchange::{Connection, Exchange, Header, Request, Response, Timings};
use super::self_schema::{Definitions, Described, Millis, described};
use crate::model::{AttemptRole, Kind, Verdict};

/// The version of the document.
pub const VERSION: u64 = 1;

described! {
    /// The JSON report of a run of runthrough.
    Report {
        always {
            /// Version of this format: 1.
            version: u64,
            /// What ran, where and how.
            run: Run,
            /// What was to run.
            plan: Plan,
            /// Files that could not be run for their errors.
            invalid_files: Vec<InvalidFile>,
            /// What came of each scenario instance, in plan order.
            instances: Vec<Instance>,
            /// What the whole run came to.
            totals: Totals,
            /// True when a signal or `--timeout` ended the run.
            interrupted: bool,
        }
        sometimes {
            /// How much of the OpenAPI documents was exercised; absent where no scenario uses one.
            coverage: Option<Coverage>,
        }
    }

    /// What ran, where and how.
    Run {
        always {
            /// Sixteen hexadecimal digits, other ones for every run.
            id: String,
            /// Version of runthrough.
            tool_version: String,
            /// Milliseconds from 1970-01-01 UTC to the start of the run.
            started_ms: i64,
            /// Name of the machine.
            host: String,
            /// The chosen environment, or `none`.
            environment: String,
            /// What the seeds of the instances come from (`--seed`).
            seed: u64,
            /// Instances at once (`--jobs`).
            jobs: usize,
        }
        sometimes {
            /// True when the exchanges of passed steps were kept whole (`-v`).
            verbose: bool,
            /// Which part of the plan ran (`--shard`).
            shard: Option<Shard>,
            /// The ids of the runs whose reports were merged into this one.
            merged_from: Vec<String>,
        }
    }

    /// A part of a plan.
    Shard {
        always {
            /// Which one, from 1.
            index: usize,
            /// Of how many.
            of: usize,
        }
        sometimes {}
    }

    /// What was to run: the whole plan, also where only a shard of it ran.
    Plan {
        always {
            /// Scenario instances of the whole plan.
            instances: usize,
            /// How many of them, at its beginning, are fragments that run once. Shards may share such a fragment; it then runs in each of them.
            once: usize,
            /// A hash of the ids of all instances: equal plans have equal ones.
            digest: String,
        }
        sometimes {}
    }

    /// A file that could not be run for its errors.
    InvalidFile {
        always {
            /// The file, relative to the project.
            path: String,
            /// Line of its first error.
            line: usize,
            /// Its errors, each as people read it.
            messages: Vec<String>,
        }
        sometimes {}
    }

    /// What came of one scenario instance: one scenario, one data row, one repetition.
    Instance {
        always {
            /// Its place in the whole plan, from 0.
            index: usize,
            /// Stable over runs and machines: `file::scenario [case]#repetition`.
            id: String,
            /// The scenario's name, with its `[case]`.
            name: String,
            /// Its file, relative to the project.
            file: String,
            /// Line of its name.
            line: usize,
            /// Which repetition (`--repeat`), from 1.
            repetition: usize,
            /// The worst of its steps, cleanup included.
            verdict: Verdict,
            /// Milliseconds from 1970-01-01 UTC to its start.
            started_ms: i64,
            /// Milliseconds from its start to the end of its cleanup.
            duration_ms: Millis,
            /// Its steps, then those of its cleanup, in order.
            steps: Vec<Step>,
        }
        sometimes {
            /// Its tags.
            tags: Vec<String>,
            /// Why it was skipped as a whole.
            reason: Option<String>,
            /// What went wrong outside of its steps.
            problems: Vec<Problem>,
        }
    }

    /// What came of one step.
    Step {
        always {
            /// Its name; of a step in a fragment with the names of the steps that use it before it.
            name: String,
            /// Line of its name.
            line: usize,
            /// How it ended.
            verdict: Verdict,
            /// Milliseconds from its start to its end.
            duration_ms: Millis,
        }
        sometimes {
            /// True for a step of the cleanup.
            cleanup: bool,
            /// True when it passed only after a failed attempt.
            flaky: bool,
            /// Why it was skipped.
            reason: Option<String>,
            /// The text of its `say`.
            said: Option<String>,
            /// Remarks, such as a capture that was left out after a wrong status.
            notes: Vec<String>,
            /// Elements of its `for_each`, in order.
            elements: Vec<Element>,
            /// True when the elements are written in the scenario file, so that their labels are stable.
            elements_fixed: bool,
            /// Every attempt; those of one element and round stand together, and the one that decides is the last of them.
            attempts: Vec<Attempt>,
        }
    }

    /// One element of a `for_each`.
    Element {
        always {
            /// What it is called.
            label: String,
            /// The worst of its rounds.
            verdict: Verdict,
            /// Milliseconds from its start to its end.
            duration_ms: Millis,
        }
        sometimes {
            /// Why it was skipped.
            reason: Option<String>,
            /// The text of its `say`.
            said: Option<String>,
        }
    }

    /// One try of a step.
    Attempt {
        always {
            /// What it means for its step: it `decides`, or was `retried` after it had not passed, or is `pending`: `until` was false, and it was not judged.
            standing: AttemptRole,
            /// How it ended; `skipped` when it was not judged.
            verdict: Verdict,
            /// Milliseconds from its start to its end.
            duration_ms: Millis,
        }
        sometimes {
            /// Which element of the `for_each` it was for, from 0.
            element: Option<u32>,
            /// Which round of the `repeat` it belongs to, from 1.
            round: Option<u32>,
            /// What was sent and what came back; absent when nothing was sent.
            exchange: Option<Exchange>,
            /// What went wrong, a failed expectation each or whatever else its kind says.
            problems: Vec<Problem>,
            /// Every expectation that was evaluated, in order; what is wrong with those that do not hold is told in `problems`.
            expectations: Vec<Expectation>,
            /// What was captured.
            captures: Vec<Capture>,
        }
    }

    /// Something that went wrong.
    Problem {
        always {
            /// What kind of thing; `runthrough explain KIND` says more.
            kind: Kind,
            /// Whether that kind is a failure or an error.
            verdict: Verdict,
            /// One line for people.
            message: String,
        }
        sometimes {
            /// Of an expectation with an operator: what it looks at, such as a JSONPath.
            path: Option<String>,
            /// Of an expectation with an operator: the one that does not hold; `equals` where only a value is written.
            operator: Option<String>,
            /// Where it is written in the scenario.
            source: Option<Source>,
            /// What was expected.
            expected: Option<Shown>,
            /// What was there.
            actual: Option<Shown>,
            /// The value of each part of an expression.
            parts: Vec<Part>,
            /// Further lines.
            details: Vec<String>,
            /// A diff from the expected to the actual value, where one helps: `-`, `+` or a space, then the line.
            diff: Vec<String>,
        }
    }

    /// A place in a file.
    Source {
        always {
            /// The file, relative to the project.
            file: String,
            /// Line, from 1.
            line: usize,
            /// Column in characters, from 1.
            column: usize,
        }
        sometimes {
            /// The line with a caret under the value, ready to print.
            frame: Option<String>,
        }
    }

    /// A value as it may be shown.
    Shown {
        always {
            /// JSON, or text for what is only text; cut when it is long.
            text: String,
            /// Its JSON type, or another word that says what it is.
            type_name: String,
        }
        sometimes {}
    }

    /// A part of an expression and its value.
    Part {
        always {
            /// The part as it is written.
            expression: String,
            /// Its value.
            value: Shown,
        }
        sometimes {}
    }

    /// One expectation that was looked at.
    Expectation {
        always {
            /// `status`, `json` and so on.
            kind: Kind,
            /// Path or name of what is looked at.
            path: String,
            /// The operator; `equals` where only a value is written, `holds` of an expression.
            operator: String,
            /// `passed` where it holds; `errored` where that could not be told.
            verdict: Verdict,
        }
        sometimes {
            /// What was expected; in words where that is a matcher.
            expected: Option<Shown>,
            /// What was there.
            actual: Option<Shown>,
            /// Where it is written.
            source: Option<Source>,
        }
    }

    /// A value that was captured.
    Capture {
        always {
            /// The variable.
            name: String,
            /// Its value; `[secret:name]` for a secret.
            value: Shown,
        }
        sometimes {}
    }

    /// What the whole run came to.
    Totals {
        always {
            /// Instances that passed.
            passed: usize,
            /// Instances that failed.
            failed: usize,
            /// Instances that errored.
            errored: usize,
            /// Instances that were skipped.
            skipped: usize,
            /// Files that could not be run for their errors.
            invalid_files: usize,
            /// Steps that ran.
            steps: usize,
            /// Requests that were sent.
            requests: usize,
            /// Steps that passed only after a failed attempt.
            flaky: usize,
            /// Milliseconds of wall-clock time.
            duration_ms: Millis,
        }
        sometimes {
            /// True when a bug in runthrough showed.
            internal: bool,
            /// Ids of the instances whose cleanup was not reached.
            cleanup_not_reached: Vec<String>,
        }
    }
}
