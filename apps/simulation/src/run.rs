//! Every command of a simulation decided, one after the other.

use std::sync::{Arc, Mutex, PoisonError};

use event_journal::AppendError;
use event_keys::Entropy;
use events::{DeploymentSecret, Line, NotAText, Trace};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use service_runtime::{Ask, Asker, Deadline, Failure, Rejected, Services};

use crate::dice::Dice;
use crate::journal::SimulatedJournal;
use crate::programme::SimulatedCommand;
use crate::year::{Scale, year};

/// Why a simulation ended early. Unless the machine failed, the simulation is wrong.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// A service did not accept a command.
    #[error("the simulation breaks a rule on {day}: {command} {json}: {why}")]
    Rejected {
        /// The day it was asked.
        day: Date,
        /// The command with its context.
        command: String,
        /// Its fields.
        json: String,
        /// What the service said.
        why: String,
    },
    /// A command was asked twice.
    #[error("the simulation repeats itself: {command} {json}")]
    Repeated {
        /// The command with its context.
        command: String,
        /// Its fields.
        json: String,
    },
    /// A command's name has no context.
    #[error("{0} is no command")]
    NoCommand(String),
    /// An idempotency key is not one line of text.
    #[error(transparent)]
    Key(#[from] NotAText),
    /// A service failed.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// The log did not take an event.
    #[error(transparent)]
    Log(#[from] AppendError),
}

/// Decides every command of a simulation with services over this journal, whose log is empty.
/// `progress` is told how many are done, and how many are known so far. Returns how many events they
/// became, all of them durable.
///
/// # Errors
/// When a command is not accepted, or the log does not take an event.
pub async fn simulate(
    scale: Scale,
    journal: &SimulatedJournal,
    services: &Services,
    secret: &DeploymentSecret,
    mut progress: impl FnMut(u64, u64),
) -> Result<u64, SimulationError> {
    let by = Asker::named(Line::new("simulation")?);
    let mut accepted = 0;
    for n in 0..scale.years {
        let steps = year(scale, n, secret, services.commands());
        let known = accepted + steps.len() as u64;
        let mut clock = EveningClock::default();
        for step in &steps {
            journal.set_time(clock.at(step.day));
            ask(services, step, &by).await?;
            accepted += 1;
            progress(accepted, known);
        }
    }
    journal.finish()?;
    Ok(accepted)
}

async fn ask(services: &Services, step: &SimulatedCommand, by: &Asker) -> Result<(), SimulationError> {
    let ask = Ask {
        key: Line::new(&step.key)?,
        by: by.clone(),
        trace: Trace::default(),
        today: step.day,
        until: Deadline::NEVER,
    };
    let (command, json) = (step.command.to_string(), step.json.clone());
    let Some((context, name)) = step.command.split_once('.') else {
        return Err(SimulationError::NoCommand(command));
    };
    match services.execute(context, name, &step.json, &ask).await {
        Ok(receipt) if !receipt.repeated => Ok(()),
        Ok(_) => Err(SimulationError::Repeated { command, json }),
        Err(Rejected::Failed(failure)) => Err(failure.into()),
        Err(rejected @ (Rejected::Refused(_) | Rejected::Unreadable(_) | Rejected::KeyReused { .. })) => {
            Err(SimulationError::Rejected { day: step.day, command, json, why: format!("{rejected:?}") })
        }
    }
}

/// Everything of a day is recorded that evening, a millisecond apart.
#[derive(Default)]
struct EveningClock {
    day: Option<Date>,
    asked: i64,
}

impl EveningClock {
    fn at(&mut self, day: Date) -> Timestamp {
        self.asked = if self.day == Some(day) { self.asked + 1 } else { 0 };
        self.day = Some(day);
        let evening = Offset::UTC.to_timestamp(day.at(17, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
        evening.saturating_add(jiff::SignedDuration::from_millis(self.asked)).unwrap_or(evening)
    }
}

/// Randomness that can be repeated: simulated content is protected by nothing, and needs nothing.
#[must_use]
pub fn entropy(seed: u64) -> Entropy {
    let dice = Mutex::new(Dice::new(seed, u64::MAX, u64::MAX, u64::MAX));
    Arc::new(move |bytes: &mut [u8]| {
        dice.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
        Ok(())
    })
}
