//! The call that is in progress on this thread.
//!
//! The client runs an exchange wholly on the thread of its caller, but gives the look-up, the connector and the
//! transport no way to know whose exchange they serve. So a call's limits and what is learnt about it lie in a
//! thread-local, which costs neither a lock nor an allocation.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::unversioned::transport::NextTimeout;
use ureq::{Error, Timeout};

use super::certificate::RejectedCertificate;
use super::interrupt::{CallPurpose, Conn};
use super::timeout::timed_out;
use crate::model::{HttpRequest, Phase, Timings};
use crate::vocabulary::limits::CLEANUP_REQUEST;

/// Socket timeouts are rounded up to this, so that they seldom change: setting one costs a system call.
const GRAIN: Duration = Duration::from_millis(5);

/// Longest wait of any kind, for limits beyond what the clock can add.
const FOREVER: Duration = Duration::from_secs(366 * 24 * 3600);

/// Limits of a call, and what is known about it so far.
pub(super) struct Call {
    pub started: Instant,
    pub timeout: Duration,
    pub connect_timeout: Option<Duration>,
    pub purpose: CallPurpose,
    pub phase: Phase,
    pub timings: Timings,
    /// A connection was made for it.
    pub fresh: bool,
    /// The connection just made, until the transport takes it.
    pub conn: Option<Arc<Conn>>,
    /// The certificate that was refused.
    pub refused: Option<RejectedCertificate>,
    /// When the last part of the request went out.
    pub sent: Option<Instant>,
    pub first_byte: Option<Instant>,
    /// The head of the final response, as it came.
    pub head: Vec<u8>,
    pub head_complete: bool,
    /// How the answer begins, if not like HTTP.
    pub strange: Option<Vec<u8>>,
    /// The server closed its side.
    pub ended: bool,
    /// The request's head is held back, to go out together with the body.
    pub hold: bool,
    pub held: Vec<u8>,
}

thread_local! {
    static CALL: RefCell<Call> = RefCell::new(Call {
        started: Instant::now(),
        timeout: Duration::ZERO,
        connect_timeout: None,
        purpose: CallPurpose::Run,
        phase: Phase::Resolve,
        timings: Timings::default(),
        fresh: false,
        conn: None,
        refused: None,
        sent: None,
        first_byte: None,
        head: Vec::new(),
        head_complete: false,
        strange: None,
        ended: false,
        hold: false,
        held: Vec::new(),
    });
}

/// Works on the call of this thread. Must not be nested.
pub(super) fn with<R>(work: impl FnOnce(&mut Call) -> R) -> R {
    CALL.with_borrow_mut(work)
}

/// Begins a call on this thread; what was left of the one before is forgotten.
pub(super) fn begin(request: &HttpRequest, purpose: CallPurpose) {
    with(|call| {
        call.started = Instant::now();
        let longest = if purpose == CallPurpose::LateCleanup { CLEANUP_REQUEST } else { FOREVER };
        call.timeout = request.timeout.min(longest);
        call.connect_timeout = request.connect_timeout;
        call.purpose = purpose;
        call.phase = Phase::Resolve;
        call.timings = Timings::default();
        call.fresh = false;
        call.conn = None;
        call.refused = None;
        call.sent = None;
        call.first_byte = None;
        call.head.clear();
        call.head_complete = false;
        call.strange = None;
        call.ended = false;
        call.hold = false;
        call.held.clear();
    });
}

impl Call {
    /// The limit that holds in the current phase.
    pub fn limit(&self) -> Duration {
        match self.connect_timeout {
            Some(limit) if self.phase < Phase::Send => limit.min(self.timeout),
            _ => self.timeout,
        }
    }

    /// What is left of the limit of the current phase.
    pub fn left(&self) -> Result<Duration, Error> {
        match self.limit().checked_sub(self.started.elapsed()) {
            Some(left) if !left.is_zero() => Ok(left),
            _ => Err(timed_out()),
        }
    }

    /// The timeout for the next read or write: the stricter one of the client's own (it has one for `100 Continue`)
    /// and ours.
    pub fn clip(&self, asked: NextTimeout) -> Result<NextTimeout, Error> {
        let left = self.left()?;
        if !asked.after.is_not_happening() && *asked.after < left {
            return Ok(asked);
        }
        Ok(next_timeout(if left > GRAIN { round_up(left) } else { left }))
    }

    /// Timings up to now.
    pub fn timings_now(&self) -> Timings {
        let first_byte = match (self.sent, self.first_byte) {
            (Some(sent), Some(first)) => first.saturating_duration_since(sent),
            _ => Duration::ZERO,
        };
        Timings {
            first_byte,
            total: self.started.elapsed(),
            reused: !self.fresh && self.sent.is_some(),
            ..self.timings
        }
    }
}

/// A limit in the form that the client takes.
pub(super) fn next_timeout(after: Duration) -> NextTimeout {
    NextTimeout { after: after.into(), reason: Timeout::Global, ..NextTimeout::default() }
}

fn round_up(duration: Duration) -> Duration {
    let grain = GRAIN.as_nanos() as u64;
    let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX - grain);
    Duration::from_nanos(nanos.div_ceil(grain).saturating_mul(grain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_rounded_up_and_so_stay_the_same() {
        assert_eq!(round_up(Duration::from_nanos(29_999_980_000)), Duration::from_secs(30));
        assert_eq!(round_up(Duration::from_millis(10)), Duration::from_millis(10));
        assert_eq!(round_up(Duration::from_nanos(1)), GRAIN);
    }
}
