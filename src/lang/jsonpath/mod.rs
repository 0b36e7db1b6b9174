//! stub
#[derive(Debug, Clone)]
pub struct JsonPath {
    text: String,
}
pub struct PathError {
    pub range: std::ops::Range<usize>,
    pub message: String,
    pub help: Option<String>,
}
pub struct Slot {
    pub text: std::sync::Arc<str>,
    pub range: std::ops::Range<usize>,
}
impl JsonPath {
    pub fn compile(text: &str) -> Result<JsonPath, PathError> {
        Ok(JsonPath { text: text.into() })
    }
    pub fn text(&self) -> &str {
        &self.text
    }
    pub fn is_singular(&self) -> bool {
        !self.text.contains('*')
    }
    pub fn slots(&self) -> &[Slot] {
        &[]
    }
}
