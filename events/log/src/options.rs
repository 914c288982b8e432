//! How a log on disk is opened.

use std::time::Duration;

use events::Position;

/// What may be chosen when a log is opened. The defaults suit a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to write, and after what loss.
    pub access: Access,
    /// How long HEAD may be behind the log on the disk, should the power fail: 100 ms.
    pub sync_head_every: Duration,
    /// After how many events the index is written down, so that a start reads at most as many. At
    /// least 200,000, and in a log of more than 1,600,000 an eighth of it.
    pub spill_every: u64,
    /// While the last block has fewer bytes than this before compression, the next commit adds to
    /// it instead of beginning another: 16 KiB. 0 makes every commit a block.
    pub grow_blocks_to: usize,
    /// How many bytes of events are kept in memory until they are written to HISTORIES together: 32 MiB.
    /// While they are written, as many again.
    pub recent_bytes: usize,
    /// How many bytes of pages the engine keeps in memory, roughly: 64 MiB.
    pub cache_bytes: u64,
}

/// What a log is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To append and read. A damaged log is refused, and left as it is.
    Write,
    /// To read what is there: of a damaged log, all that comes before the damage. Appends are
    /// refused. It is read from a copy, since the engine writes over what it cannot read: as much
    /// room as the log takes is needed.
    Read,
    /// To go on without what is lost, on an operator's word, and only if the log is whole up to
    /// exactly this position and ends there: HEAD is then set to it.
    WriteAfterLoss(Position),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            access: Access::Write,
            sync_head_every: Duration::from_millis(100),
            spill_every: 200_000,
            grow_blocks_to: 16 * 1024,
            recent_bytes: 32 * 1024 * 1024,
            cache_bytes: 64 * 1024 * 1024,
        }
    }
}
