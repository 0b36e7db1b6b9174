//! Evaluates compiled JSONPaths by RFC 9535: nodes in the order of the standard, as references into the document.

mod filter;
mod regexes;
mod stop;
mod walk;

#[cfg(test)]
mod tests;

use crate::value::Value;

use crate::lang::jsonpath::JsonPath;
use crate::lang::jsonpath::tree::Query;
use stop::{MAX_VISITS, Stop};
use walk::Walker;

pub use stop::SelectError;

/// The nodes that the path finds, in the order of RFC 9535. `names` are the values of the slots, in order.
pub fn select<'v>(path: &JsonPath, root: &'v Value, names: &[String]) -> Result<Vec<&'v Value>, SelectError> {
    let expected = path.slots().len();
    if names.len() != expected {
        return Err(SelectError::Names { expected, given: names.len() });
    }
    let Query { segments, .. } = path.query();
    let mut found = Vec::new();
    let end = Walker::new(root, names, MAX_VISITS).walk(root, segments, &mut |node| {
        found.push(node);
        Ok(())
    });
    match end {
        Ok(()) | Err(Stop::Enough) => Ok(found),
        Err(Stop::Failed(error)) => Err(error),
    }
}
