//! `waymark simulate`: a log of invented programmes, the same for the same seed.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{bail, ensure};
use event_journal::Journal;
use event_keys::{Entropy, FileShelf, Keystore};
use event_log::{Access, EventLog};
use events::{DeploymentSecret, Line, Position, Trace};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use service_runtime::{Ask, Asker, Deadline, Rejected, Services};

use crate::cli::{self, Global};
use crate::data_dir::DataDir;
use crate::node::{open_log, runtime};
use crate::output::{number, progress};
use crate::services;
use crate::simulation::{Dice, Scale, SimulatedCommand, SimulatedJournal, actor, year};

/// Writes the log into a new data directory. The read models follow with the next command that
/// needs them.
///
/// # Errors
/// When the directory already holds events, or something cannot be written.
pub fn run(global: &Global, arguments: &cli::Simulate, out: &mut impl Write) -> anyhow::Result<()> {
    let started = Instant::now();
    let scale = Scale { interns: arguments.interns, years: arguments.years, seed: arguments.seed };
    let kept_in = global.master_key_file.as_deref();
    let data = DataDir::open_or_create(&global.data, kept_in)?;
    let log: Arc<dyn EventLog> = Arc::new(open_log(&data, Access::Write)?);
    ensure!(
        log.head().position == Position::START,
        "{} holds {} events already: a simulation is written into a new directory, named with --data",
        data.path().display(),
        number(log.head().position.0)
    );
    let master = data.master_key(kept_in)?;
    let shelf = Arc::new(FileShelf::open_or_create(&data.keys())?.without_sync());
    let (entropy, secret) = (seeded(arguments.seed), DeploymentSecret::PUBLISHED);
    let keys = runtime()?.block_on(Keystore::open_or_create_with(shelf, master, entropy, &secret))?;
    data.finish()?;
    let accepted = simulate(scale, &log, &Arc::new(keys))?;
    let head = log.head();
    writeln!(
        out,
        "{} events of {} interns over {} years, seed {}, root {} ({:.1} s)",
        number(accepted),
        number(scale.interns.into()),
        scale.years,
        scale.seed,
        head.root,
        started.elapsed().as_secs_f32()
    )?;
    Ok(())
}

/// Decides every command of a simulation over an empty log. Returns how many events it became.
///
/// # Errors
/// When a command is not accepted: the simulation is then wrong, not the log.
pub fn simulate(scale: Scale, log: &Arc<dyn EventLog>, keys: &Arc<Keystore>) -> anyhow::Result<u64> {
    let simulated = Arc::new(SimulatedJournal::new(log.clone()));
    let journal: Arc<dyn Journal> = simulated.clone();
    let services = services::all(&journal, keys);
    let runtime = runtime()?;
    let by = Asker::named(actor()?);
    let bar = progress(scale.years.into(), "simulating");
    let mut accepted = 0;
    for n in 0..scale.years {
        let steps = year(scale, n, keys.secret());
        bar.set_length(bar.length().unwrap_or(0).max(accepted + steps.len() as u64));
        let mut clock = EveningClock::default();
        for step in &steps {
            simulated.set_time(clock.at(step.day));
            runtime.block_on(ask(&services, step, &by))?;
            accepted += 1;
            if accepted % 1000 == 0 {
                bar.set_position(accepted);
            }
        }
    }
    simulated.finish()?;
    bar.finish_and_clear();
    Ok(accepted)
}

async fn ask(services: &Services, step: &SimulatedCommand, by: &Asker) -> anyhow::Result<()> {
    let ask = Ask {
        key: Line::new(&step.key)?,
        by: by.clone(),
        trace: Trace::default(),
        today: step.day,
        until: Deadline::NEVER,
    };
    let Some((context, name)) = step.command.split_once('.') else { bail!("{} is no command", step.command) };
    match services.execute(context, name, &step.json, &ask).await {
        Ok(receipt) if !receipt.repeated => Ok(()),
        Ok(_) => bail!("the simulation repeats itself: {} {}", step.command, step.json),
        Err(Rejected::Failed(failure)) => Err(failure.into()),
        Err(rejected) => {
            bail!("the simulation breaks a rule on {}: {} {}: {rejected:?}", step.day, step.command, step.json)
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
fn seeded(seed: u64) -> Entropy {
    let dice = Mutex::new(Dice::new(seed, u64::MAX, u64::MAX, u64::MAX));
    Arc::new(move |bytes: &mut [u8]| {
        dice.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
        Ok(())
    })
}
