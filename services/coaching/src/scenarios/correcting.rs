//! What is put right and taken back, and the claims that rest on it.

use events::GroupId;

use super::*;

#[test]
fn a_session_is_put_right() {
    with_dean([referred(), session_at(9, 60)]).when(correct_to(90)).then(HoursCorrected {
        corrects: event_id(2),
        coach: DEAN,
        date: TUESDAY,
        was: session(60),
        session: session(90),
        claim: None,
        reason: CorrectionReason::EnteredWrongly,
        note: None,
    });
}

#[test]
fn only_a_session_of_this_internship_can_be_put_right() {
    with_dean([referred()]).when(correct_to(90)).refused(Refusal::NoSuchSession { event: event_id(2) });
}

#[test]
fn a_correction_changes_something() {
    with_dean([referred(), session_at(9, 60)]).when(correct_to(60)).refused(Refusal::NothingToCorrect);
}

#[test]
fn a_correction_starts_from_the_one_before_it() {
    let after = || with_dean([referred(), session_at(9, 60), corrected(60, 90)]);
    after().when(correct_to(90)).refused(Refusal::NothingToCorrect);
    after().when(correct_to(60)).then(corrected(90, 60));
}

#[test]
fn a_correction_leaves_what_is_claimed() {
    let refusal = Refusal::ClaimedAlready { claimed: Minutes(60), left: Minutes(30) };
    with_dean([referred(), session_at(9, 60), claimed(60)]).when(correct_to(30)).refused(refusal);
    with_dean([referred(), session_at(9, 60), claimed(60)])
        .when(CorrectHours { claimable: Some(false), ..correct_to(60) })
        .refused(Refusal::ClaimedAlready { claimed: Minutes(60), left: Minutes(0) });
    with_dean([referred(), session_at(9, 90), claimed(60)]).when(correct_to(60)).accepted();
}

#[test]
fn a_correction_leaves_what_several_claims_have_of_a_session() {
    let shared = || with_dean([referred(), session_at(9, 60), claimed_as(1, 40), claimed_as(2, 20)]);
    let refusal = |left| Refusal::ClaimedAlready { claimed: Minutes(60), left: Minutes(left) };
    shared().when(correct_to(30)).refused(refusal(30));
    shared().when(correct_to(59)).refused(refusal(59));
    shared().when(correct_to(90)).accepted();
}

#[test]
fn what_a_rejected_claim_rested_on_can_be_corrected() {
    let rejected = ClaimRejected {
        claim: CLAIM,
        date: TUESDAY,
        reason: Some(events::funding::RejectionReason::TooLate),
        keeps: Vec::new(),
        note: None,
    };
    with_dean([referred(), session_at(9, 60), claimed(60), rejected.into()]).when(correct_to(30)).accepted();
}

#[test]
fn a_correction_does_not_put_the_coach_in_two_places() {
    let at_ten = Session { start: Some(time(10, 0, 0, 0)), place: Some(CoachingPlace::Elsewhere), ..session(60) };
    let clash = Refusal::TwoPlacesAtOnce { date: TUESDAY, other: time(10, 0, 0, 0) };
    let busy = |first: Session| with_dean([referred(), logged(first), logged(at_ten)]);
    busy(session(60)).when(correct_to(90)).refused(clash.clone());
    busy(Session { start: None, ..session(90) })
        .when(CorrectHours { start: Some(time(9, 0, 0, 0)), ..correct_to(90) })
        .refused(clash.clone());
    let correct_place = CorrectHours { place: Some(CoachingPlace::Placement), ..correct_to(90) };
    busy(Session { place: None, ..session(90) }).when(correct_place.clone()).refused(clash);
    busy(Session { place: Some(CoachingPlace::Elsewhere), ..session(90) })
        .when(CorrectHours { place: Some(CoachingPlace::Elsewhere), ..correct_to(95) })
        .accepted();
}

#[test]
fn a_start_a_place_and_a_group_can_be_corrected() {
    let (start, place) = (Some(time(8, 0, 0, 0)), Some(CoachingPlace::Route));
    let (group, coach_minutes) = (Some(GroupId(Uuid::from_u128(0xF))), Some(Minutes(90)));
    let correct = CorrectHours { start, place, group, coach_minutes, minutes: None, ..correct_to(60) };
    with_dean([referred(), session_at(9, 60)]).when(correct).then(HoursCorrected {
        corrects: event_id(2),
        coach: DEAN,
        date: TUESDAY,
        was: session(60),
        session: Session { start, place, group, coach_minutes, ..session(60) },
        claim: None,
        reason: CorrectionReason::EnteredWrongly,
        note: None,
    });
}

#[test]
fn a_session_can_be_taken_back_unless_it_is_claimed() {
    with_dean([referred(), session_at(9, 60)]).when(take_back(2)).accepted();
    with_dean([referred(), session_at(9, 60), claimed(60)]).when(take_back(2)).waits_for(&[3]);
}

#[test]
fn a_session_is_taken_back_after_its_corrections_the_latest_first() {
    let twice = || with_dean([referred(), session_at(9, 60), corrected(60, 90), corrected(90, 45)]);
    twice().when(take_back(2)).waits_for(&[4, 3]);
    twice().when(take_back(3)).waits_for(&[4]);
    twice().when(take_back(4)).accepted();
    let gone = || [taken_back("coaching", 4), taken_back("coaching", 3)];
    let history = || [referred(), session_at(9, 60), corrected(60, 90), corrected(90, 45)].into_iter().chain(gone());
    with_dean(history()).when(take_back(2)).accepted();
}

#[test]
fn taking_a_correction_back_does_not_put_the_coach_in_two_places() {
    let history = || {
        let mut history = service_kit::scenarios::History::<Coaching>::new(Date::MAX);
        history.happens(INTERN.subject(), referred());
        history.happens(INTERN.subject(), session_at(9, 60));
        history.happens(ELSEWHERE.subject(), referred());
        history.happens(DEAN.subject(), coach());
        history.ask(correct_to(30)).unwrap();
        history
    };
    let half_past = LogHours { internship: ELSEWHERE, start: Some(time(9, 30, 0, 0)), ..elsewhere(log_at(9, 60)) };
    let clash = |hour, minute| Refusal::TwoPlacesAtOnce { date: TUESDAY, other: time(hour, minute, 0, 0) };

    let mut freed = history();
    freed.ask(half_past.clone()).unwrap();
    assert_eq!(freed.ask(take_back(5)), Err(clash(9, 30)));

    let mut taken_back = history();
    taken_back.ask(take_back(5)).unwrap();
    assert_eq!(taken_back.ask(half_past), Err(clash(9, 0)));
}

fn take_back(n: u128) -> EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
}

pub(super) fn corrected(was: u32, now: u32) -> Fact {
    let (corrects, reason) = (event_id(2), CorrectionReason::EnteredWrongly);
    let (was, session) = (session(was), session(now));
    HoursCorrected { corrects, coach: DEAN, date: TUESDAY, was, session, claim: None, reason, note: None }.into()
}
