//! What each command takes, but for those of a cluster.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;
use waymark_http::Right;

/// Where to ask: the data directory, or running servers.
#[derive(Args, Clone, Debug)]
pub struct Where {
    /// Ask a running server instead of the data directory, such as http://127.0.0.1:7878; to name several that share the work, separate them with commas or repeat the option
    #[arg(long = "server", env = "WAYMARK_SERVER", value_delimiter = ',', value_name = "URL,URL", value_hint = ValueHint::Url, value_parser = server_url)]
    pub servers: Vec<String>,
    /// The key for these servers; give it as WAYMARK_KEY, since every user of the machine can see the command line
    #[arg(long, env = "WAYMARK_KEY", value_name = "KEY", hide_env_values = true)]
    pub key: Option<String>,
}

/// Where a server listens.
#[derive(Args, Clone, Debug)]
pub struct Listen {
    /// Where to listen
    #[arg(long, env = "WAYMARK_LISTEN", default_value = "127.0.0.1:7878", value_name = "ADDRESS")]
    pub listen: SocketAddr,
}

/// Options of `ready`.
#[derive(Args, Clone, Debug)]
pub struct Ready {
    /// Where it listens
    #[command(flatten)]
    pub listen: Listen,
    /// For how many seconds to wait until it is ready
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    pub wait: u64,
}

/// Options of `verify`.
#[derive(Args, Clone, Debug, Default)]
pub struct Verify {
    /// Also make all tables from the log once more, apart, and compare those that serve with them
    #[arg(long)]
    pub tables: bool,
    /// Compare with a tree that was written down: its size, which is the position of its last event
    #[arg(long, value_name = "POSITION", requires = "root")]
    pub position: Option<u64>,
    /// Its root, 64 hexadecimal digits
    #[arg(long, value_name = "HEX", requires = "position")]
    pub root: Option<String>,
}

/// Options of `up`.
#[derive(Args, Clone, Debug)]
pub struct Up {
    /// Where to listen
    #[command(flatten)]
    pub listen: Listen,
    /// Ask for no key; only on a loopback address, to try things out
    #[arg(long)]
    pub open: bool,
    /// Another name by which browsers may reach this server, besides its address; can be repeated
    #[arg(long = "host", env = "WAYMARK_HOSTS", value_delimiter = ',', value_name = "NAME")]
    pub hosts: Vec<String>,
}

/// Options of `import`.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// The folder with the spreadsheets, as CSV files
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// Which rows mean which commands
    #[arg(long, value_name = "FILE.toml", value_hint = ValueHint::FilePath)]
    pub mapping: PathBuf,
    /// Say what would happen, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write a line for every row and command
    #[arg(long, value_name = "FILE.csv", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// Where to ask
    #[command(flatten)]
    pub place: Where,
}

/// Options of `correct`.
#[derive(Args, Clone, Debug)]
pub struct Correct {
    /// The report that `waymark import --report` wrote
    #[arg(value_name = "REPORT.csv", value_hint = ValueHint::FilePath)]
    pub report: PathBuf,
    /// Also take back what is no longer in the sheets, and what rests on it
    #[arg(long)]
    pub missing: bool,
    /// Say what would happen, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Where to ask
    #[command(flatten)]
    pub place: Where,
}

/// Options of `timeline`.
#[derive(Args, Clone, Debug)]
pub struct Timeline {
    /// An internship's reference (NF-002), name (10000001/NF-002) or id; or any subject: coach/10000001/dean prescott,
    /// employer/10000001/corner café, provider/10000001
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Only what happened on this day or later
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub since: Option<Date>,
    /// Only events of this type, such as hours-logged, each of them
    #[arg(long, value_name = "TYPE")]
    pub kind: Option<String>,
    /// Every entry: also each coaching session, which are counted by month otherwise
    #[arg(long)]
    pub all: bool,
    /// How to write it
    #[arg(long, default_value = "table")]
    pub format: TimelineFormat,
    /// Where to ask
    #[command(flatten)]
    pub place: Where,
}

/// How a timeline is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TimelineFormat {
    /// For people
    Table,
    /// An object
    Json,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people
    Table,
    /// Comma-separated, with a header
    Csv,
    /// An array of objects
    Json,
}

/// Options of `table`.
#[derive(Args, Clone, Debug)]
pub struct Table {
    /// Which one: see `waymark tables`
    pub name: String,
    /// How to write it
    #[arg(long, default_value = "table")]
    pub format: TableFormat,
    /// Only rows of which this holds: status=waiting, status!=waiting, 'pence>=1000' (or >, <=, <), 'status in
    /// waiting,paid', 'paid_on=' for empty cells; can be repeated
    #[arg(long = "where", value_name = "CONDITION")]
    pub conditions: Vec<String>,
    /// In the order of these columns; a minus sorts in descending order: -started_on,reference
    #[arg(long, value_name = "COLUMN,COLUMN", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Only how many rows there are
    #[arg(long, conflicts_with_all = ["sort", "columns", "format", "labels"])]
    pub count: bool,
    /// With a label beside each id, such as coach_label; a table for people has them unless --columns names its columns
    #[arg(long)]
    pub labels: bool,
    /// Only these columns, in this order
    #[arg(long, value_name = "COLUMN,COLUMN")]
    pub columns: Option<String>,
    /// Where to ask
    #[command(flatten)]
    pub place: Where,
}

