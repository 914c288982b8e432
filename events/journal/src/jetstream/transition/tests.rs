//! The transitions as a table: a row for each state, a column for each signal.

use super::*;

const LATER: Duration = Duration::from_secs(60);

fn setting(name: &'static str) -> UnsafeSetting {
    UnsafeSetting { setting: name, sentence: "it may lose events".into() }
}

fn hole() -> HistoryMismatch {
    HistoryMismatch::Hole { position: Position(5) }
}

fn status(state: State) -> NodeStatus {
    let accepted = match &state {
        State::Starting { .. } => Accepted::Nothing,
        State::Following { .. } | State::Suspect { .. } | State::Stopped(_) => Accepted::Named(vec![]),
    };
    NodeStatus { state, ..NodeStatus::starting(Head { position: Position(7), ..Head::default() }, accepted) }
}

fn found(at: Instant) -> Found {
    Found { at, stream: Position(7), blocked: None, unsafe_settings: Vec::new() }
}

/// A state in one word: its trouble, where it has one, with the time since which it is suspect as
/// `old`, before the signal, or `new`, at the signal.
fn word(state: &State, began: Instant) -> String {
    let of = |trouble: &Trouble| match trouble {
        Trouble::NoAnswer(_) => "no-answer",
        Trouble::NotReading(_) => "not-reading",
        Trouble::Refused(_) => "refused",
        Trouble::Forbidden(_) => "forbidden",
        Trouble::Missing(_) => "missing",
    };
    match state {
        State::Starting { trouble: None } => "starting".into(),
        State::Starting { trouble: Some(trouble) } => format!("starting:{}", of(trouble)),
        State::Following { .. } => "following".into(),
        State::Suspect { since, trouble } if *since == began => format!("{}:old", of(trouble)),
        State::Suspect { since, trouble } if *since == began + LATER => format!("{}:new", of(trouble)),
        State::Suspect { .. } => panic!("{state:?}"),
        State::Stopped(Stopped::Ended) => "ended".into(),
        State::Stopped(Stopped::Forbidden(_)) => "stopped:forbidden".into(),
        State::Stopped(Stopped::Mismatch(_)) => "stopped:mismatch".into(),
        State::Stopped(Stopped::Unsafe(_)) => "stopped:unsafe".into(),
    }
}

#[test]
fn every_signal_leads_every_state_where_the_table_says() {
    const TABLE: &str = "
        before                | checked         missing           no-answer             reading         not-reading             connected        refused            forbidden
        starting              | starting        missing:new       starting:no-answer    following       starting:not-reading    starting         starting:refused   stopped:forbidden
        starting:no-answer    | starting        missing:new       starting:no-answer    following       starting:not-reading    starting:no-answer starting:refused stopped:forbidden
        starting:not-reading  | starting:not-reading missing:new  starting:not-reading  following       starting:not-reading    starting:not-reading starting:refused stopped:forbidden
        starting:refused      | starting:refused missing:new      starting:refused      following       starting:refused        starting         starting:refused   stopped:forbidden
        following             | following       missing:new       no-answer:new         following       not-reading:new         following        refused:new        forbidden:new
        no-answer             | following       missing:new       no-answer:old         following       not-reading:old         no-answer:old    refused:old        forbidden:new
        not-reading           | not-reading:old missing:new       not-reading:old       following       not-reading:old         not-reading:old  refused:old        forbidden:new
        refused               | refused:old     missing:new       refused:old           following       refused:old             not-reading:new  refused:old        refused:old
        forbidden             | following       missing:new       forbidden:old         forbidden:old   forbidden:old           forbidden:old    refused:old        forbidden:new
        missing               | following       stopped:mismatch  missing:new           missing:old     missing:old             missing:old      missing:old        missing:old
        stopped               | ended           ended             ended                 ended           ended                   ended            ended              ended
    ";
    let began = Instant::now();
    let at = began + LATER;
    let reason = || "a reason".to_owned();
    let trouble = |name: &str| match name {
        "no-answer" => Trouble::NoAnswer(reason()),
        "not-reading" => Trouble::NotReading(reason()),
        "refused" => Trouble::Refused(reason()),
        "forbidden" => Trouble::Forbidden(reason()),
        "missing" => Trouble::Missing(hole()),
        other => panic!("{other}"),
    };
    let state = |name: &str| match name.split_once(':') {
        Some((_, name)) => State::Starting { trouble: Some(trouble(name)) },
        None if name == "starting" => State::Starting { trouble: None },
        None if name == "following" => State::Following { lag: 0 },
        None if name == "stopped" => State::Stopped(Stopped::Ended),
        None => State::Suspect { since: began, trouble: trouble(name) },
    };
    let signal = |name: &str| match name {
        "checked" => Signal::Checked(found(at)),
        "missing" => Signal::Missing { mismatch: hole(), asked: at, answered: at },
        "no-answer" => Signal::NoAnswer { at, reason: reason() },
        "reading" => Signal::Reading { stream: Position(7) },
        "not-reading" => Signal::NotReading { at, reason: reason() },
        "connected" => Signal::Connected { at },
        "refused" => Signal::Refused { at, reason: reason() },
        "forbidden" => Signal::Forbidden { at, reason: reason() },
        other => panic!("{other}"),
    };
    let mut rows = TABLE.lines().filter_map(|line| line.split_once('|'));
    let columns: Vec<&str> = rows.next().unwrap().1.split_whitespace().collect();
    let mut cells = 0;
    for (before, expected) in rows {
        let before = before.trim();
        let expected: Vec<&str> = expected.split_whitespace().collect();
        assert_eq!(expected.len(), columns.len(), "{before}");
        for (column, expected) in columns.iter().zip(expected) {
            let after = next(status(state(before)), signal(column));
            assert_eq!(word(&after.state, began), *expected, "{before}, then {column}");
            cells += 1;
        }
        let after = next(status(state(before)), Signal::Stop(Stopped::Mismatch(hole())));
        let expected = if before == "stopped" { "ended" } else { "stopped:mismatch" };
        assert_eq!(word(&after.state, began), expected, "{before}, then stop");
        assert_eq!(next(status(state(before)), Signal::Logged(Head::default())).state, {
            let lag = 7;
            if before == "following" { State::Following { lag } } else { state(before) }
        });
    }
    assert_eq!(cells, 11 * 8);
}

