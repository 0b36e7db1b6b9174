//! Where the time of an exchange went.

use crate::model::Timings;
use crate::model::units::show_duration;

/// `DNS lookup 1ms, connect 2ms, TLS 12ms, first byte 30ms (new connection)`. The total stands with the response.
pub(super) fn timings_text(timings: &Timings) -> String {
    let first_byte = format!("first byte {}", show_duration(timings.first_byte));
    if timings.reused {
        return format!("{first_byte} (reused connection)");
    }
    let tls = match timings.tls.is_zero() {
        true => String::new(),
        false => format!(", TLS {}", show_duration(timings.tls)),
    };
    format!(
        "DNS lookup {}, connect {}{tls}, {first_byte} (new connection)",
        show_duration(timings.dns),
        show_duration(timings.connect)
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_reused_connection_needs_no_connecting() {
        let ms = Duration::from_millis;
        let new =
            Timings { dns: ms(1), connect: ms(2), tls: ms(12), first_byte: ms(30), ..Timings::default() };
        assert_eq!(
            timings_text(&new),
            "DNS lookup 1ms, connect 2ms, TLS 12ms, first byte 30ms (new connection)"
        );
        let plain = Timings { tls: ms(0), ..new };
        assert_eq!(timings_text(&plain), "DNS lookup 1ms, connect 2ms, first byte 30ms (new connection)");
        assert_eq!(timings_text(&Timings { reused: true, ..new }), "first byte 30ms (reused connection)");
    }
}
