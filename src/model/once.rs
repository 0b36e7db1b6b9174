//! Fragments that run once for all instances that use them.

use std::sync::Arc;

use super::Scenario;
use crate::value::Value;

/// One run of a fragment with `once: true`.
#[derive(Debug, Clone)]
pub struct Once {
    /// What runs.
    pub fragment: Arc<Scenario>,
    /// Stable over runs: `path::fragment`, with a label where there are several.
    pub id: String,
    /// The fragment's name, with the label.
    pub name: Arc<str>,
    /// Values of `with`; `None` when they are known only when it runs: they differ from instance to instance.
    pub with: Option<Vec<(Arc<str>, Value)>>,
    /// The first instance that uses it (its place behind those of `once`), and where.
    pub user: (usize, Site),
    /// The once fragments that it uses itself.
    pub uses: Vec<(Site, usize)>,
}

/// The place of a `use` in an instance: the step's index (cleanup behind steps), and for a fragment inside of a
/// fragment those of both, from the outside in.
pub type Site = Vec<usize>;
