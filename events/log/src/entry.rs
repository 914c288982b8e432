//! What goes into the log and what comes out.

use events::{EventId, Position, Subject};

use crate::AppendError;
use crate::tree::{self, Hash, RootHash};

/// An event on its way into the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    id: EventId,
    subject: Subject,
    leaf: Vec<u8>,
    sealed: Option<Vec<u8>>,
    leaf_hash: Hash,
}

impl Entry {
    /// The most that leaf and sealed content may have together: 100 KiB. It keeps a block below the
    /// size at which the engine would put it into a file that it never makes durable.
    pub const MOST_BYTES: usize = 100 * 1024;

    /// The most bytes of a leaf: the limit of an entry in a `tlog-tiles` bundle.
    pub const MOST_LEAF_BYTES: usize = events::MOST_BYTES;

    /// An entry of `leaf`, the canonical JSON of the event with `id` and `subject` as members of
    /// those names, and of the `sealed` content beside it. Hashes the leaf, in the caller's thread.
    #[must_use]
    pub fn new(id: EventId, subject: Subject, leaf: Vec<u8>, sealed: Option<Vec<u8>>) -> Self {
        let leaf_hash = tree::leaf_hash(&leaf);
        Self { id, subject, leaf, sealed, leaf_hash }
    }

    /// The event's id.
    #[must_use]
    pub fn id(&self) -> EventId {
        self.id
    }

    /// What the event is about.
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// What the tree commits to.
    #[must_use]
    pub fn leaf(&self) -> &[u8] {
        &self.leaf
    }

    /// What is kept beside the leaf, outside the tree.
    #[must_use]
    pub fn sealed(&self) -> Option<&[u8]> {
        self.sealed.as_deref()
    }

    /// The RFC 6962 hash of the leaf.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        self.leaf_hash
    }

    /// Refuses a leaf of so many bytes, with so many of sealed content beside it, if no log takes it:
    /// to be asked before an event goes where it cannot be taken back from.
    ///
    /// # Errors
    /// [`AppendError::TooLarge`].
    pub fn check_size(leaf: usize, sealed: usize) -> Result<(), AppendError> {
        for (size, limit) in [(leaf, Self::MOST_LEAF_BYTES), (leaf + sealed, Self::MOST_BYTES)] {
            if size > limit {
                return Err(AppendError::TooLarge { size, limit });
            }
        }
        Ok(())
    }

    /// The event, to be kept in memory.
    pub(crate) fn kept(self) -> Kept {
        Kept { subject: self.subject, leaf: self.leaf, sealed: self.sealed }
    }

    /// Refuses an entry that no block can hold.
    pub(crate) fn fits(&self) -> Result<(), AppendError> {
        Self::check_size(self.leaf.len(), self.sealed.as_ref().map_or(0, Vec::len))
    }

    /// How many bytes leaf and sealed content have together.
    #[must_use]
    pub fn size(&self) -> usize {
        self.leaf.len() + self.sealed.as_ref().map_or(0, Vec::len)
    }
}

/// An event that is kept in memory.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) subject: Subject,
    pub(crate) leaf: Vec<u8>,
    pub(crate) sealed: Option<Vec<u8>>,
}

/// An event as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its place in the order of all events.
    pub position: Position,
    /// The canonical JSON that the tree commits to.
    pub leaf: Vec<u8>,
    /// The sealed content beside it.
    pub sealed: Option<Vec<u8>>,
}

/// That an event is in the log, durably.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The place it was given.
    pub position: Position,
}

/// The end of the log: the last durable position, and the root of the tree of all leaves up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The position of the last event, [`Position::START`] if there is none.
    pub position: Position,
    /// The root of the tree whose size is that position.
    pub root: RootHash,
}

/// The head of a log without events.
impl Default for Head {
    fn default() -> Self {
        Self { position: Position::START, root: RootHash::empty() }
    }
}

/// What a verification has counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The head that the events lead to.
    pub head: Head,
    /// How many subjects they are about.
    pub subjects: u64,
    /// How many of them have sealed content.
    pub sealed: u64,
    /// In how many blocks they stand.
    pub blocks: u64,
}
