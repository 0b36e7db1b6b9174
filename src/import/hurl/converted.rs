//! A step under construction.

use crate::import::call::Call;
use crate::import::draft::Expectations;
use crate::yaml::write::Node;

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