/// Options of `tables`.
#[derive(Args, Clone, Debug)]
pub struct Tables {
    /// Only this one
    pub name: Option<String>,
}

/// Options of `events`.
#[derive(Args, Clone, Debug)]
pub struct Events {
    /// Only the history of this subject, such as internship/10000001/NF-002 or internship/ID
    #[arg(long, value_name = "SUBJECT")]
    pub subject: Option<String>,
    /// Only events of this type, such as hours-logged
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Only events after this position
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub after: u64,
    /// Go on with new events as they come, until Ctrl-C
    #[arg(long)]
    pub follow: bool,
    /// Where to ask
    #[command(flatten)]
    pub place: Where,
}

/// Options of `backup`.
#[derive(Args, Clone, Debug)]
pub struct Backup {
    /// A new directory for it
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// Options of `restore`.
#[derive(Args, Clone, Debug)]
pub struct Restore {
    /// The directory that `waymark backup` made
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// Where its keys are, if they were put apart
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub keys: Option<PathBuf>,
}

/// Options of `accept-loss`.
#[derive(Args, Clone, Debug)]
pub struct AcceptLoss {
    /// The position of the last event that is there
    #[arg(long, value_name = "POSITION")]
    pub last: u64,
}

/// Options of `access`.
#[derive(Args, Clone, Debug)]
pub struct Access {
    /// The file of keys; without it, the one in the data directory
    #[arg(long = "access", env = "WAYMARK_ACCESS_FILE", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub access: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: AccessCommand,
}

/// What can be done with keys.
#[derive(Clone, Debug, Subcommand)]
pub enum AccessCommand {
    /// Make a key and show it, this once
    Add {
        /// The name of its holder, a program or an office and never a person: it stands on timelines
        #[arg(value_name = "NAME")]
        name: String,
        /// What its holder may do: commands, reads, personal, metrics, backup
        #[arg(long, value_delimiter = ',', required = true, value_name = "RIGHT,RIGHT", value_parser = right)]
        rights: Vec<Right>,
        /// The last day on which it is good; without it, until it is revoked
        #[arg(long, value_name = "DAY", value_parser = day)]
        expires: Option<Date>,
    },
    /// List the keys, with their rights and last days
    List,
    /// End a key at once; its name stays on timelines
    Revoke {
        /// The name of its holder
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// Options of `rebuild`.
#[derive(Args, Clone, Debug)]
pub struct Rebuild {
    /// Which one; all of them if it is not said
    pub name: Option<String>,
}

/// Options of `schema`.
#[derive(Args, Clone, Debug)]
pub struct Schema {
    /// Which command (referrals.refer) or event (hours-logged, coaching.hours-logged or the full type)
    #[arg(value_name = "NAME")]
    pub kind: Option<String>,
}

/// Options of `rules`.
#[derive(Args, Clone, Debug)]
pub struct Rules {
    /// On which day (2024-09-01); today if it is not said
    #[arg(long, value_name = "DATE")]
    pub on: Option<Date>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = RulesFormat::Table)]
    pub format: RulesFormat,
}

/// How `rules` are shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RulesFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
}

/// Options of `simulate`.
#[derive(Args, Clone, Debug)]
pub struct Simulate {
    /// How many interns, over all years
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub interns: u32,
    /// Over how many academic years
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=50))]
    pub years: u16,
    /// The same seed gives the same events
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// `http://127.0.0.1:7878`, also from `127.0.0.1:7878`.
fn server_url(text: &str) -> Result<String, String> {
    let rest = match text.split_once("://") {
        Some(("http", rest)) => rest,
        Some(("https", _)) => {
            return Err("this client speaks http only: name the server's own address, behind what adds TLS".to_owned());
        }
        Some((scheme, _)) => return Err(format!("{scheme}:// is not spoken here: write http://127.0.0.1:7878")),
        None => text,
    };
    let rest = rest.trim_end_matches('/');
    if rest.is_empty() || rest.contains(char::is_whitespace) {
        return Err("write the server's address, such as http://127.0.0.1:7878".to_owned());
    }
    Ok(format!("http://{rest}"))
}

fn day(text: &str) -> Result<Date, String> {
    events::day(text).ok_or_else(|| "write a day as YYYY-MM-DD, in the years 1900 to 2100".to_owned())
}

fn right(text: &str) -> Result<Right, String> {
    let known = || Right::ALL.map(Right::as_str).join(", ");
    Right::ALL.into_iter().find(|right| right.as_str() == text).ok_or_else(|| format!("the rights are {}", known()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_or_its_form_is_said() {
        assert!(day("2025-12-31").is_ok());
        for wrong in ["2025-13-01", "20250101", "yesterday", "1899-12-31"] {
            assert!(day(wrong).unwrap_err().contains("YYYY-MM-DD"), "{wrong}");
        }
    }

    #[test]
    fn a_server_is_named_with_or_without_its_scheme() {
        for named in ["http://127.0.0.1:7878", "127.0.0.1:7878", "http://127.0.0.1:7878/"] {
            assert_eq!(server_url(named).unwrap(), "http://127.0.0.1:7878");
        }
        for wrong in ["https://waymark.example", "ftp://waymark.example", "", "http://", "two words"] {
            server_url(wrong).unwrap_err();
        }
    }
}
