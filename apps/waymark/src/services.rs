//! The five services, together.

use std::sync::Arc;

use event_journal::Journal;
use service_kit::{Command, CommandType, Decider};
use service_runtime::{AnyService, Histories, Keystore, Service, Services};

/// All five services over one journal.
#[must_use]
pub fn all(journal: &Arc<dyn Journal>, keys: &Arc<Keystore>) -> Services {
    let histories = Arc::default();
    Services::new(vec![
        one::<referrals::Decider>(journal, keys, &histories),
        one::<placements::Decider>(journal, keys, &histories),
        one::<coaching::Decider>(journal, keys, &histories),
        one::<funding::Decider>(journal, keys, &histories),
        one::<outcomes::Decider>(journal, keys, &histories),
    ])
}

fn one<D: Decider>(
    journal: &Arc<dyn Journal>,
    keys: &Arc<Keystore>,
    histories: &Arc<Histories>,
) -> Arc<dyn AnyService> {
    Arc::new(Service::<D>::new(journal.clone(), keys.clone(), histories.clone()))
}

/// Every command there is, context by context.
pub fn command_types() -> impl Iterator<Item = &'static CommandType> {
    [
        referrals::Command::TYPES,
        placements::Command::TYPES,
        coaching::Command::TYPES,
        funding::Command::TYPES,
        outcomes::Command::TYPES,
    ]
    .into_iter()
    .flatten()
}
