//! It ends: declined, withdrawn or completed, and only once.

use events::referrals::Declined;

use super::*;

#[test]
fn a_referral_is_declined() {
    let declined = Declined { date: ACCEPTED, reason: DeclineReason::NoPlace, onward: None, note: None };
    given([referred()]).when(decline_on(ACCEPTED)).then(declined);
}

#[test]
fn an_intern_withdraws_rather_than_being_declined() {
    given([referred(), plan(), accepted()])
        .when(decline_on(FIRST_DAY))
        .refused(Refusal::AlreadyAccepted { since: ACCEPTED });
}

#[test]
fn nobody_is_declined_before_they_were_referred() {
    let early = date(2024, 4, 8);
    given([referred()]).when(decline_on(early)).refused(Refusal::BeforeReferral { date: early, referred: REFERRED });
}

#[test]
fn an_intern_withdraws() {
    given([referred(), plan(), accepted()]).when(withdraw_on(FIRST_DAY)).then(withdrawn_on(FIRST_DAY));
}

#[test]
fn an_intern_completes() {
    given([referred(), plan(), accepted()]).when(complete_on(LAST_DAY)).then(complete_on(LAST_DAY).event);
}

#[test]
fn an_intern_may_leave_on_the_day_of_the_acceptance_before_the_start_or_after_the_planned_end() {
    for day in [ACCEPTED, date(2024, 7, 1), date(2025, 8, 29)] {
        given([referred(), plan(), accepted()]).when(withdraw_on(day)).accepted();
        given([referred(), plan(), accepted()]).when(complete_on(day)).accepted();
    }
}

#[test]
fn nobody_leaves_before_they_were_accepted() {
    let early = date(2024, 6, 7);
    let refusal = || Refusal::BeforeAcceptance { date: early, accepted: ACCEPTED };
    given([referred(), plan(), accepted()]).when(withdraw_on(early)).refused(refusal());
    given([referred(), plan(), accepted()]).when(complete_on(early)).refused(refusal());
}

#[test]
fn nobody_leaves_who_was_never_accepted() {
    given([referred(), plan()]).when(withdraw_on(FIRST_DAY)).refused(Refusal::NotAccepted);
    given([referred(), plan()]).when(complete_on(LAST_DAY)).refused(Refusal::NotAccepted);
}

#[test]
fn nobody_leaves_before_the_first_day_of_their_last_placement() {
    let (early, started) = (FIRST_DAY.yesterday().unwrap(), FIRST_DAY);
    let history = || given([referred(), plan(), accepted(), placed()]);
    history().when(withdraw_on(FIRST_DAY)).accepted();
    history().when(withdraw_on(early)).refused(Refusal::BeforePlacement { date: early, started });
    history().when(complete_on(early)).refused(Refusal::BeforePlacement { date: early, started });
}

#[test]
fn nothing_ends_twice() {
    let ends: [Fact; 3] =
        [withdrawn_on(FIRST_DAY), complete_on(FIRST_DAY).event.into(), decline_on(FIRST_DAY).event.into()];
    for end in ends {
        let ended = || given([referred(), plan(), end.clone()]);
        let refusal = || Refusal::AlreadyEnded { on: FIRST_DAY };
        ended().when(withdraw_on(LAST_DAY)).refused(refusal());
        ended().when(complete_on(LAST_DAY)).refused(refusal());
        ended().when(decline_on(LAST_DAY)).refused(refusal());
    }
}
