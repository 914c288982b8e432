use events::ErrorReason;
use jiff::civil::date;

use super::*;
use crate::practice::{INTERN, assigned};
use crate::scenarios::{event_id, given, referred, take_back as enter_in_error};

type Practice = crate::practice::Counted;

#[test]
fn what_is_taken_back_is_said_to_be_an_error_today() {
    let today = date(2026, 3, 11);
    let (event, reason) = (event_id(2), ErrorReason::WrongDetails);
    let error = EnteredInError { event, date: today, reason, note: None };
    given::<Practice>([referred(), assigned().into()])
        .today(today)
        .when(enter_in_error(INTERN.subject(), 2))
        .then(events::coaching::Event::from(error));
}

#[test]
fn an_event_is_taken_back_once_and_by_its_own_context() {
    let event = event_id;
    given::<Practice>([referred()])
        .when(enter_in_error(INTERN.subject(), 1))
        .refused(Shared::NoSuchEvent { context: "coaching", event: event(1) });
    given::<Practice>([referred()])
        .when(enter_in_error(INTERN.subject(), 2))
        .refused(Shared::NoSuchEvent { context: "coaching", event: event(2) });
    given::<Practice>([referred(), assigned().into(), crate::scenarios::taken_back("coaching", 2)])
        .when(enter_in_error(INTERN.subject(), 2))
        .refused(Shared::AlreadyTakenBack { event: event(2) });
}
