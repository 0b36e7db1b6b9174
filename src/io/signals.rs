//! SIGINT and SIGTERM.

/// Which signal came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

/// Listens for signals.
#[derive(Debug)]
pub struct Signals;

impl Signals {
    /// Calls back with every signal and how many have come, on a thread of its own. Where signals cannot be listened
    /// to, the system's own behaviour stays: the process ends at once.
    #[cfg(unix)]
    pub fn listen(mut callback: impl FnMut(Signal, usize) + Send + 'static) {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
        let thread = std::thread::Builder::new().name("signals".to_owned());
        let _ = thread.spawn(move || {
            let mut count = 0;
            for signal in signals.forever() {
                count += 1;
                callback(if signal == SIGTERM { Signal::Terminate } else { Signal::Interrupt }, count);
            }
        });
    }

    /// Not listened to on this system.
    #[cfg(not(unix))]
    pub fn listen(callback: impl FnMut(Signal, usize) + Send + 'static) {
        let _ = callback;
    }
}
