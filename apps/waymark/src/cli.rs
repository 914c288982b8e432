//! What can be typed: commands and their help.

mod arguments;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

pub use self::arguments::{
    AcceptLoss, Access, AccessCommand, Backup, Correct, Events, Import, Listen, Ready, Rebuild, Restore, Rules,
    RulesFormat, Schema, Simulate, Table, TableFormat, Tables, Timeline, TimelineFormat, Up, Verify, Where,
};
use crate::cluster::options;

/// Every step of a supported internship, as events that can be proved.
#[derive(Debug, Parser)]
#[command(
    name = "waymark",
    version = env!("WAYMARK_VERSION"),
    after_help = "Start here:\n  waymark demo                 a sample college, imported and served\n  waymark tables               what can be asked\n  waymark timeline NF-002      the story of one internship"
)]
pub struct Cli {
    /// Options that every command takes
    #[command(flatten)]
    pub global: Global,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Where the data is
    #[arg(long, global = true, env = "WAYMARK_DATA", default_value = "./waymark-data", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub data: PathBuf,
    /// The file that holds the master key, if it is kept apart from the data
    #[arg(long, global = true, env = "WAYMARK_MASTER_KEY_FILE", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub master_key_file: Option<PathBuf>,
    /// The file that holds another deployment's secret, as 64 hexadecimal digits: a keystore that is
    /// made now gets it, so that the same names have the same ids here as there
    #[arg(long, global = true, env = "WAYMARK_SECRET_FILE", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub secret_file: Option<PathBuf>,
    /// How the program's own log is written, to standard error
    #[arg(long, global = true, env = "WAYMARK_LOG_FORMAT", default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,
    /// What goes into the program's own log: error, warn, info, debug, or a filter by module
    #[arg(long, global = true, env = "WAYMARK_LOG", default_value = "warn", value_name = "FILTER")]
    pub log: String,
}

/// How the program's own log is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Import the sample college into a fresh directory and serve it
    #[command(
        after_help = "The sample is invented. Its data directory is made under --data; a directory that is there is left alone.\nPress Ctrl-C to stop."
    )]
    Demo(Listen),
    /// Serve HTTP and keep the read models up to date, until Ctrl-C or SIGTERM
    #[command(
        after_help = "The first start prints an operator key, once. Requests need it:\n  curl -H 'Authorization: Bearer KEY' http://127.0.0.1:7878/v1/tables\n\nTo try things out without a key, on this machine only:\n  waymark up --open"
    )]
    Up(Up),
    /// Take in a provider's spreadsheets by a mapping file
    #[command(
        after_help = "Examples:\n  waymark import examples/northfield --mapping examples/northfield.toml --dry-run\n  waymark import examples/northfield --mapping examples/northfield.toml --report report.csv\n\nInto a cluster, whichever of its services takes which commands:\n  waymark import sheets --mapping mapping.toml --server http://node-1:7878,http://node-2:7878\n\nSafe to repeat: what is there already is not taken twice. The exit status is 0 only if no row was refused, unreadable or changed."
    )]
    Import(Import),
    /// Do what an import's report proposes under `correction`, in its order
    #[command(
        after_help = "Examples:\n  waymark correct report.csv --dry-run\n  waymark correct report.csv\n  waymark correct report.csv --missing\n\nWhat is no longer in the sheets is only taken back with --missing. To leave a correction out, delete its line from the report. Safe to repeat: what was done is not done twice. The exit status is 0 only if nothing was refused."
    )]
    Correct(Correct),
    /// Tell the story of one internship, newest last
    #[command(
        after_help = "Milestones first, then coaching sessions by month.\nExamples:\n  waymark timeline NF-002\n  waymark timeline NF-002 --all\n  waymark timeline NF-002 --since 2025-01-01 --kind hours-logged\n  waymark timeline NF-002 --format json"
    )]
    Timeline(Timeline),
    /// Show a read model
    #[command(
        after_help = "Examples:\n  waymark table journeys\n  waymark table jobs --format csv > jobs.csv\n  waymark table claims --where 'status in waiting,part-paid' --where 'claimed_pence>=100000' --sort -submitted_on\n  waymark table journeys --where stage=in-work --count"
    )]
    Table(Table),
    /// List the read models, with every column described
    Tables(Tables),
    /// Write the log as CloudEvents, one JSON object a line
    #[command(
        after_help = "Examples:\n  waymark events --type hours-logged --after 1000\n  waymark events --subject internship/0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11\n  waymark events --server http://127.0.0.1:7878 --follow"
    )]
    Events(Events),
    /// Walk the whole log and say what was checked, or where it breaks
    #[command(
        after_help = "Examples:\n  waymark verify\n  waymark verify --tables\n  waymark verify --position 1284 --root 9b1f0c…"
    )]
    Verify(Verify),
    /// Go on with a damaged log, without the events that are lost
    #[command(
        after_help = "Only when no backup is to be had, and after copying the data directory. `waymark up` names the position.\nExample:\n  waymark accept-loss --last 344"
    )]
    AcceptLoss(AcceptLoss),
    /// Save the events and the keys of a data directory, also while a server runs on it
    #[command(
        after_help = "Saved are the log and the persons' keys, wrapped; not the master key, which opens them, and not the tables, which are made from the log.\nExample:\n  waymark --data /srv/waymark backup /backup/2026-11-29"
    )]
    Backup(Backup),
    /// Make a new data directory from a backup
    #[command(after_help = "Example:\n  waymark --data /srv/waymark restore /backup/2026-11-29")]
    Restore(Restore),
    /// Make, list and end the keys that open a server, each with its rights
    #[command(
        after_help = "A running server sees a change within two seconds.\nRights: commands (have commands recorded), reads (tables and events), personal (names on timelines, with reads), metrics, backup (copy the log, with sealed content sealed).\nExamples:\n  waymark access add prometheus --rights metrics\n  waymark access add northfield-office --rights commands,reads,personal --expires 2027-07-31\n  waymark access list\n  waymark access revoke prometheus"
    )]
    Access(Access),
    /// Build read models again from the log
    Rebuild(Rebuild),
    /// Show the commands, the events, their fields and the rules
    #[command(
        after_help = "Examples:\n  waymark schema\n  waymark schema referrals.refer\n  waymark schema hours-logged"
    )]
    Schema(Schema),
    /// Show the rules and the figures that they use on a day, with their sources
    #[command(after_help = "Examples:\n  waymark rules\n  waymark rules --on 2024-09-01")]
    Rules(Rules),
    /// Write a log of invented programmes, the same for the same seed
    #[command(after_help = "Example:\n  waymark --data ./simulated simulate --interns 500 --years 3 --seed 1")]
    Simulate(Simulate),
    /// Take the commands of one or more contexts, as a node of a cluster
    #[command(
        after_help = "Contexts: referrals, placements, coaching, funding, outcomes.\nExamples:\n  waymark --data ./node-1 serve referrals placements --nats nats://127.0.0.1:4222 --master-key-file secrets/master-key\n  waymark --data ./node-1 serve coaching --with project,query --nats nats://127.0.0.1:4222 --master-key-file secrets/master-key"
    )]
    Serve(options::Serve),
    /// Keep the read models of a cluster up to date, in SQLite or PostgreSQL
    #[command(
        after_help = "Several may run on the same read models: one works, the others wait to take over.\nExamples:\n  waymark --data ./worker project --nats nats://127.0.0.1:4222 --tables ./tables\n  waymark --data ./worker project --nats nats://127.0.0.1:4222 --database postgres://waymark@localhost/waymark"
    )]
    Project(options::Project),
    /// Answer questions over a cluster's read models
    #[command(
        after_help = "Example:\n  waymark --data ./query query --tables ./tables --nats nats://127.0.0.1:4222 --master-key-file secrets/master-key"
    )]
    Query(options::Query),
    /// Keep a cluster's log on a disk of its own, verified, for audit and repair
    #[command(after_help = "Example:\n  waymark --data ./keeper keep --nats nats://127.0.0.1:4222")]
    Keep(options::Keep),
    /// Make, show, fill and mend what the nodes of a cluster share
    #[command(subcommand)]
    Cluster(options::Cluster),
    /// Say whether a server on this machine can do its work: exit status 0 if it can
    #[command(
        after_help = "For health checks where there is no other program:\n  waymark ready\nAfter a start:\n  waymark ready --wait 60"
    )]
    Ready(Ready),
    /// Print completions for a shell
    #[command(
        after_help = "Example, for bash:\n  waymark completions bash > ~/.local/share/bash-completion/completions/waymark"
    )]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

