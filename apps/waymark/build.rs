//! Tells `waymark --version` from which commit a release was built: `WAYMARK_COMMIT` says so where there is
//! no repository, as in an image. Other builds do not name one, so that a commit does not build them again.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=WAYMARK_COMMIT");
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let said = std::env::var("WAYMARK_COMMIT").ok().filter(|commit| !commit.is_empty());
    let text = match said.or_else(|| if release { commit() } else { None }) {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    };
    println!("cargo::rustc-env=WAYMARK_VERSION={text}");
}

/// The commit that is checked out, with a plus where files differ from it.
fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
    };
    // The log is written at each checkout and commit; the others hold what a release is built from.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    let sources = ["apps", "events", "projections", "services", "Cargo.toml", "Cargo.lock"];
    let sources = sources.map(|source| format!("../../{source}"));
    for path in sources.iter().chain([&log]).filter(|path| Path::new(path).exists()) {
        println!("cargo::rerun-if-changed={path}");
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|files| !files.is_empty());
    Some(if changed { format!("{commit}+") } else { commit })
}
