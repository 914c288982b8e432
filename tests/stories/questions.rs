//! A table is asked in one language, on a data directory and at a server; and it says what was meant.

use stories::World;

#[test]
fn a_table_answers_the_same_here_and_at_a_server() {
    let world = World::default();
    world.import_sample(&stories::sample(), &[]);
    let questions: [&[&str]; 7] = [
        &[
            "claims",
            "--where",
            "claimed_pence>=20000",
            "--where",
            "claimed_pence<90000",
            "--sort",
            "-claimed_pence",
            "--format",
            "csv",
        ],
        &["claims", "--where", "status in waiting,paid", "--count"],
        &["claims", "--where", "age_days>100", "--count"],
        &["jobs", "--sort", "-started_on,role", "--columns", "role,started_on", "--format", "json"],
        &["jobs", "--where", "ended_on=", "--count"],
        &["coach_hours", "--where", "coach=10000001/dean prescott", "--count"],
        &["journeys", "--where", "stage!=withdrawn", "--columns", "reference"],
    ];
    let ask = |question: &[&str], more: &[&str]| world.ok(&[&["table"], question, more].concat());
    let here: Vec<String> = questions.iter().map(|question| ask(question, &[])).collect();
    let server = world.up();
    for (question, here) in questions.iter().zip(&here) {
        assert_eq!(&ask(question, &["--server", &server.url]), here, "{question:?}");
    }
    for (table, label) in [("coach_hours", "Dean Prescott"), ("claims", "NF-001"), ("coaches", "Northfield College")] {
        let shown = world.ok(&["table", table, "--server", &server.url]);
        assert!(shown.contains(label), "{shown}");
    }
    let heading = here[0].lines().next().unwrap_or_default();
    let at = heading.split(',').position(|column| column == "claimed_pence").unwrap_or(usize::MAX);
    let cell = |line: &str| line.split(',').nth(at).and_then(|cell| cell.parse().ok()).unwrap_or_default();
    let pence: Vec<u64> = here[0].lines().skip(1).map(cell).collect();
    assert!(pence.len() > 2 && pence.is_sorted_by(|one, other| one >= other), "{pence:?}");
    assert!(pence.iter().all(|pence| (20_000..90_000).contains(pence)), "{pence:?}");
    let number = |text: &String| text.trim().parse::<u64>().unwrap_or_default();
    assert!(number(&here[1]) > number(&here[2]) && number(&here[2]) > 0, "{here:?}");
    assert!(number(&here[5]) > 0, "a name stands for an id: {here:?}");
    let (status, _) = server.get_text("/v1/tables/claims?format=csv");
    assert_eq!(status, 200);
    drop(server);
    let shown = world.ok(&["table", "coaches"]);
    assert!(shown.starts_with(" coach") || shown.starts_with("coach"), "{shown}");
    assert!(shown.contains("Dean Prescott"), "{shown}");
    let labelled = world.ok(&["table", "claims", "--labels", "--format", "csv"]);
    assert!(labelled.starts_with("internship,internship_label,claim"), "{labelled}");
    let read = std::fs::read_to_string(world.data().join("access.log")).unwrap_or_default();
    assert!(read.contains("\"coach/") && read.contains("command line"), "{read}");
    for (question, meant) in [
        (&["table", "journey"][..], "Did you mean \"journeys\"?"),
        (&["table", "jobs", "--where", "stared_on>2025-01-01"], "Did you mean \"started_on\"?"),
        (&["table", "jobs", "--columns", "rol"], "Did you mean \"role\"?"),
        (&["table", "jobs", "--sort", "-started"], "jobs has no column \"started\""),
        (&["table", "claims", "--where", "status=wating"], "Did you mean \"waiting\"?"),
        (&["table", "claims", "--where", "status=paid", "--where", "status=waiting"], "status=waiting"),
        (&["timeline", "NF-0002"], "Did you mean \"NF-002\"?"),
    ] {
        let said = world.fails(question);
        assert!(said.contains(meant), "{question:?}: {said}");
    }
}
