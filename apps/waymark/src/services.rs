//! The five services: all together, or some of them.

use std::sync::Arc;

use event_journal::Journal;
use event_keys::Keystore;
use service_kit::{Command, CommandType, Decider};
use service_runtime::{AnyService, Histories, Service, Services};

/// A context: one service's part of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Context {
    /// From the first conversation to the end of the programme
    Referrals,
    /// Employers, placements, attendance
    Placements,
    /// Job coaches and their hours
    Coaching,
    /// Access to Work, claims, costs
    Funding,
    /// Jobs, and what became of them
    Outcomes,
}

impl Context {
    /// All five.
    pub const ALL: &[Self] = &[Self::Referrals, Self::Placements, Self::Coaching, Self::Funding, Self::Outcomes];

    /// As it is written in commands and addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Referrals => "referrals",
            Self::Placements => "placements",
            Self::Coaching => "coaching",
            Self::Funding => "funding",
            Self::Outcomes => "outcomes",
        }
    }

    /// The commands it takes.
    #[must_use]
    pub fn commands(self) -> &'static [CommandType] {
        match self {
            Self::Referrals => referrals::Command::TYPES,
            Self::Placements => placements::Command::TYPES,
            Self::Coaching => coaching::Command::TYPES,
            Self::Funding => funding::Command::TYPES,
            Self::Outcomes => outcomes::Command::TYPES,
        }
    }

    fn service(self, parts: &Parts) -> Arc<dyn AnyService> {
        match self {
            Self::Referrals => parts.service::<referrals::Referrals>(),
            Self::Placements => parts.service::<placements::Placements>(),
            Self::Coaching => parts.service::<coaching::Coaching>(),
            Self::Funding => parts.service::<funding::Funding>(),
            Self::Outcomes => parts.service::<outcomes::Outcomes>(),
        }
    }
}

/// What the services of a process share.
struct Parts {
    journal: Arc<dyn Journal>,
    keys: Arc<Keystore>,
    histories: Arc<Histories>,
}

impl Parts {
    fn service<D: Decider>(&self) -> Arc<dyn AnyService> {
        Arc::new(Service::<D>::new(self.journal.clone(), self.keys.clone(), self.histories.clone()))
    }
}

/// The services of these contexts, whatever the journal and the shelf behind the keys.
#[must_use]
pub fn of(contexts: &[Context], journal: &Arc<dyn Journal>, keys: &Arc<Keystore>) -> Services {
    let parts = Parts { journal: journal.clone(), keys: keys.clone(), histories: Arc::default() };
    Services::new(contexts.iter().map(|context| context.service(&parts)).collect())
}

/// All five services over one journal.
#[must_use]
pub fn all(journal: &Arc<dyn Journal>, keys: &Arc<Keystore>) -> Services {
    of(Context::ALL, journal, keys)
}

/// Every command there is, context by context.
pub fn command_types() -> impl Iterator<Item = &'static CommandType> {
    Context::ALL.iter().flat_map(|context| context.commands())
}

#[cfg(test)]
mod tests {
    use service_kit::Asked;

    use super::*;

    #[test]
    fn every_example_in_the_openapi_document_is_a_command_that_can_be_read() {
        let document = waymark_http::openapi(command_types(), std::iter::empty());
        for command in command_types() {
            let post = &document["paths"][format!("/v1/{}/{}", command.context, command.name)]["post"];
            let example = post["requestBody"]["content"]["application/json"]["example"].clone();
            let name = command.full_name();
            let wrong = events::misread(&command.fields(), example.as_object().unwrap());
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
            let read = match command.context {
                "referrals" => Asked::<referrals::Command>::read(command.name, example).map(drop),
                "placements" => Asked::<placements::Command>::read(command.name, example).map(drop),
                "coaching" => Asked::<coaching::Command>::read(command.name, example).map(drop),
                "funding" => Asked::<funding::Command>::read(command.name, example).map(drop),
                _ => Asked::<outcomes::Command>::read(command.name, example).map(drop),
            };
            assert!(read.is_ok(), "{name}: {read:?}");
        }
    }
}
