//! Who may ask: operator keys, and sessions of browsers that signed in with one.

mod guard;
mod hosts;
mod rights;
mod sessions;

use std::collections::BTreeSet;
use std::hint::black_box;

use events::Line;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

pub(crate) use guard::{Actor, Rights, guard};
pub use rights::Right;
pub(crate) use sessions::{COOKIE, LIFE, Sessions, token};

/// Who may ask for what.
#[derive(Clone, Debug)]
pub enum Access {
    /// Everybody, for everything: for trying out, on a loopback address only. The binary sees to that.
    Open,
    /// The holders of these keys, as they are now, each for what its rights say.
    Keys(watch::Receiver<Vec<OperatorKey>>),
}

/// A key that an operator holds: 256 random bits as text, of which only the hash is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorKey {
    /// The key's name, which becomes the actor of what is done with it. Never a person's name.
    pub name: Line,
    /// SHA-256 of the key's text.
    pub hash: [u8; 32],
    /// What its holder may do.
    pub rights: BTreeSet<Right>,
    /// The last day on which it is good, in England; without one, until it is taken away.
    pub expires: Option<Date>,
}

impl OperatorKey {
    /// The hash that is kept of a key.
    #[must_use]
    pub fn hash(key: &str) -> [u8; 32] {
        Sha256::digest(key.as_bytes()).into()
    }
}

impl Access {
    /// These keys, for good.
    #[must_use]
    pub fn keys(keys: Vec<OperatorKey>) -> Self {
        Self::Keys(watch::channel(keys).1)
    }

    /// The names under which something can have been recorded here: those of the keys, good or expired, and
    /// of what records without one.
    pub(crate) fn names(&self) -> Vec<String> {
        let keys: Vec<String> = match self {
            Self::Open => Vec::new(),
            Self::Keys(keys) => keys.borrow().iter().map(|key| key.name.to_string()).collect(),
        };
        PROGRAMS.into_iter().map(str::to_owned).chain(keys).collect()
    }

    /// The key with this hash, if it is good on this day. Takes the same time whichever key it is, or none.
    pub(crate) fn known(&self, hash: &[u8; 32], today: Date) -> Option<OperatorKey> {
        let Self::Keys(keys) = self else { return None };
        let keys = keys.borrow();
        let found = keys.iter().fold(None, |found, known| if same(&known.hash, hash) { Some(known) } else { found });
        found.filter(|key| key.expires.is_none_or(|last| today <= last)).cloned()
    }
}

fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    black_box(one.iter().zip(other).fold(0, |different, (a, b)| different | (a ^ b))) == 0
}

/// Who records without a key: a server open to everybody, an import into a log and a simulation.
pub const PROGRAMS: [&str; 3] = [ANYBODY, "import", "simulation"];

/// Who asks where nobody has to say who they are.
pub(crate) const ANYBODY: &str = "open";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_hash_and_a_wrong_one_is_not() {
        let key = |name: &str, key: &str| OperatorKey {
            name: Line::new(name).unwrap(),
            hash: OperatorKey::hash(key),
            rights: [Right::Reads].into(),
            expires: None,
        };
        let (access, today) = (Access::keys(vec![key("office", "one"), key("import", "two")]), Date::MAX);
        let known = |text: &str| access.known(&OperatorKey::hash(text), today).map(|key| key.name.to_string());
        assert_eq!(known("two").as_deref(), Some("import"));
        assert_eq!(known("one").as_deref(), Some("office"));
        assert_eq!(known("onE"), None);
        assert_eq!(known(""), None);
        assert_eq!(Access::Open.known(&OperatorKey::hash("one"), today), None);
    }
}
