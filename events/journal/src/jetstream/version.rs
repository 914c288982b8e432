//! Which NATS servers can be relied upon.

use std::fmt;

/// Before, a server does not know the condition on a filter, and would check another one.
pub(crate) const LEAST: Version = Version(2, 12);
/// Before, a server with `sync_interval: always` did not sync when it compacted a replicated stream.
pub(crate) const SYNCED: Version = Version(2, 15);

/// A server's version, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32);

impl Version {
    /// Of a text such as `2.15.1` or `2.12.0-RC.1`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut numbers = text.trim_start_matches('v').split('.').map(|number| number.parse().ok());
        Some(Self(numbers.next()??, numbers.next()??))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_numbers() {
        let version = |text| Version::read(text).unwrap();
        assert!(version("2.9.25") < LEAST && version("2.11.9") < LEAST);
        assert!(version("2.12.0-RC.1") >= LEAST && version("v2.100.0") >= SYNCED && version("3.0.0") >= SYNCED);
        assert!(version("2.14.9") < SYNCED);
        assert_eq!(Version::read("newest"), None);
    }
}
