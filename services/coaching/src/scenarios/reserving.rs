//! What the diary reserves while a correction is being taken back: until that is recorded, it may
//! or may not happen, so the coach is busy for the longer of both lengths.

use jiff::civil::Time;
use service_kit::Index as _;
use service_kit::scenarios::event;

use super::correcting::corrected;
use super::*;
use crate::Diary;

const HALF_PAST_NINE: Time = time(9, 30, 0, 0);
const TEN: Time = time(10, 0, 0, 0);

#[test]
fn what_a_session_would_be_without_the_correction_is_reserved() {
    let mut shortened = diary([corrected(60, 30)]);
    assert!(is_free(&shortened, HALF_PAST_NINE));
    take_back(&mut shortened, 3);
    assert!(!is_free(&shortened, HALF_PAST_NINE));
    assert!(is_free(&shortened, TEN));
}

#[test]
fn what_a_session_is_with_the_correction_stays_reserved() {
    let mut lengthened = diary([corrected(60, 90)]);
    take_back(&mut lengthened, 3);
    assert!(!is_free(&lengthened, TEN));
}

#[test]
fn the_correction_before_it_is_what_would_stand() {
    let mut twice = diary([corrected(60, 90), corrected(90, 30)]);
    take_back(&mut twice, 4);
    assert!(!is_free(&twice, TEN));
}

#[test]
fn taking_back_that_was_not_recorded_reserves_nothing_any_more() {
    let mut diary = diary([corrected(60, 30)]);
    take_back(&mut diary, 3);
    diary.forget(event_id(99));
    assert!(!is_free(&diary, HALF_PAST_NINE), "another event does not matter");
    diary.forget(TAKING_BACK);
    assert!(is_free(&diary, HALF_PAST_NINE));
}

#[test]
fn taking_back_that_was_recorded_leaves_what_stood_before() {
    let mut diary = diary([corrected(60, 90)]);
    take_back(&mut diary, 3);
    diary.forget(event_id(3));
    assert!(!is_free(&diary, HALF_PAST_NINE));
    assert!(is_free(&diary, TEN));
}

/// The id of the event by which something is about to be taken back.
const TAKING_BACK: EventId = EventId(Uuid::from_u128(50));

/// An hour from nine, event 2, and what came after it.
fn diary<const N: usize>(corrections: [Fact; N]) -> Diary {
    let mut diary = Diary::default();
    let facts = [session_at(9, 60)].into_iter().chain(corrections);
    (2..).zip(facts).for_each(|(n, fact)| diary.apply(&event(event_id(n), INTERN.subject(), fact)));
    diary
}

fn take_back(diary: &mut Diary, n: u128) {
    diary.apply(&event(TAKING_BACK, INTERN.subject(), taken_back("coaching", n)));
}

/// Whether the coach could give a minute to somebody else at this time.
fn is_free(diary: &Diary, start: Time) -> bool {
    let minute = Session { start: Some(start), place: Some(CoachingPlace::Elsewhere), ..session(1) };
    diary.allows(DEAN, TUESDAY, &minute, event_id(98)).is_ok()
}
