//! When a request is sent again, and after which pause. Pure: the clock and the sending are elsewhere.

use std::time::Duration;

use crate::model::units::show_duration;
use crate::model::{Kind, RetryOn};

/// `retry` with everything rendered.
#[derive(Debug, Clone)]
pub struct Policy {
    /// All attempts, the first included.
    pub attempts: u32,
    /// The first pause.
    pub every: Duration,
    /// The factor from each pause to the next.
    pub backoff: f64,
    /// The longest pause.
    pub max_wait: Duration,
    /// What is tried again.
    pub on: Vec<RetryOn>,
    /// The method is idempotent, or the scenario says that the request is.
    pub idempotent: bool,
    /// A step that passes after a failed attempt is not flaky.
    pub expected: bool,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// Everything was as expected.
    Passed,
    /// A complete response came, and is not as expected or not yet what `until` waits for.
    Response {
        /// Its status.
        status: u16,
        /// `until` is false.
        pending: bool,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// No complete response came.
    Broken {
        /// Why.
        kind: Kind,
        /// There was no connection yet.
        unsent: bool,
    },
}

/// What to do after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It is final.
    Stop,
    /// It is final, though the policy asks for another one.
    GiveUp(Reason),
    /// Another attempt after this pause.
    Again(Duration),
}

/// Why there is no other attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// All attempts were used up.
    UsedUp,
    /// The method may change something each time, and the request may have been carried out.
    NotIdempotent,
    /// The server asks for a longer pause than `max_wait`.
    TooLong {
        /// What it asks for.
        asked: Duration,
        /// `max_wait`.
        most: Duration,
    },
    /// The time that is left for the cleanup is too short.
    Cleanup,
}

impl Reason {
    /// The reason for people, after "not tried again: ". None where the number of attempts says it.
    pub fn text(&self, method: &str) -> Option<String> {
        match self {
            Reason::UsedUp => None,
            Reason::NotIdempotent => Some(format!(
                "a {method} may change something each time it is sent; if this one does not, add `idempotent: true` under `retry`"
            )),
            Reason::TooLong { asked, most } => Some(format!(
                "the server asks to wait {} (Retry-After), which is longer than max_wait ({})",
                show_duration(*asked),
                show_duration(*most)
            )),
            Reason::Cleanup => Some("the pause is longer than the time left for the cleanup".to_owned()),
        }
    }
}

impl Policy {
    /// Nothing is tried again.
    pub fn once() -> Self {
        Policy {
            attempts: 1,
            every: Duration::ZERO,
            backoff: 1.0,
            max_wait: Duration::ZERO,
            on: Vec::new(),
            idempotent: false,
            expected: false,
        }
    }

    /// What to do after the attempt `number` (from 1); `left` is what is left of a bounded time.
    pub fn next(&self, number: u32, end: End, left: Option<Duration>) -> Next {
        if !self.wants(end) {
            return Next::Stop;
        }
        if number >= self.attempts {
            return Next::GiveUp(Reason::UsedUp);
        }
        if !self.may(end) {
            return Next::GiveUp(Reason::NotIdempotent);
        }
        let pause = match end {
            End::Response { retry_after: Some(asked), .. } if asked > self.max_wait => {
                return Next::GiveUp(Reason::TooLong { asked, most: self.max_wait });
            }
            End::Response { retry_after: Some(asked), .. } => asked,
            _ => self.pause(number),
        };
        match left {
            Some(left) if pause >= left => Next::GiveUp(Reason::Cleanup),
            _ => Next::Again(pause),
        }
    }

    /// Whether the policy asks for another attempt.
    fn wants(&self, end: End) -> bool {
        let on = |wanted: &dyn Fn(&RetryOn) -> bool| self.on.iter().any(wanted);
        match end {
            End::Passed => false,
            End::Response { pending: true, .. } => true,
            End::Response { status, .. } => on(&|reason| match reason {
                RetryOn::Status(code) => *code == status,
                RetryOn::Class(class) => *class == status / 100,
                RetryOn::Expect => true,
                RetryOn::Connection | RetryOn::Timeout => false,
            }),
            End::Broken { kind, unsent } => match kind {
                Kind::Resolve | Kind::Connect => on(&|reason| *reason == RetryOn::Connection),
                Kind::Timeout if unsent => on(&|reason| *reason == RetryOn::Connection),
                Kind::Connection => on(&|reason| *reason == RetryOn::Connection),
                Kind::Timeout => on(&|reason| *reason == RetryOn::Timeout),
                _ => false,
            },
        }
    }

    /// Whether the request may be sent again after this end.
    fn may(&self, end: End) -> bool {
        match end {
            End::Response { status: 429, .. } | End::Response { status: 503, retry_after: Some(_), .. } => {
                true
            }
            End::Response { .. } | End::Broken { unsent: false, .. } => self.idempotent,
            End::Broken { unsent: true, .. } | End::Passed => true,
        }
    }

    /// The pause after an attempt (from 1).
    fn pause(&self, number: u32) -> Duration {
        let factor = self.backoff.powi(i32::try_from(number - 1).unwrap_or(i32::MAX));
        let seconds = self.every.as_secs_f64() * factor;
        Duration::try_from_secs_f64(seconds).map_or(self.max_wait, |pause| pause.min(self.max_wait))
    }
}

