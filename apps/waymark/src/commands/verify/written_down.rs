//! The tree that an auditor wrote down once: position and root.

use std::io::Write;

use anyhow::{bail, ensure};
use event_log::tree::{Frontier, leaf_hash};
use events::Position;

use crate::cli::Verify;

/// The tree of the first events, as it grows to the size that was written down.
pub(super) struct WrittenDown {
    /// Position and root, in lower case; none where nothing is compared.
    expected: Option<(Position, String)>,
    tree: Frontier,
}

impl WrittenDown {
    /// What is to be compared.
    ///
    /// # Errors
    /// When the root is not one.
    pub(super) fn of(arguments: &Verify) -> anyhow::Result<Self> {
        let root = arguments.root.as_deref().unwrap_or_default().to_ascii_lowercase();
        let is_root = root.len() == 64 && root.bytes().all(|digit| digit.is_ascii_hexdigit());
        ensure!(
            arguments.root.is_none() || is_root,
            "--root takes the 64 hexadecimal digits that `waymark verify` prints"
        );
        let expected = arguments.position.map(|position| (Position(position), root));
        Ok(Self { expected, tree: Frontier::default() })
    }

    /// Takes in the next event of the log.
    pub(super) fn push(&mut self, position: Position, leaf: &[u8]) {
        if self.expected.as_ref().is_some_and(|(size, _)| position <= *size) {
            self.tree.push(leaf_hash(leaf));
        }
    }

    /// Whether the log's first events have the root that was written down.
    ///
    /// # Errors
    /// When they do not, or the log is shorter.
    pub(super) fn compare(self, head: Position, out: &mut impl Write) -> anyhow::Result<()> {
        let Some((size, expected)) = self.expected else { return Ok(()) };
        ensure!(
            self.tree.size() == size.0,
            "the log ends at position {head}, but the recorded root is of {size} events: events are missing; compare with a backup or another node"
        );
        let found = self.tree.root().to_string();
        if found != expected {
            bail!(
                "the first {size} events have the root {found}, not the recorded {expected}: the log was changed since, or the recorded root is of another log"
            );
        }
        writeln!(out, "the first {size} events have the recorded root {found}")?;
        Ok(())
    }
}
