//! What `.runthroughignore` leaves out: read through the root, matched by the crate `ignore`.

use std::path::Path;
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{FileProblem, IGNORE, Root};
use crate::source::text_of;
use crate::vocabulary::limits::IGNORE_FILE;

/// The rules of a folder, and of those above it.
#[derive(Debug, Clone, Default)]
pub struct IgnoreRules {
    rules: Option<Arc<Gitignore>>,
    above: Option<Arc<IgnoreRules>>,
}

/// What the rules say of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    LeftOut,
    /// A `!` takes it back in, also where it is hidden.
    Wanted,
    Unmentioned,
}

impl IgnoreRules {
    /// The rules that hold in a folder: those of its parents, and of the file in it. The error is one line for people;
    /// `shown` is the path of the folder as they know it.
    pub fn enter(self, root: &Root, folder: &Path, shown: &Path) -> Result<IgnoreRules, String> {
        let path = folder.join(IGNORE);
        let shown = shown.join(IGNORE);
        let shown = shown.to_string_lossy();
        let bytes = match root.read(&path, IGNORE_FILE) {
            Err(problem) if problem.is_not_found() => return Ok(self),
            // A folder that cannot be entered is reported as such.
            Err(FileProblem::Io(error))
                if error.kind() == std::io::ErrorKind::PermissionDenied && !root.has(&path) =>
            {
                return Ok(self);
            }
            read => read.map_err(|problem| problem.describe(&shown))?,
        };
        let text = text_of(&bytes).map_err(|problem| format!("`{shown}` {problem}"))?;
        let mut builder = GitignoreBuilder::new(folder);
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = builder.add_line(None, line);
            line.map_err(|problem| format!("{shown}:{}: {problem}", index + 1))?;
        }
        let rules = builder.build().map_err(|problem| format!("`{shown}`: {problem}"))?;
        let above = self.rules.is_some().then(|| Arc::new(self));
        Ok(IgnoreRules { rules: Some(Arc::new(rules)), above })
    }

    /// What they say of a path below the root; the nearest rules decide.
    pub fn ruling(&self, path: &Path, is_folder: bool) -> Ruling {
        let mut next = Some(self);
        while let Some(level) = next {
            match level.rules.as_ref().map(|rules| rules.matched(path, is_folder)) {
                Some(Match::Ignore(_)) => return Ruling::LeftOut,
                Some(Match::Whitelist(_)) => return Ruling::Wanted,
                _ => next = level.above.as_deref(),
            }
        }
        Ruling::Unmentioned
    }
}
