//! Durations (`250ms`, `10s`, `1m30s`, `2h`) and sizes (`512B`, `64KiB`, `5MB`), read and written.

use std::time::Duration;

/// Reads a duration. The error says what to write.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let problem = || {
        format!(
            "`{text}` is not a duration: write a number with its unit, such as `250ms`, `10s`, `1m30s` or `2h`"
        )
    };
    let mut rest = text;
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return Err(problem());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(problem)?;
        let number: f64 = rest[..digits].parse().map_err(|_| problem())?;
        let unit_end =
            rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |end| digits + end);
        let unit = match &rest[digits..unit_end] {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return Err(problem()),
        };
        let part = Duration::try_from_secs_f64(number * unit).map_err(|_| problem())?;
        total = total.checked_add(part).ok_or_else(problem)?;
        rest = &rest[unit_end..];
    }
    if total > Duration::from_secs(366 * 24 * 3600) {
        return Err(format!("`{text}` is longer than a year"));
    }
    Ok(total)
}

/// Reads a duration that a request is given. The error says what to write.
pub fn parse_time_limit(text: &str) -> Result<Duration, String> {
    match parse_duration(text)? {
        Duration::ZERO => {
            Err(format!("with a timeout of {text} every request would fail: write one such as `10s`"))
        }
        limit => Ok(limit),
    }
}

/// Reads a size in bytes. The error says what to write.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let problem = || {
        format!(
            "`{text}` is not a size: write a number with its unit, such as `512B`, `64KiB`, `16MiB` or `5MB`"
        )
    };
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(problem)?;
    let number: f64 = text[..digits].parse().map_err(|_| problem())?;
    let unit = match &text[digits..] {
        "B" => 1.0,
        "KB" | "kB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "KiB" => 1024.0,
        "MiB" => 1024.0 * 1024.0,
        "GiB" => 1024.0 * 1024.0 * 1024.0,
        _ => return Err(problem()),
    };
    let bytes = number * unit;
    if bytes.fract() != 0.0 || bytes > 1e15 {
        return Err(problem());
    }
    Ok(bytes as u64)
}

/// A duration for people: `12ms`, `1.2s`, `2m05s`.
pub fn show_duration(duration: Duration) -> String {
    let millis = duration.as_millis();
    if millis < 1000 {
        format!("{millis}ms")
    } else if millis < 60_000 {
        let tenths = millis / 100;
        format!("{}.{}s", tenths / 10, tenths % 10)
    } else {
        format!("{}m{:02}s", millis / 60_000, millis % 60_000 / 1000)
    }
}

/// A size for people: `512 B`, `1.5 KiB`, `16.0 MiB`.
pub fn show_size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_their_unit() {
        assert_eq!(parse_duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse_duration("1m30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("1.5s"), Ok(Duration::from_millis(1500)));
        for wrong in ["", "10", "s", "10 s", "1x", "-1s", "1e999h", "..s"] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_need_their_unit() {
        assert_eq!(parse_size("64KiB"), Ok(65536));
        assert_eq!(parse_size("5MB"), Ok(5_000_000));
        assert_eq!(parse_size("1.5KiB"), Ok(1536));
        for wrong in ["", "10", "KiB", "1XB", "0.3B"] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(show_duration(Duration::from_millis(12)), "12ms");
        assert_eq!(show_duration(Duration::from_millis(1250)), "1.2s");
        assert_eq!(show_duration(Duration::from_secs(125)), "2m05s");
    }
}
