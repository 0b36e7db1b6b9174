//! Bytes of files as text.

/// Bytes as text. The error completes "`FILE` …".
pub fn text_of(bytes: &[u8]) -> Result<&str, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
            let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
            Err(format!("is not valid UTF-8 at line {line}, column {column}; save the file as UTF-8"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_is_no_text_is_named_by_its_place() {
        assert_eq!(text_of("a\nü".as_bytes()), Ok("a\nü"));
        assert!(text_of(b"a: 1\n\xc3\xbc: \xff\n").unwrap_err().contains("line 2, column 4"));
    }
}
