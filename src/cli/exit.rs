//! Exit codes.

use crate::model::Totals;

macro_rules! exits {
    ($($variant:ident $number:literal $meaning:literal;)*) => {
        /// How the process ends.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Exit {
            $(#[doc = $meaning] $variant = $number,)*
        }

        impl Exit {
            /// Every exit code, by number.
            pub const ALL: &[Exit] = &[$(Exit::$variant,)*];

            /// One sentence for people: when the process ends so.
            pub fn meaning(self) -> &'static str {
                match self { $(Exit::$variant => $meaning,)* }
            }
        }
    };
}

exits! {
    Ok 0 "Everything that ran passed.";
    Failed 1 "At least one scenario failed, and none errored; coverage or the score is below its minimum; `fmt --check` found files to change.";
    Usage 2 "The command line or a file is wrong, or a report cannot be written; `check` found errors.";
    Errored 3 "At least one scenario errored while running: no whole answer came.";
    Nothing 4 "Nothing was selected to run.";
    Internal 70 "A bug in runthrough.";
    Interrupted 130 "Interrupted by Ctrl-C, or by `--timeout`.";
    Terminated 143 "Ended by the system (SIGTERM).";
}

impl Exit {
    /// What the shell sees.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The exit code of a run. Where several hold: interrupted, internal, usage, errored, failed, nothing, ok. Which signal it was the guard knows.
    pub fn of_run(totals: &Totals, wrong_file: bool) -> Exit {
        if totals.interrupted {
            Exit::Interrupted
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
        assert_eq!(Exit::of_run(&totals, false), Exit::Ok);
        totals.failed = 1;
        assert_eq!(Exit::of_run(&totals, false), Exit::Failed);
        totals.errored = 1;
        assert_eq!(Exit::of_run(&totals, false), Exit::Errored);
        assert_eq!(Exit::of_run(&totals, true), Exit::Usage);
        totals.internal = true;
        assert_eq!(Exit::of_run(&totals, true), Exit::Internal);
        totals.interrupted = true;
        assert_eq!(Exit::of_run(&totals, true), Exit::Interrupted);
        assert_eq!(Exit::of_run(&Totals::default(), false), Exit::Nothing);
    }
}
