//! Claims: papers, award, hours, amount.

use events::coaching::{Activity, Session};
use events::funding::{AccessToWorkDecided, ClaimBasis, ClaimContent, ClaimSubmitted};
use events::{Act, EventId, Fact, Minutes, Pence};
use jiff::civil::date;
use service_kit::Shared;
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{ClaimRefusal, Funding, LineRefusal, ListedSession, Refusal, SubmitClaim};

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
    with([]).when(stating(90)).then(of_two_hours(1, &[(event_id(4), 60), (event_id(5), 30)]));
    with([claimed(1, &[(event_id(4), 60), (event_id(5), 30)]).into()])
        .when(submit(2))
        .then(of_two_hours(2, &[(event_id(5), 30), (event_id(6), 60)]));
}

#[test]
fn corrected_hours_count_as_they_stand() {
    with([corrected(event_id(4), session(60), session(20))])
        .when(submit(1))
        .then(claimed(1, &[(event_id(4), 20), (event_id(5), 60), (event_id(6), 60)]));
}

#[test]
fn a_claim_is_submitted_once() {
    let refusal = ClaimRefusal::AlreadyKnown { number: line("NF-001/1"), date: SUBMITTED };
    with([claimed(1, &[(event_id(4), 60)]).into()]).when(submit(1)).refused(refusal.clone());
    with([claimed(1, &[(event_id(4), 60)]).into(), rejected(1)]).when(submit(1)).refused(refusal);
}

#[test]
fn a_claim_is_made_in_arrears() {
    let date = date(2025, 9, 29);
    with([]).when(SubmitClaim { date: MONTH_END, ..submit(1) }).accepted();
    with([]).when(SubmitClaim { date, ..submit(1) }).refused(ClaimRefusal::NotInArrears { date, until: MONTH_END });
    let (from, until) = (MONTH_END, AWARD_FROM);
    with([])
        .when(SubmitClaim { from: Some(from), until: Some(until), ..submit(1) })
        .refused(Shared::EndsBeforeStart { from, until });
}

#[test]
fn a_claim_needs_an_award_and_its_reference() {
    given([referred(), applied_on(APPLIED), refused()]).when(submit(1)).refused(ClaimRefusal::NoAward);
    let (stated, known) = (line("ATW9"), "ATW1".to_owned());
    with([])
        .when(SubmitClaim { award: Some(stated.clone()), ..submit(1) })
        .refused(ClaimRefusal::OtherAward { stated, known });
}

#[test]
fn a_claim_lies_inside_its_award() {
    let outside = |from, until| {
        Refusal::from(ClaimRefusal::OutsideAward { from, until, award_from: AWARD_FROM, award_until: AWARD_UNTIL })
    };
    let (before, after) = (date(2025, 9, 7), date(2026, 3, 9));
    with([]).when(SubmitClaim { from: Some(before), ..submit(1) }).refused(outside(before, MONTH_END));
    let late = || SubmitClaim { until: Some(after), date: date(2026, 4, 1), ..submit(1) };
    with([]).when(late()).refused(outside(AWARD_FROM, after));
    with([extended(13, date(2026, 6, 7))]).when(late()).accepted();
}

#[test]
fn a_claim_comes_after_the_decision_to_award() {
    let early = date(2025, 9, 20);
    let late = AccessToWorkDecided { date: date(2025, 9, 21), ..decided() };
    let decided = late.date;
    let history = || given([referred(), applied_on(APPLIED), late.clone().into(), logged(MONDAYS[0], session(60))]);
    let claim = |date| SubmitClaim { until: Some(MONDAYS[0]), date, ..submit(1) };
    history().when(claim(early)).refused(ClaimRefusal::BeforeAward { date: early, decided });
    history().when(claim(decided)).accepted();
}

#[test]
fn our_own_claim_needs_an_invoice_a_payee_and_a_signature() {
    with([]).when(SubmitClaim { invoice: None, ..submit(1) }).refused(ClaimRefusal::NoInvoice);
    with([]).when(SubmitClaim { payee_set_up: Some(false), ..submit(1) }).refused(ClaimRefusal::NoPayee);
    with([]).when(SubmitClaim { payee_set_up: None, ..submit(1) }).refused(ClaimRefusal::NoPayee);
    with([]).when(SubmitClaim { signed_by: None, ..submit(1) }).refused(ClaimRefusal::NotSigned);
}

