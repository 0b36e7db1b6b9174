//! How much the terminal tells.

/// How much the terminal tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct TerminalOptions {
    /// A line per step, and bodies and attempts whole.
    pub verbose: bool,
    /// Failures and one line at the end only.
    pub quiet: bool,
    /// A curl line for every request, after its scenario.
    pub curl: bool,
    /// ANSI colours.
    pub colour: bool,
}
