//! What is kept of a run until its totals are known, in bounded memory.

use super::escape::{cell, html_block, html_line};

/// The rest of a job summary is for what stands around rows and details.
const LIMIT: usize = crate::vocabulary::limits::JOB_SUMMARY - (128 << 10);
/// The table of what did not pass has at most this much of it.
const ROWS: usize = 256 << 10;
/// The text of one failure.
const DETAIL: usize = 64 << 10;
/// A message or name in a table: the text below has all of it.
pub(super) const MESSAGE: usize = 300;

/// Rows and details of what did not pass.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) rows: String,
    pub(super) details: String,
    pub(super) rows_left_out: usize,
    pub(super) details_left_out: usize,
}

impl Parts {
    /// A row of the table.
    pub(super) fn row(&mut self, cells: [&str; 4]) {
        let cells = cells.map(|text| cell(&cut(text, MESSAGE)));
        let row = format!("| {} |\n", cells.join(" | "));
        if self.rows.len() + row.len() > ROWS {
            self.rows_left_out += 1;
        } else {
            self.rows.push_str(&row);
        }
    }

    /// The text of a failure, to be unfolded.
    pub(super) fn detail(&mut self, title: &str, text: &str) {
        let shown = cut(text, DETAIL);
        let detail = format!(
            "<details>\n<summary>{}</summary>\n\n<pre>\n{}\n</pre>\n\n</details>\n\n",
            html_line(&cut(title, MESSAGE)),
            html_block(shown.trim_end())
        );
        // Rows may still come: their room is kept.
        if self.details.len() + detail.len() > LIMIT - ROWS {
            self.details_left_out += 1;
        } else {
            self.details.push_str(&detail);
        }
    }
}

/// The beginning of a text, and a sign that it is one.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