#[test]
fn a_claim_that_somebody_else_made_is_recorded_without_the_papers_it_lacks() {
    let early = AccessToWorkDecided { date: date(2025, 10, 7), ..decided() };
    let history = [referred(), applied_on(APPLIED), early.into(), logged(MONDAYS[0], session(60))];
    let (invoice, signed_by, payee_set_up, act) = (None, None, None, Some(Act::Recorded));
    let recorded = ClaimSubmitted {
        act: Act::Recorded,
        invoice: None,
        signed_by: None,
        payee_set_up: None,
        ..claimed(1, &[(event_id(4), 60)])
    };
    given(history).when(SubmitClaim { act, invoice, signed_by, payee_set_up, ..submit(1) }).then(recorded);
}

#[test]
fn a_signature_is_not_later_than_the_claim() {
    let signed = SUBMITTED.tomorrow().unwrap();
    with([]).when(SubmitClaim { signed_on: Some(SUBMITTED), ..submit(1) }).accepted();
    with([])
        .when(SubmitClaim { signed_on: Some(signed), ..submit(1) })
        .refused(ClaimRefusal::SignedAfterwards { signed, sent: SUBMITTED });
}

#[test]
fn a_claim_that_was_not_prepared_says_what_it_is() {
    for incomplete in [
        SubmitClaim { number: None, ..submit(1) },
        SubmitClaim { award: None, ..submit(1) },
        SubmitClaim { from: None, ..submit(1) },
        SubmitClaim { until: None, ..submit(1) },
    ] {
        with([]).when(incomplete).refused(ClaimRefusal::NotPrepared);
    }
}

#[test]
fn the_same_hours_are_not_claimed_again_under_another_number() {
    let all = claimed(1, &[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]);
    let (from, until, numbers) = (AWARD_FROM, MONTH_END, "NF-001/1".to_owned());
    let refusal = Refusal::from(LineRefusal::ClaimedAlready { from, until, numbers });
    with([all.clone().into()]).when(submit(2)).refused(refusal.clone());
    with([all.clone().into()]).when(SubmitClaim { minutes: Some(Minutes(180)), ..submit(2) }).refused(refusal);
    with([all.into(), rejected(1)]).when(submit(2)).accepted();
}

#[test]
fn no_more_is_claimed_than_was_logged_after_corrections() {
    let (from, until) = (AWARD_FROM, MONTH_END);
    let more = |left| LineRefusal::MoreThanLeft { from, until, stated: Minutes(180), left: Minutes(left) };
    with([]).when(stating(180)).accepted();
    with([corrected(event_id(4), session(60), session(45))]).when(stating(180)).refused(more(165));
    with([claimed(1, &[(event_id(4), 10)]).into()])
        .when(SubmitClaim { minutes: Some(Minutes(180)), ..submit(2) })
        .refused(more(170));
}

#[test]
fn a_claim_rests_on_logged_hours() {
    let (from, until) = (AWARD_FROM, MONTH_END);
    given(awarded()).when(submit(1)).refused(LineRefusal::NoHours { from, until });
    with([]).when(stating(0)).refused(LineRefusal::NoMinutes);
}

#[test]
fn class_hours_are_never_claimed() {
    let class = Session { activity: Activity::ClassSupport, claimable: false, ..session(60) };
    let (from, until, logged_) = (AWARD_FROM, MONTH_END, Minutes(60));
    given([awarded(), vec![logged(MONDAYS[0], class)]].concat())
        .when(submit(1))
        .refused(LineRefusal::OnlyUnclaimable { from, until, logged: logged_ });
    with([logged(MONDAYS[0], class)])
        .when(listing(&[(7, None)]))
        .refused(LineRefusal::NotClaimable { date: MONDAYS[0], activity: Activity::ClassSupport });
}

#[test]
fn listed_sessions_are_claimed_as_listed() {
    let content = content(1, &[(event_id(4), 15), (event_id(6), 60)]);
    let listed = ClaimContent { basis: ClaimBasis::Listed, minutes_logged: Minutes(120), ..content };
    with([]).when(listing(&[(6, None), (4, Some(15))])).then(submission(1, listed));
}

#[test]
fn a_listed_session_stands_in_the_history_and_in_the_period() {
    with([]).when(listing(&[(99, None)])).refused(LineRefusal::NoSuchSession { event: event_id(99) });
    let (date, from, until) = (date(2025, 10, 1), AWARD_FROM, MONTH_END);
    with([logged(date, session(60))]).when(listing(&[(7, None)])).refused(LineRefusal::OutsidePeriod {
        date,
        from,
        until,
    });
}

