//! What an auditor does with a few lines of Python and no code of ours: tests/auditor.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::task::{Context, Poll, Waker};

use events::DeploymentSecret;
use import::Mapping;
use service_kit::Command as _;
use stories::{World, root, sample, shared_secret, text};

#[test]
fn a_few_lines_of_python_rebuild_the_root() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    let events = world.ok(&["events"]);
    let verified = world.ok(&["verify"]);
    let rebuilt = python("root.py", &[], &events);
    assert_eq!(rebuilt.lines().last(), verified.lines().last());
    assert!(rebuilt.starts_with("tree size 2"), "{rebuilt}");

    let server = world.up();
    let served = world.ok(&["events", "--server", &server.url]);
    assert_eq!(python("root.py", &[], &served), rebuilt);
}

#[test]
fn one_changed_byte_of_any_event_gives_another_root() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    let events = world.ok(&["events"]);
    let rebuilt = python("root.py", &[], &events);
    let lines: Vec<&str> = events.lines().collect();
    for place in [0, lines.len() / 2, lines.len() - 1] {
        let changed = lines[place].replacen("T00:00:00Z", "T00:00:01Z", 1);
        assert_ne!(changed, lines[place]);
        let mut forged = lines.clone();
        forged[place] = &changed;
        let found = python("root.py", &[], &forged.join("\n"));
        assert_eq!(found.split(", ").next(), rebuilt.split(", ").next());
        assert_ne!(found, rebuilt, "event {} was changed", place + 1);
    }
}

#[test]
fn a_word_list_gives_every_id_with_the_secret_and_none_without() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    let events = world.ok(&["events"]);
    let words = world.path("words");
    fs::write(&words, word_list().join("\n")).expect("written");
    let derived = |secret: &Path| python("ids.py", &[text(secret), text(&words)], &events);

    let found = derived(&shared_secret(&world.path("")));
    let (ids, sum) = found.trim_end().rsplit_once('\n').expect("a line for each id and the sum");
    let unknown: Vec<&str> = ids.lines().filter(|line| line.ends_with("\tunknown")).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let count = ids.lines().count();
    assert_eq!(sum, format!("{count} of {count} ids derived"));
    let kinds: BTreeSet<_> = ids.lines().filter_map(|line| line.split('\t').nth(1)).collect();
    let all = [
        "actor",
        "application",
        "claim",
        "coach",
        "employer",
        "event",
        "internship",
        "job",
        "person",
        "placement",
        "provider",
    ];
    assert_eq!(kinds, BTreeSet::from(all));
    for name in ["\tcoach\tDean Prescott\n", "\tinternship\tNF-002\n", "\tclaim\tNF-001/2409\n"] {
        assert!(found.contains(name), "{name}");
    }

    let wrong = world.path("wrong-secret");
    fs::write(&wrong, "07".repeat(32)).expect("written");
    assert!(derived(&wrong).ends_with(&format!("\n0 of {count} ids derived\n")));
}

#[test]
fn the_scripts_are_documented() {
    let audit = fs::read_to_string(root().join("docs/audit.md")).expect("docs/audit.md");
    for script in fs::read_dir(root().join("tests/auditor")).expect("the scripts") {
        let name = script.expect("a file").file_name().into_string().expect("a name");
        assert!(audit.contains(&format!("tests/auditor/{name}")), "docs/audit.md leaves out {name}");
    }
}

/// Runs a script with the interpreter that is installed, and with nothing but its library.
#[track_caller]
fn python(script: &str, arguments: &[&str], input: &str) -> String {
    let script = root().join("tests/auditor").join(script);
    let mut command = Command::new("python3");
    command.args(["-I", "-B"]).arg(&script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().expect("python3 runs");
    let mut pipe = process.stdin.take().expect("standard input");
    pipe.write_all(input.as_bytes()).expect("the script reads");
    drop(pipe);
    let output = process.wait_with_output().expect("the script ends");
    assert!(output.status.success(), "{}", script.display());
    String::from_utf8(output.stdout).expect("text")
}

/// Every name, reference and number of the sample's sheets, the names of its applications and jobs, the import's own,
/// and the
/// idempotency keys with which the import sends its rows.
fn word_list() -> Vec<String> {
    let mut words: BTreeSet<String> = [PROVIDER.to_owned(), "import".to_owned()].into();
    let mut files: Vec<PathBuf> =
        fs::read_dir(sample()).expect("the sample").map(|file| file.expect("a file").path()).collect();
    files.sort();
    for file in files {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_path(&file).expect("a sheet");
        for row in rows.records() {
            let row = row.expect("a row");
            words.extend(row.iter().map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty()));
            if file.ends_with("Access to Work.csv") {
                words.insert(format!("{} {}", &row[0], &row[1]));
            }
            if file.ends_with("Placements.csv") {
                words.insert(format!("{} {}", &row[0], &row[7]));
            }
            if file.ends_with("Job outcomes.csv") {
                words.insert(format!("{} {} {}", &row[0], &row[1], &row[3]));
            }
        }
    }
    words.into_iter().chain(keys()).collect()
}

/// The sample college's UKPRN, which stands in its mapping and in no sheet.
const PROVIDER: &str = "10000001";

fn keys() -> Vec<String> {
    let commands = [
        referrals::Command::TYPES,
        placements::Command::TYPES,
        coaching::Command::TYPES,
        funding::Command::TYPES,
        outcomes::Command::TYPES,
    ];
    let mapping = fs::read_to_string(root().join("examples/northfield.toml")).expect("the mapping");
    let mapping = Mapping::read(&mapping, &commands.concat()).expect("a mapping");
    // A day on which everything in the sheets is past.
    let draft = mapping.plan(&sample(), "2100-01-01".parse().expect("a day")).expect("a plan");
    let plan =
        Box::pin(draft.named(&[], &DeploymentSecret::PUBLISHED)).as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(Ok(plan)) = plan else { panic!("ids under a secret that is at hand are there at once") };
    plan.commands.into_iter().map(|planned| planned.key).collect()
}
