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
fn a_day_of_leaving_before_the_placement_is_recorded_all_the_same() {
    let early = FIRST_DAY.yesterday().unwrap();
    given([referred(), plan(), accepted(), placed()]).when(withdraw_on(early)).accepted();
    given([referred(), plan(), accepted(), placed()]).when(complete_on(early)).accepted();
}

#[test]
fn a_plan_ends_before_an_acceptance_during_the_internship_or_after_it() {
    let left = || vec![referred(), plan(), accepted(), withdrawn_on(FIRST_DAY)];
    for history in [vec![referred()], vec![referred(), plan(), accepted()], left()] {
        given(history).when(cease_on(LAST_DAY)).then(cease_on(LAST_DAY).event);
    }
}

#[test]
fn a_plan_ends_once_and_not_before_the_referral() {
    let early = date(2024, 4, 8);
    given([referred(), cease_on(FIRST_DAY).event.into()])
        .when(cease_on(LAST_DAY))
        .refused(Refusal::PlanAlreadyCeased { on: FIRST_DAY });
    given([referred()]).when(cease_on(REFERRED)).accepted();
    given([referred()]).when(cease_on(early)).refused(Refusal::BeforeReferral { date: early, referred: REFERRED });
}

#[test]
fn who_has_lost_their_plan_may_leave_finish_or_be_declined_after_it() {
    let ceased = || given([referred(), plan(), accepted(), cease_on(FIRST_DAY).event.into()]);
    ceased().when(withdraw_on(FIRST_DAY)).accepted();
    ceased().when(withdraw_on(FIRST_DAY.tomorrow().unwrap())).accepted();
    ceased().when(complete_on(LAST_DAY)).accepted();
    given([referred(), cease_on(ACCEPTED).event.into()]).when(decline_on(FIRST_DAY)).accepted();
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
