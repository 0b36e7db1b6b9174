//! Names of members that were read already: the objects of a list have the same ones.

use std::sync::Arc;

use crate::value::Key;

/// Names that are remembered at once; a power of two.
const REMEMBERED: usize = 64;

/// The last names, by their look.
pub(super) struct Names([Option<Arc<str>>; REMEMBERED]);

impl Default for Names {
    fn default() -> Self {
        Names([const { None }; REMEMBERED])
    }
}

impl Names {
    /// The name, shared with the members that had it before where it is still remembered.
    pub(super) fn key(&mut self, name: &str) -> Key {
        let bytes = name.as_bytes();
        let look = match bytes {
            [] => 0,
            [first, .., last] => usize::from(*first) ^ (usize::from(*last) << 2) ^ (bytes.len() << 4),
            [only] => usize::from(*only),
        };
        let place = &mut self.0[look % REMEMBERED];
        match place {
            Some(known) if **known == *name => known.clone().into(),
            _ => {
                let made: Arc<str> = name.into();
                *place = Some(made.clone());
                made.into()
            }
        }
    }
}