#[test]
fn what_is_missing_is_lost_when_it_was_missing_in_prompt_answers_for_long_enough() {
    let began = Instant::now();
    let second = Duration::from_secs(1);
    let mut node = status(State::Following { lag: 0 });
    let mut answer = |asked: Instant, took: Duration| {
        let signal = Signal::Missing { mismatch: hole(), asked, answered: asked + took };
        node = next(node.clone(), signal);
        word_or_since(&node.state)
    };
    assert_eq!(answer(began, Duration::ZERO), Ok(began));
    assert_eq!(answer(began + SURE - second, Duration::ZERO), Ok(began));
    // A new leader answers; the time starts again.
    let again = began + SURE + PROMPT;
    assert_eq!(answer(again - PROMPT, PROMPT), Ok(again));
    assert_eq!(answer(again + SURE - second, second - Duration::from_millis(1)), Ok(again));
    assert_eq!(answer(again + SURE, Duration::ZERO), Err(Stopped::Mismatch(hole())));
}

fn word_or_since(state: &State) -> Result<Instant, Stopped> {
    match state {
        State::Suspect { since, trouble: Trouble::Missing(_) } => Ok(*since),
        State::Stopped(why) => Err(why.clone()),
        other @ (State::Starting { .. } | State::Following { .. } | State::Suspect { .. }) => panic!("{other:?}"),
    }
}

#[test]
fn a_stream_that_is_not_read_is_not_read_for_the_reason_that_was_found_last() {
    let at = Instant::now();
    let begun = || "the connection was made again".to_owned();
    let silence = || Signal::NoAnswer { at, reason: "no leader".into() };
    let not_read = |reason: &str| Trouble::NotReading(reason.into());
    let after = next(status(State::Suspect { since: at, trouble: Trouble::NotReading(begun()) }), silence());
    assert_eq!(after.state, State::Suspect { since: at, trouble: not_read("no leader") });
    let after = next(status(State::Starting { trouble: Some(Trouble::NotReading(begun())) }), silence());
    assert_eq!(after.state, State::Starting { trouble: Some(not_read("no leader")) });
    assert_eq!(after.state.trouble().unwrap(), "the stream cannot be read: no leader");
    let after = next(status(State::Suspect { since: at, trouble: Trouble::NoAnswer(begun()) }), silence());
    assert_eq!(after.state, State::Suspect { since: at, trouble: Trouble::NoAnswer("no leader".into()) });
}

#[test]
fn what_was_forbidden_counts_as_forbidden_for_half_a_minute() {
    let began = Instant::now();
    let forbidden = || Trouble::Forbidden("CONSUMER.CREATE".into());
    let node = || status(State::Suspect { since: began, trouble: forbidden() });
    let after = |seconds| next(node(), Signal::Checked(found(began + Duration::from_secs(seconds)))).state;
    assert_eq!(after(29), State::Suspect { since: began, trouble: forbidden() });
    assert_eq!(after(30), State::Following { lag: 0 });
}

