//! Values of keys that name a file.

use std::sync::Arc;

use super::files::value;
use super::reader::Reader;
use crate::diag::Code;
use crate::source::Spanned;
use crate::value::Value;
use crate::yaml::{Node, NodeKind};

/// A JSON or YAML document that a key names (`equals_file`), as a value.
pub fn document(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Arc<Value>>> {
    let (path, bytes) = bytes(reader, node)?;
    match value(&path, &bytes, reader.named.sources, reader.sink) {
        Ok(value) => Some(Spanned::new(Arc::new(value), node.span)),
        Err(problem) => {
            reader.error(Code::UnreadableFile, node.span, format!("`{path}` {problem}"));
            None
        }
    }
}

/// The bytes of a file that a key names.
pub fn bytes(reader: &mut Reader<'_>, node: &Node) -> Option<(Arc<str>, Arc<[u8]>)> {
    let path = path(reader, node)?;
    match reader.named.contents.read(&path, reader.files) {
        Ok(bytes) => Some((path, bytes)),
        Err(problem) => {
            reader.error(Code::UnreadableFile, node.span, problem);
            None
        }
    }
}

/// The path of a file that a key names; it need not exist.
pub fn path(reader: &mut Reader<'_>, node: &Node) -> Option<Arc<str>> {
    let written = reader.fixed(node, "a file's path")?;
    match reader.files.resolve(reader.source.path(), &written.value) {
        Ok(path) => Some(path),
        Err(problem) => {
            reader.error(Code::UnreadableFile, node.span, problem);
            None
        }
    }
}

/// The path of a file that a key names, whatever else is wrong with it.
pub fn quiet_path(reader: &Reader<'_>, node: &Node) -> Option<Arc<str>> {
    match &node.kind {
        NodeKind::Text(written) => reader.files.resolve(reader.source.path(), written).ok(),
        _ => None,
    }
}

/// The path of a file that a configuration names; it may lie outside the project.
pub fn path_outside(reader: &Reader<'_>, written: &Spanned<Arc<str>>) -> Arc<str> {
    reader.files.resolve_outside(reader.source.path(), &written.value)
}