/// What a Retry-After asks for: seconds, or an HTTP date (RFC 9110 §10.2.3). None of anything else.
pub fn retry_after(value: &str, now_ms: i64) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than 64 bits hold are too many anyhow.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp().as_millisecond();
    Some(Duration::from_millis(u64::try_from(at - now_ms).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(on: &[RetryOn]) -> Policy {
        Policy {
            attempts: 4,
            every: Duration::from_secs(1),
            backoff: 3.0,
            max_wait: Duration::from_secs(5),
            on: on.to_vec(),
            idempotent: true,
            expected: false,
        }
    }

    fn response(status: u16) -> End {
        End::Response { status, pending: false, retry_after: None }
    }

    fn asks(status: u16, seconds: u64) -> End {
        End::Response { status, pending: false, retry_after: Some(Duration::from_secs(seconds)) }
    }

    const PENDING: End = End::Response { status: 200, pending: true, retry_after: None };

    fn broken(kind: Kind, unsent: bool) -> End {
        End::Broken { kind, unsent }
    }

    fn again(seconds: u64) -> Next {
        Next::Again(Duration::from_secs(seconds))
    }

    #[test]
    fn pauses_grow_up_to_the_longest() {
        let policy = policy(&[RetryOn::Class(5)]);
        let pauses: Vec<Next> = (1..=4).map(|number| policy.next(number, response(500), None)).collect();
        assert_eq!(pauses, [again(1), again(3), again(5), Next::GiveUp(Reason::UsedUp)]);
        let endless = Policy { attempts: u32::MAX, ..policy };
        assert_eq!(endless.next(u32::MAX - 1, response(500), None), again(5), "no overflow");
    }

    #[test]
    fn only_what_is_named_is_tried_again() {
        let policy = policy(&[RetryOn::Status(429), RetryOn::Class(5)]);
        assert_eq!(policy.next(1, response(429), None), again(1));
        for end in [response(404), End::Passed, broken(Kind::Connect, true)] {
            assert_eq!(policy.next(1, end, None), Next::Stop, "{end:?}");
        }
        let expect = Policy { on: vec![RetryOn::Expect], ..policy };
        assert_eq!(expect.next(1, response(200), None), again(1));
    }

    #[test]
    fn what_may_have_changed_something_is_not_sent_again() {
        let post =
            Policy { idempotent: false, ..policy(&[RetryOn::Expect, RetryOn::Connection, RetryOn::Timeout]) };
        for end in [response(500), response(503), asks(500, 1), PENDING] {
            assert_eq!(post.next(1, end, None), Next::GiveUp(Reason::NotIdempotent), "{end:?}");
        }
        assert_eq!(post.next(1, response(429), None), again(1));
        assert_eq!(post.next(1, asks(503, 2), None), again(2));
        assert_eq!(post.next(1, broken(Kind::Connect, true), None), again(1));
        for kind in [Kind::Connection, Kind::Timeout] {
            assert_eq!(
                post.next(1, broken(kind, false), None),
                Next::GiveUp(Reason::NotIdempotent),
                "{kind}"
            );
        }
        assert_eq!(post.next(1, broken(Kind::Timeout, true), None), again(1));
    }

    #[test]
    fn a_broken_connection_is_not_a_broken_promise() {
        let policy = policy(&[RetryOn::Connection]);
        for kind in [Kind::Resolve, Kind::Connect, Kind::Connection] {
            assert_eq!(policy.next(1, broken(kind, false), None), again(1), "{kind}");
        }
        for kind in [Kind::Tls, Kind::Protocol, Kind::Limit, Kind::Interrupted, Kind::Timeout] {
            assert_eq!(policy.next(1, broken(kind, false), None), Next::Stop, "{kind}");
        }
    }

    #[test]
    fn the_server_may_ask_for_a_pause_up_to_the_longest() {
        let policy = policy(&[RetryOn::Status(429)]);
        assert_eq!(policy.next(1, asks(429, 5), None), again(5));
        assert_eq!(policy.next(1, asks(429, 0), None), again(0));
        let most = Duration::from_secs(5);
        let asked = Duration::from_secs(6);
        assert_eq!(policy.next(1, asks(429, 6), None), Next::GiveUp(Reason::TooLong { asked, most }));
    }

    #[test]
    fn no_pause_outlasts_the_cleanup() {
        let policy = policy(&[RetryOn::Expect]);
        let left = Some(Duration::from_secs(2));
        assert_eq!(policy.next(1, response(500), left), again(1));
        assert_eq!(policy.next(2, response(500), left), Next::GiveUp(Reason::Cleanup));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after(" 120 ", 0), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("99999999999999999999", 0), Some(Duration::from_secs(u64::MAX)));
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(retry_after(date, 784_111_776_500), Some(Duration::from_millis(500)));
        assert_eq!(retry_after(date, 784_111_778_000), Some(Duration::ZERO), "in the past");
        for neither in ["", "-1", "1.5", "soon"] {
            assert_eq!(retry_after(neither, 0), None, "{neither}");
        }
    }
}
