//! A simulation, command by command: what holds of every command and of every kind of event. So no
//! context tells it again for its own.

use std::collections::{BTreeMap, BTreeSet};

use events::history::effective;
use events::telling::Known;
use events::{EnteredInError, ErrorReason, Established, EventId, Recorded, SubjectKind};
use jiff::civil::Date;
use serde_json::Value;
use service_kit::{CommandType, TAKE_BACK};
use service_runtime::{Receipt, Rejected};
use simulation::{Scale, SimulatedCommand, year};
use uuid::Uuid;
use waymark::services::{Context, command_types};

use crate::college::{College, Said, TODAY};

/// Large enough that everything happens, and small enough to be played by every test here.
const SCALE: Scale = Scale { interns: 24, years: 1, seed: 2 };

#[tokio::test]
async fn every_kind_of_event_happens_and_has_a_command() {
    let college = College::new();
    for step in steps(&college) {
        accepted(&college, &step).await;
    }
    let declared: BTreeSet<_> = events::types().map(|kind| kind.full_name()).collect();
    let happened = college.events().await.into_iter().map(|recorded| recorded.event.fact.event_type().full_name());
    assert_eq!(happened.collect::<BTreeSet<_>>(), declared);
    let becomes = |command: &CommandType| {
        events::types().find(|kind| (kind.context, kind.name) == (command.context, command.event)).unwrap().full_name()
    };
    assert_eq!(command_types().map(becomes).collect::<BTreeSet<_>>(), declared);
}

#[tokio::test]
async fn no_command_is_dated_later_than_today() {
    let (college, mut undated, mut dated) = (College::new(), BTreeSet::new(), 0);
    for (step, first) in with_firsts(steps(&college)) {
        match date(&step).filter(|_| first) {
            Some(date) => {
                let yesterday = date.yesterday().unwrap();
                let said = college.ask_on(yesterday, &step.command, &step.json, &step.key).await;
                assert_eq!(refused(&said), "in-the-future", "{step:?}");
                dated += 1;
            }
            None if first => _ = undated.insert(step.command.to_string()),
            None => {}
        }
        accepted(&college, &step).await;
    }
    undated.retain(|command| !command.ends_with(TAKE_BACK));
    assert_eq!(undated, BTreeSet::from(["coaching.correct-hours".to_owned()]));
    assert!(dated > 30);
}

#[tokio::test]
async fn a_command_that_is_repeated_becomes_nothing_more() {
    let college = College::new();
    let (mut accepted_once, mut repeats) = (0, Vec::new());
    for (step, first) in with_firsts(steps(&college)) {
        let receipt = accepted(&college, &step).await;
        accepted_once += 1;
        if first {
            repeats.push((step, receipt));
        }
    }
    for (step, receipt) in repeats {
        let again = accepted_on(&college, &step, &step.key).await;
        assert_eq!((again.event, again.position, again.repeated), (receipt.event, receipt.position, true), "{step:?}");
    }
    assert_eq!(college.events().await.len(), accepted_once);
}

#[tokio::test]
async fn nothing_is_recorded_about_what_is_not_known() {
    let college = College::new();
    let mut firsts = Vec::new();
    for (step, first) in with_firsts(steps(&college)) {
        let receipt = accepted(&college, &step).await;
        firsts.extend(first.then_some((step, receipt)));
    }
    let events = college.events().await;
    for (step, receipt) in firsts {
        let recorded = events.iter().find(|recorded| recorded.event.id == receipt.event).unwrap();
        if recorded.event.fact.establishes(receipt.event) == Some(Established::Subject) {
            continue;
        }
        let nobody = step.json.replace(&receipt.subject.id.to_string(), &Uuid::from_u128(1).to_string());
        let said = college.ask_on(step.day, &step.command, &nobody, "nobody").await;
        let expected = if step.command.ends_with(TAKE_BACK) { "no-such-event" } else { "unknown-" };
        assert!(refused(&said).starts_with(expected), "{step:?}: {said:?}");
    }
}

#[tokio::test]
async fn what_nothing_rests_on_is_taken_back_once_and_can_be_recorded_again() {
    let college = College::new();
    for (step, first) in with_firsts(steps(&college)) {
        let receipt = accepted(&college, &step).await;
        if !first {
            continue;
        }
        let shared = |recorded: &Recorded| {
            recorded.event.subject == receipt.subject || recorded.event.subject.kind != SubjectKind::Internship
        };
        let mut events = college.events().await;
        events.retain(shared);
        let fork = College::of(&college.stored(&events).await);
        let event = &events.last().unwrap().event;
        assert_eq!(event.id, receipt.event);
        if step.command.ends_with(TAKE_BACK) {
            assert_eq!(fork.take_back(event, "back").await, Said::Refused("no-such-event"), "{step:?}");
            continue;
        }
        for other in Context::ALL.iter().filter(|other| other.name() != event.fact.event_type().context) {
            let (_, json) = College::taking_back(event);
            let said = fork.ask(&format!("{}.{TAKE_BACK}", other.name()), &json, "elsewhere").await;
            assert_eq!(said, Said::Refused("no-such-event"), "{step:?}");
        }
        assert_eq!(fork.take_back(event, "back").await, Said::Accepted, "{step:?}");
        let error = EnteredInError { event: event.id, date: TODAY, reason: ErrorReason::WrongDetails, note: None };
        assert_eq!(fork.events().await.last().unwrap().event.fact.error(), Some(&error));
        assert_eq!(fork.take_back(event, "again").await, Said::Refused("already-taken-back"), "{step:?}");
        accepted_on(&fork, &step, "again").await;
    }
}

