//! One context, run over the journal.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Blocking, PoisonError};

use event_journal::{AppendError, Journal, ReadError};
use events::{
    Attribution, CommandHash, Damaged, Event, EventId, Line, Personal, Position, Sealed, SealedNote, Subject, Trace,
    Unopenable,
};
use jiff::Timestamp;
use jiff::civil::Date;
use service_kit::{Circumstances, Command as _, Decider, Decision, Index as _, Subjects};
use tokio::sync::Mutex;

use crate::folded::{Folded, States};
use crate::index::Indexed;
use crate::{Keystore, KeystoreError};

/// How often a command is decided anew because something else happened to its subject meanwhile.
const ATTEMPTS: usize = 32;

/// How a command is asked: by whom, when, and under which key.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The idempotency key: the same key on the same subject is the same command.
    pub key: Line,
    /// Who asks.
    pub by: Attribution,
    /// What it hangs together with.
    pub trace: Trace,
    /// Today, in England.
    pub today: Date,
}

/// That a command was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The event it became.
    pub event: EventId,
    /// Where that stands.
    pub position: Position,
    /// The command had been accepted before, with the same content.
    pub repeated: bool,
}

/// Why a command did not become an event.
#[derive(Debug)]
pub enum NotAccepted<R> {
    /// The rules say no.
    Refused(R),
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

/// The machine failing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The history could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event in it could not be read.
    #[error(transparent)]
    Damaged(#[from] Damaged),
    /// Sealed content in it is not what was sealed.
    #[error(
        "the sealed content of the event at position {position} cannot be opened: {error}; verify the log and compare the keystore with its backup"
    )]
    Unopenable {
        /// Where.
        position: Position,
        /// How.
        error: Unopenable,
    },
    /// A key could not be had.
    #[error(transparent)]
    Keys(#[from] KeystoreError),
    /// The journal did not take the event.
    #[error("the event was not recorded: {0}")]
    Append(String),
    /// It is not known whether the journal took it.
    #[error(
        "it is not known whether the event was recorded: {0}; repeat the command with the same key, it cannot be taken twice"
    )]
    OutcomeUnknown(String),
    /// Others were always faster.
    #[error("the subject changed {ATTEMPTS} times while the command was decided: repeat it with the same key")]
    Contention,
    /// The command or event has no canonical form.
    #[error("the command has no canonical form: {0}")]
    Form(#[from] serde_json::Error),
    /// The content is too large to seal.
    #[error("the personal content is too large to seal")]
    TooLarge,
}

impl<R> From<Failure> for NotAccepted<R> {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// A decider at work.
pub struct Service<D: Decider> {
    journal: Arc<dyn Journal>,
    keys: Arc<Keystore>,
    states: States<D>,
    /// Subjects that commands on other subjects look at: few, with short histories.
    others: Blocking<HashMap<Subject, Arc<Folded<D>>>>,
    index: Mutex<Indexed<D::Index>>,
}

/// How many other subjects are remembered.
const OTHERS: usize = 4096;

impl<D: Decider> Service<D> {
    /// The service over this journal, opening and sealing with these keys.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, keys: Arc<Keystore>) -> Self {
        let others = Blocking::new(HashMap::new());
        Self { journal, keys, states: States::new(), others, index: Mutex::new(Indexed::new()) }
    }

