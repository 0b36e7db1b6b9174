//! What lasts from one exchange of an instance to the next, whichever file sends it.

use super::cookies::CookieJar;
use crate::eval::Random;
use crate::model::Exercised;
use crate::model::Fnv;

/// Cookies, randomness and what was exercised of the API.
pub struct Session {
    /// Cookies that responses have set.
    pub cookies: CookieJar,
    /// Randomness of the functions of its expressions.
    pub random: Random,
    /// What of the scenario's OpenAPI document was exercised.
    pub exercised: Exercised,
}

impl Session {
    /// The session of an instance that has sent nothing. The seed of the run and the id of the instance determine its
    /// randomness (FNV-1a), on every machine in the same way.
    pub fn new(run_seed: u64, instance_id: &str) -> Self {
        let mut hash = Fnv::default();
        hash.add(&run_seed.to_le_bytes());
        hash.add(instance_id.as_bytes());
        let seed = hash.value();
        Session { cookies: CookieJar::default(), random: Random::new(seed), exercised: Exercised::default() }
    }
}
