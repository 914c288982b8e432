//! What is on the disk after a power failure: a model of files and names of which only what was synced
//! is certain.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::common::Random;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// A file or a directory; 0 is the directory that everything is in.
pub(crate) type Node = usize;
/// A name in a directory.
pub(crate) type Name = (Node, OsString);

/// Something that the log asked the system for, or told its caller.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A new file or directory.
    Made {
        name: Name,
        node: Node,
        directory: bool,
    },
    /// In one step: the second name stands for the node from now on, the first one for nothing.
    Renamed {
        from: Name,
        to: Name,
        node: Node,
    },
    Removed {
        name: Name,
    },
    Wrote {
        node: Node,
        at: u64,
        bytes: Vec<u8>,
    },
    Resized {
        node: Node,
        bytes: u64,
    },
    /// All that was asked of the node before is on the disk.
    Synced {
        node: Node,
        what: Synced,
    },
    /// The caller was told that so many events are durable.
    Acknowledged(u64),
    /// A part of the program begins, from which an equal share of the failures is drawn.
    Phase(&'static str),
}

/// What was synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Synced {
    /// A block, with the data synced as the log does in place of the engine.
    Block,
    /// A file otherwise.
    File,
    /// The names in a directory.
    Names,
}

impl Step {
    /// Without the bytes.
    pub(crate) fn brief(&self) -> String {
        match self {
            Self::Wrote { node, at, bytes } => format!("{node} at {at} {} bytes", bytes.len()),
            Self::Made { .. }
            | Self::Renamed { .. }
            | Self::Removed { .. }
            | Self::Resized { .. }
            | Self::Synced { .. }
            | Self::Acknowledged(_)
            | Self::Phase(_) => format!("{self:?}"),
        }
    }

    /// The file or directory whose content it changes.
    fn changes(&self) -> Option<Node> {
        match self {
            Self::Made { name, .. } | Self::Renamed { to: name, .. } | Self::Removed { name } => Some(name.0),
            Self::Wrote { node, .. } | Self::Resized { node, .. } => Some(*node),
            Self::Synced { .. } | Self::Acknowledged(_) | Self::Phase(_) => None,
        }
    }
}

/// Files and directories with what is in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    nodes: BTreeMap<Node, Content>,
}

#[derive(Clone, Debug)]
enum Content {
    File(Vec<u8>),
    Directory(BTreeMap<OsString, Node>),
}

/// How much of what was not synced is there all the same.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Luck {
    Nothing,
    /// As if the process had been killed.
    Everything,
    /// In the order in which it was asked for, up to some point in each file.
    InOrder,
    /// Each write, sector and name by itself.
    AnyOfIt,
}

impl Luck {
    pub(crate) fn of(random: &mut Random) -> Self {
        [Self::Nothing, Self::Everything, Self::InOrder, Self::AnyOfIt, Self::AnyOfIt][random.below(5)]
    }
}

impl Disk {
    /// What is in a directory, and nothing of it is in doubt.
    pub(crate) fn of(path: &Path) -> Self {
        let mut disk = Self::default();
        disk.take_in(path);
        disk
    }

    fn take_in(&mut self, path: &Path) -> Node {
        let node = self.nodes.len();
        if !path.is_dir() {
            self.nodes.insert(node, Content::File(fs::read(path).unwrap()));
            return node;
        }
        self.nodes.insert(node, Content::Directory(BTreeMap::new()));
        let mut names = BTreeMap::new();
        for entry in fs::read_dir(path).unwrap() {
            let entry = entry.unwrap();
            names.insert(entry.file_name(), self.take_in(&entry.path()));
        }
        self.nodes.insert(node, Content::Directory(names));
        node
    }

    /// Each node with its path below the first one.
    pub(crate) fn paths(&self) -> Vec<(Node, Vec<OsString>)> {
        let mut found = vec![(0, Vec::new())];
        let mut at = 0;
        while let Some((node, path)) = found.get(at).cloned() {
            if let Some(Content::Directory(names)) = self.nodes.get(&node) {
                found.extend(
                    names.iter().map(|(name, node)| (*node, [path.as_slice(), std::slice::from_ref(name)].concat())),
                );
            }
            at += 1;
        }
        found
    }

    /// A number that no node has.
    pub(crate) fn next(&self) -> Node {
        self.nodes.keys().next_back().map_or(0, |last| last + 1)
    }

    pub(crate) fn is_directory(&self, node: Node) -> bool {
        matches!(self.nodes.get(&node), Some(Content::Directory(_)))
    }

