//! The systemd unit, held against the binary, and against systemd where there is one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use stories::{Server, World, root, text};

/// The settings of the unit's `[Service]`, in order.
fn settings() -> Vec<(String, String)> {
    let unit = fs::read_to_string(root().join("deploy/waymark.service")).expect("the unit");
    let (_, service) = unit.split_once("[Service]\n").expect("a service");
    let (service, _) = service.split_once("\n[Install]").expect("what comes after");
    let lines = service.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split_once('=').expect("a setting"))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn all<'a>(settings: &'a [(String, String)], name: &'a str) -> impl Iterator<Item = &'a str> {
    settings.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[test]
fn the_binary_starts_with_the_arguments_and_settings_of_the_systemd_unit() {
    let (world, settings) = (World::default(), settings());
    let (state, credentials) = (world.path("state"), world.path("credentials"));
    for dir in [&state.join("waymark"), &credentials] {
        fs::create_dir_all(dir).expect("made");
    }
    for loaded in all(&settings, "LoadCredential") {
        let (name, _) = loaded.split_once(':').expect("a name and a file");
        let file = credentials.join(name);
        fs::write(&file, format!("1:{}\n", "5a".repeat(32))).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).expect("closed");
    }
    let start: Vec<&str> = all(&settings, "ExecStart").collect();
    let [start] = start.as_slice() else { panic!("{start:?}") };
    let arguments: Vec<&str> = start.split(' ').skip(1).collect();
    let help = world.ok(&[&arguments[..], &["--help"]].concat());
    let mut command = Command::new(stories::binary());
    command.args(&arguments).current_dir(world.path("")).env_clear();
    for variable in all(&settings, "Environment") {
        let (name, value) = variable.split_once('=').expect("a name and a value");
        assert!(help.contains(&format!("[env: {name}=")), "{arguments:?} takes no {name}");
        let value = value.replace("%S", text(&state)).replace("%d", text(&credentials));
        // Any port will do here.
        command.env(name, value.replace(":7878", ":0"));
    }
    let server = Server::start(command);
    assert_eq!(server.get("/livez").0, 200);
    assert!(!state.join("waymark/keys/master").exists(), "the master key stands beside the data");
    assert!(server.terminate().0.success());
}

#[test]
fn the_systemd_unit_is_closed_in_every_way_that_the_binary_can_bear() {
    let settings = settings();
    for (name, value) in [
        ("User", "waymark"),
        ("StateDirectory", "waymark"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("CapabilityBoundingSet", ""),
        ("MemoryDenyWriteExecute", "yes"),
        ("UMask", "0077"),
    ] {
        assert_eq!(all(&settings, name).collect::<Vec<_>>(), [value], "{name}");
    }
    // What the server takes when nothing limits it: docs/operations.md says it too.
    let files: u64 = all(&settings, "LimitNOFILE").next().expect("a limit").parse().expect("a number");
    assert!(files >= 5_376, "{files}");
    // Where there is a systemd, it knows every setting.
    let Ok(checked) = Command::new("systemd-analyze").arg("verify").arg(root().join("deploy/waymark.service")).output()
    else {
        return;
    };
    let said = String::from_utf8_lossy(&checked.stderr);
    for wrong in ["Unknown", "Failed to parse", "Invalid"] {
        assert!(!said.contains(wrong), "{said}");
    }
}
