//! FNV-1a, for digests that people and programs compare across runs and machines.

/// FNV-1a with 64 bits, the same on every machine. Parts are hashed one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The hash of what was added.
    pub fn value(self) -> u64 {
        self.0
    }
}
