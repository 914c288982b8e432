//! Claims: papers, award, hours, amount.

use events::coaching::{Activity, Session};
use events::funding::{AccessToWorkDecided, ClaimBasis, ClaimSubmitted};
use events::{EventId, Fact, Minutes, Pence};
use jiff::civil::date;
use service_kit::Shared;
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{ClaimRefusal, Funding, ListedSession, Refusal, SubmitClaim};

#[test]
fn a_claim_for_a_period_takes_its_claimable_hours_and_says_which() {
    given(coached()).when(submit(1)).then(claimed(1, &[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]));
}

#[test]
fn a_claim_leaves_hours_out_that_lie_outside_its_period_or_cannot_be_claimed() {
    let class = Session { activity: Activity::ClassSupport, claimable: false, ..session(60) };
    with([logged(date(2025, 9, 9), class), logged(date(2025, 10, 1), session(60))])
        .when(submit(1))
        .then(claimed(1, &[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]));
}

#[test]
fn stated_time_is_taken_from_the_earliest_hours_on_and_the_rest_stays() {
    with([])
        .when(stating(90))
        .then(ClaimSubmitted { minutes_logged: Minutes(120), ..claimed(1, &[(event_id(4), 60), (event_id(5), 30)]) });
    with([claimed(1, &[(event_id(4), 60), (event_id(5), 30)]).into()])
        .when(submit(2))
        .then(ClaimSubmitted { minutes_logged: Minutes(120), ..claimed(2, &[(event_id(5), 30), (event_id(6), 60)]) });
}

#[test]
fn corrected_hours_count_as_they_stand() {
    with([corrected(event_id(4), session(60), session(20))])
        .when(submit(1))
        .then(claimed(1, &[(event_id(4), 20), (event_id(5), 60), (event_id(6), 60)]));
}

#[test]
fn a_claim_is_submitted_once() {
    let refusal = ClaimRefusal::AlreadySubmitted { number: line("NF-001/1"), date: SUBMITTED };
    with([claimed(1, &[(event_id(4), 60)]).into()]).when(submit(1)).refused(refusal.clone());
    with([claimed(1, &[(event_id(4), 60)]).into(), rejected(1)]).when(submit(1)).refused(refusal);
}

#[test]
fn a_claim_is_made_in_arrears() {
    let date = date(2025, 9, 29);
    with([]).when(SubmitClaim { date: MONTH_END, ..submit(1) }).accepted();
    with([]).when(SubmitClaim { date, ..submit(1) }).refused(ClaimRefusal::NotInArrears { date, until: MONTH_END });
    let (from, until) = (MONTH_END, AWARD_FROM);
    with([]).when(SubmitClaim { from, until, ..submit(1) }).refused(Shared::EndsBeforeStart { from, until });
}

#[test]
fn a_claim_needs_an_award_and_its_reference() {
    given([referred(), applied_on(APPLIED), refused()]).when(submit(1)).refused(ClaimRefusal::NoAward);
    let (stated, known) = (line("ATW9"), "ATW1".to_owned());
    with([])
        .when(SubmitClaim { award: stated.clone(), ..submit(1) })
        .refused(ClaimRefusal::OtherAward { stated, known });
}

#[test]
fn a_claim_lies_inside_its_award() {
    let outside = |from, until| {
        Refusal::from(ClaimRefusal::OutsideAward { from, until, award_from: AWARD_FROM, award_until: AWARD_UNTIL })
    };
    let (before, after) = (date(2025, 9, 7), date(2026, 3, 9));
    with([]).when(SubmitClaim { from: before, ..submit(1) }).refused(outside(before, MONTH_END));
    let late = || SubmitClaim { until: after, date: date(2026, 4, 1), ..submit(1) };
    with([]).when(late()).refused(outside(AWARD_FROM, after));
    with([extended(13, date(2026, 6, 7))]).when(late()).accepted();
}

#[test]
fn a_claim_comes_after_the_decision_to_award() {
    let early = date(2025, 9, 20);
    let late = AccessToWorkDecided { date: date(2025, 9, 21), ..decided() };
    let decided = late.date;
    let history = || given([referred(), applied_on(APPLIED), late.clone().into(), logged(MONDAYS[0], session(60))]);
    let claim = |date| SubmitClaim { until: MONDAYS[0], date, ..submit(1) };
    history().when(claim(early)).refused(ClaimRefusal::BeforeAward { date: early, decided });
    history().when(claim(decided)).accepted();
}

