//! A step under construction.

use crate::emit::{Expectations, Node};
use crate::import::call::Call;

/// A step, but for its host.
#[derive(Default)]
pub struct Converted {
    pub call: Call,
    pub expect: Expectations,
    pub capture: Vec<(String, Node)>,
    pub when: Option<String>,
    pub wait: Option<String>,
    pub retry: Option<Node>,
}
