//! One context, run over the journal.

use std::collections::HashMap;
use std::sync::Arc;

use event_journal::{AppendError, Journal};
use event_keys::Keystore;
use events::history::Dependencies;
use events::{CommandHash, Event, EventId, FieldForm, Sealed, misread};
use jiff::Timestamp;
use jiff::civil::Date;
use service_kit::{Asked, Circumstances, Command as _, Decider, Decision, Index as _, decide, object};

use crate::failure::ATTEMPTS;
use crate::histories::{Histories, Remembered};
use crate::names::{NotRead, replace};
use crate::others::Others;
use crate::reserved::{OwnIndex, Reserved};
use crate::sealing::{command_hash, seal};
use crate::{Ask, Failure, Naming, NotAccepted, Receipt};

/// A decider at work.
pub struct Service<D: Decider> {
    journal: Arc<dyn Journal>,
    keys: Arc<Keystore>,
    histories: Arc<Histories>,
    others: Others<D>,
    index: OwnIndex<D::Index>,
    /// The fields of each command, by its name.
    fields: HashMap<&'static str, Vec<FieldForm>>,
}

/// What a command comes to before anything is appended.
enum Decided {
    /// It was accepted before.
    Repeats(Receipt),
    /// This is to be appended.
    Becomes(Box<Event>, Option<Sealed>),
}