#[test]
fn a_claim_needs_an_invoice_a_payee_and_a_signature() {
    with([]).when(SubmitClaim { invoice: None, ..submit(1) }).refused(ClaimRefusal::NoInvoice);
    with([]).when(SubmitClaim { payee_set_up: false, ..submit(1) }).refused(ClaimRefusal::NoPayee);
    with([]).when(SubmitClaim { signed_by: None, ..submit(1) }).refused(ClaimRefusal::NotSigned);
}

#[test]
fn the_same_hours_are_not_claimed_again_under_another_number() {
    let all = claimed(1, &[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]);
    let (from, until, numbers) = (AWARD_FROM, MONTH_END, "NF-001/1".to_owned());
    let refusal = Refusal::from(ClaimRefusal::ClaimedAlready { from, until, numbers });
    with([all.clone().into()]).when(submit(2)).refused(refusal.clone());
    with([all.clone().into()]).when(SubmitClaim { minutes: Some(Minutes(180)), ..submit(2) }).refused(refusal);
    with([all.into(), rejected(1)]).when(submit(2)).accepted();
}

#[test]
fn no_more_is_claimed_than_was_logged_after_corrections() {
    let (from, until) = (AWARD_FROM, MONTH_END);
    let more = |left| ClaimRefusal::MoreThanLeft { from, until, stated: Minutes(180), left: Minutes(left) };
    with([]).when(stating(180)).accepted();
    with([corrected(event_id(4), session(60), session(45))]).when(stating(180)).refused(more(165));
    with([claimed(1, &[(event_id(4), 10)]).into()])
        .when(SubmitClaim { minutes: Some(Minutes(180)), ..submit(2) })
        .refused(more(170));
}

#[test]
fn a_claim_rests_on_logged_hours() {
    let (from, until) = (AWARD_FROM, MONTH_END);
    given(awarded()).when(submit(1)).refused(ClaimRefusal::NoHours { from, until });
    with([]).when(stating(0)).refused(ClaimRefusal::NoMinutes);
}

#[test]
fn class_hours_are_never_claimed() {
    let class = Session { activity: Activity::ClassSupport, claimable: false, ..session(60) };
    let (from, until, logged_) = (AWARD_FROM, MONTH_END, Minutes(60));
    given([awarded(), vec![logged(MONDAYS[0], class)]].concat())
        .when(submit(1))
        .refused(ClaimRefusal::OnlyUnclaimable { from, until, logged: logged_ });
    with([logged(MONDAYS[0], class)])
        .when(listing(&[(7, None)]))
        .refused(ClaimRefusal::NotClaimable { date: MONDAYS[0], activity: Activity::ClassSupport });
}

#[test]
fn listed_sessions_are_claimed_as_listed() {
    with([]).when(listing(&[(6, None), (4, Some(15))])).then(ClaimSubmitted {
        basis: ClaimBasis::Listed,
        minutes_logged: Minutes(120),
        ..claimed(1, &[(event_id(6), 60), (event_id(4), 15)])
    });
}

#[test]
fn a_listed_session_stands_in_the_history_and_in_the_period() {
    with([]).when(listing(&[(99, None)])).refused(ClaimRefusal::NoSuchSession { event: event_id(99) });
    let (date, from, until) = (date(2025, 10, 1), AWARD_FROM, MONTH_END);
    with([logged(date, session(60))]).when(listing(&[(7, None)])).refused(ClaimRefusal::OutsidePeriod {
        date,
        from,
        until,
    });
}

#[test]
fn no_minute_of_a_listed_session_is_claimed_twice() {
    let date = MONDAYS[0];
    with([]).when(listing(&[(4, None), (4, None)])).refused(ClaimRefusal::ListedTwice { date });
    let again = |minutes| SubmitClaim { claim: claim_id(2), ..listing(&[(4, minutes)]) };
    with([claimed(1, &[(event_id(4), 60)]).into()])
        .when(again(None))
        .refused(ClaimRefusal::SessionClaimed { date, numbers: "NF-001/1".to_owned() });
    let partly = || with([claimed(1, &[(event_id(4), 40)]).into()]);
    partly().when(again(Some(20))).accepted();
    let (stated, left) = (Minutes(21), Minutes(20));
    partly().when(again(Some(21))).refused(ClaimRefusal::SessionTooShort { date, stated, left });
}

