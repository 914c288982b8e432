//! Coaching time, told as stories.

use events::coaching::{Activity, CorrectionReason, HoursCorrected, HoursLogged, Mode, Session};
use events::{CoachId, Fact, Minutes};
use jiff::civil::{Date, date};
use projection_kit::scenarios::{event_id, given};
use projection_kit::{Month, Undigested};
use uuid::Uuid;

use super::{CoachHours, CoachMonth};

const DEAN: CoachId = CoachId(Uuid::from_u128(0xC));
const MARCH: Date = date(2026, 3, 10);

#[test]
fn sessions_of_a_month_add_up_by_activity() {
    given::<CoachHours>([work(60), work(90), class(45)])
        .then_rows([row(Activity::SystematicInstruction, 2, 150, 150), row(Activity::ClassSupport, 1, 45, 0)]);
}

#[test]
fn sessions_with_several_interns_add_up_in_one_row() {
    given::<CoachHours>([work(60)]).and_to(2, [work(30)]).then(row(Activity::SystematicInstruction, 2, 90, 90));
}

#[test]
fn a_correction_moves_time_from_one_activity_to_another() {
    given::<CoachHours>([work(60), corrected(1, at_work(60), in_class(30))]).then(row(
        Activity::ClassSupport,
        1,
        30,
        0,
    ));
}

#[test]
fn a_session_entered_in_error_is_gone_after_its_corrections_and_others_stay() {
    given::<CoachHours>([work(60), corrected(1, at_work(60), at_work(90))])
        .and_to(2, [work(30)])
        .and_to(1, [taken_back(2), taken_back(1)])
        .then(row(Activity::SystematicInstruction, 1, 30, 30));
    given::<CoachHours>([work(60), taken_back(1)]).then_nothing();
}

#[test]
fn a_correction_entered_in_error_leaves_what_stood_before_it() {
    given::<CoachHours>([work(60), corrected(1, at_work(60), in_class(30)), taken_back(2)]).then(row(
        Activity::SystematicInstruction,
        1,
        60,
        60,
    ));
}

#[test]
fn a_correction_of_a_session_nobody_logged_makes_no_sense() {
    given::<CoachHours>([corrected(1, at_work(60), at_work(90))])
        .parked(1, &Undigested::Unfounded { on: "a session that it corrects" });
}

#[test]
fn more_time_than_can_be_counted_parks_the_intern_and_leaves_the_row() {
    let (rows, parked) =
        given::<CoachHours>([work(60)]).and_to(2, [work(u32::MAX), work(1)]).and_to(1, [work(1)]).fold();
    assert_eq!(rows, [row(Activity::SystematicInstruction, 2, 61, 61)]);
    assert_eq!(parked.len(), 1);
}

fn row(activity: Activity, sessions: u32, minutes: u32, claimable: u32) -> CoachMonth {
    CoachMonth {
        coach: DEAN,
        month: Month::of(MARCH),
        activity,
        sessions,
        minutes: Minutes(minutes),
        minutes_claimable: Minutes(claimable),
    }
}

fn at_work(minutes: u32) -> Session {
    Session::of(Minutes(minutes), Activity::SystematicInstruction, true)
}

fn in_class(minutes: u32) -> Session {
    Session::of(Minutes(minutes), Activity::ClassSupport, false)
}

fn logged(session: Session) -> Fact {
    HoursLogged { coach: DEAN, date: MARCH, mode: Some(Mode::InPerson), session }.into()
}

fn work(minutes: u32) -> Fact {
    logged(at_work(minutes))
}

fn class(minutes: u32) -> Fact {
    logged(in_class(minutes))
}

fn corrected(n: u128, was: Session, session: Session) -> Fact {
    let reason = CorrectionReason::EnteredWrongly;
    HoursCorrected { corrects: event_id(n), coach: DEAN, date: MARCH, was, session, claim: None, reason, note: None }
        .into()
}

fn taken_back(n: u128) -> Fact {
    projection_kit::scenarios::taken_back("coaching", n)
}
