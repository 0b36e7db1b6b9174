//! A part of a plan: a shard of it.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Plan, Site};

/// What of a plan runs.
#[derive(Debug, Clone)]
pub struct Part {
    /// Places in the whole plan, behind those of `once`, in order.
    users: Vec<usize>,
    /// Places in the whole plan of the instances of `once` that they need, in order.
    once: Vec<usize>,
    /// How many instances of `once` the whole plan has.
    all_once: usize,
}

impl Part {
    /// How many instances there are beside those of `once`.
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// How many of them stand at these places of the whole plan.
    pub fn between(&self, start: usize, end: usize) -> usize {
        let before = |place: usize| self.users.partition_point(|user| *user < place);
        before(end) - before(start)
    }
}

impl Plan {
    /// Where an instance behind those of `once` stands in the whole plan.
    pub(super) fn user_place(&self, index: usize) -> Option<usize> {
        match &self.part {
            Some(part) => part.users.get(index).copied(),
            None => Some(index),
        }
    }

    /// Where an instance stands in the whole plan.
    pub fn place(&self, index: usize) -> usize {
        let Some(part) = &self.part else { return index };
        match index.checked_sub(self.once.len()) {
            Some(user) => part.users.get(user).map_or(index, |place| part.all_once + place),
            None => part.once.get(index).copied().unwrap_or(index),
        }
    }

    /// Leaves only the instances for which `keep` holds (by their places behind those of `once`), and the instances of
    /// `once` that they need. Ids and places in the whole plan stay.
    pub fn keep(&mut self, keep: &dyn Fn(usize) -> bool) {
        let users: Vec<usize> = (0..self.all_users()).filter(|user| keep(*user)).collect();
        // By instance of `once`: a user that stays, and the place in it.
        let mut needed: HashMap<usize, (usize, Site)> = HashMap::new();
        for (index, user) in users.iter().enumerate() {
            let mut open = self.uses.get(user).map_or_else(Vec::new, |uses| uses.to_vec());
            while let Some((site, once)) = open.pop() {
                // Values that only its first user has are asked of that one.
                let first = self.once.get(once).is_some_and(|once| once.user == (*user, site.clone()));
                if first || !needed.contains_key(&once) {
                    needed.insert(once, (index, site.clone()));
                }
                let inner = self.once.get(once).map_or(&[][..], |once| &once.uses);
                open.extend(inner.iter().map(|(inner, once)| ([&site[..], inner].concat(), *once)));
            }
        }
        let once: Vec<usize> = (0..self.once.len()).filter(|once| needed.contains_key(once)).collect();
        let new: HashMap<usize, usize> = once.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let renumber = |uses: &mut Vec<(Site, usize)>| {
            uses.retain_mut(|(_, once)| new.get(once).map(|new| *once = *new).is_some());
        };
        let all_once = self.once.len();
        let mut kept = Vec::with_capacity(once.len());
        for (old, mut one) in std::mem::take(&mut self.once).into_iter().enumerate() {
            let Some(user) = needed.remove(&old) else { continue };
            one.user = user;
            renumber(&mut one.uses);
            kept.push(one);
        }
        self.once = kept;
        let mut uses = HashMap::new();
        for (index, user) in users.iter().enumerate() {
            if let Some(mut used) = self.uses.remove(user) {
                renumber(Arc::make_mut(&mut used));
                uses.insert(index, used);
            }
        }
        self.uses = uses;
        self.part = Some(Part { users, once, all_once });
    }
}