#[test]
fn a_node_starts_on_an_unsafe_stream_only_if_that_is_accepted_and_then_on_nothing_worse() {
    let at = Instant::now();
    let on = |names: &[&'static str]| {
        let unsafe_settings = names.iter().map(|name| setting(name)).collect();
        Signal::Checked(Found { unsafe_settings, ..found(at) })
    };
    let starting = |accepted| NodeStatus { accepted, ..status(State::Starting { trouble: None }) };
    let refused = next(starting(Accepted::Nothing), on(&["max_age"]));
    assert_eq!(refused.state, State::Stopped(Stopped::Unsafe(vec![setting("max_age")])));

    let node = next(starting(Accepted::AsFound), on(&["max_age"]));
    assert_eq!((&node.state, &node.appends_blocked), (&State::Starting { trouble: None }, &None));
    assert_eq!(node.unsafe_settings, [setting("max_age")]);
    let node = next(node, Signal::Reading { stream: Position(7) });
    let node = next(node, on(&["max_age", "max_msgs"]));
    assert_eq!(node.state, State::Following { lag: 0 }, "it follows");
    assert_eq!(node.appends_blocked, Some(AppendsBlocked::Unsafe(setting("max_msgs"))));
    let node = next(node, on(&[]));
    assert_eq!((node.appends_blocked(), node.unsafe_settings.len()), (None, 0));

    // A node that found a safe stream accepts nothing later.
    let node = next(next(starting(Accepted::AsFound), on(&[])), on(&["max_age"]));
    assert_eq!(node.appends_blocked, Some(AppendsBlocked::Unsafe(setting("max_age"))));
    let node = next(status(State::Following { lag: 0 }), on(&["max_age"]));
    assert_eq!(node.state, State::Following { lag: 0 }, "only a node that starts is refused");
}

#[test]
fn a_stream_that_is_filled_blocks_appends_before_its_settings_do() {
    let filling = AppendsBlocked::Filling { upto: Position(9), reached: Position(7) };
    let found =
        Found { blocked: Some(filling.clone()), unsafe_settings: vec![setting("max_age")], ..found(Instant::now()) };
    let node = next(status(State::Following { lag: 0 }), Signal::Checked(found));
    assert_eq!(node.appends_blocked, Some(filling));
}

#[test]
fn the_lag_is_what_the_log_lacks_of_the_stream_whichever_signal_said_so() {
    let logged = |position| Signal::Logged(Head { position: Position(position), ..Head::default() });
    let node = status(State::Following { lag: 0 });
    let node = next(node, Signal::Reading { stream: Position(20) });
    assert_eq!((&node.state, node.lag()), (&State::Following { lag: 13 }, 13));
    let node = next(node, Signal::Checked(Found { stream: Position(30), ..found(Instant::now()) }));
    assert_eq!(node.state, State::Following { lag: 23 });
    let node = next(node, Signal::Reading { stream: Position(25) });
    assert_eq!(node.stream, Position(30), "the end of the stream never goes back");
    let node = next(node, logged(31));
    assert_eq!((&node.state, node.stream), (&State::Following { lag: 0 }, Position(31)));
}

#[test]
fn what_a_node_says_of_itself_follows_from_its_state() {
    let missing = Trouble::Missing(hole());
    let suspect = |trouble| status(State::Suspect { since: Instant::now(), trouble });
    let blocked = Some(AppendsBlocked::Server("n1 is too old".into()));
    let node = NodeStatus { appends_blocked: blocked.clone(), ..suspect(missing.clone()) };
    assert_eq!(node.appends_blocked(), Some(missing.to_string()), "that says more");
    let node = NodeStatus { appends_blocked: blocked, ..suspect(Trouble::NoAnswer("silence".into())) };
    assert_eq!(node.appends_blocked().unwrap(), "n1 is too old");
    let metadata = node.metadata();
    assert_eq!(
        (metadata["phase"].as_str(), metadata["head"].as_str(), metadata["lag"].as_str()),
        ("suspect", "7", "0")
    );
    assert_eq!(metadata["reason"], "silence");
    assert_eq!(node.stopped(), None);

    let node = NodeStatus { state: State::Following { lag: 0 }, ..node };
    assert_eq!(node.metadata()["reason"], "n1 is too old");
    assert_eq!((node.metadata()["phase"].as_str(), node.state.trouble()), ("following", None));
    let node = status(State::Starting { trouble: None });
    assert_eq!(node.appends_blocked(), node.state.trouble(), "it was not compared yet");
    assert_eq!((node.state.name(), node.state.trouble().unwrap().as_str()), ("starting", "the stream is not read yet"));
    let node = status(State::Stopped(Stopped::Mismatch(hole())));
    assert_eq!((node.state.name(), node.stopped()), ("stopped", Some(&Stopped::Mismatch(hole()))));
    assert!(node.metadata()["reason"].contains("position 5 is missing"));
    assert_eq!(status(State::Stopped(Stopped::Ended)).state.name(), "ended");
    let unsafe_stream = Stopped::Unsafe(vec![setting("max_age")]).to_string();
    assert!(unsafe_stream.contains("\n- max_age: it may lose events\n"), "{unsafe_stream}");
}
