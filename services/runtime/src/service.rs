//! One context, run over the journal.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Blocking, PoisonError};

use event_journal::{AppendError, Journal, ReadError};
use events::{
    Attribution, CommandHash, Damaged, Event, EventId, Line, PersonId, Personal, Position, Sealed, SealedNote, Subject,
    Trace, Unopenable,
};
use jiff::Timestamp;
use jiff::civil::Date;
use service_kit::{Circumstances, Command as _, Decider, Decision, Index as _, Subjects};
use tokio::sync::Mutex;

use crate::histories::{Histories, Remembered};
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
    /// A person's content is sealed under a key that is gone.
    #[error(
        "person {person} has content sealed at position {position} under a key that is not in the keystore: put the keystore back from a backup; a second key is not made"
    )]
    KeyMissing {
        /// Whose.
        person: PersonId,
        /// Where such content stands first.
        position: Position,
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
    histories: Arc<Histories>,
    /// Subjects that commands on other subjects look at: few, with short histories.
    others: Blocking<HashMap<Subject, (Position, D::State)>>,
    index: Mutex<Indexed<D::Index>>,
}

/// How many other subjects are remembered.
const OTHERS: usize = 4096;

impl<D: Decider> Service<D> {
    /// The service over this journal, opening and sealing with these keys. What is remembered of
    /// histories is shared by the services of a process.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, keys: Arc<Keystore>, histories: Arc<Histories>) -> Self {
        let others = Blocking::new(HashMap::new());
        Self { journal, keys, histories, others, index: Mutex::new(Indexed::new()) }
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
        let Some(shard) = self.histories.shard(subject) else { return Err(Failure::Contention.into()) };
        let mut shard = shard.lock().await;
        let mut remembered = shard.take(subject);
        let outcome = self.attempt(&mut remembered, subject, id, command, ask).await;
        if !matches!(outcome, Err(NotAccepted::Failed(_))) {
            shard.put(subject, remembered);
        }
        outcome
    }

    async fn attempt(
        &self,
        remembered: &mut Remembered,
        subject: Subject,
        id: EventId,
        command: &D::Command,
        ask: &Ask,
    ) -> Result<Receipt, NotAccepted<D::Refusal>> {
        let mut sure = false;
        for attempt in 0..ATTEMPTS {
            let seen = self.journal.head();
            remembered.catch_up(subject, &*self.journal, &self.keys).await?;
            if let Some((position, first)) = remembered.seen.get(&id) {
                return self.repeated(id, *position, *first, command).await;
            }
            let subjects = self.look_at(command).await?;
            let state = remembered.state::<D>(subject, &*self.journal, &self.keys).await?;
            let decided = self.decide(state, &subjects, id, command, ask).await;
            if attempt > 0 && decided.is_err() {
                self.release(id).await;
            }
            // Another node may have recorded what this refusal misses.
            if matches!(decided, Err(NotAccepted::Refused(_))) && !std::mem::replace(&mut sure, true) {
                let news = self.journal.catch_up(seen).await.map_err(Failure::from)?;
                if news {
                    continue;
                }
            }
            let mut event = decided?;
            let sealed = match self.seal(&mut event, command, &remembered.closed).await {
                Ok(sealed) => sealed,
                Err(failure) => {
                    self.release(id).await;
                    return Err(failure.into());
                }
            };
            match self.journal.append(event.clone(), sealed, remembered.last).await {
                Ok(position) => {
                    remembered.appended(position, &event);
                    return Ok(Receipt { event: id, position, repeated: false });
                }
                Err(AppendError::Conflict { .. }) => {}
                Err(AppendError::OutcomeUnknown(why)) => {
                    // Settled by looking: the history says whether it is there.
                    let looked = remembered.catch_up(subject, &*self.journal, &self.keys).await;
                    return match (looked, remembered.seen.get(&id)) {
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
        state: &D::State,
        subjects: &Subjects<D::State>,
        id: EventId,
        command: &D::Command,
        ask: &Ask,
    ) -> Result<Event, NotAccepted<D::Refusal>> {
        let mut indexed = self.index.lock().await;
        indexed.catch_up(&*self.journal).await?;
        let circumstances = Circumstances { today: ask.today, id, subjects, index: &indexed.index };
        let decided = D::decide(state, command, &circumstances);
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

    async fn seal(
        &self,
        event: &mut Event,
        command: &D::Command,
        closed: &HashMap<PersonId, Position>,
    ) -> Result<Option<Sealed>, Failure> {
        let sealed = match event.fact.personal() {
            Some(Personal { person, content }) => {
                let key = match closed.get(&person) {
                    None => self.keys.key_or_new(person).await?,
                    Some(position) => {
                        let missing = Failure::KeyMissing { person, position: *position };
                        self.keys.key(person).await?.ok_or(missing)?
                    }
                };
                let nonce = self.keys.nonce()?;
                let kind = event.fact.event_type();
                let sealed = key.seal(nonce, event.id, kind, person, &content).ok_or(Failure::TooLarge)?;
                event.sealed = Some(SealedNote { person, hash: sealed.hash() });
                Some(sealed)
            }
            None => None,
        };
        event.command = self.command_hash(command).await?;
        Ok(sealed)
    }

    /// Tells whether a command repeats the first one under its key.
    async fn repeated(
        &self,
        event: EventId,
        position: Position,
        first: CommandHash,
        command: &D::Command,
    ) -> Result<Receipt, NotAccepted<D::Refusal>> {
        // Without the person's key the two cannot be compared: the first receipt stands.
        let comparable = match command.person() {
            Some(person) => self.keys.key(person).await.map_err(Failure::from)?.is_some(),
            None => true,
        };
        if comparable && self.command_hash(command).await? != first {
            return Err(NotAccepted::KeyReused { event, position });
        }
        Ok(Receipt { event, position, repeated: true })
    }

    async fn command_hash(&self, command: &D::Command) -> Result<CommandHash, Failure> {
        let canonical = format!("{}\n{}", command.command_type().full_name(), serde_json::to_value(command)?);
        let key = match command.person() {
            Some(person) => self.keys.key(person).await?,
            None => None,
        };
        Ok(CommandHash::of(canonical.as_bytes(), key.as_ref()))
    }

    /// The states of the other subjects that the command needs.
    async fn look_at(&self, command: &D::Command) -> Result<Subjects<D::State>, Failure> {
        let mut subjects = Subjects::new();
        for subject in command.also_reads() {
            let known = self.others.lock().unwrap_or_else(PoisonError::into_inner).get(&subject).cloned();
            let upto = known.as_ref().map_or(Position::START, |(upto, _)| *upto);
            let news = !self.journal.history(subject, upto).await?.is_empty();
            let state = match known {
                Some((_, state)) if !news => state,
                None if !news => continue,
                _ => {
                    let mut remembered = Remembered::default();
                    remembered.catch_up(subject, &*self.journal, &self.keys).await?;
                    let state = remembered.state::<D>(subject, &*self.journal, &self.keys).await?.clone();
                    let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
                    if others.len() >= OTHERS {
                        others.clear();
                    }
                    others.insert(subject, (remembered.last, state.clone()));
                    state
                }
            };
            subjects.insert(subject, state);
        }
        Ok(subjects)
    }
}
