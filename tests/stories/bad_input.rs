//! Bad input, bad disks and second processes: a clear error, nothing half-written, nothing lost.
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::json;
use stories::{LIMIT, Server, World, binary, copy_of_sample, edit, root, sample, text};

fn mapping() -> String {
    text(&root().join("examples/northfield.toml")).to_owned()
}

/// An import that cannot begin leaves no data directory behind.
#[track_caller]
fn import_fails(world: &World, sheets: &Path, mapping: &str) -> String {
    let said = world.fails(&["import", text(sheets), "--mapping", mapping]);
    assert!(!world.data().exists(), "{said}");
    said
}

#[test]
fn sheets_that_are_not_what_the_mapping_says_change_nothing() {
    for (file, from, to, says) in [
        (
            "Placements.csv",
            "Learner Ref,Employer,Sector",
            "Learner Ref,Employer,Industry",
            &["Placements.csv", "Sector", "Industry"][..],
        ),
        ("Tasters.csv", "Learner Ref,Date,Sector", "Learner Ref,Mood,Date,Sector", &["Tasters.csv", "Mood"]),
    ] {
        let world = World::default();
        let sheets = copy_of_sample(&world);
        edit(&sheets.join(file), from, to);
        let said = import_fails(&world, &sheets, &mapping());
        for part in says {
            assert!(said.contains(part), "{part} is missing in: {said}");
        }
    }
    let world = World::default();
    let sheets = copy_of_sample(&world);
    fs::write(sheets.join("Tasters.csv"), b"Learner Ref,Date,Sector,Rating (1-5)\nNF-\xff\xfe01,01/02/2024,food,3\n")
        .expect("written");
    assert!(import_fails(&world, &sheets, &mapping()).contains("Tasters.csv"));
    fs::write(sheets.join("Tasters.csv"), b"%PDF-1.7\x00\x01\x02").expect("written");
    assert!(import_fails(&world, &sheets, &mapping()).contains("Tasters.csv"));
    fs::remove_file(sheets.join("Tasters.csv")).expect("removed");
    assert!(import_fails(&world, &sheets, &mapping()).contains("Tasters"));
    assert!(import_fails(&world, &world.path("nowhere"), &mapping()).contains("nowhere"));
}

