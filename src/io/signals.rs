//! SIGINT and SIGTERM.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

#[derive(Debug, Default)]
pub struct Signals {
    interrupted: Arc<AtomicBool>,
    terminated: Arc<AtomicBool>,
}

impl Signals {
    /// Calls back with every signal and how many have come, on a thread of its own. Where signals cannot be listened
    /// to, the system's own behaviour stays: the process ends at once.
    #[cfg(unix)]
    pub fn listen(mut callback: impl FnMut(Signal, usize) + Send + 'static) -> Signals {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let listening = Signals::default();
        let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else {
            return listening;
        };
        for (signal, flag) in [(SIGINT, &listening.interrupted), (SIGTERM, &listening.terminated)] {
            // Without the flag the signal is told to the thread alone.
            let _ = signal_hook::flag::register(signal, flag.clone());
        }
        let thread = std::thread::Builder::new().name("signals".to_owned());
        let (interrupted, terminated) = (listening.interrupted.clone(), listening.terminated.clone());
        let _ = thread.spawn(move || {
            let mut count = 0;
            for signal in signals.forever() {
                count += 1;
                // The handler may have been put off between waking this thread and setting the flag.
                let (signal, flag) = match signal {
                    SIGTERM => (Signal::Terminate, &terminated),
                    _ => (Signal::Interrupt, &interrupted),
                };
                flag.store(true, Ordering::SeqCst);
                callback(signal, count);
            }
        });
        listening
    }

    /// Not listened to on this system.
    #[cfg(not(unix))]
    pub fn listen(callback: impl FnMut(Signal, usize) + Send + 'static) -> Signals {
        let _ = callback;
        Signals::default()
    }

    /// The signal that came, also where the thread that is told of it has not come to it yet.
    pub fn came(&self) -> Option<Signal> {
        if self.terminated.load(Ordering::SeqCst) {
            Some(Signal::Terminate)
        } else if self.interrupted.load(Ordering::SeqCst) {
            Some(Signal::Interrupt)
        } else {
            None
        }
    }
}
