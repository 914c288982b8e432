//! `waymark demo`: the sample college, imported and served.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};

use super::{import, up};
use crate::cli::{self, Global};
use crate::data_dir::DataDir;

/// The sample, as it stands in the project's examples.
macro_rules! sample {
    ($($name:literal),*) => {
        &[$(($name, include_bytes!(concat!("../../../../examples/", $name)).as_slice())),*]
    };
}

const SAMPLE: &[(&str, &[u8])] = sample![
    "northfield.toml",
    "northfield/Access to Work.csv",
    "northfield/AtW claims.csv",
    "northfield/Coach timesheets.csv",
    "northfield/Follow-ups.csv",
    "northfield/Job outcomes.csv",
    "northfield/Learners 2024-25.csv",
    "northfield/Placements.csv",
    "northfield/Tasters.csv",
    "northfield/Travel training.csv"
];

/// Imports the sample into a new data directory, or one that an earlier demo made, and serves it.
///
/// # Errors
/// When the data directory holds anything else, or the address is taken.
pub fn run(global: &Global, listen: &cli::Listen, out: &mut impl Write) -> anyhow::Result<()> {
    let sheets = global.data.join("sample");
    if global.data.join("VERSION").exists() && !sheets.exists() {
        bail!("{} holds other data: name a new directory, such as --data ./waymark-demo", global.data.display());
    }
    let data = DataDir::open_or_create(&global.data, global.master_key_file.as_deref())?;
    unpack(&sheets)?;
    writeln!(out, "The sheets of an invented college are in {}.\n", sheets.join("northfield").display())?;
    let arguments = cli::Import {
        dir: sheets.join("northfield"),
        mapping: sheets.join("northfield.toml"),
        dry_run: false,
        report: Some(sheets.join("report.csv")),
        place: cli::Where { servers: Vec::new(), key: None },
    };
    // Its sown defects are refused: that is part of what it shows.
    let _defects = import::run(global, &arguments, out)?;
    writeln!(
        out,
        "\nWhat was refused or unreadable was put into the sample to show it. Look at an internship with\n\n    \
         waymark --data {} timeline NF-002\n",
        data.path().display()
    )?;
    up::run(global, &cli::Up { listen: listen.clone(), open: true, hosts: Vec::new() }, out)
}

fn unpack(to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to.join("northfield")).with_context(|| format!("could not make {}", to.display()))?;
    for (name, bytes) in SAMPLE {
        let path = to.join(name);
        if !path.exists() {
            fs::write(&path, bytes).with_context(|| format!("could not write {}", path.display()))?;
        }
    }
    Ok(())
}
