//! Which one-time passwords (`totp`) a run has used: a server takes each only once.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::eval::totp::{Password, Passwords};
use crate::run::ports::Clock;

/// The passwords that any instance of the run has used.
#[derive(Debug, Default)]
pub struct TotpRegistry {
    used: Mutex<HashSet<(Password, u64)>>,
}

impl TotpRegistry {
    /// Takes a password. Returns false when it was taken before.
    fn take(&self, password: &Password, period: u64) -> bool {
        // A panic of another thread leaves the set whole.
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert((password.clone(), period))
    }

    /// A copy of what was used until now, to be given to [`TotpRegistry::go_back`].
    pub fn copy(&self) -> TotpRegistry {
        TotpRegistry { used: Mutex::new(self.used.lock().unwrap_or_else(PoisonError::into_inner).clone()) }
    }

    /// Goes back to a copy, as if what was used since were not.
    pub fn go_back(&self, copy: &TotpRegistry) {
        let used = copy.used.lock().unwrap_or_else(PoisonError::into_inner).clone();
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = used;
    }

    fn give_back(&self, taken: &(Password, u64)) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).remove(taken);
    }
}

/// The passwords of one instance. Within one attempt the same password may be rendered several times.
pub struct InstancePasswords {
    registry: Arc<TotpRegistry>,
    clock: Arc<dyn Clock>,
    attempt: RefCell<Vec<(Password, u64)>>,
    /// The moment for which all passwords of an attempt are made.
    now_ms: Cell<Option<i64>>,
}

impl InstancePasswords {
    /// The passwords of an instance that has taken none.
    pub fn new(registry: Arc<TotpRegistry>, clock: Arc<dyn Clock>) -> Self {
        InstancePasswords { registry, clock, attempt: RefCell::default(), now_ms: Cell::new(None) }
    }

    /// An attempt begins: what earlier ones took is used.
    pub fn begin_attempt(&self) {
        self.attempt.borrow_mut().clear();
        self.look_at_the_clock();
    }

    /// Time has passed: the next password is made for the time of then.
    pub fn look_at_the_clock(&self) {
        self.now_ms.set(None);
    }

    /// Nothing of the attempt was sent: its passwords are free again.
    pub fn give_back(&self) {
        self.attempt.borrow_mut().drain(..).for_each(|taken| self.registry.give_back(&taken));
    }
}

impl Passwords for InstancePasswords {
    fn now_ms(&self) -> i64 {
        let now = self.now_ms.get().unwrap_or_else(|| self.clock.now_ms());
        self.now_ms.set(Some(now));
        now
    }

    fn take(&self, password: &Password, period: u64) -> bool {
        let mut attempt = self.attempt.borrow_mut();
        if attempt.iter().any(|(own, at)| own == password && *at == period) {
            return true;
        }
        let free = self.registry.take(password, period);
        if free {
            attempt.push((password.clone(), period));
        }
        free
    }
}
