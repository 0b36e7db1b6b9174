//! Lines, as they are written in the end.

use super::blanks::arrange;
use super::printer::Printer;
use super::tokens::{Kind, Token};

/// Writes tokens as a text.
pub fn print(text: &str, tokens: &[Token]) -> String {
    let mut printer = Printer::new(text);
    // Behind the last line's end there is no further line.
    let tokens = match tokens {
        [all @ .., last] if last.kind == Kind::Newline => all,
        all => all,
    };
    for line in tokens.split(|token| token.kind == Kind::Newline) {
        printer.line(line);
    }
    arrange(printer.finish())
}
