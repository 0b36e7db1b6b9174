//! How the reports for people tell what of the OpenAPI documents was exercised.

use super::text::one_line;
use crate::model::{CoveredDocument, Dimension, Share};

/// A row of the table: one dimension of a document.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) dimension: &'static str,
    pub(super) share: Share,
    /// What was not exercised.
    pub(super) missing: Vec<String>,
    /// How much more was not, beside those.
    pub(super) more: usize,
}

impl Row {
    /// A dimension, with the first so many that are missing.
    fn new(document: &CoveredDocument, dimension: Dimension, most: usize) -> Row {
        let share = document.share(dimension);
        let missing: Vec<String> =
            document.missing(dimension).take(most).map(|item| one_line(&item.shown())).collect();
        let more = share.total - share.covered - missing.len();
        Row { dimension: dimension.name(), share, missing, more }
    }

    /// `a, b and 3 more`; empty where nothing is missing.
    pub(super) fn missing_line(&self) -> String {
        let names = self.missing.join(", ");
        match self.more {
            0 => names,
            more => format!("{names} and {more} more"),
        }
    }

    /// `66.6%`.
    pub(super) fn percent(&self) -> String {
        format!("{}%", self.share.percent())
    }
}

/// The rows of a document that have anything to count, each with the first so many that are missing.
pub(super) fn rows(document: &CoveredDocument, most: usize) -> impl Iterator<Item = Row> {
    let all = Dimension::ALL.into_iter().map(move |dimension| Row::new(document, dimension, most));
    all.filter(|row| row.share.total > 0)
}

/// What is missing is named so often where a minimum is not reached.
const NAMED: usize = 20;

/// What there is to say where a dimension of a document is below a minimum: two lines.
pub fn below(document: &CoveredDocument, dimension: Dimension, minimum: f64) -> Option<String> {
    let row = Row::new(document, dimension, NAMED);
    (!row.share.reaches(minimum)).then(|| {
        format!(
            "{} of {}: {} ({} of {}) are covered, but --min-coverage asks for {minimum}%\n  missing: {}",
            row.dimension,
            one_line(&document.name),
            row.percent(),
            row.share.covered,
            row.share.total,
            row.missing_line()
        )
    })
}