    /// What may be there if the power fails after these steps.
    pub(crate) fn after(&self, steps: &[Step], luck: Luck, random: &mut Random) -> Self {
        let mut disk = self.clone();
        let mut waiting: BTreeMap<Node, Vec<&Step>> = BTreeMap::new();
        for step in steps {
            if let Step::Made { node, directory, .. } = step {
                disk.nodes.insert(
                    *node,
                    if *directory { Content::Directory(BTreeMap::new()) } else { Content::File(Vec::new()) },
                );
            }
            if let Some(node) = step.changes() {
                waiting.entry(node).or_default().push(step);
            }
            if let Step::Synced { node, .. } = step {
                waiting.remove(node).unwrap_or_default().into_iter().for_each(|step| disk.apply(step, &mut |_| true));
            }
        }
        for steps in waiting.into_values() {
            disk.apply_some(&steps, luck, random);
        }
        disk
    }

    fn apply_some(&mut self, steps: &[&Step], luck: Luck, random: &mut Random) {
        // Up to which of the steps each sector has come, if they do not all go together.
        let mut sectors = BTreeMap::new();
        let until = random.below(steps.len() + 1);
        for (n, step) in steps.iter().enumerate() {
            match luck {
                Luck::Nothing => (),
                Luck::Everything => self.apply(step, &mut |_| true),
                Luck::InOrder if n < until => self.apply(step, &mut |_| true),
                // The one that was under way: its first sectors.
                Luck::InOrder if n == until && matches!(step, Step::Wrote { .. }) => {
                    let mut going = true;
                    self.apply(step, &mut |_| {
                        going &= random.below(8) > 0;
                        going
                    });
                }
                Luck::InOrder => (),
                Luck::AnyOfIt if matches!(step, Step::Wrote { .. }) => {
                    let mut came = |sector| *sectors.entry(sector).or_insert_with(|| random.below(steps.len() + 1));
                    self.apply(step, &mut |sector| n < came(sector));
                }
                Luck::AnyOfIt if random.below(2) > 0 => self.apply(step, &mut |_| true),
                Luck::AnyOfIt => (),
            }
        }
    }

    /// Does a step; of a write, the sectors that are wanted.
    fn apply(&mut self, step: &Step, wanted: &mut dyn FnMut(usize) -> bool) {
        match step {
            Step::Made { name, node, .. } => self.name(name, Some(*node)),
            Step::Renamed { from, to, node } => {
                self.name(from, None);
                self.name(to, Some(*node));
            }
            Step::Removed { name } => self.name(name, None),
            Step::Resized { node, bytes } => self.file(*node).resize(usize::try_from(*bytes).unwrap(), 0),
            Step::Wrote { node, at, bytes } => {
                let file = self.file(*node);
                let (start, end) = (usize::try_from(*at).unwrap(), usize::try_from(*at).unwrap() + bytes.len());
                for sector in start / SECTOR..end.div_ceil(SECTOR) {
                    if wanted(sector) {
                        let (from, to) = (start.max(sector * SECTOR), end.min((sector + 1) * SECTOR));
                        if file.len() < to {
                            file.resize(to, 0);
                        }
                        file[from..to].copy_from_slice(&bytes[from - start..to - start]);
                    }
                }
            }
            Step::Synced { .. } | Step::Acknowledged(_) | Step::Phase(_) => (),
        }
    }

    fn file(&mut self, node: Node) -> &mut Vec<u8> {
        match self.nodes.get_mut(&node) {
            Some(Content::File(bytes)) => bytes,
            other => panic!("node {node} is no file: {other:?}"),
        }
    }

    fn name(&mut self, (directory, name): &Name, node: Option<Node>) {
        match (self.nodes.get_mut(directory), node) {
            (Some(Content::Directory(names)), Some(node)) => drop(names.insert(name.clone(), node)),
            (Some(Content::Directory(names)), None) => drop(names.remove(name)),
            (other, _) => panic!("node {directory} is no directory: {other:?}"),
        }
    }

    /// Takes away each name that begins like this.
    pub(crate) fn without(mut self, beginning: &str) -> Self {
        for content in self.nodes.values_mut() {
            if let Content::Directory(names) = content {
                names.retain(|name, _| !name.to_string_lossy().starts_with(beginning));
            }
        }
        self
    }

    /// Makes these files in an empty directory.
    pub(crate) fn put(&self, path: &Path) {
        self.put_node(0, path);
    }

    fn put_node(&self, node: Node, path: &Path) {
        match &self.nodes[&node] {
            Content::File(bytes) => fs::write(path, bytes).unwrap(),
            Content::Directory(names) => {
                fs::create_dir_all(path).unwrap();
                names.iter().for_each(|(name, node)| self.put_node(*node, &path.join(name)));
            }
        }
    }

    /// Whether two disks hold the same under the same names.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let contents = |disk: &Self| -> BTreeMap<Vec<OsString>, Option<Vec<u8>>> {
            let bytes = |node| match &disk.nodes[&node] {
                Content::File(bytes) => Some(bytes.clone()),
                Content::Directory(_) => None,
            };
            disk.paths().into_iter().map(|(node, path)| (path, bytes(node))).collect()
        };
        contents(self) == contents(other)
    }
}
