//! Draws out what differs from run to run. The one place for it: a snapshot that flickers is mended here.

use std::borrow::Cow;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use regex::{Captures, Regex};

/// The replacements of one case.
pub struct Redact {
    folders: Vec<String>,
    patterns: Vec<(Regex, &'static str)>,
    timestamp: Regex,
    dates: Vec<String>,
}

impl Redact {
    /// For a case that ran in this folder, known by these two paths.
    pub fn new(folder: &Path, alias: &Path, keep_durations: bool) -> Redact {
        let duration = r"\b(?:\d+h ?)?(?:\d+m ?)?\d+(?:\.\d+)?(?:ns|µs|us|ms|s)\b";
        let version = regex::escape(env!("CARGO_PKG_VERSION"));
        let mut patterns = vec![
            // As wide as a port, so that carets and columns stay where they are.
            (r"(127\.0\.0\.1|localhost|\[::1\]):\d{4,5}\b".to_owned(), "${1}:PPPPP"),
            (format!(r"(\brunthrough\W{{1,4}}v?){version}\b"), "${1}[version]"),
            (r#"(name="seed" value=")\d+"#.to_owned(), "${1}[seed]"),
            (r#"("id":")[0-9a-f]{16}""#.to_owned(), "${1}[run id]\""),
            (r"\brun [0-9a-f]{16}\b".to_owned(), "run [run id]"),
            (r#"(?i)(\bseed"?\s*[:= ]\s*"?)(?:0x[0-9a-f]+|\d+)"#.to_owned(), "${1}[seed]"),
            (r#"(?i)(\brun[ _-]?id"?\s*[:= ]\s*"?)[0-9a-z-]{6,}"#.to_owned(), "${1}[run id]"),
            (r#"(name="seed" value=")\d+"#.to_owned(), "${1}[seed]"),
            // The token of a GitHub report, which is the run's.
            (r"::runthrough-[0-9a-f]{16}".to_owned(), "::runthrough-[run id]"),
            (r"(?m)^host: .*$".to_owned(), "host: [host]"),
            // Of a page its words: how it looks and moves stands in files of its own.
            (r"(?s)<style>.*?</style>".to_owned(), "<style>[style]</style>"),
            (r"(?s)<script>.*?</script>".to_owned(), "<script>[script]</script>"),
            (r"sha256-[^' ]{20,}".to_owned(), "sha256-[hash]"),
            (r"(?s)<svg .*?</svg>".to_owned(), "<svg>[bar]</svg>"),
            (
                r#"(?s)<figure class="phases">.*?</figure>"#.to_owned(),
                r#"<figure class="phases">[phases]</figure>"#,
            ),
            (r#"(\bdata-(?:started|millis)=")[\d.e-]+"#.to_owned(), "${1}0"),
            (r"(<dt>(?:runthrough|Machine|Run)</dt><dd>)[^<]*".to_owned(), "${1}[differs]"),
        ];
        if !keep_durations {
            patterns.extend([
                (r#"("\w*_(?:ms|us|ns)"\s*:\s*)\d[\d.eE+-]*"#.to_owned(), "${1}0"),
                // Whether a connection is used again is up to the server, too.
                (r"\btimings: .*\((?:new|reused) connection\)".to_owned(), "timings: [timings]"),
                (r"(\b\w+_ms: )\d+".to_owned(), "${1}0"),
                (r#"(\btime=")\d[\d.]*""#.to_owned(), "${1}[time]\""),
                // Blanks that put a number right in its column differ with it.
                (format!(r" {{2,}}{duration}"), "  [time]"),
                (duration.to_owned(), "[time]"),
                // A run of a few milliseconds has no rate.
                (r" \(\d[\d.,]* requests/s\)".to_owned(), ""),
                (r"\d[\d.,]*( ?req(?:uests?)?(?:/s| per second))".to_owned(), "[rate]${1}"),
                // A run of some milliseconds has no rate.
                (r"( in \[time\]) \(\[rate\] requests/s\)".to_owned(), "${1}"),
            ]);
        }
        let compile = |(pattern, with): (String, _)| (Regex::new(&pattern).expect("a pattern of ours"), with);
        let day = |days: i64| Timestamp::now().checked_add(SignedDuration::from_hours(24 * days));
        let near = (-1..=1).filter_map(|days| Some(day(days).ok()?.to_string()[..10].to_owned()));
        let mut folders = vec![folder.display().to_string(), alias.display().to_string()];
        // The longer first: on some systems one path ends with the other.
        folders.sort_by_key(|path| std::cmp::Reverse(path.len()));
        Redact {
            folders,
            patterns: patterns.into_iter().map(compile).collect(),
            timestamp: Regex::new(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
                .expect("a pattern of ours"),
            dates: near.collect(),
        }
    }

    /// The text without what differs.
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for folder in &self.folders {
            text = text.replace(folder, "[dir]");
        }
        text = without_chance(&text);
        for (pattern, with) in &self.patterns {
            if let Cow::Owned(replaced) = pattern.replace_all(&text, *with) {
                text = replaced;
            }
        }
        // Only the time of this run is drawn out: a case's own dates are part of its result.
        let draw = |found: &Captures<'_>| {
            let now = self.dates.iter().any(|date| *date == found[1]);
            if now { "[timestamp]".to_owned() } else { found[0].to_owned() }
        };
        self.timestamp.replace_all(&text, draw).into_owned()
    }
}

/// Drops what is there or not by chance: the rate, which a run that is too short does not tell, and the list of slow
/// steps, which a busy machine brings about.
fn without_chance(text: &str) -> String {
    let rate = Regex::new(r" \(\d[\d.,]* requests/s\)").expect("a pattern of ours");
    let slow = Regex::new(r"(?m)^Slowest steps\n(?: +.*\n)+\n?").expect("a pattern of ours");
    slow.replace_all(&rate.replace_all(text, ""), "").into_owned()
}
