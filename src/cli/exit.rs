//! Exit codes.

use crate::model::Totals;

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything that ran passed.
    Ok = 0,
    /// At least one scenario failed.
    Failed = 1,
    /// The command line or a file is wrong, or a report cannot be written.
    Usage = 2,
    /// At least one scenario errored while running.
    Errored = 3,
    /// Nothing was selected to run.
    Nothing = 4,
    /// A bug in runthrough.
    Internal = 70,
    /// SIGINT, or `--timeout`.
    Interrupted = 130,
    /// SIGTERM.
    Terminated = 143,
}

impl Exit {
    /// The exit code of a run. Where several hold: interrupted, internal, usage, errored, failed, nothing, ok.
    pub fn of_run(totals: &Totals, wrong_file: bool, terminated: bool) -> Exit {
        if totals.interrupted {
            if terminated { Exit::Terminated } else { Exit::Interrupted }
        } else if totals.internal {
            Exit::Internal
        } else if wrong_file {
            Exit::Usage
        } else if totals.errored > 0 {
            Exit::Errored
        } else if totals.failed > 0 {
            Exit::Failed
        } else if totals.instances() == 0 {
            Exit::Nothing
        } else {
            Exit::Ok
        }
    }
}

/// Something that is wrong with the call: one line, and what to do.
#[derive(Debug)]
pub struct Complaint {
    /// What is wrong.
    pub message: String,
    /// What to do, a line each.
    pub help: Vec<String>,
    /// How the process ends.
    pub exit: Exit,
}

impl Complaint {
    /// A complaint about the command line or a file.
    pub fn usage(message: impl Into<String>) -> Self {
        Complaint { message: message.into(), help: Vec::new(), exit: Exit::Usage }
    }

    /// Adds advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_decides() {
        let mut totals = Totals { passed: 1, ..Totals::default() };
        assert_eq!(Exit::of_run(&totals, false, false), Exit::Ok);
        totals.failed = 1;
        assert_eq!(Exit::of_run(&totals, false, false), Exit::Failed);
        totals.errored = 1;
        assert_eq!(Exit::of_run(&totals, false, false), Exit::Errored);
        assert_eq!(Exit::of_run(&totals, true, false), Exit::Usage);
        totals.internal = true;
        assert_eq!(Exit::of_run(&totals, true, false), Exit::Internal);
        totals.interrupted = true;
        assert_eq!(Exit::of_run(&totals, true, true), Exit::Terminated);
        assert_eq!(Exit::of_run(&Totals::default(), false, false), Exit::Nothing);
    }
}