#[tokio::test]
async fn what_others_rest_on_is_taken_back_after_them() {
    let college = College::new();
    for step in steps(&college) {
        accepted(&college, &step).await;
    }
    let events = college.events().await;
    let (mut establishing, mut fewest) = (BTreeSet::new(), BTreeMap::new());
    // Nothing happens to a provider or a programme once it is registered.
    let alone =
        |recorded: &&Recorded| matches!(recorded.event.subject.kind, SubjectKind::Provider | SubjectKind::Programme);
    for recorded in effective(&events).filter(|recorded| !alone(recorded)) {
        let Some(established) = recorded.event.fact.establishes(recorded.event.id) else { continue };
        let kind = recorded.event.fact.event_type().name;
        establishing.insert(kind);
        let resting = resting_on(&events, recorded, &established);
        if !resting.is_empty() {
            let found = fewest.entry(kind).or_insert((recorded, resting.clone()));
            if resting.len() < found.1.len() {
                *found = (recorded, resting);
            }
        }
    }
    assert!(establishing.len() > 10, "{establishing:?}");
    assert_eq!(fewest.keys().copied().collect::<BTreeSet<_>>(), establishing, "nothing rests on some");
    for (kind, (recorded, resting)) in fewest {
        let (name, json) = College::taking_back(&recorded.event);
        let said = college.ask_on(TODAY, &name, &json, &format!("back {kind}")).await;
        assert_eq!(refused(&said), "others-depend-on-it", "{kind}");
        let Err(Rejected::Refused(refused)) = said else { unreachable!() };
        let named = |event: &EventId| refused.reason.contains(&event.to_string());
        let all = resting.iter().all(named);
        assert!(all || refused.reason.ends_with(" more"), "{kind}: {}, and not {resting:?}", refused.reason);
    }
}

#[tokio::test]
async fn what_is_sealed_is_told_and_never_stands_in_the_open() {
    let college = College::new();
    for step in steps(&college) {
        accepted(&college, &step).await;
    }
    let events = college.events().await;
    let mut told = BTreeSet::new();
    for Recorded { event, .. } in &events {
        let (kind, mut words) = (event.fact.event_type(), Vec::new());
        event.open_parts().iter().for_each(|(_, content)| texts(content, &mut words));
        if words.is_empty() {
            continue;
        }
        let (open, said) = (event.fact.data().unwrap().to_string(), event.fact.tell(&Known::default()));
        words.iter().for_each(|word| assert!(!open.contains(word.as_str()), "{}: {word}", kind.full_name()));
        let unended = |word: &String| said.contains(word.trim_end_matches('.'));
        assert!(words.iter().any(unended), "{}: {said}", kind.full_name());
        told.insert(kind.full_name());
    }
    let sealing = events::types().filter(|kind| kind.sealed.is_some()).map(|kind| kind.full_name());
    assert_eq!(told, sealing.collect(), "some events with sealed content have none in the simulation");
}

/// A person names what a command points at; only what a machine sends names an event.
#[test]
fn an_event_is_pointed_at_only_where_a_machine_sends_it() {
    let points = |command: &&CommandType| {
        let schema = serde_json::to_string(&(command.schema)()).unwrap();
        schema.contains(r#""x-waymark-id":"event""#) && command.name != TAKE_BACK
    };
    let found: Vec<_> = command_types().filter(points).map(|command| command.full_name()).collect();
    assert_eq!(found, ["coaching.correct-hours", "funding.prepare-claim", "funding.submit-claim"]);
}

/// The simulation's commands under the secret of this college.
fn steps(college: &College) -> Vec<SimulatedCommand> {
    (0..SCALE.years).flat_map(|n| year(SCALE, n, college.secret(), command_types())).collect()
}

/// Each step, and whether it is the first of its command.
fn with_firsts(steps: Vec<SimulatedCommand>) -> impl Iterator<Item = (SimulatedCommand, bool)> {
    let mut seen = BTreeSet::new();
    steps.into_iter().map(move |step| {
        let first = seen.insert(step.command.clone());
        (step, first)
    })
}

async fn accepted(college: &College, step: &SimulatedCommand) -> Receipt {
    accepted_on(college, step, &step.key).await
}

async fn accepted_on(college: &College, step: &SimulatedCommand, key: &str) -> Receipt {
    match college.ask_on(step.day, &step.command, &step.json, key).await {
        Ok(receipt) => receipt,
        Err(rejected) => panic!("{step:?}: {rejected:?}"),
    }
}

#[track_caller]
fn refused(said: &Result<Receipt, Rejected>) -> &'static str {
    match said {
        Err(Rejected::Refused(refused)) => refused.code,
        other => panic!("{other:?}"),
    }
}

fn date(step: &SimulatedCommand) -> Option<Date> {
    let fields: Value = serde_json::from_str(&step.json).unwrap();
    fields.get("date").and_then(Value::as_str).map(|date| date.parse().unwrap())
}

/// The later events of the same subject that depend on what this one established, while no other has
/// established it again.
fn resting_on(events: &[Recorded], on: &Recorded, established: &Established) -> Vec<EventId> {
    let later =
        effective(events).filter(|later| later.event.subject == on.event.subject && later.position > on.position);
    let mut resting = Vec::new();
    for Recorded { event, .. } in later {
        if event.fact.depends_on().contains(established) {
            resting.push(event.id);
        }
        if event.fact.establishes(event.id).as_ref() == Some(established) {
            break;
        }
    }
    resting
}

/// Every text in a value.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Object(members) => members.values().for_each(|member| texts(member, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
