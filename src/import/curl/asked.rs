//! A request of a command, as far as its options were read.

use crate::import::call::Call;
use crate::yaml::write::Node;

/// A request under construction.
#[derive(Default)]
pub struct Asked {
    pub urls: Vec<String>,
    pub method: Option<String>,
    pub headers: Vec<(String, String)>,
    pub data: Vec<Data>,
    pub form: Vec<(String, Node)>,
    pub json: bool,
    pub head: bool,
    pub get: bool,
    pub query: Vec<(String, String)>,
    pub upload: Option<String>,
    pub call: Call,
    pub tls: Vec<(&'static str, Node)>,
    pub retry: Vec<(&'static str, Node)>,
}

/// A piece of data.
pub enum Data {
    Text(String),
    Pair(String, String),
    File(String),
}
