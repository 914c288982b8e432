//! The Merkle tree over all leaves, as RFC 6962 section 2.1 hashes it.
//!
//! A leaf is hashed as `SHA-256(0x00 || leaf)`, a node as `SHA-256(0x01 || left || right)`, and the
//! empty tree as `SHA-256("")`. Only the frontier is kept: the roots of the complete subtrees, from
//! the largest to the smallest, at most 64 hashes however long the log is.

use std::fmt;

use sha2::{Digest, Sha256};

/// A SHA-256 hash: 32 bytes.
pub type Hash = [u8; 32];

/// The root of the tree: what a whole log comes down to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RootHash(pub Hash);

impl RootHash {
    /// The root of the tree without leaves.
    #[must_use]
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }
}

/// Sixty-four hexadecimal digits.
impl fmt::Display for RootHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RootHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RootHash({self})")
    }
}

/// The hash of a leaf.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

/// The hash of a node from those of its two children.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    Sha256::digest(bytes).into()
}

/// The right edge of a growing tree: all that is needed to add a leaf and to tell the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of `size` leaves from the roots of its complete subtrees, largest
    /// first; `None` if that is not as many as such a tree has.
    #[must_use]
    pub fn of(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, largest first: one for each set bit of the size.
    #[must_use]
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> RootHash {
        self.peaks
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node_hash(&left, &right))
            .map_or_else(RootHash::empty, RootHash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves and roots with which Certificate Transparency implementations test themselves.
    const LEAVES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn the_roots_are_those_of_the_published_vectors() {
        let mut tree = Frontier::default();
        assert_eq!(tree.root().to_string(), ROOTS[0]);
        for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
            tree.push(leaf_hash(leaf));
            assert_eq!(&tree.root().to_string(), root, "size {}", tree.size());
        }
    }

    #[test]
    fn the_running_root_is_that_of_the_recursive_definition_at_every_size() {
        let hashes: Vec<Hash> = (0..300_u32).map(|n| leaf_hash(&n.to_le_bytes())).collect();
        let mut tree = Frontier::default();
        for size in 1..=hashes.len() {
            tree.push(hashes[size - 1]);
            assert_eq!(tree.root().0, by_definition(&hashes[..size]), "size {size}");
            assert_eq!(Frontier::of(size as u64, tree.peaks().to_vec()).as_ref(), Some(&tree));
        }
        assert_eq!(Frontier::of(3, vec![[0; 32]]), None);
    }

    /// RFC 6962, 2.1: split at the largest power of two below the number of leaves.
    fn by_definition(hashes: &[Hash]) -> Hash {
        match hashes {
            [] => RootHash::empty().0,
            [leaf] => *leaf,
            more => {
                let k = more.len().next_power_of_two() / 2;
                node_hash(&by_definition(&more[..k]), &by_definition(&more[k..]))
            }
        }
    }
}
