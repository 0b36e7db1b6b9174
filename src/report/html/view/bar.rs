//! The bar of a timeline.

use std::time::Duration;

use serde::Serialize;

/// Width of a bar in the units of its drawing.
const WIDTH: f64 = 1000.0;

/// A time within a longer one, in units of the drawing.
#[derive(Debug, Serialize)]
pub struct Bar {
    x: f64,
    width: f64,
}

impl Bar {
    /// A bar; one of nothing can still be seen.
    pub fn new(before: Duration, duration: Duration, whole: Duration) -> Self {
        let part = |duration: Duration| match whole.is_zero() {
            true => 0.0,
            false => (duration.as_secs_f64() / whole.as_secs_f64() * WIDTH).round().min(WIDTH),
        };
        Bar { x: part(before).min(WIDTH - 4.0), width: part(duration).max(4.0) }
    }
}
