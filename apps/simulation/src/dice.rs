//! Chance that can be repeated.

use oorandom::Rand64;

/// A source of chance of its own for every intern, so that one more intern changes no other.
#[derive(Clone, Debug)]
pub(crate) struct Dice(Rand64);

impl Dice {
    /// The dice of one intern, of one provider, in one year.
    pub(crate) fn new(seed: u64, year: u64, provider: u64, intern: u64) -> Self {
        let place = (u128::from(year) << 96) | (u128::from(provider) << 32) | u128::from(intern);
        Self(Rand64::new((u128::from(seed) << 64) ^ place.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)))
    }

    /// A number from `low` to `high`, both possible.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        u32::try_from(self.0.rand_range(u64::from(low)..u64::from(high) + 1)).unwrap_or(low)
    }

    /// True in so many of a hundred.
    pub(crate) fn in_100(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of these.
    pub(crate) fn one_of<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let place = self.between(0, u32::try_from(others.len()).unwrap_or(0));
        place.checked_sub(1).and_then(|place| others.get(place as usize)).copied().unwrap_or(first)
    }

    /// Bytes to seal simulated content with. They can be guessed, and protect nothing.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.0.rand_u64().to_le_bytes()[..chunk.len()]);
        }
    }
}
