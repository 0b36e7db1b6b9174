//! Defaults and limits. The code takes its numbers from here, and the guide its table: no number is written twice.

use std::time::Duration;

/// `options.timeout` where nothing is said.
pub const TIMEOUT: Duration = Duration::from_secs(30);
/// `options.max_redirects` where nothing is said.
pub const MAX_REDIRECTS: u64 = 10;
/// Bytes of a response's body where nothing is said.
pub const MAX_BODY: u64 = 64 * 1024 * 1024;
/// Values of a JSON body where nothing is said: a tree takes up to twenty times its text.
pub const MAX_JSON_VALUES: usize = 2_000_000;
/// Bytes of a response's head.
pub const MAX_HEAD: usize = 64 * 1024;
/// Headers of a response: the parser of the client has room for so many.
pub const MAX_HEADERS: usize = 128;
/// `retry.attempts` where nothing is said.
pub const ATTEMPTS: u32 = 3;
/// `retry.every` where nothing is said.
pub const EVERY: Duration = Duration::from_secs(1);
/// `retry.max_wait` where nothing is said.
pub const MAX_WAIT: Duration = Duration::from_secs(60);
/// `repeat.max` where nothing is said.
pub const MOST_ROUNDS: u32 = 100;
/// `cleanup_timeout` where nothing is said.
pub const CLEANUP_TIMEOUT: Duration = Duration::from_secs(60);
/// What a request of the run that is on its way may take after an interruption: its answer may bring the token without
/// which no cleanup can close the session that it opened.
pub const LAST_ANSWER: Duration = Duration::from_millis(500);
/// What each request of a cleanup may take after an interruption.
pub const CLEANUP_REQUEST: Duration = Duration::from_secs(2);
/// `--grace` where nothing is said, as one would type it.
pub const GRACE: &str = "10s";
/// So long reports may stand still once the grace time is over.
pub const STALLED: Duration = Duration::from_secs(2);
/// Maps and lists of a JSON body inside each other: what the parser allows.
pub const JSON_DEPTH: usize = 128;
/// Digits of a number that is compared or used in a calculation, those behind the point included.
pub const NUMBER_DIGITS: usize = 1_000;
/// The largest exponent of such a number, above and below zero.
pub const NUMBER_EXPONENT: u64 = 10_000;
/// Maps and lists of a YAML file that may be open at once.
pub const NESTING: usize = 64;
/// Elements of an HTML body inside each other: a selector looks at all of them for each element.
pub const HTML_DEPTH: usize = 1_000;
/// Bytes of a body that is read as HTML: its tree takes a multiple of that.
pub const HTML_BYTES: usize = 16 * 1024 * 1024;
/// Attributes of one tag in an XML or HTML body: the parsers compare each with those before it.
pub const MARKUP_ATTRIBUTES: usize = 256;
/// Namespaces that an element of an XML body is in the scope of: the parser copies them for each that declares others.
pub const XML_NAMESPACES: usize = 256;
/// Steps of all queries on an XML or HTML body; as many for building the tree of an HTML body.
pub const MARKUP_STEPS: u64 = 20_000_000;
/// Further steps of queries for each node, so that a large body can be asked as much as a small one.
pub const MARKUP_STEPS_PER_NODE: u64 = 32;
/// Further steps of building the tree for each byte.
pub const MARKUP_STEPS_PER_BYTE: u64 = 2;
/// Bytes of text that a query finds in an XML or HTML body.
pub const MARKUP_TEXT: usize = 64 * 1024 * 1024;
/// Nodes of one YAML file, those that aliases repeat included.
pub const NODES: usize = 1_000_000;
/// Fragments inside of each other: what runs them recurses.
pub const FRAGMENTS: usize = 16;
/// Bytes of a YAML file. More is no scenario but data, which `cases` reads.
pub const SCENARIO_FILE: u64 = 16 * 1024 * 1024;
/// Bytes of a file that a scenario names.
pub const NAMED_FILE: u64 = 64 * 1024 * 1024;
/// Columns of data rows: a cell is looked for among them.
pub const COLUMNS: usize = 1_000;
/// Bytes of a file with a JSON body.
pub const JSON_FILE: usize = 16 * 1024 * 1024;
/// Files of JSON Schema or OpenAPI that refer to each other.
pub const SCHEMA_FILES: usize = 1_000;
/// Violations of a schema that are listed.
pub const VIOLATIONS_SHOWN: usize = 20;
/// Violations of a schema that are counted.
pub const VIOLATIONS_COUNTED: usize = 1_000;
/// Visits of schemas that have others in them, until it is known whether a value follows one; more for large values.
pub const SCHEMA_VISITS: u64 = 5_000_000;
/// The same, until all reasons are known why it does not: each may be kept.
pub const SCHEMA_VISITS_TOLD: u64 = 200_000;
/// Folders below a path that is looked through.
pub const FOLDERS: usize = 64;
/// Files and folders that are looked at below such a path: links may show each other without end.
pub const LOOKED_AT: usize = 1_000_000;
/// Bytes of a `.runthroughignore`.
pub const IGNORE_FILE: u64 = 64 * 1024;
/// Bytes of a path that a file names.
pub const FILE_PATH: usize = 4 * 1024;
/// Bytes of one expression.
pub const EXPRESSION_BYTES: usize = 8 * 1024;
/// Brackets and prefix operators that may be open at once in an expression.
pub const EXPRESSION_DEPTH: usize = 64;
/// Operators, filters and dots in an expression.
pub const EXPRESSION_OPERATORS: usize = 400;
/// Bytes of one text with `${…}`.
pub const TEMPLATE_BYTES: usize = 4 * 1024 * 1024;
/// The longest text or list that an expression may make.
pub const RENDERED: usize = 16 * 1024 * 1024;
/// The most elements of `range`.
pub const RANGE: i64 = 100_000;
/// The most characters of `random_string`.
pub const RANDOM_STRING: i64 = 10_000;
/// Bytes of a regular expression.
pub const REGEX_BYTES: usize = 16 * 1024;
/// Bytes of a JSONPath.
pub const PATH_BYTES: usize = 4096;
/// Segments of a JSONPath: the evaluator recurses over them.
pub const PATH_SEGMENTS: usize = 128;
/// Filters of a JSONPath inside each other.
pub const PATH_FILTERS: usize = 16;
/// Shorter secrets are not searched for: they would hit everywhere.
pub const SHORTEST_SECRET: usize = 4;
/// Shorter values that are secret by their place are not searched for elsewhere.
pub const SHORTEST_PLACED: usize = 8;
/// So many of them are searched for in later exchanges: a run over ten thousand pages must not get slower with each.
pub const REMEMBERED_PLACED: usize = 64;
/// Of a body that is longer than this only the beginning is shown, unless all is asked for.
pub const SHOWN_BYTES: usize = 2048;
/// The same in lines.
pub const SHOWN_LINES: usize = 40;
/// Characters of a body that are kept for reports.
pub const KEPT_BODY: usize = 64 * 1024;
/// GitHub takes job summaries up to this size.
pub const JOB_SUMMARY: usize = 1 << 20;

