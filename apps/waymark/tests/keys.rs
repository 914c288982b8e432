//! Damage to the keys is noticed before anything is recorded, and `waymark verify` says what it costs.

#![expect(clippy::unwrap_used, reason = "a test fails where it breaks")]

use std::fs;
use std::path::{Path, PathBuf};

use event_keys::{FileShelf, KeyShelf as _};
use events::DeploymentSecret;
use waymark::cli::{Global, LogFormat, Simulate, Verify};
use waymark::commands::{simulate, verify};
use waymark::data_dir::{DataDir, write_private};
use waymark::node::{Node, first_secret, runtime};

#[test]
fn what_is_sealed_is_opened_and_counted() {
    let world = World::new();
    let said = world.verify().unwrap();
    assert!(
        said.contains("The log is whole.") && said.contains("each is what its event commits to, all open"),
        "{said}"
    );
}

#[test]
fn a_keystore_cut_short_or_changed_is_refused_and_left_as_it_is() {
    let world = World::new();
    let whole = fs::read(world.persons()).unwrap();
    let cut = |records: usize| whole[..whole.len() - 81 * records].to_vec();
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        bytes
    };
    let damages = [
        (cut(1), "cut short"),
        (cut(3), "cut short"),
        (whole[..20].to_vec(), "not a file of keys"),
        (Vec::new(), "not a file of keys"),
        (flipped(45), "deployment's secret is missing from the keystore, or damaged"),
        (flipped(whole.len() - 200), "keys in the keystore are damaged"),
        (flipped(whole.len() - 1), "keys in the keystore are damaged"),
    ];
    for (bytes, told) in damages {
        fs::write(world.persons(), &bytes).unwrap();
        for error in [Node::open(&world.global).err().unwrap(), world.verify().unwrap_err()] {
            let error = format!("{error:#}");
            assert!(error.contains(told) && error.contains("from a backup"), "{told}: {error}");
        }
        assert_eq!(fs::read(world.persons()).unwrap(), bytes, "{told}");
    }
    fs::remove_file(world.persons()).unwrap();
    assert!(Node::open(&world.global).err().unwrap().to_string().contains("missing"));
    assert!(!world.persons().exists());
    fs::write(world.persons(), whole).unwrap();
    world.verify().unwrap();
}

#[test]
fn keys_that_an_older_backup_does_not_hold_are_named_by_the_positions_they_opened() {
    let world = World::new();
    let runtime = runtime().unwrap();
    let older = world.dir.path().join("older");
    fs::create_dir(&older).unwrap();
    {
        let (kept, made) = (FileShelf::open(&world.keys()).unwrap(), FileShelf::open_or_create(&older).unwrap());
        let mut all = runtime.block_on(kept.all()).unwrap();
        all.sort();
        // The last one was not there yet.
        for (person, entry) in &all[..all.len() - 1] {
            runtime.block_on(made.put_new(*person, entry.clone().key().unwrap())).unwrap();
        }
    }
    fs::copy(FileShelf::path(&older), world.persons()).unwrap();
    let error = world.verify().unwrap_err().to_string();
    assert!(error.contains("has no key for the sealed content at position"), "{error}");
}

#[test]
fn without_the_master_key_the_log_is_verified_and_nothing_opened() {
    let world = World::new();
    fs::remove_file(world.keys().join("master")).unwrap();
    let mut out = Vec::new();
    let error = verify::run(&world.global, &Verify::default(), &mut out).unwrap_err();
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("The log is whole.") && said.contains("none was opened"), "{said}");
    assert!(format!("{error:#}").contains("is missing"), "{error:#}");
    assert!(!world.keys().join("master").exists());
}

struct World {
    global: Global,
    dir: tempfile::TempDir,
}

impl World {
    /// A data directory with a few invented interns.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (data, log) = (dir.path().join("data"), "error".to_owned());
        let global = Global { data, master_key_file: None, secret_file: None, log_format: LogFormat::Text, log };
        simulate::run(&global, &Simulate { interns: 4, years: 1, seed: 1 }, &mut Vec::new()).unwrap();
        Self { global, dir }
    }

    fn keys(&self) -> PathBuf {
        DataDir::open(&self.global.data).unwrap().keys()
    }

    fn persons(&self) -> PathBuf {
        FileShelf::path(Path::new(&self.keys()))
    }

    fn verify(&self) -> anyhow::Result<String> {
        let mut out = Vec::new();
        verify::run(&self.global, &Verify::default(), &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }
}

#[test]
fn a_new_keystore_takes_the_secret_in_a_file_and_refuses_what_is_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("secret");
    write_private(&file, format!("{}\n", "07".repeat(32)).as_bytes()).unwrap();
    assert_eq!(first_secret(Some(&file)).unwrap(), DeploymentSecret::new([7; 32]));
    write_private(&file, b"07").unwrap();
    let error = first_secret(Some(&file)).unwrap_err().to_string();
    assert!(error.contains("64 hexadecimal digits") && !error.contains("07"), "{error}");
    assert!(first_secret(Some(&dir.path().join("none"))).is_err());
    assert_ne!(first_secret(None).unwrap(), first_secret(None).unwrap());
}