#[test]
fn listed_sessions_come_to_what_the_claim_states() {
    with([]).when(SubmitClaim { minutes: Some(Minutes(120)), ..listing(&[(4, None), (5, None)]) }).accepted();
    let (stated, listed) = (Minutes(90), Minutes(120));
    with([])
        .when(SubmitClaim { minutes: Some(stated), ..listing(&[(4, None), (5, None)]) })
        .refused(ClaimRefusal::MinutesDiffer { stated, listed });
    with([]).when(listing(&[])).refused(ClaimRefusal::NoMinutes);
    with([]).when(listing(&[(4, Some(0))])).refused(ClaimRefusal::NoMinutes);
}

#[test]
fn a_claim_has_up_to_five_hundred_lines() {
    let refusal = ClaimRefusal::TooManyLines { lines: 501, allowed: 500 };
    let history = |sessions| {
        let sessions = std::iter::repeat_n(logged(MONDAYS[0], session(1)), sessions);
        given(awarded().into_iter().chain(sessions))
    };
    let list = |sessions: u128| listing(&(4..4 + sessions).map(|n| (n, None)).collect::<Vec<_>>());
    let all = |fact: &Fact| submitted(fact).is_some_and(|claim| claim.lines.len() == 500);
    history(500).when(submit(1)).then_that(all);
    history(501).when(submit(1)).refused(refusal.clone());
    history(501).when(stating(500)).then_that(all);
    history(501).when(list(500)).then_that(all);
    history(501).when(list(501)).refused(refusal);
}

#[test]
fn the_amount_is_what_the_hours_cost_give_or_take_a_penny_a_line() {
    let pence = |pence| SubmitClaim { pence: Some(Pence(pence)), ..submit(1) };
    let total =
        |pence| move |fact: &Fact| submitted(fact).is_some_and(|claim| claim.pence == Pence(pence) && adds_up(claim));
    with([]).when(submit(1)).then_that(total(6450));
    with([]).when(pence(6453)).then_that(total(6453));
    with([]).when(pence(6447)).then_that(total(6447));
    let differs = |stated| ClaimRefusal::AmountDiffers { stated: Pence(stated), computed: Pence(6450) };
    with([]).when(pence(6454)).refused(differs(6454));
    with([]).when(pence(6446)).refused(differs(6446));
    with([]).when(pence(-6450)).refused(differs(-6450));
    with([]).when(pence(i64::MIN)).refused(differs(i64::MIN));
}

#[test]
fn what_rounding_leaves_over_goes_onto_the_last_line() {
    with([]).when(SubmitClaim { pence: Some(Pence(6452)), ..submit(1) }).then_that(|fact| {
        submitted(fact)
            .is_some_and(|claim| claim.lines.iter().map(|line| line.pence).eq([Pence(2150), Pence(2150), Pence(2152)]))
    });
}

fn with(more: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    given(coached().into_iter().chain(more))
}

fn stating(minutes: u32) -> SubmitClaim {
    SubmitClaim { minutes: Some(Minutes(minutes)), ..submit(1) }
}

fn listing(sessions: &[(u128, Option<u32>)]) -> SubmitClaim {
    let list = |&(n, minutes): &(u128, Option<u32>)| {
        let session: EventId = event_id(n);
        ListedSession { session, minutes: minutes.map(Minutes) }
    };
    SubmitClaim { sessions: Some(sessions.iter().map(list).collect()), ..submit(1) }
}

fn submitted(fact: &Fact) -> Option<&ClaimSubmitted> {
    let Fact::Funding(events::funding::Event::ClaimSubmitted(claim)) = fact else { return None };
    Some(claim)
}

fn adds_up(claim: &ClaimSubmitted) -> bool {
    claim.lines.iter().map(|line| line.pence).sum::<Pence>() == claim.pence
}
