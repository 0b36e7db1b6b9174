//! The error of limits of time.

use ureq::{Error, Timeout};

/// The error of every limit of time; which one it was is known from the call.
pub(super) fn timed_out() -> Error {
    Error::Timeout(Timeout::Global)
}
