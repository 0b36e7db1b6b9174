//! Output that a runner of GitHub Actions looks through for commands, with none in it.

use std::io::{Result, Write};

use super::harmless;

/// Writes lines so that none of them is a workflow command: what a server sends must not steer the job.
pub struct Parted<'w> {
    inner: &'w mut dyn Write,
    line: Vec<u8>,
}

impl<'w> Parted<'w> {
    /// In front of `inner`; the last line is written by [`flush`](Write::flush).
    pub fn new(inner: &'w mut dyn Write) -> Self {
        Parted { inner, line: Vec::new() }
    }

    fn write_line(&mut self) -> Result<()> {
        let line = String::from_utf8_lossy(&self.line);
        let line = harmless(&line);
        // Blanks in front of a command are skipped.
        let start = line.len() - line.trim_start().len();
        match line[start..].strip_prefix("::") {
            Some(rest) => write!(self.inner, "{}:\u{200b}:{rest}", &line[..start])?,
            None => self.inner.write_all(line.as_bytes())?,
        }
        self.line.clear();
        Ok(())
    }
}

impl Write for Parted<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        for byte in bytes {
            self.line.push(*byte);
            if *byte == b'\n' {
                self.write_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.write_line()?;
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_a_command() {
        let mut out = Vec::new();
        let mut parted = Parted::new(&mut out);
        for piece in ["a ::b\n  :", ":error::x\n::set", "-output::y ##[error]z\nü\n::end"] {
            parted.write_all(piece.as_bytes()).unwrap();
        }
        parted.flush().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "a ::b\n  :\u{200b}:error::x\n:\u{200b}:set-output::y ##\u{200b}[error]z\nü\n:\u{200b}:end"
        );
    }
}
