//! What can be taken back, and what cannot because something rests on it.

use events::funding::{ClaimLine, ClaimRejected, RepaymentMade};
use events::{Fact, Minutes, Pence};
use jiff::civil::date;
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{AnswerRefusal, AwardRefusal, Funding, Refusal};

#[test]
fn an_application_is_taken_back_until_it_is_answered() {
    given([referred(), applied_on(APPLIED)]).when(take_back(2)).accepted();
    given(awarded()).when(take_back(2)).waits_for(&[3]);
    given([referred(), applied_on(APPLIED), refused()]).when(take_back(3)).accepted();
    given([awarded(), vec![super::second_application()]].concat()).when(take_back(4)).accepted();
}

#[test]
fn an_award_is_taken_back_until_it_is_claimed_against_or_changed() {
    given(awarded()).when(take_back(3)).accepted();
    with([]).when(take_back(3)).waits_for(&[7]);
    with([rejected(1)]).when(take_back(3)).waits_for(&[8, 7]);
    given([awarded(), vec![extended(13, date(2026, 6, 7))]].concat()).when(take_back(3)).waits_for(&[4]);
}

#[test]
fn a_change_is_taken_back_unless_a_claim_or_another_change_needs_it() {
    let reference = line("ATW1");
    let twice = [extended(6, date(2026, 4, 19)), extended(7, date(2026, 6, 7))];
    with(twice.clone()).when(take_back(9)).accepted();
    with(twice.clone()).when(take_back(8)).waits_for(&[9]);
    let mut late = claimed(2, &[(event_id(5), 60)]);
    late.content.until = date(2026, 3, 30);
    let needed = AwardRefusal::ChangeNeeded { reference, number: line("NF-001/2") };
    with([extended(13, date(2026, 6, 7)), late.clone().into()]).when(take_back(8)).refused(needed.clone());
    with([extended(13, date(2026, 6, 7)), late.into(), rejected(2)]).when(take_back(8)).refused(needed);
}

#[test]
fn a_change_is_needed_by_the_weeks_it_allowed() {
    let weeks = (0..27).map(|week| AWARD_FROM + jiff::Span::new().weeks(week));
    let sessions: Vec<_> = (4..31).map(|n| (event_id(n), 60)).collect();
    let history = awarded().into_iter().chain(weeks.map(|day| logged(day, session(60))));
    given(history.chain([extended(13, date(2026, 6, 7)), claimed(1, &sessions).into()]))
        .when(take_back(31))
        .refused(AwardRefusal::ChangeNeeded { reference: line("ATW1"), number: line("NF-001/1") });
}

#[test]
fn a_claim_is_taken_back_until_it_is_answered() {
    with([]).when(take_back(7)).accepted();
    with([paid(1, 100)]).when(take_back(7)).waits_for(&[8]);
    with([rejected(1)]).when(take_back(7)).waits_for(&[8]);
}

#[test]
fn a_rejection_is_taken_back_while_the_hours_are_still_there() {
    with([rejected(1)]).when(take_back(8)).accepted();
    let gone = Refusal::from(AnswerRefusal::HoursGone { number: line("NF-001/1") });
    let claimed_again = claimed(2, &[(event_id(4), 1)]);
    with([rejected(1), claimed_again.into()]).when(take_back(8)).refused(gone.clone());
    with([rejected(1), corrected(event_id(4), session(60), session(59))]).when(take_back(8)).refused(gone);
}

#[test]
fn a_change_is_needed_by_the_minutes_it_allowed() {
    let history = || [awarded(), vec![tapered(MONDAYS[0], 800), logged(MONDAYS[0], session(800))]].concat();
    let claim = |minutes| claimed(1, &[(event_id(5), minutes)]).into();
    given([history(), vec![claim(720)]].concat()).when(take_back(4)).accepted();
    given([history(), vec![claim(721)]].concat())
        .when(take_back(4))
        .refused(AwardRefusal::ChangeNeeded { reference: line("ATW1"), number: line("NF-001/1") });
}

#[test]
fn a_change_for_the_worse_is_taken_back_though_claims_go_beyond_it() {
    let history =
        [awarded(), vec![logged(MONDAYS[0], session(700)), claimed(1, &[(event_id(4), 700)]).into()]].concat();
    given([history, vec![tapered(MONDAYS[0], 300)]].concat()).when(take_back(6)).accepted();
}

#[test]
fn a_line_that_was_disallowed_is_taken_back_while_its_minutes_are_still_there() {
    let gone = || AnswerRefusal::HoursGone { number: line("NF-001/1") };
    let line_ = || disallowed(1, event_id(4), 20).into();
    with([line_()]).when(take_back(8)).accepted();
    with([line_(), claimed(2, &[(event_id(4), 20)]).into()]).when(take_back(8)).refused(gone());
}

#[test]
fn a_payment_is_taken_back_unless_it_was_paid_back_or_a_rejection_left_it() {
    let needed = || AnswerRefusal::PaymentNeeded { number: line("NF-001/1") };
    with([paid(1, 100)]).when(take_back(8)).accepted();
    let repaid = |pence| RepaymentMade { claim: claim_id(1), date: date(2025, 12, 2), pence: Pence(pence) }.into();
    with([paid(1, 100), repaid(100)]).when(take_back(8)).refused(needed());
    with([paid(1, 100), paid(1, 60), repaid(60)]).when(take_back(8)).accepted();
    with([paid(1, 100), paid(1, 60), repaid(61)]).when(take_back(8)).refused(needed());
    let keeps = vec![ClaimLine { session: event_id(4), minutes: Minutes(3), pence: Pence(100) }];
    let rest = ClaimRejected { claim: claim_id(1), date: date(2025, 12, 2), reason: None, keeps, note: None };
    with([paid(1, 100), rest.into()]).when(take_back(8)).refused(needed());
}

/// One claim, for the first Monday's hour: event 7.
fn with(more: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    given(coached().into_iter().chain([claimed(1, &[(event_id(4), 60)]).into()]).chain(more))
}
