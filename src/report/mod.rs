//! From outcomes to what people and machines read.
//!
//! `run` hands over one finished, masked [`InstanceOutcome`](crate::model::InstanceOutcome) at a time. The terminal
//! shows it at once; every other format is a [`Format`] that is written in plan order after the last instance.

pub mod comparison;
mod coverage;
#[cfg(test)]
mod fixture;
mod format;
mod github;
mod html;
pub mod json;
mod junit;
mod markdown;
mod style;
mod summary;
mod tap;
mod terminal;
mod test_points;
pub mod text;

pub use coverage::below;
pub use format::Format;
pub use github::{GitHub, Parted};
pub(crate) use github::{data, property};
pub use html::{Html, HtmlOptions};
pub use junit::{InvalidFile, Junit, JunitOptions};
pub use markdown::Markdown;
pub use tap::Tap;
pub use terminal::{Live, LiveLine, Terminal, TerminalOptions};
pub use text::{dry_text, message};