/// A default or a bound, as the guide shows it.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub what: &'static str,
    pub amount: Amount,
    /// The keys or the option that set it, as a path of keys; none: it is fixed.
    pub set_by: &'static [&'static str],
}

/// How much a limit is; shown as a file would write it.
#[derive(Debug, Clone, Copy)]
pub enum Amount {
    Count(u64),
    Time(Duration),
    Bytes(u64),
    /// As it is typed.
    Typed(&'static str),
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Amount::Count(count) => write!(f, "{count}"),
            Amount::Time(time) if time.subsec_millis() == 0 => write!(f, "{}s", time.as_secs()),
            Amount::Time(time) => write!(f, "{}ms", time.as_millis()),
            Amount::Bytes(bytes) if bytes % (1 << 20) == 0 => write!(f, "{}MiB", bytes >> 20),
            Amount::Bytes(bytes) if bytes % (1 << 10) == 0 => write!(f, "{}KiB", bytes >> 10),
            Amount::Bytes(bytes) => write!(f, "{bytes}B"),
            Amount::Typed(text) => f.write_str(text),
        }
    }
}

const fn limit(what: &'static str, amount: Amount, set_by: &'static [&'static str]) -> Limit {
    Limit { what, amount, set_by }
}

/// What a file or an option can change, then what is fixed.
pub const ALL: &[Limit] = &[
    limit("Time limit for a whole request", Amount::Time(TIMEOUT), &["options.timeout"]),
    limit("Redirects that are followed", Amount::Count(MAX_REDIRECTS), &["options.max_redirects"]),
    limit("Size of a response body", Amount::Bytes(MAX_BODY), &["options.max_body", "limits.max_body"]),
    limit(
        "Values in a JSON response body, nodes and attributes in an XML or HTML one",
        Amount::Count(MAX_JSON_VALUES as u64),
        &["limits.max_json_values"],
    ),
    limit("Attempts of a step with `retry`", Amount::Count(ATTEMPTS as u64), &["retry.attempts"]),
    limit("First pause between two attempts", Amount::Time(EVERY), &["retry.every"]),
    limit("Longest pause between two attempts", Amount::Time(MAX_WAIT), &["retry.max_wait"]),
    limit("Iterations of `repeat`", Amount::Count(MOST_ROUNDS as u64), &["repeat.max"]),
    limit("Time limit for the whole cleanup", Amount::Time(CLEANUP_TIMEOUT), &["cleanup_timeout"]),
    limit("After Ctrl-C: time limit for all cleanups", Amount::Typed(GRACE), &["--grace"]),
    limit("After Ctrl-C: time limit for a request that has been sent", Amount::Time(LAST_ANSWER), &[]),
    limit("After Ctrl-C: time limit for one cleanup request", Amount::Time(CLEANUP_REQUEST), &[]),
    limit("After that: time limit for writing reports", Amount::Time(STALLED), &[]),
    limit("Nesting of objects and arrays in a JSON response body", Amount::Count(JSON_DEPTH as u64), &[]),
    limit(
        "Digits of a number that is compared or used in a calculation",
        Amount::Count(NUMBER_DIGITS as u64),
        &[],
    ),
    limit("Exponent of such a number, above and below zero", Amount::Count(NUMBER_EXPONENT), &[]),
    limit("Nesting of elements in an HTML response body", Amount::Count(HTML_DEPTH as u64), &[]),
    limit("Size of an HTML response body", Amount::Bytes(HTML_BYTES as u64), &[]),
    limit(
        "Attributes of a tag in an XML or HTML response body",
        Amount::Count(MARKUP_ATTRIBUTES as u64),
        &[],
    ),
    limit("Namespaces in scope of an element of an XML body", Amount::Count(XML_NAMESPACES as u64), &[]),
    limit(
        "Steps for parsing an HTML body, and for all queries on an XML or HTML body (more for a large one)",
        Amount::Count(MARKUP_STEPS),
        &[],
    ),
    limit("Text that a query finds in an XML or HTML response body", Amount::Bytes(MARKUP_TEXT as u64), &[]),
    limit("Size of a response's status line and headers", Amount::Bytes(MAX_HEAD as u64), &[]),
    limit("Headers of a response", Amount::Count(MAX_HEADERS as u64), &[]),
    limit("Nesting of maps and lists in a YAML file", Amount::Count(NESTING as u64), &[]),
    limit("Values in one YAML file, aliases counted each time", Amount::Count(NODES as u64), &[]),
    limit("Nesting of fragments", Amount::Count(FRAGMENTS as u64), &[]),
    limit("Size of a scenario or fragment file", Amount::Bytes(SCENARIO_FILE), &[]),
    limit("Size of a file that a scenario refers to (`cases`, `file`, …)", Amount::Bytes(NAMED_FILE), &[]),
    limit("Columns of data rows", Amount::Count(COLUMNS as u64), &[]),
    limit("Size of a `json_file` or `equals_file`", Amount::Bytes(JSON_FILE as u64), &[]),
    limit("Schema or OpenAPI files that refer to each other", Amount::Count(SCHEMA_FILES as u64), &[]),
    limit("Violations of a schema that are listed", Amount::Count(VIOLATIONS_SHOWN as u64), &[]),
    limit("Violations of a schema that are counted", Amount::Count(VIOLATIONS_COUNTED as u64), &[]),
    limit("Schemas evaluated to judge a value (more for a large one)", Amount::Count(SCHEMA_VISITS), &[]),
    limit(
        "Schemas evaluated to explain a violation (more for a large one)",
        Amount::Count(SCHEMA_VISITS_TOLD),
        &[],
    ),
    limit("Nesting of folders that are searched", Amount::Count(FOLDERS as u64), &[]),
    limit("Files and folders that are searched under a path", Amount::Count(LOOKED_AT as u64), &[]),
    limit("Size of a `.runthroughignore`", Amount::Bytes(IGNORE_FILE), &[]),
    limit("Length of a path in a file", Amount::Bytes(FILE_PATH as u64), &[]),
    limit("Length of an expression", Amount::Bytes(EXPRESSION_BYTES as u64), &[]),
    limit("Nesting of brackets in an expression", Amount::Count(EXPRESSION_DEPTH as u64), &[]),
    limit("Operators and filters in an expression", Amount::Count(EXPRESSION_OPERATORS as u64), &[]),
    limit("Length of a string with `${…}`", Amount::Bytes(TEMPLATE_BYTES as u64), &[]),
    limit("Length of the result of an expression", Amount::Bytes(RENDERED as u64), &[]),
    limit("Numbers in a `range`", Amount::Count(RANGE as u64), &[]),
    limit("Characters of a `random_string`", Amount::Count(RANDOM_STRING as u64), &[]),
    limit("Length of a regular expression", Amount::Bytes(REGEX_BYTES as u64), &[]),
    limit("Length of a JSONPath", Amount::Bytes(PATH_BYTES as u64), &[]),
    limit("Steps of a JSONPath", Amount::Count(PATH_SEGMENTS as u64), &[]),
    limit("Nesting of filters in a JSONPath", Amount::Count(PATH_FILTERS as u64), &[]),
    limit("Minimum length of a secret input, in characters", Amount::Count(SHORTEST_SECRET as u64), &[]),
    limit(
        "Minimum length of a credential or cookie value that is searched for elsewhere, in characters",
        Amount::Count(SHORTEST_PLACED as u64),
        &[],
    ),
    limit(
        "Such values from earlier steps that are searched for in a later one",
        Amount::Count(REMEMBERED_PLACED as u64),
        &[],
    ),
    limit(
        "Part of a body that a failure shows without `-v`, in bytes, in bytes",
        Amount::Bytes(SHOWN_BYTES as u64),
        &[],
    ),
    limit(
        "Part of a body that a failure shows without `-v`, in bytes, in lines",
        Amount::Count(SHOWN_LINES as u64),
        &[],
    ),
    limit("Part of a body that is stored for reports, in characters", Amount::Count(KEPT_BODY as u64), &[]),
    limit(
        "Size of a `markdown` report, which reports what it leaves out",
        Amount::Bytes(JOB_SUMMARY as u64),
        &[],
    ),
];

/// The default of a key, by its path (`options.timeout`).
pub fn default_of(key: &str) -> Option<Amount> {
    ALL.iter().find(|limit| limit.set_by.contains(&key)).map(|limit| limit.amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_as_one_writes_them() {
        let shown = |key| default_of(key).map(|amount| amount.to_string());
        assert_eq!(shown("options.timeout").as_deref(), Some("30s"));
        assert_eq!(shown("options.max_body").as_deref(), Some("64MiB"));
        assert_eq!(shown("--grace").as_deref(), Some("10s"));
        assert_eq!(shown("options.proxy"), None);
        assert_eq!(Amount::Time(Duration::from_millis(1500)).to_string(), "1500ms");
        assert_eq!(Amount::Bytes(512).to_string(), "512B");
    }
}
