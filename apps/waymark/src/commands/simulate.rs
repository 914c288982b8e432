//! `waymark simulate`: a log of invented programmes, the same for the same seed.

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use event_journal::Journal;
use event_keys::{FileShelf, Keystore};
use event_log::{Access, EventLog};
use events::{DeploymentSecret, Position};
use simulation::{Scale, SimulatedJournal};

use crate::cli::{self, Global};
use crate::data_dir::DataDir;
use crate::node::{open_log, runtime};
use crate::output::{number, progress};
use crate::services;

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
    let (entropy, secret) = (simulation::entropy(arguments.seed), DeploymentSecret::PUBLISHED);
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
    let bar = progress(scale.years.into(), "simulating");
    let moved = |done: u64, known| {
        if done.is_multiple_of(1000) {
            bar.set_length(known);
            bar.set_position(done);
        }
    };
    let accepted = runtime()?.block_on(simulation::simulate(scale, &simulated, &services, keys.secret(), moved))?;
    bar.finish_and_clear();
    Ok(accepted)
}