#[test]
fn a_mapping_that_cannot_be_meant_is_told_where_it_is_wrong() {
    for (from, to, says) in [
        ("do = \"referrals.refer\"", "do = \"referrals.invite\"", "referrals.invite"),
        ("dateOfBirth = \"DOB\"", "birthday = \"DOB\"", "birthday"),
        ("ukprn = \"10000001\"", "ukprn = \"20000001\"", "UKPRN"),
        ("[provider]", "[provider", "line"),
    ] {
        let world = World::default();
        let broken = world.path("broken.toml");
        let good = fs::read_to_string(mapping()).expect("the mapping");
        assert!(good.contains(from), "{from}");
        fs::write(&broken, good.replacen(from, to, 1)).expect("written");
        let said = import_fails(&world, &sample(), text(&broken));
        assert!(said.contains(says) && said.contains("broken.toml"), "{said}");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_anything_is_sent() {
    let world = World::default();
    let report = world.path("no/such/folder/report.csv");
    let said = world.fails(&["import", text(&sample()), "--mapping", &mapping(), "--report", text(&report)]);
    assert!(said.contains("report.csv"), "{said}");
    assert!(!world.data().exists());
}

#[test]
fn a_command_that_is_no_command_is_answered_with_what_is_wrong() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    let before = world.events().len();
    let server = world.up();
    let nobody = "00000000-0000-4000-8000-000000000000";
    let hours = json!({"internship": nobody, "coach": nobody, "date": "2025-01-01", "start": "09:00:00", "minutes": 60, "activity": "review", "claimable": true});
    let path = "/v1/coaching/log-hours";
    let mut wrong_type = hours.clone();
    wrong_type["minutes"] = json!("an hour");
    let mut unknown_field = hours.clone();
    unknown_field["mood"] = json!("good");
    let mut deep = json!(1);
    for _ in 0..200 {
        deep = json!([deep]);
    }
    for (path, body, status, says) in [
        (path, &hours, 409, "no such internship"),
        (path, &wrong_type, 422, "minutes"),
        (path, &unknown_field, 422, "mood"),
        (path, &deep, 400, "recursion limit exceeded at line 1"),
        (path, &json!({"internship": deep}), 400, "recursion limit exceeded at line 1"),
        (path, &json!({"reason": "x".repeat(100_000)}), 413, "bytes"),
        ("/v1/coaching/fire-coach", &hours, 404, "log-hours"),
        ("/v1/astrology/log-hours", &hours, 404, "coaching"),
    ] {
        let (found, problem) = server.post(path, "key", body).expect("an answer");
        assert_eq!(found, status, "{path}: {problem}");
        assert!(problem.to_string().contains(says), "{says} is missing in {problem}");
        assert!(problem.to_string().len() < 4000, "an answer repeats what it was sent");
    }
    // So much that the server may hang up before all of it is sent.
    let huge = server.post(path, "key", &json!({"reason": "x".repeat(10_000_000)}));
    assert!(huge.is_none_or(|(status, _)| status == 413));
    let (status, said) = server.terminate();
    assert!(status.success(), "{said}");
    assert_eq!(world.events().len(), before);
}

#[test]
fn a_second_process_on_the_same_data_is_told_where_the_first_is() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    let server = world.up();
    for (arguments, what_to_do) in
        [(&["up", "--open"][..], "--server"), (&["rebuild"], "--server"), (&["verify"], "waymark backup")]
    {
        let said = world.fails(arguments);
        assert!(said.contains(&server.url) && said.contains(what_to_do), "{said}");
    }
    // What a running server keeps up to date can be read beside it.
    assert_eq!(world.table("journeys").len(), 25);
    assert!(world.ok(&["timeline", "NF-002", "--server", &server.url]).contains("Bethany Rigby"));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error_in_order() {
    let world = World::default();
    for arguments in [&["completions", "zsh"][..], &["tables"], &["schema"], &["rules"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("the device that is always full");
        let output = world.command(arguments).stdout(full).output().expect("the binary runs");
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.starts_with("error: ") && !said.contains("panicked"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_wrong_key_and_a_taken_address_are_told_as_what_they_are() {
    let world = World::default();
    let server = world.up_with(&["up", "--listen", "127.0.0.1:0"]);
    let said = world.fails(&["table", "jobs", "--server", &server.url]);
    assert!(said.contains("asks for a key"), "{said}");
    let said = world.fails(&["table", "jobs", "--server", &server.url, "--key", "wm_wrong"]);
    assert!(said.contains("does not know the key"), "{said}");
    let said = World::default().fails(&["up", "--listen", server.url.trim_start_matches("http://")]);
    assert!(said.contains("could not listen") && !said.contains("server.json"), "{said}");
}

#[test]
fn a_server_that_was_killed_is_in_nobodys_way() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    world.up().kill();
    assert_eq!(world.table("journeys").len(), 25);
    let (status, _) = world.up().terminate();
    assert!(status.success());
}

#[test]
fn data_of_a_newer_version_or_of_somebody_else_is_left_alone() {
    let world = World::default();
    fs::create_dir(world.data()).expect("a directory");
    fs::write(world.data().join("VERSION"), "waymark data 2\n").expect("written");
    assert!(world.fails(&["up", "--open"]).contains("newer version"));
    fs::remove_file(world.data().join("VERSION")).expect("removed");
    fs::write(world.data().join("thesis.odt"), "words").expect("written");
    assert!(world.fails(&["up", "--open"]).contains("holds no Waymark data"));
    assert_eq!(fs::read_dir(world.data()).expect("a directory").count(), 1);
}

#[test]
fn lost_keys_are_not_replaced_by_others() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    let persons = world.data().join("keys/persons");
    let kept = fs::read(&persons).expect("the keys");
    fs::remove_file(&persons).expect("removed");
    for arguments in [&["up", "--open"][..], &["timeline", "NF-002"]] {
        assert!(world.fails(arguments).contains("every person's key"));
    }
    assert!(!persons.exists());
    fs::write(&persons, kept).expect("written");
    assert!(world.ok(&["timeline", "NF-002"]).contains("Bethany Rigby"));
}

#[test]
fn a_damaged_log_is_told_with_its_place_and_refuses_to_be_written() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    let db = world.data().join("log/engine/db");
    let mut bytes = fs::read(&db).expect("the log");
    // Somewhere inside the first blocks; everything after them is long durable.
    let at = 200_000;
    for byte in &mut bytes[at..at + 64] {
        *byte ^= 0x55;
    }
    fs::write(&db, &bytes).expect("written");
    for arguments in [&["up", "--open"][..], &["verify"], &["events"]] {
        let said = world.fails(arguments);
        assert!(said.contains("damaged at position"), "{said}");
        assert!(fs::read(&db).expect("the log") == bytes, "{arguments:?} wrote into a log that it refused");
    }
    let said = world.fails(&["up", "--open"]);
    // Without a backup an operator can go on with what is left, by name.
    assert!(world.fails(&["accept-loss", "--last", "1"]).contains("whole up to"));
    let last = said.split("--last ").nth(1).and_then(|rest| rest.split('`').next()).expect("a position");
    world.ok(&["accept-loss", "--last", last]);
    assert!(world.ok(&["verify"]).contains("The log is whole"));
    assert_eq!(world.events().len().to_string(), last);
    world.import_sample(&sample(), &[]);
    assert_eq!(world.table("jobs").iter().filter(|row| !row["started_on"].is_null()).count(), 14);
}

#[test]
fn a_disk_that_becomes_full_in_the_middle_loses_nothing_that_was_taken() {
    let world = World::default();
    let script = format!("trap '' XFSZ; exec {} --data \"$0\" up --open --listen 127.0.0.1:0", text(binary()));
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, text(&world.data())]).stderr(Stdio::null());
    let server = Server::start(shell);
    // From now on no file of this process grows beyond 64 KiB, where the log has room for some dozens.
    let limited = Command::new("prlimit").args(["--pid", &server.process().to_string(), "--fsize=65536"]).status();
    assert!(limited.expect("prlimit runs").success());
    let said = world.fails(&["import", text(&sample()), "--mapping", &mapping(), "--server", &server.url]);
    assert!(said.contains("run it again, what went in is found there"), "{said}");
    assert!(server.terminate().0.success());

    assert!(world.ok(&["verify"]).contains("The log is whole"));
    let before = world.events();
    assert!(!before.is_empty(), "the disk was full before anything was taken");
    world.import_sample(&sample(), &[]);
    let after = world.events();
    assert!(after.len() > before.len() && after.starts_with(&before), "what was taken stays where it was");
    assert_eq!(world.table("jobs").iter().filter(|row| !row["started_on"].is_null()).count(), 14);
}

#[test]
fn an_import_that_was_killed_is_finished_by_running_it_again() {
    let world = World::default();
    let mut import = world.command(&["import", text(&sample()), "--mapping", &mapping()]);
    let mut import = import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let started = Instant::now();
    let persons = world.data().join("keys/persons");
    while fs::metadata(&persons).map_or(0, |file| file.len()) < 84 + 76 * 8 {
        assert!(started.elapsed() < LIMIT, "the import never began");
        std::thread::yield_now();
    }
    import.kill().expect("killed");
    import.wait().expect("ended");
    world.import_sample(&sample(), &[]);
    let whole = World::default();
    whole.import_sample(&sample(), &[]);
    for name in stories::tables() {
        assert_eq!(world.table(name), whole.table(name), "{name}");
    }
}
