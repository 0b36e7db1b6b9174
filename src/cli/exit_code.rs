//! ExitCode codes.

use crate::io::signals::Signal;
use crate::model::Totals;

macro_rules! exits {
    ($($variant:ident $number:literal $meaning:literal;)*) => {
        /// How the process ends.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum ExitCode {
            $(#[doc = $meaning] $variant = $number,)*
        }

        impl ExitCode {
            /// Every exit code, by number.
            pub const ALL: &[ExitCode] = &[$(ExitCode::$variant,)*];

            /// One sentence for people: when the process ends so.
            pub fn meaning(self) -> &'static str {
                match self { $(ExitCode::$variant => $meaning,)* }
            }
        }
    };
}

exits! {
    Ok 0 "Everything that ran passed.";
    Failed 1 "At least one scenario failed, and none errored; coverage or the score is below its minimum; `fmt --check` found files to change.";
    Usage 2 "The command line or a file is wrong, or a report cannot be written; `check` found errors.";
    Errored 3 "At least one scenario errored while running: no complete response was received.";
    Nothing 4 "Nothing was selected to run.";
    Internal 70 "A bug in runthrough.";
    Interrupted 130 "Interrupted by Ctrl-C, or by `--timeout`.";
    Terminated 143 "Terminated by the system (SIGTERM).";
}

impl ExitCode {
    /// What the shell sees.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The exit code of a run. Where several hold: interrupted, internal, usage, errored, failed, nothing, ok. The watchdog knows which signal it was.
    pub fn of_run(totals: &Totals, wrong_file: bool) -> ExitCode {
        if totals.interrupted {
            ExitCode::Interrupted
        } else if totals.internal {
            ExitCode::Internal
        } else if wrong_file {
            ExitCode::Usage
        } else if totals.errored > 0 {
            ExitCode::Errored
        } else if totals.failed > 0 {
            ExitCode::Failed
        } else if totals.instances() == 0 {
            ExitCode::Nothing
        } else {
            ExitCode::Ok
        }
    }
}

impl From<Signal> for ExitCode {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Interrupt => ExitCode::Interrupted,
            Signal::Terminate => ExitCode::Terminated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_decides() {
        let mut totals = Totals { passed: 1, ..Totals::default() };
        assert_eq!(ExitCode::of_run(&totals, false), ExitCode::Ok);
        totals.failed = 1;
        assert_eq!(ExitCode::of_run(&totals, false), ExitCode::Failed);
        totals.errored = 1;
        assert_eq!(ExitCode::of_run(&totals, false), ExitCode::Errored);
        assert_eq!(ExitCode::of_run(&totals, true), ExitCode::Usage);
        totals.internal = true;
        assert_eq!(ExitCode::of_run(&totals, true), ExitCode::Internal);
        totals.interrupted = true;
        assert_eq!(ExitCode::of_run(&totals, true), ExitCode::Interrupted);
        assert_eq!(ExitCode::of_run(&Totals::default(), false), ExitCode::Nothing);
    }
}
