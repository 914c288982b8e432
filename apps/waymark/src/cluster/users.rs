//! Who a process of the cluster can be to the NATS servers.

/// A user of the NATS servers, with a key of its own. `accounts.conf` says what each may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// A process that takes commands.
    Service,
    /// A process that keeps tables.
    Worker,
    /// A process that answers questions.
    Reader,
    /// A process that keeps the log.
    Keeper,
    /// Reads how the cluster is, and saves the keys: every day.
    Operator,
    /// Makes, fills and mends the stream: rarely.
    Creator,
    /// Destroys persons' keys, and puts saved ones back.
    Eraser,
}

impl User {
    /// Every user.
    pub const ALL: [Self; 7] =
        [Self::Service, Self::Worker, Self::Reader, Self::Keeper, Self::Operator, Self::Creator, Self::Eraser];

    /// Its name, in files and in the subjects that only it may use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Worker => "worker",
            Self::Reader => "reader",
            Self::Keeper => "keeper",
            Self::Operator => "operator",
            Self::Creator => "creator",
            Self::Eraser => "eraser",
        }
    }

    /// The process that comes as this user: `waymark-serve`.
    #[must_use]
    pub fn process(self) -> &'static str {
        match self {
            Self::Service => "waymark-serve",
            Self::Worker => "waymark-project",
            Self::Reader => "waymark-query",
            Self::Keeper => "waymark-keep",
            Self::Operator | Self::Creator | Self::Eraser => "waymark-cluster",
        }
    }
}
