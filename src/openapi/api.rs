//! The operations of a document, and which one an exchange is.

use std::sync::{Arc, OnceLock};

use super::exchange::{Exchange, path_of};
use super::inventory::{Inventory, described};
use super::operation::Operation;
use super::servers;
use super::template::{Found as Parameters, Template};
use super::validators::Validators;
use crate::lang::Compiled;
use crate::lang::openapi::{OpenApi, Place};
use crate::model::CoveredDocument;

/// A document that is ready to judge.
pub struct Api {
    open: Compiled<OpenApi>,
    validators: Arc<Validators>,
    operations: Vec<Operation>,
    /// Made where coverage is asked for.
    inventory: OnceLock<Inventory>,
}

/// The operation that an exchange is.
pub struct Matched<'m> {
    pub operation: &'m Operation,
    /// Its place among the operations.
    pub number: usize,
    pub place: Place<'m>,
    /// The place of its path item.
    pub item: Place<'m>,
    /// Parameters of the path, as they stand in the URL.
    pub parameters: Parameters<'m>,
}

/// There is no such operation.
pub enum Missed {
    /// No path fits.
    Path,
    /// A path fits, but not with this method.
    Method {
        path: Arc<str>,
        /// The methods that it has.
        methods: Vec<String>,
    },
}

impl Api {
    /// Prepares a document that was read.
    pub fn new(open: Compiled<OpenApi>) -> Api {
        let mut operations = Vec::new();
        let names = open.operations.iter();
        if let Some(root) = open.root() {
            for name in names {
                let item = root.get("paths").and_then(|paths| paths.at(&name.path));
                let place = item.as_ref().and_then(|item| item.get(&name.method.to_ascii_lowercase()));
                let Some((item, place)) = item.zip(place) else { continue };
                let plain = Template::new(&name.path);
                operations.push(Operation {
                    name: name.shown(),
                    method: name.method.clone(),
                    path: name.path.clone(),
                    reference: place.reference(),
                    item: item.reference(),
                    templates: servers::bases(&place, &item, &root)
                        .iter()
                        .map(|base| plain.below(base))
                        .collect(),
                    plain,
                });
            }
        }
        Api { validators: Validators::new(open.clone()), open, operations, inventory: OnceLock::new() }
    }

    /// The path of its file.
    pub fn name(&self) -> &Arc<str> {
        &self.open.name
    }

    pub fn document(&self) -> &Compiled<OpenApi> {
        &self.open
    }

    /// What it describes, with nothing exercised yet.
    pub fn described(&self) -> CoveredDocument {
        described(self.name(), self.inventory())
    }

    pub(super) fn inventory(&self) -> &Inventory {
        self.inventory.get_or_init(|| {
            self.open.root().map(|root| Inventory::new(&root, &self.operations)).unwrap_or_default()
        })
    }

    pub(super) fn validators(&self) -> &Validators {
        &self.validators
    }

    /// The operation of an exchange: of all paths that fit and have the method, the most concrete one.
    pub(super) fn find<'m>(&'m self, exchange: &Exchange<'m>) -> Result<Matched<'m>, Missed> {
        let path = path_of(exchange.url);
        let by_servers = |operation: &Operation| operation.templates.iter().find_map(|one| one.fit(path));
        let found = self.best(exchange.method, &by_servers);
        if !matches!(found, Err(Missed::Path)) {
            return found;
        }
        // Where the API is mounted elsewhere than its document says.
        let base = exchange.base.map(path_of).map_or("", |base| base.trim_end_matches('/'));
        let Some(rest) = path.strip_prefix(base).filter(|rest| rest.starts_with('/')) else { return found };
        self.best(exchange.method, &|operation| operation.plain.fit(rest))
    }

    fn best<'m>(
        &'m self,
        method: &str,
        fit: &dyn Fn(&Operation) -> Option<Parameters<'m>>,
    ) -> Result<Matched<'m>, Missed> {
        let all = self.operations.iter().enumerate();
        let fitting: Vec<(usize, &Operation, Parameters<'m>)> =
            all.filter_map(|(number, operation)| Some((number, operation, fit(operation)?))).collect();
        let concrete = |(_, operation, _): &&(_, &Operation, _)| operation.plain.concreteness();
        let own = fitting.iter().filter(|(_, operation, _)| *operation.method == *method);
        if let Some((number, operation, parameters)) = own.max_by_key(concrete) {
            let root = self.open.root().ok_or(Missed::Path)?;
            let (place, item) = operation.places(&root).ok_or(Missed::Path)?;
            let parameters = parameters.clone();
            return Ok(Matched { operation, number: *number, place, item, parameters });
        }
        let Some((_, other, _)) = fitting.iter().max_by_key(concrete) else { return Err(Missed::Path) };
        let same = fitting.iter().filter(|(_, operation, _)| operation.path == other.path);
        let methods = same.map(|(_, operation, _)| operation.method.to_string()).collect();
        Err(Missed::Method { path: other.path.clone(), methods })
    }
}
