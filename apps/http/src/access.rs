//! Who may ask: operator keys, and sessions of browsers that signed in with one.

mod guard;
mod hosts;
mod sessions;

use std::hint::black_box;

use events::Line;
use sha2::{Digest, Sha256};

pub(crate) use guard::{Actor, guard};
pub(crate) use sessions::{COOKIE, LIFE, Sessions, token};

/// Who may ask for what.
#[derive(Clone, Debug)]
pub enum Access {
    /// Everybody, for everything: for trying out, on a loopback address only. The binary sees to that.
    Open,
    /// The holders of these keys, for everything.
    Keys(Vec<OperatorKey>),
}

/// A key that an operator holds: 256 random bits as text, of which only the hash is kept.
#[derive(Clone, Debug)]
pub struct OperatorKey {
    /// The key's name, which becomes the actor of what is done with it. Never a person's name.
    pub name: Line,
    /// SHA-256 of the key's text.
    pub hash: [u8; 32],
}

impl OperatorKey {
    /// The hash that is kept of a key.
    #[must_use]
    pub fn hash(key: &str) -> [u8; 32] {
        Sha256::digest(key.as_bytes()).into()
    }
}

impl Access {
    /// The names under which something can have been recorded here: those of the keys, and of what records
    /// without one.
    pub(crate) fn names(&self) -> Vec<&str> {
        let keys = match self {
            Self::Open => [].as_slice(),
            Self::Keys(keys) => keys,
        };
        PROGRAMS.into_iter().chain(keys.iter().map(|key| key.name.as_str())).collect()
    }

    /// Whose key this is. Takes the same time whichever key it is, or none.
    pub(crate) fn actor(&self, key: &str) -> Option<&Line> {
        let Self::Keys(keys) = self else { return None };
        let hash = OperatorKey::hash(key);
        keys.iter().fold(None, |found, known| if same(&known.hash, &hash) { Some(&known.name) } else { found })
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
    fn a_key_names_its_actor_and_a_wrong_one_nobody() {
        let key = |name: &str, key: &str| OperatorKey { name: Line::new(name).unwrap(), hash: OperatorKey::hash(key) };
        let access = Access::Keys(vec![key("office", "one"), key("import", "two")]);
        assert_eq!(access.actor("two").map(Line::as_str), Some("import"));
        assert_eq!(access.actor("one").map(Line::as_str), Some("office"));
        assert_eq!(access.actor("onE"), None);
        assert_eq!(access.actor(""), None);
        assert_eq!(Access::Open.actor("one"), None);
    }
}