#[test]
fn no_minute_of_a_listed_session_is_claimed_twice() {
    let date = MONDAYS[0];
    with([]).when(listing(&[(4, None), (4, None)])).refused(LineRefusal::ListedTwice { date });
    let again = |minutes| SubmitClaim { claim: claim_id(2), ..listing(&[(4, minutes)]) };
    with([claimed(1, &[(event_id(4), 60)]).into()])
        .when(again(None))
        .refused(LineRefusal::SessionClaimed { date, numbers: "NF-001/1".to_owned() });
    let partly = || with([claimed(1, &[(event_id(4), 40)]).into()]);
    partly().when(again(Some(20))).accepted();
    let (stated, left) = (Minutes(21), Minutes(20));
    partly().when(again(Some(21))).refused(LineRefusal::SessionTooShort { date, stated, left });
}

#[test]
fn listed_sessions_come_to_what_the_claim_states() {
    with([]).when(SubmitClaim { minutes: Some(Minutes(120)), ..listing(&[(4, None), (5, None)]) }).accepted();
    let (stated, listed) = (Minutes(90), Minutes(120));
    with([])
        .when(SubmitClaim { minutes: Some(stated), ..listing(&[(4, None), (5, None)]) })
        .refused(LineRefusal::MinutesDiffer { stated, listed });
    with([]).when(listing(&[])).refused(LineRefusal::NoMinutes);
    with([]).when(listing(&[(4, Some(0))])).refused(LineRefusal::NoMinutes);
}

#[test]
fn a_claim_has_up_to_five_hundred_lines() {
    let refusal = LineRefusal::TooManyLines { lines: 501, allowed: 500 };
    let history = |sessions| {
        let sessions = std::iter::repeat_n(logged(MONDAYS[0], session(1)), sessions);
        given(awarded().into_iter().chain(sessions))
    };
    let list = |sessions: u128| listing(&(4..4 + sessions).map(|n| (n, None)).collect::<Vec<_>>());
    let all = |fact: &Fact| submitted(fact).is_some_and(|claim| claim.content.lines.len() == 500);
    history(500).when(submit(1)).then_that(all);
    history(501).when(submit(1)).refused(refusal.clone());
    history(501).when(stating(500)).then_that(all);
    history(501).when(list(500)).then_that(all);
    history(501).when(list(501)).refused(refusal);
}

#[test]
fn the_amount_is_what_the_hours_cost_give_or_take_a_penny_a_line() {
    let pence = |pence| SubmitClaim { pence: Some(Pence(pence)), ..submit(1) };
    let total = |pence| {
        move |fact: &Fact| submitted(fact).is_some_and(|claim| claim.content.pence == Pence(pence) && adds_up(claim))
    };
    with([]).when(submit(1)).then_that(total(6450));
    with([]).when(pence(6453)).then_that(total(6453));
    with([]).when(pence(6447)).then_that(total(6447));
    let differs = |stated| LineRefusal::AmountDiffers { stated: Pence(stated), computed: Pence(6450) };
    with([]).when(pence(6454)).refused(differs(6454));
    with([]).when(pence(6446)).refused(differs(6446));
    with([]).when(pence(-6450)).refused(differs(-6450));
    with([]).when(pence(i64::MIN)).refused(differs(i64::MIN));
}

#[test]
fn what_rounding_leaves_over_goes_onto_the_last_line() {
    with([]).when(SubmitClaim { pence: Some(Pence(6452)), ..submit(1) }).then_that(|fact| {
        submitted(fact).is_some_and(|claim| {
            claim.content.lines.iter().map(|line| line.pence).eq([Pence(2150), Pence(2150), Pence(2152)])
        })
    });
}

#[test]
fn an_amount_is_rounded_once_on_the_whole_claim() {
    // Three times 20 minutes at £21.50 are £7.17 each by themselves, and £21.50 together.
    let history = || given([awarded(), MONDAYS.map(|monday| logged(monday, session(20))).to_vec()].concat());
    history().when(submit(1)).then_that(|fact| {
        submitted(fact).is_some_and(|claim| {
            claim.content.pence == Pence(2150)
                && claim.content.lines.iter().map(|line| line.pence).eq([Pence(717), Pence(716), Pence(717)])
        })
    });
}

/// A claim whose sessions were two hours.
fn of_two_hours(n: u128, sessions: &[(EventId, u32)]) -> ClaimSubmitted {
    submission(n, ClaimContent { minutes_logged: Minutes(120), ..content(n, sessions) })
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
    claim.content.lines.iter().map(|line| line.pence).sum::<Pence>() == claim.content.pence
}