impl Cli {
    /// Reads the command line. An option that its command would ignore is refused; in the environment, which
    /// commands share, it may stand.
    ///
    /// # Errors
    /// When it is not one, or asks for help.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(arguments)?;
        let cli = Self::from_arg_matches(&matches)?;
        let ignored =
            cli.command.ignores().iter().find(|id| matches.value_source(id) == Some(ValueSource::CommandLine));
        match ignored {
            None => Ok(cli),
            Some(id) => {
                let said = format!("--{} has no effect on this command: leave it out", id.replace('_', "-"));
                Err(Self::command().error(ErrorKind::ArgumentConflict, said))
            }
        }
    }
}

impl Command {
    /// The global options that it makes no use of.
    fn ignores(&self) -> &'static [&'static str] {
        match self {
            Self::Tables(_)
            | Self::AcceptLoss(_)
            | Self::Backup(_)
            | Self::Access(_)
            | Self::Rules(_)
            | Self::Schema(_)
            | Self::Cluster(_)
            | Self::Ready(_)
            | Self::Completions { .. } => &["master_key_file", "secret_file"],
            Self::Restore(_) => &["secret_file"],
            Self::Demo(_)
            | Self::Up(_)
            | Self::Import(_)
            | Self::Correct(_)
            | Self::Timeline(_)
            | Self::Table(_)
            | Self::Events(_)
            | Self::Verify(_)
            | Self::Rebuild(_)
            | Self::Simulate(_)
            | Self::Serve(_)
            | Self::Project(_)
            | Self::Query(_)
            | Self::Keep(_) => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_that_a_command_would_ignore_is_refused() {
        let read = |line: &str| Cli::read(line.split(' ').map(OsString::from));
        for ignored in [
            "waymark --master-key-file k backup /b",
            "waymark access list --master-key-file k",
            "waymark restore /b --secret-file s",
        ] {
            let said = read(ignored).unwrap_err().to_string();
            assert!(said.contains("has no effect on this command"), "{ignored}: {said}");
        }
        for used in ["waymark --master-key-file k restore /b", "waymark up --secret-file s", "waymark backup /b"] {
            assert!(read(used).is_ok(), "{used}");
        }
    }

    #[test]
    fn the_commands_and_options_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_bare_server_is_reached_from_its_own_machine_only() {
        let cli = Cli::try_parse_from(["waymark", "up"]).unwrap();
        let Command::Up(Up { listen, .. }) = cli.command else { panic!("{cli:?}") };
        assert!(listen.listen.ip().is_loopback(), "{listen:?}");
    }
}
