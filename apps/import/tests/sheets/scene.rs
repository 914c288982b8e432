//! What the tests need: every command there is, and directories of sheets.

use std::fs;
use std::path::{Path, PathBuf};
use std::task::{Context, Poll, Waker};

use events::DeploymentSecret;
use import::{Draft, LogEvent, Mapping, Plan};
use jiff::civil::{Date, date};
use service_kit::{Command, CommandType};
use tempfile::TempDir;

/// Every command of every context.
pub(crate) fn commands() -> Vec<CommandType> {
    let all: [&[CommandType]; 5] = [
        referrals::Command::TYPES,
        placements::Command::TYPES,
        coaching::Command::TYPES,
        funding::Command::TYPES,
        outcomes::Command::TYPES,
    ];
    all.concat()
}

pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// Later than anything in the sheets but what is sown to be in the future.
pub(crate) fn today() -> Date {
    date(2026, 11, 22)
}

pub(crate) fn northfield() -> Mapping {
    let text = fs::read_to_string(examples().join("northfield.toml")).unwrap();
    Mapping::read(&text, &commands()).unwrap_or_else(|error| panic!("{error}"))
}

/// A directory with these files.
pub(crate) fn directory(files: &[(&str, &[u8])]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(directory.path().join(name), content).unwrap();
    }
    directory
}

#[track_caller]
pub(crate) fn plan(mapping: &Mapping, directory: &Path) -> Plan {
    named(mapping.plan(directory, today()).unwrap_or_else(|error| panic!("{error}")), &[])
}

/// The plan under the published secret, which derives ids at once.
pub(crate) fn named(draft: Draft, known: &[LogEvent]) -> Plan {
    let secret = DeploymentSecret::PUBLISHED;
    let named = std::pin::pin!(draft.named(known, &secret));
    let Poll::Ready(plan) = named.poll(&mut Context::from_waker(Waker::noop())) else { panic!("it waits") };
    plan.unwrap()
}

/// A copy of a directory, to be edited.
pub(crate) fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
    }
    to
}
