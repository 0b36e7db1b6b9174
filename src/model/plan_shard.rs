//! A part of a plan: a shard of it.

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
    /// A part of a plan that has `all_once` instances of `once`, from the places in it.
    pub fn new(users: Vec<usize>, once: Vec<usize>, all_once: usize) -> Self {
        Part { users, once, all_once }
    }

    /// How many instances there are beside those of `once`.
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// How many of them stand at these places of the whole plan.
    pub fn between(&self, start: usize, end: usize) -> usize {
        let before = |place: usize| self.users.partition_point(|user| *user < place);
        before(end) - before(start)
    }

    /// The place in the whole plan, behind the instances of `once`, of the user at this index.
    pub fn user_place(&self, index: usize) -> Option<usize> {
        self.users.get(index).copied()
    }

    /// The place in the whole plan of the instance at this index.
    pub fn place(&self, index: usize) -> Option<usize> {
        match index.checked_sub(self.once.len()) {
            Some(user) => self.user_place(user).map(|place| self.all_once + place),
            None => self.once.get(index).copied(),
        }
    }
}