impl<D: Decider> Service<D> {
    /// The service over this journal, opening and sealing with these keys. What is remembered of
    /// histories is shared by the services of a process.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, keys: Arc<Keystore>, histories: Arc<Histories>) -> Self {
        let fields = D::Command::TYPES.iter().map(|command| (command.name, command.fields())).collect();
        Self { journal, keys, histories, others: Others::new(), index: OwnIndex::new(), fields }
    }

    /// Brings the service's own index up with the journal, so that the first command need not wait.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn warm_up(&self) -> Result<(), Failure> {
        self.index.turn(&*self.journal).await.map(drop)
    }

    /// Whether this release can read every event of the journal. Nothing is decided here otherwise.
    ///
    /// # Errors
    /// With the first event that only a newer release can read; or when the journal cannot be read.
    pub async fn knows_all(&self) -> Result<(), Failure> {
        self.histories.release.knows_all(&*self.journal).await
    }

    /// Decides a command. One command becomes one event, durable when this returns, or none. It is
    /// answered by the time that the ask says, whatever it waits for. Dropped in the middle, it is as
    /// if its answer was lost.
    ///
    /// # Errors
    /// As [`NotAccepted`] says.
    pub async fn execute(&self, command: &Asked<D::Command>, ask: &Ask) -> Result<Receipt, NotAccepted<D::Refusal>> {
        let known = ask.until.within(self.knows_all()).await;
        known.ok_or(Failure::OutOfTime("the log to be read"))??;
        let subject = command.subject();
        let turn = ask.until.within(self.histories.shard(subject).lock()).await;
        let mut shard = turn.ok_or(Failure::OutOfTime("other commands on its subject"))?;
        let mut remembered = shard.take(subject);
        let outcome = self.attempt(&mut remembered, command, ask).await;
        if !matches!(outcome, Err(NotAccepted::Failed(_))) {
            shard.put(subject, remembered);
        }
        outcome
    }

    /// Reads a command by its name from JSON in which things may be named instead of told by their ids.
    pub(crate) async fn read(&self, name: &str, json: &str, ask: &Ask) -> Result<Asked<D::Command>, NotRead> {
        let mut command = object(json)?;
        let fields = self.fields.get(name).map(Vec::as_slice).unwrap_or_default();
        if let (Some(command), false) = (command.as_object(), fields.is_empty()) {
            let wrong = misread(fields, command);
            if !wrong.is_empty() {
                return Err(NotRead::Unreadable(wrong.join("; ")));
            }
        }
        let naming = Naming::new(&*self.journal, &self.keys);
        let replaced = ask.until.within(replace(&mut command, fields, naming, ask)).await;
        replaced.ok_or(Failure::OutOfTime("the histories of what it names"))??;
        Ok(Asked::read(name, command)?)
    }

    fn fields_of(&self, command: &Asked<D::Command>) -> &[FieldForm] {
        let fields = command.command_type().and_then(|command| self.fields.get(command.name));
        fields.map(Vec::as_slice).unwrap_or_default()
    }

    /// By what a repeat of this command is known, if its event happened on that day.
    fn hash(&self, command: &Asked<D::Command>, happened: Date) -> Result<CommandHash, Failure> {
        command_hash(self.keys.secret(), command, self.fields_of(command), happened)
    }

    async fn attempt(
        &self,
        remembered: &mut Remembered,
        command: &Asked<D::Command>,
        ask: &Ask,
    ) -> Result<Receipt, NotAccepted<D::Refusal>> {
        let late = Failure::OutOfTime;
        let (subject, id) = (command.subject(), self.keys.secret().event(command.subject(), ask.key.as_str()));
        let mut reserved = self.index.reserve(subject, id);
        for _ in 0..ATTEMPTS {
            let decided = ask.until.within(self.surely_decide(remembered, &mut reserved, id, command, ask)).await;
            let (event, sealed) = match decided.ok_or(late("its history, the servers or a person's key"))?? {
                Decided::Repeats(receipt) => return Ok(receipt),
                Decided::Becomes(event, sealed) => (event, sealed),
            };
            if ask.until.is_over() {
                return Err(late("its turn").into());
            }
            // A caller that stops waiting from here on does not know the outcome.
            reserved.given();
            let appended = self.journal.append((*event).clone(), sealed, remembered.last);
            match ask.until.within(appended).await.unwrap_or_else(unanswered) {
                Ok(position) => {
                    reserved.recorded();
                    self.histories.release.appended(position);
                    remembered.appended(position, &event);
                    return Ok(Receipt { event: id, subject, position, repeated: false });
                }
                Err(AppendError::Conflict { .. }) => reserved.not_taken(),
                Err(AppendError::OutcomeUnknown(why)) => {
                    // Settled by looking: the history says whether it is there.
                    let journal = &*self.journal;
                    let looked = ask.until.within(async {
                        remembered.catch_up(subject, journal, &self.keys).await?;
                        remembered.seen(subject, id, journal).await
                    });
                    let Some(Ok(Some((position, first, happened)))) = looked.await else {
                        return Err(Failure::OutcomeUnknown(why).into());
                    };
                    // Another node may have recorded another command under the same key meanwhile.
                    if self.hash(command, happened)? != first {
                        return Err(NotAccepted::KeyReused { event: id, position });
                    }
                    reserved.recorded();
                    return Ok(Receipt { event: id, subject, position, repeated: false });
                }
                Err(AppendError::Failed(why)) => {
                    reserved.not_taken();
                    return Err(Failure::Append(why).into());
                }
            }
        }
        Err(Failure::Contention.into())
    }

    /// Decides, and does not believe a refusal that may rest on what this node has not read yet.
    async fn surely_decide(
        &self,
        remembered: &mut Remembered,
        reserved: &mut Reserved<'_>,
        id: EventId,
        command: &Asked<D::Command>,
        ask: &Ask,
    ) -> Result<Decided, NotAccepted<D::Refusal>> {
        let seen = self.journal.head();
        let decided = self.decide(remembered, reserved, id, command, ask).await;
        if matches!(decided, Err(NotAccepted::Refused(_)))
            && self.journal.catch_up(seen).await.map_err(Failure::from)?
        {
            return self.decide(remembered, reserved, id, command, ask).await;
        }
        decided
    }

    /// Decides on what can be read here. Of an event that the index has to hold it holds from then on,
    /// before anybody else decides by it.
    async fn decide(
        &self,
        remembered: &mut Remembered,
        reserved: &mut Reserved<'_>,
        id: EventId,
        command: &Asked<D::Command>,
        ask: &Ask,
    ) -> Result<Decided, NotAccepted<D::Refusal>> {
        let (subject, journal, keys) = (command.subject(), &*self.journal, &*self.keys);
        let seen = journal.head();
        remembered.fold_for::<D>();
        remembered.catch_up(subject, journal, keys).await?;
        if let Some((position, first, happened)) = remembered.seen(subject, id, journal).await? {
            if self.hash(command, happened)? != first {
                return Err(NotAccepted::KeyReused { event: id, position });
            }
            reserved.recorded();
            return Ok(Decided::Repeats(Receipt { event: id, subject, position, repeated: true }));
        }
        let subjects = self.others.look_at(command.also_reads(), journal, keys).await?;
        let dependencies = match command {
            Asked::Own(_) => Dependencies::default(),
            Asked::TakeBack(_) => remembered.dependencies(subject, journal, keys).await?,
        };
        let state = remembered.state::<D>(subject, journal, keys).await?;

        let mut indexed = self.index.turn(journal).await?;
        let (secret, index) = (keys.secret(), &indexed.index);
        let circumstances = Circumstances { today: ask.today, id, secret, subjects: &subjects, index };
        let mut event = asked::<D>(state, &dependencies, &circumstances, command, ask)?;
        reserved.hold(seen, remembered.last);
        indexed.index.apply(&event);
        drop(indexed);

        let sealed =
            seal(keys, &mut event, (command, self.fields_of(command)), remembered.intern, &remembered.closed).await?;
        Ok(Decided::Becomes(Box::new(event), sealed))
    }
}

/// Asks the decider: the event as it would be, but for what is sealed in it.
fn asked<D: Decider>(
    state: &D,
    dependencies: &Dependencies,
    circumstances: &Circumstances<'_, D>,
    command: &Asked<D::Command>,
    ask: &Ask,
) -> Result<Event, NotAccepted<D::Refusal>> {
    let decision = decide(state, dependencies, command, circumstances);
    let Decision { fact, happened } = decision.map_err(NotAccepted::Refused)?;
    Ok(Event {
        id: circumstances.id,
        subject: command.subject(),
        fact,
        happened,
        recorded: Timestamp::UNIX_EPOCH,
        by: ask.by.attribution(circumstances.secret),
        trace: ask.trace.clone(),
        rules: events::rule_table::VERSION,
        command: CommandHash([0; 16]),
        sealed: Vec::new(),
    })
}

fn unanswered<T>() -> Result<T, AppendError> {
    Err(AppendError::OutcomeUnknown("the journal had not answered when the command had to be".to_owned()))
}
