//! What an instance must not show.
//!
//! Secrets come from three sources: names that the scenario declares secret, whatever expressions make of their values
//! (`derived_secrets`), and values that are secret by their position in an exchange (`positional_secrets`).

pub mod derived_secrets;
pub mod positional_secrets;
pub mod texts;

use std::sync::Arc;

use self::positional_secrets::{PositionalSecrets, positional_secrets};
use self::texts::for_each_string;
use crate::eval::ResponseView;
use crate::eval::mask::{LazyMask, Mask, MaskCache};
use crate::model::HttpRequest;
use crate::value::Value;
use crate::vocabulary::limits::REMEMBERED_PLACED;
use crate::vocabulary::limits::SHORTEST_SECRET;

/// The secrets of one instance so far, in all of its files, and the mask of them.
#[derive(Debug, Default)]
pub struct Secrets {
    /// The mask of the secrets that are known before any instance runs.
    known: Mask,
    /// Values of secret names, and what expressions make of them.
    values: Vec<(Arc<str>, String)>,
    /// Values that earlier exchanges showed to be secret by their position. The oldest are forgotten.
    positional: PositionalSecrets,
    /// How often `positional` changed.
    positional_changes: u64,
    cache: MaskCache,
}

impl Secrets {
    /// Secrets of an instance that has not begun.
    pub fn new(known: Mask) -> Self {
        Secrets { known, ..Secrets::default() }
    }

    /// Masks a value, or all strings and numbers inside of it, from now on. Returns whether any of them is new.
    pub fn add(&mut self, name: &Arc<str>, value: &Value) -> bool {
        let before = self.values.len();
        for_each_string(value, &mut |text| {
            if text.chars().count() >= SHORTEST_SECRET && !self.values.iter().any(|(_, known)| *known == text)
            {
                self.values.push((name.clone(), text));
            }
        });
        self.values.len() > before
    }

    /// True where a secret was learned of after a text was masked, which may therefore show it.
    pub fn came_late(&self) -> bool {
        self.cache.first_use().is_some_and(|moment| moment != self.moment())
    }

    /// Counts the changes. Values are only added; what is secret by its position is also forgotten again.
    fn moment(&self) -> u64 {
        self.positional_changes << 32 | self.values.len() as u64
    }

    /// Remembers what an exchange showed to be secret by its position: a later response may contain it, too.
    pub fn add_exchange(&mut self, sent: &HttpRequest, view: Option<&ResponseView<'_>>) {
        for (name, value) in positional_secrets(sent, view) {
            self.add_positional(name, value);
        }
    }

    /// Remembers one value that is secret by its position.
    pub fn add_positional(&mut self, name: Arc<str>, value: String) {
        if self.contains(&value) {
            return;
        }
        if self.positional.len() == REMEMBERED_PLACED {
            self.positional.remove(0);
        }
        self.positional.push((name, value));
        self.positional_changes += 1;
    }

    /// The mask of what is secret now, built when something is to be shown.
    pub fn lazy_mask(&self) -> LazyMask<'_> {
        LazyMask::new(&self.known, &self.values, &self.positional).cached(&self.cache, self.moment())
    }

    /// The mask of what is secret now.
    pub fn mask(&self) -> Mask {
        self.lazy_mask().get().clone()
    }

    /// The mask for one exchange: also of what is secret by its position in it.
    pub fn exchange_mask(&self, sent: &HttpRequest, view: Option<&ResponseView<'_>>) -> Mask {
        self.mask_with(positional_secrets(sent, view))
    }

    /// The mask of what is secret now and of these values.
    pub fn mask_with(&self, mut others: PositionalSecrets) -> Mask {
        others.retain(|(_, value)| !self.contains(value));
        let others = Mask::new(others.iter().map(|(name, value)| (name, value.as_str())));
        self.lazy_mask().get().and(&others)
    }

    fn contains(&self, value: &str) -> bool {
        self.values.iter().chain(&self.positional).any(|(_, known)| known == value)
    }
}
