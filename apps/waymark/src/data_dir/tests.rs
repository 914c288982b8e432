use event_keys::MasterKey;

use super::*;

/// A data directory, made whole.
fn made(path: &Path) -> DataDir {
    let data = DataDir::open_or_create(path, None).unwrap();
    data.master_key(None).unwrap();
    data.finish().unwrap();
    data
}

#[test]
fn a_directory_is_made_once_and_keeps_its_master_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    assert!(matches!(DataDir::open(&path), Err(DataDirError::Missing(_))));
    let first = made(&path).master_key(None).unwrap();
    let again = DataDir::open(&path).unwrap().master_key(None).unwrap();
    assert_eq!(first, again);
}

#[test]
fn a_directory_whose_making_was_cut_short_is_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    DataDir::open_or_create(&path, None).unwrap();
    let error = DataDir::open(&path).unwrap_err();
    assert!(error.to_string().contains("nothing was recorded"), "{error}");
    made(&path);
    DataDir::open(&path).unwrap();
    // ... wherever it was cut short: with the draft, and nothing else.
    let path = dir.path().join("early");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("VERSION.new"), "").unwrap();
    assert!(matches!(DataDir::open(&path), Err(DataDirError::Unfinished(_))));
    made(&path);
    DataDir::open(&path).unwrap();
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let data = made(&dir.path().join("data"));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(data.path()), mode(&data.keys().join("master"))), (0o700, 0o600));
}

#[cfg(unix)]
#[test]
fn a_master_key_that_everybody_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let data = made(&dir.path().join("data"));
    let master = data.keys().join("master");
    for (mode, private) in [(0o644, false), (0o640, true), (0o604, false), (0o600, true)] {
        fs::set_permissions(&master, fs::Permissions::from_mode(mode)).unwrap();
        let exposed = matches!(data.master_key(None), Err(DataDirError::Exposed(_)));
        assert_eq!(exposed, !private, "{mode:o}");
    }
}

#[test]
fn what_somebody_else_keeps_there_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("thesis.txt"), "words").unwrap();
    assert!(matches!(DataDir::open_or_create(dir.path(), None), Err(DataDirError::Foreign(_))));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_newer_version_is_told_from_a_damaged_one() {
    let dir = tempfile::tempdir().unwrap();
    let said = |bytes: &[u8]| {
        fs::write(dir.path().join("VERSION"), bytes).unwrap();
        DataDir::open_or_create(dir.path(), None).unwrap_err().to_string()
    };
    assert!(said(b"waymark data 2\n").contains("newer version of waymark"));
    assert!(said(b"waymark data 12").contains("newer version of waymark"));
    for damaged in [b"waymark data ".as_slice(), b"waymark dat", b"", b"wayma\xf2k data 1\n", b"Waymark data 1\n"] {
        let said = said(damaged);
        assert!(said.contains("VERSION is damaged") && said.contains("put it back"), "{said}");
    }
}

#[test]
fn a_master_key_that_is_not_there_leaves_nothing_behind_and_says_how_to_make_one() {
    let dir = tempfile::tempdir().unwrap();
    let (path, kept_in) = (dir.path().join("data"), dir.path().join("master"));
    let error = DataDir::open_or_create(&path, Some(&kept_in)).unwrap_err();
    assert!(error.to_string().contains("make one with `(umask 077; (printf 1:; head -c 32 /dev/urandom"), "{error}");
    write_private(&kept_in, b"too short").unwrap();
    assert!(matches!(DataDir::open_or_create(&path, Some(&kept_in)), Err(DataDirError::MasterKey(_))));
    assert!(!path.exists());
    write_private(&kept_in, format!("1:{}\n", to_hex(&[7; 32])).as_bytes()).unwrap();
    let data = DataDir::open_or_create(&path, Some(&kept_in)).unwrap();
    assert_eq!(data.master_key(Some(&kept_in)).unwrap(), MasterKey::new(1, [7; 32]));
}

#[test]
fn a_lost_master_key_is_not_replaced_by_another() {
    let dir = tempfile::tempdir().unwrap();
    let data = made(&dir.path().join("data"));
    fs::write(data.keys().join("persons"), "keys").unwrap();
    fs::remove_file(data.keys().join("master")).unwrap();
    assert!(matches!(data.master_key(None), Err(DataDirError::NoMasterKey(_))));
}
