//! Several services together, without the types of their contexts: for callers that have commands by name.

use std::sync::Arc;

use event_journal::BoxFuture;
use events::{EventId, Position};
use service_kit::{Command, CommandType, Decider, Refusal as _, RefusalType, Rule};

use crate::names::NotRead;
use crate::{Ask, Failure, NotAccepted, Receipt, Service};

/// The rules saying no, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// A stable name for programs.
    pub code: &'static str,
    /// The hard rule behind it, if it is one of them.
    pub rule: Option<Rule>,
    /// What is the case and what to do.
    pub reason: String,
    /// At odds with the present state, rather than wrong in itself.
    pub conflict: bool,
}

/// The refusal that is nobody's rule: what is personal has nowhere to go.
const DESTROYED: RefusalType = RefusalType {
    code: "person-erased",
    rule: None,
    conflict: true,
    about: "The command has personal content about somebody whose key was destroyed.",
    says: "the key of person {person} was destroyed: nothing more that is personal can be recorded about them",
};

/// Why a command by name did not become an event.
#[derive(Debug)]
pub enum Rejected {
    /// The rules say no.
    Refused(Refused),
    /// There is no such command, or its fields are not of its form.
    Unreadable(String),
    /// The key belongs to an earlier command that said something else.
    KeyReused {
        /// The event that one became.
        event: EventId,
        /// Where that stands.
        position: Position,
    },
    /// The machine failed.
    Failed(Failure),
}

/// A service, whatever its context.
pub trait AnyService: Send + Sync {
    /// The commands it takes.
    fn commands(&self) -> &'static [CommandType];

    /// Why its rules can say no.
    fn refusals(&self) -> Vec<RefusalType>;

    /// Decides a command given by name and as JSON.
    fn execute<'a>(&'a self, name: &'a str, json: &'a str, ask: &'a Ask) -> BoxFuture<'a, Result<Receipt, Rejected>>;

    /// Whether this release can read every event of the journal.
    fn knows_all(&self) -> BoxFuture<'_, Result<(), Failure>>;

    /// Brings the service's own index up with the journal.
    fn warm_up(&self) -> BoxFuture<'_, Result<(), Failure>>;
}

impl<D: Decider> AnyService for Service<D> {
    fn commands(&self) -> &'static [CommandType] {
        D::Command::TYPES
    }

    fn refusals(&self) -> Vec<RefusalType> {
        D::Refusal::types()
    }

    fn execute<'a>(&'a self, name: &'a str, json: &'a str, ask: &'a Ask) -> BoxFuture<'a, Result<Receipt, Rejected>> {
        Box::pin(async move {
            let command = self.read(name, json, ask).await.map_err(|error| match error {
                NotRead::Unreadable(why) => Rejected::Unreadable(why),
                NotRead::Failed(failure) => Rejected::Failed(failure),
            })?;
            self.execute(&command, ask).await.map_err(|error| match error {
                NotAccepted::Refused(refusal) => Rejected::Refused(Refused {
                    code: refusal.code(),
                    rule: refusal.rule(),
                    reason: refusal.to_string(),
                    conflict: refusal.is_conflict(),
                }),
                NotAccepted::KeyReused { event, position } => Rejected::KeyReused { event, position },
                NotAccepted::Erased { person } => Rejected::Refused(Refused {
                    code: DESTROYED.code,
                    rule: DESTROYED.rule,
                    reason: DESTROYED.says.replace("{person}", &person.to_string()),
                    conflict: DESTROYED.conflict,
                }),
                NotAccepted::Failed(failure) => Rejected::Failed(failure),
            })
        })
    }

    fn knows_all(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(Service::knows_all(self))
    }

    fn warm_up(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(Service::warm_up(self))
    }
}

/// No service takes a command of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no service here takes the command \"{0}\"")]
pub struct UnknownCommand(pub String);

/// Several services together.
#[derive(Clone)]
pub struct Services(Arc<[Arc<dyn AnyService>]>);

impl Services {
    /// These services.
    #[must_use]
    pub fn new(services: Vec<Arc<dyn AnyService>>) -> Self {
        Self(services.into())
    }

    /// Every command they take, context by context.
    pub fn commands(&self) -> impl Iterator<Item = &'static CommandType> {
        self.0.iter().flat_map(|service| service.commands())
    }

    /// Why commands are refused: by the rules, service by service, what several say several times;
    /// and because somebody's key was destroyed.
    pub fn refusals(&self) -> impl Iterator<Item = RefusalType> {
        self.0.iter().flat_map(|service| service.refusals()).chain([DESTROYED])
    }

    /// Decides a command given by context, name and JSON.
    ///
    /// # Errors
    /// As [`Rejected`] says.
    pub async fn execute(&self, context: &str, name: &str, json: &str, ask: &Ask) -> Result<Receipt, Rejected> {
        let takes = |service: &&Arc<dyn AnyService>| {
            service.commands().iter().any(|command| command.context == context && command.name == name)
        };
        match self.0.iter().find(takes) {
            Some(service) => service.execute(name, json, ask).await,
            None => {
                let asked = format!("{context}.{name}").chars().take(100).collect();
                Err(Rejected::Unreadable(UnknownCommand(asked).to_string()))
            }
        }
    }

    /// Whether this release can read every event of the journal. Commands fail otherwise.
    ///
    /// # Errors
    /// With the first event that only a newer release can read; or when the journal cannot be read.
    pub async fn knows_all(&self) -> Result<(), Failure> {
        // They share what they know of the journal.
        match self.0.first() {
            Some(service) => service.knows_all().await,
            None => Ok(()),
        }
    }

    /// Brings every service's own index up with the journal.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn warm_up(&self) -> Result<(), Failure> {
        for service in &*self.0 {
            service.warm_up().await?;
        }
        Ok(())
    }
}
