//! A scenario whose outcome differs from what it states has to fail.

use super::*;
use crate::Shared;
use crate::practice::{COLLEGE, DEAN, INTERN, RegisterCoach, TUESDAY, assign, assigned, registered};

type Practice = crate::practice::Counted;

fn known() -> Given<Practice> {
    given([referred()]).and_elsewhere(DEAN.subject(), [registered().into()])
}

fn unknown() -> Given<Practice> {
    given([])
}

/// A registration that depends on nothing and on which an assignment does not depend.
fn registration() -> Given<Practice> {
    given([registered().into(), registered().into()])
}

#[test]
fn a_story_is_told_as_it_goes() {
    known().when(assign()).accepted();
    known().when(assign()).then(assigned());
    known().when(assign()).then_that(|fact| *fact == assigned().into());
    unknown().when(assign()).refused(Shared::UnknownInternship);
    given::<Practice>([referred()]).when(assign()).refused(Shared::UnknownProvider);
    given::<Practice>([]).today(TUESDAY).when(RegisterCoach { coach: DEAN, provider: COLLEGE }).then(registered());
}

#[test]
fn today_is_not_in_the_future() {
    let (date, today) = (TUESDAY, TUESDAY.yesterday().unwrap());
    known().today(TUESDAY).when(assign()).accepted();
    known().today(today).when(assign()).refused(Shared::InTheFuture { date, today });
}

#[test]
fn what_was_taken_back_is_not_part_of_the_story() {
    given::<Practice>([referred(), assigned().into(), taken_back("coaching", 2)])
        .and_elsewhere(DEAN.subject(), [registered().into()])
        .when(assign())
        .accepted();
}

#[test]
#[should_panic(expected = "left == right")]
fn another_event_than_the_one_told_fails() {
    known().when(assign()).then(registered());
}

#[test]
#[should_panic(expected = "the story went another way: refused")]
fn a_refusal_where_an_event_is_told_fails() {
    unknown().when(assign()).then(assigned());
}

#[test]
#[should_panic(expected = "the story went another way")]
fn an_event_of_which_what_is_told_is_not_true_fails() {
    known().when(assign()).then_that(|_| false);
}

#[test]
#[should_panic(expected = "the story went another way: refused")]
fn a_refusal_where_acceptance_is_told_fails() {
    unknown().when(assign()).accepted();
}

#[test]
#[should_panic(expected = "left == right")]
fn another_refusal_than_the_one_told_fails() {
    unknown().when(assign()).refused(Shared::UnknownProvider);
}

#[test]
#[should_panic(expected = "the story went another way: accepted")]
fn acceptance_where_a_refusal_is_told_fails() {
    known().when(assign()).refused(Shared::UnknownInternship);
}

#[test]
#[should_panic(expected = "the story went another way: accepted")]
fn acceptance_where_other_events_are_told_to_be_in_the_way_fails() {
    registration().when(take_back(DEAN.subject(), 2)).waits_for(&[]);
}

#[test]
#[should_panic(expected = "left == right")]
fn other_events_in_the_way_than_those_told_fail() {
    let held = events::coaching::SupervisionHeld { date: TUESDAY, by: events::coaching::Supervisor::SeniorCoach };
    given::<Practice>([registered().into(), held.into()]).when(take_back(DEAN.subject(), 1)).waits_for(&[3]);
}

#[test]
#[should_panic(expected = "others-depend-on-it")]
fn another_refusal_where_events_are_told_to_be_in_the_way_fails() {
    unknown().when(take_back(INTERN.subject(), 1)).waits_for(&[1]);
}

#[test]
fn a_history_goes_on_with_what_is_accepted() {
    let mut history = History::<Practice>::new(TUESDAY);
    assert_eq!(history.ask(assign()), Err(Shared::UnknownInternship));
    assert_eq!(history.happens(INTERN.subject(), referred()), event_id(1));
    assert_eq!(history.happens(DEAN.subject(), registered()), event_id(2));
    assert_eq!(history.happens(DEAN.subject(), registered()), event_id(3));
    assert_eq!(history.ask(assign()), Ok(event_id(4)));
    assert_eq!(history.ask(take_back(INTERN.subject(), 4)), Ok(event_id(5)));
    assert_eq!([INTERN.subject(), DEAN.subject()].map(|subject| history.state(subject).0), [1, 2]);
    let ids = |events: &mut dyn Iterator<Item = &events::Event>| events.map(|event| event.id).collect::<Vec<_>>();
    assert_eq!(ids(&mut history.events().iter()), [1, 2, 3, 4, 5].map(event_id));
    assert_eq!(ids(&mut history.effective()), [1, 2, 3].map(event_id));
}
