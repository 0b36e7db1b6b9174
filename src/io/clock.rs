//! The system's clock.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::run::ports::Clock;

/// Tells the system's time and waits with the system's threads.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
    interrupted: Mutex<bool>,
    woken: Condvar,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    pub fn new() -> Self {
        SystemClock { start: Instant::now(), interrupted: Mutex::new(false), woken: Condvar::new() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> bool {
        // The flag is whole even after a panic of another thread.
        let interrupted = self.interrupted.lock().unwrap_or_else(PoisonError::into_inner);
        let (interrupted, _) = self
            .woken
            .wait_timeout_while(interrupted, duration, |interrupted| !*interrupted)
            .unwrap_or_else(PoisonError::into_inner);
        !*interrupted
    }

    fn interrupt(&self) {
        *self.interrupted.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interruption_ends_waits_now_and_later() {
        let clock = SystemClock::new();
        clock.interrupt();
        assert!(!clock.sleep(Duration::from_secs(3600)));
    }
}
