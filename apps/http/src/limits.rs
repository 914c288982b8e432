//! The limits of one server's connections and requests.

use std::time::Duration;

/// The limits of one server's connections and requests. Connections without a valid key get little of
/// everything and are closed first to make room; see `connections.rs`.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections may be open at once over which a key was shown.
    pub keyed: usize,
    /// How many may be open at once over which none was shown. One more, and the oldest is cut.
    pub keyless: usize,
    /// How many of those from one address.
    pub keyless_of_one: usize,
    /// How long a connection is spared that has just been opened: it may be about to ask. Until then
    /// four times as many may be open without a key.
    pub spared: Duration,
    /// How long a connection may be open over which no key was shown, whatever it does.
    pub keyless_life: Duration,
    /// How long a request's line and headers may take to arrive, the first or the next one.
    pub head: Duration,
    /// How long a request's body may take to arrive.
    pub body: Duration,
    /// How long a request may take from its last header to the first byte of its answer. A command
    /// has its own time within this one.
    pub answer: Duration,
    /// How long a client may take to read 64 KiB of an answer,
    /// or what is left of it.
    pub write: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            keyed: 1024,
            keyless: 1024,
            keyless_of_one: 512,
            spared: Duration::from_secs(1),
            keyless_life: Duration::from_secs(15),
            head: Duration::from_secs(30),
            body: Duration::from_secs(20),
            answer: Duration::from_secs(60),
            write: Duration::from_secs(15),
        }
    }
}

/// How many times the number of keyless connections may be open at once where many come within a moment.
pub(crate) const BURST: usize = 4;

/// File descriptors that a process needs besides those of its connections: the log, tables, servers.
const OTHER_FILES: u64 = 256;

impl Limits {
    /// The file descriptors that a process needs within these limits.
    #[must_use]
    pub fn files(&self) -> u64 {
        u64::try_from(self.keyed.saturating_add(self.keyless.saturating_mul(BURST)))
            .unwrap_or(u64::MAX)
            .saturating_add(OTHER_FILES)
    }

    /// These limits, or what fits into so many file descriptors.
    #[must_use]
    pub fn within(self, files: u64) -> Self {
        if self.files() <= files {
            return self;
        }
        let each = usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX);
        let each = (each / (1 + BURST)).max(16);
        Self {
            keyed: self.keyed.min(each),
            keyless: self.keyless.min(each),
            keyless_of_one: self.keyless_of_one.min(each),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_with_few_file_descriptors_takes_fewer_connections() {
        let usual = Limits::default();
        assert_eq!(usual.within(usual.files()).keyed, usual.keyed);
        let few = usual.within(1024);
        assert_eq!((few.keyed, few.keyless, few.keyless_of_one), (153, 153, 153));
        assert!(few.files() <= 1024);
        assert_eq!(usual.within(10).keyless, 16);
    }
}