    /// Brings the service's own index up with the journal, so that the first command need not wait.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn warm_up(&self) -> Result<(), Failure> {
        self.index.lock().await.catch_up(&*self.journal).await
    }

    /// Decides a command. One command becomes one event, durable when this returns, or none.
    ///
    /// # Errors
    /// As [`NotAccepted`] says.
    pub async fn execute(&self, command: &D::Command, ask: &Ask) -> Result<Receipt, NotAccepted<D::Refusal>> {
        let subject = command.subject();
        let id = EventId::of(subject, ask.key.as_str());
        let Some(shard) = self.states.shard(subject) else { return Err(Failure::Contention.into()) };
        let mut shard = shard.lock().await;
        let mut folded = shard.take(subject);
        let outcome = self.attempt(&mut folded, subject, id, command, ask).await;
        if !matches!(outcome, Err(NotAccepted::Failed(_))) {
            shard.put(subject, folded);
        }
        outcome
    }

    async fn attempt(
        &self,
        folded: &mut Folded<D>,
        subject: Subject,
        id: EventId,
        command: &D::Command,
        ask: &Ask,
    ) -> Result<Receipt, NotAccepted<D::Refusal>> {
        for attempt in 0..ATTEMPTS {
            folded.catch_up(subject, &*self.journal, &self.keys).await?;
            if let Some((position, first)) = folded.seen.get(&id) {
                return self.repeated(id, *position, *first, command);
            }
            let subjects = self.look_at(command).await?;
            let decided = self.decide(folded, &subjects, id, command, ask).await;
            if attempt > 0 && decided.is_err() {
                self.release(id).await;
            }
            let mut event = decided?;
            let sealed = match self.seal(&mut event, command) {
                Ok(sealed) => sealed,
                Err(failure) => {
                    self.release(id).await;
                    return Err(failure.into());
                }
            };
            match self.journal.append(event.clone(), sealed, folded.last).await {
                Ok(position) => {
                    if event.fact.takes_back().is_none() {
                        folded.take(position, &event, false);
                    }
                    return Ok(Receipt { event: id, position, repeated: false });
                }
                Err(AppendError::Conflict { .. }) => {}
                Err(AppendError::OutcomeUnknown(why)) => {
                    // Settled by looking: the history says whether it is there.
                    let looked = folded.catch_up(subject, &*self.journal, &self.keys).await;
                    return match (looked, folded.seen.get(&id)) {
                        (Ok(()), Some((position, _))) => {
                            Ok(Receipt { event: id, position: *position, repeated: false })
                        }
                        _ => Err(Failure::OutcomeUnknown(why).into()),
                    };
                }
                Err(AppendError::Failed(why)) => {
                    self.release(id).await;
                    return Err(Failure::Append(why).into());
                }
            }
        }
        self.release(id).await;
        Err(Failure::Contention.into())
    }

    /// Asks the decider. What the index has to hold of the event is in it when this returns, before
    /// anybody else decides by it.
    async fn decide(
        &self,
        folded: &Folded<D>,
        subjects: &Subjects<D::State>,
        id: EventId,
        command: &D::Command,
        ask: &Ask,
    ) -> Result<Event, NotAccepted<D::Refusal>> {
        let mut indexed = self.index.lock().await;
        indexed.catch_up(&*self.journal).await?;
        let circumstances = Circumstances { today: ask.today, id, subjects, index: &indexed.index };
        let decided = D::decide(&folded.state, command, &circumstances);
        let Decision { fact, happened } = decided.map_err(NotAccepted::Refused)?;
        let event = Event {
            id,
            subject: command.subject(),
            fact,
            happened,
            recorded: Timestamp::UNIX_EPOCH,
            by: ask.by.clone(),
            trace: ask.trace.clone(),
            command: CommandHash([0; 16]),
            sealed: None,
        };
        indexed.index.apply(&event);
        Ok(event)
    }

    /// Takes an event that was not appended out of the index again.
    async fn release(&self, id: EventId) {
        if !<D::Index as service_kit::Index>::TYPES.is_empty() {
            self.index.lock().await.index.forget(id);
        }
    }

    fn seal(&self, event: &mut Event, command: &D::Command) -> Result<Option<Sealed>, Failure> {
        let sealed = match event.fact.personal() {
            Some(Personal { person, content }) => {
                let key = self.keys.key_or_new(person)?;
                let nonce = self.keys.nonce()?;
                let kind = event.fact.event_type();
                let sealed = key.seal(nonce, event.id, kind, person, &content).ok_or(Failure::TooLarge)?;
                event.sealed = Some(SealedNote { person, hash: sealed.hash() });
                Some(sealed)
            }
            None => None,
        };
        event.command = self.command_hash(command)?;
        Ok(sealed)
    }

    /// Tells whether a command repeats the first one under its key.
    fn repeated(
        &self,
        event: EventId,
        position: Position,
        first: CommandHash,
        command: &D::Command,
    ) -> Result<Receipt, NotAccepted<D::Refusal>> {
        // Without the person's key the two cannot be compared: the first receipt stands.
        let comparable = command.person().is_none_or(|person| self.keys.key(person).is_some());
        if comparable && self.command_hash(command)? != first {
            return Err(NotAccepted::KeyReused { event, position });
        }
        Ok(Receipt { event, position, repeated: true })
    }

    fn command_hash(&self, command: &D::Command) -> Result<CommandHash, Failure> {
        let canonical = format!("{}\n{}", command.command_type().full_name(), serde_json::to_value(command)?);
        let key = command.person().and_then(|person| self.keys.key(person));
        Ok(CommandHash::of(canonical.as_bytes(), key.as_ref()))
    }

    /// The states of the other subjects that the command needs.
    async fn look_at(&self, command: &D::Command) -> Result<Subjects<D::State>, Failure> {
        let mut subjects = Subjects::new();
        for subject in command.also_reads() {
            let known = self.others.lock().unwrap_or_else(PoisonError::into_inner).get(&subject).cloned();
            let mut folded = known.unwrap_or_default();
            let before = folded.last;
            let news = !self.journal.history(subject, before).await?.is_empty();
            if news {
                Arc::make_mut(&mut folded).catch_up(subject, &*self.journal, &self.keys).await?;
                let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
                if others.len() >= OTHERS {
                    others.clear();
                }
                others.insert(subject, folded.clone());
            }
            if folded.last != Position::START {
                subjects.insert(subject, folded.state.clone());
            }
        }
        Ok(subjects)
    }
}
