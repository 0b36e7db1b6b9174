//! From outcomes to what people and machines read.
//!
//! `run` hands over one finished, masked [`InstanceOutcome`](crate::model::InstanceOutcome) at a time. The terminal
//! shows it at once; every other format is a [`Format`] that is written in plan order after the last instance.

#[cfg(test)]
mod fixture;
mod format;
mod html;
pub mod json;
mod junit;
mod terminal;
mod text;

pub use format::Format;
pub use html::{Html, HtmlOptions};
pub use junit::{InvalidFile, Junit, JunitOptions};
pub use terminal::{Terminal, TerminalOptions};
pub use text::{curl_line, dry_text};
