//! The head of a response as it came.
//!
//! The client loses the order of the fields; what an expectation looks at must be what the server sent.

/// Finds the final response's head in what has come so far; informational ones (1xx) are skipped, but for `101`, after
/// which no other comes. `None` while it is incomplete.
pub(super) fn find(mut input: &[u8]) -> Option<&[u8]> {
    loop {
        let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        input = &input[blank..];
        let end = end(input)?;
        if !is_informational(input) {
            return Some(&input[..end]);
        }
        input = &input[end..];
    }
}

/// Where the empty line after the fields ends. A bare line feed ends a line as well (RFC 9112, section 2.2).
fn end(input: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(offset) = input[from..].iter().position(|byte| *byte == b'\n') {
        from += offset + 1;
        match input.get(from..) {
            Some([b'\n', ..]) => return Some(from + 1),
            Some([b'\r', b'\n', ..]) => return Some(from + 2),
            _ => {}
        }
    }
    None
}

fn is_informational(head: &[u8]) -> bool {
    let status = head.iter().position(|byte| *byte == b' ').map(|space| &head[space + 1..]);
    matches!(status, Some([b'1', b, c, ..]) if (*b, *c) != (b'0', b'1'))
}

/// Field names in lower case with their values, in order. Values that are not UTF-8 are shown with replacement
/// characters; a folded line belongs to the value before it.
pub(super) fn fields(head: &[u8]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::with_capacity(12);
    for line in head.split(|byte| *byte == b'\n').skip(1) {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            continue;
        }
        if matches!(line[0], b' ' | b'\t') {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(&String::from_utf8_lossy(line.trim_ascii()));
            }
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let mut name = String::from_utf8_lossy(line[..colon].trim_ascii_end()).into_owned();
        name.make_ascii_lowercase();
        fields.push((name, String::from_utf8_lossy(line[colon + 1..].trim_ascii_start()).into_owned()));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn informational_heads_are_skipped() {
        let wire = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\n\r\nbody";
        assert_eq!(find(wire), Some(&b"HTTP/1.1 200 OK\r\nA: 1\r\n\r\n"[..]));
        assert_eq!(find(&wire[..70]), None);
        assert!(find(b"HTTP/1.1 101 Switching Protocols\r\n\r\n").is_some());
        assert!(find(b"HTTP/1.0 200 OK\nA: 1\n\nx").is_some());
    }

    #[test]
    fn fields_keep_their_order_and_repeat() {
        let head = b"HTTP/1.1 200 OK\r\nB: 2\r\nSet-Cookie: a=1\r\nA:1 \r\nset-cookie:\tb=2\r\n folded\r\nL: \xff\r\nEmpty:\r\n\r\n";
        let fields = fields(head);
        let shown: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(shown, ["b=2", "set-cookie=a=1", "a=1", "set-cookie=b=2 folded", "l=\u{fffd}", "empty="]);
    }

    proptest::proptest! {
        #[test]
        fn no_input_panics(input: Vec<u8>) {
            let _ = find(&input);
            let _ = fields(&input);
        }
    }
}
