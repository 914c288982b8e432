//! The one binary.

use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::CommandFactory as _;
use tracing_subscriber::EnvFilter;
use waymark::cli::{Cli, Command, Global, LogFormat};
use waymark::commands::{
    accept_loss, access, backup, cluster, correct, demo, events, import, keep, project, query, ready, rebuild, rules,
    schema, serve, simulate, table, timeline, up, verify,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::read(std::env::args_os()).unwrap_or_else(|error| error.exit());
    if is_key_typed(std::env::args_os().skip(1)) {
        let _ = writeln!(
            std::io::stderr(),
            "warning: everybody on this machine can see a key on the command line: put it into the environment as WAYMARK_KEY"
        );
    }
    match log_to_standard_error(&cli.global).and_then(|()| run(&cli)) {
        Ok(code) => code,
        // The reader of the output has seen enough: `waymark events | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {}", told(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    let (global, out) = (&cli.global, &mut std::io::stdout());
    match &cli.command {
        Command::Demo(arguments) => demo::run(global, arguments, out)?,
        Command::Up(arguments) => up::run(global, arguments, out)?,
        Command::Import(arguments) => return import::run(global, arguments, out),
        Command::Correct(arguments) => return correct::run(global, arguments, out),
        Command::Timeline(arguments) => timeline::run(global, arguments, out)?,
        Command::Table(arguments) => table::rows(global, arguments, out)?,
        Command::Tables(arguments) => table::list(arguments, out)?,
        Command::Events(arguments) => events::run(global, arguments, &mut std::io::BufWriter::new(out))?,
        Command::Verify(arguments) => verify::run(global, arguments, out)?,
        Command::AcceptLoss(arguments) => accept_loss::run(global, arguments, out)?,
        Command::Backup(arguments) => backup::save(global, arguments, out)?,
        Command::Restore(arguments) => backup::restore(global, arguments, out)?,
        Command::Access(arguments) => access::run(global, arguments, out)?,
        Command::Rebuild(arguments) => rebuild::run(global, arguments, out)?,
        Command::Schema(arguments) => schema::run(arguments, out)?,
        Command::Rules(arguments) => rules::run(arguments, out)?,
        Command::Simulate(arguments) => simulate::run(global, arguments, out)?,
        Command::Serve(arguments) => serve::run(global, arguments, out)?,
        Command::Project(arguments) => project::run(global, arguments, out)?,
        Command::Query(arguments) => query::run(global, arguments, out)?,
        Command::Keep(arguments) => keep::run(global, arguments, out)?,
        Command::Cluster(asked) => cluster::run(global, asked, out)?,
        Command::Ready(arguments) => ready::run(arguments, out)?,
        Command::Completions { shell } => {
            // The generator panics when it cannot write: it writes here, and here it can.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "waymark", &mut script);
            out.write_all(&script)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether a key is among the arguments.
fn is_key_typed(arguments: impl Iterator<Item = OsString>) -> bool {
    let mut arguments = arguments.take_while(|argument| argument != "--");
    arguments.any(|argument| argument == "--key" || argument.to_string_lossy().starts_with("--key="))
}

fn log_to_standard_error(global: &Global) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&global.log)
        .map_err(|error| anyhow::anyhow!("\"{}\" is no filter for the log: {error}; try --log info", global.log))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match global.log_format {
        LogFormat::Text => subscriber.init(),
        LogFormat::Json => subscriber.json().flatten_event(true).init(),
    }
    Ok(())
}

/// An error with its causes, each said once: many say in their own sentence what the system said.
fn told(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        match told.as_str() {
            "" => told = cause,
            said if said.contains(&cause) => {}
            said => told = format!("{said}: {cause}"),
        }
    }
    told
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.map(std::io::Error::kind).any(|kind| kind == ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::{is_key_typed, told};

    #[test]
    fn a_key_on_the_command_line_is_noticed() {
        let typed = |line: &str| is_key_typed(line.split(' ').map(Into::into));
        assert!(typed("table jobs --key wm_1") && typed("table --key=wm_1 jobs"));
        assert!(!typed("table jobs") && !typed("access add --keys"));
    }

    #[test]
    fn what_a_sentence_says_already_is_not_said_again() {
        let error =
            anyhow!("no such file").context("could not read a.csv: no such file; check the path").context("in a");
        assert_eq!(told(&error), "in a: could not read a.csv: no such file; check the path");
    }
}
