//! Awards of travel and equipment, claimed by the day and by the penny.

use events::funding::{
    AccessToWorkDecided, Award, ClaimBasis, ClaimContent, ClaimSubmitted, Element, TravelAward, TravelLine,
};
use events::{Fact, Minutes, Pence};
use jiff::civil::Date;
use service_kit::scenarios::Given;

use super::history::*;
use crate::{AnswerRefusal, ClaimRefusal, Funding, LineRefusal, SubmitClaim, TravelDay};

#[test]
fn a_claim_says_which_support_where_the_award_has_several_kinds() {
    let award_ = || line("ATW1");
    by_day().when(submit(1)).refused(ClaimRefusal::WhichElement { award: award_() });
    given(awarded())
        .when(travelling(&[(MONDAYS[0], None)]))
        .refused(ClaimRefusal::NotAwarded { award: award_(), element: Element::Travel });
}

#[test]
fn travel_is_claimed_by_the_day_or_by_the_mile() {
    let lines = vec![TravelLine { date: MONDAYS[0], miles: None, pence: Pence(900) }];
    by_day().when(travelling(&[(MONDAYS[0], None)])).then(submission(1, travelled(lines)));
    let lines = vec![
        TravelLine { date: MONDAYS[0], miles: Some(7), pence: Pence(315) },
        TravelLine { date: MONDAYS[1], miles: Some(8), pence: Pence(360) },
    ];
    by_mile().when(travelling(&[(MONDAYS[0], Some(7)), (MONDAYS[1], Some(8))])).then(submission(1, travelled(lines)));
}

#[test]
fn travel_is_claimed_as_it_was_awarded() {
    let date = MONDAYS[0];
    by_day().when(travelling(&[(date, Some(7))])).refused(LineRefusal::ByTheDay { date });
    by_mile().when(travelling(&[(date, None)])).refused(LineRefusal::ByTheMile { date });
    by_day().when(travelling(&[])).refused(LineRefusal::NoTravelDays);
    let wrong = SubmitClaim { pence: Some(Pence(901)), ..travelling(&[(date, None)]) };
    by_day().when(wrong).refused(LineRefusal::AmountDiffers { stated: Pence(901), computed: Pence(900) });
}

#[test]
fn a_day_of_travel_is_claimed_once_and_inside_the_period() {
    let (date, from, until) = (MONDAYS[0], AWARD_FROM, MONTH_END);
    by_day().when(travelling(&[(date, None), (date, None)])).refused(LineRefusal::TravelClaimed { date });
    let first = || submission(2, travelled(vec![TravelLine { date, miles: None, pence: Pence(900) }])).into();
    with(by_the_day(), [first()]).when(travelling(&[(date, None)])).refused(LineRefusal::TravelClaimed { date });
    with(by_the_day(), [first(), rejected(2)]).when(travelling(&[(date, None)])).accepted();
    let after = MONTH_END.tomorrow().unwrap();
    by_day().when(travelling(&[(after, None)])).refused(LineRefusal::OutsidePeriod { date: after, from, until });
    by_day().when(travelling(&[(AWARD_FROM, None), (MONTH_END, None)])).accepted();
}

#[test]
fn a_rejected_claim_for_travel_keeps_the_days_that_were_paid_for() {
    let days =
        |dates: &[Date]| dates.iter().map(|date| TravelLine { date: *date, miles: None, pence: Pence(900) }).collect();
    let all = submission(2, travelled(days(&MONDAYS)));
    let history = |paid_pence| with(by_the_day(), [all.clone().into(), paid(2, paid_pence), rejected(2)]);
    let refused = |date| LineRefusal::TravelClaimed { date };
    history(900).when(travelling(&[(MONDAYS[0], None)])).refused(refused(MONDAYS[0]));
    history(900).when(travelling(&[(MONDAYS[1], None)])).accepted();
    history(901).when(travelling(&[(MONDAYS[1], None)])).refused(refused(MONDAYS[1]));
    history(901).when(travelling(&[(MONDAYS[2], None)])).accepted();
}

#[test]
fn a_rejection_is_taken_back_only_while_the_days_and_the_money_are_still_there() {
    let gone = |n| AnswerRefusal::HoursGone { number: line(&format!("NF-001/{n}")) };
    let day = || vec![TravelLine { date: MONDAYS[0], miles: None, pence: Pence(900) }];
    let travel = |n| submission(n, ClaimContent { number: line(&format!("NF-001/{n}")), ..travelled(day()) }).into();
    with(by_the_day(), [travel(2), rejected(2)]).when(take_back(5)).accepted();
    with(by_the_day(), [travel(2), rejected(2), travel(3)]).when(take_back(5)).refused(gone(2));
    let equipment = |n, pence| bought(n, pence).into();
    with(by_the_day(), [equipment(2, 20_000), rejected(2), equipment(3, 5_000)]).when(take_back(5)).accepted();
    with(by_the_day(), [equipment(2, 20_000), rejected(2), equipment(3, 5_001)]).when(take_back(5)).refused(gone(2));
    with(by_the_day(), [travel(2), rejected(2), left(AWARD_FROM.yesterday().unwrap())])
        .when(take_back(5))
        .refused(gone(2));
}

#[test]
fn no_travel_is_claimed_after_the_internship_ended_and_none_of_no_miles() {
    let ended = AWARD_FROM;
    with(by_the_day(), [left(ended)]).when(travelling(&[(ended, None)])).accepted();
    let date = ended.tomorrow().unwrap();
    with(by_the_day(), [left(ended)])
        .when(travelling(&[(date, None)]))
        .refused(LineRefusal::AfterTheEnd { date, ended });
    by_mile().when(travelling(&[(date, Some(0))])).refused(LineRefusal::ByTheMile { date });
}

#[test]
fn equipment_is_claimed_up_to_what_was_awarded() {
    let buying = |n, pence| SubmitClaim { element: Some(Element::Equipment), pence: Some(Pence(pence)), ..submit(n) };
    by_day().when(buying(1, 25_000)).then(bought(1, 25_000));
    let over = |stated, left| LineRefusal::OverEquipment { stated: Pence(stated), left: Pence(left) };
    by_day().when(buying(1, 25_001)).refused(over(25_001, 25_000));
    let first = || bought(2, 20_000).into();
    with(by_the_day(), [first()]).when(buying(1, 5_000)).accepted();
    with(by_the_day(), [first()]).when(buying(1, 5_001)).refused(over(5_001, 5_000));
    with(by_the_day(), [first(), rejected(2)]).when(buying(1, 25_000)).accepted();
    by_day().when(SubmitClaim { pence: None, ..buying(1, 1) }).refused(LineRefusal::NoAmount);
    by_day().when(buying(1, 0)).refused(LineRefusal::NoAmount);
}

fn by_the_day() -> TravelAward {
    TravelAward { daily: Some(Pence(900)), mileage: None }
}

fn by_day() -> Given<Funding> {
    with(by_the_day(), [])
}

fn by_mile() -> Given<Funding> {
    with(TravelAward { daily: None, mileage: Some(Pence(45)) }, [])
}

/// An award of coaching, travel, and equipment up to £250.
fn with(travel: TravelAward, more: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    let award = Award { travel: Some(travel), equipment: Some(Pence(25_000)), ..award() };
    let decided = AccessToWorkDecided { award: Some(award), ..decided() };
    given([referred(), applied_on(APPLIED), decided.into()].into_iter().chain(more))
}

fn travelling(days: &[(Date, Option<u32>)]) -> SubmitClaim {
    let travel = days.iter().map(|(date, miles)| TravelDay { date: *date, miles: *miles }).collect();
    SubmitClaim { element: Some(Element::Travel), travel: Some(travel), ..submit(1) }
}

fn travelled(travel: Vec<TravelLine>) -> ClaimContent {
    ClaimContent {
        element: Element::Travel,
        basis: ClaimBasis::Listed,
        minutes_logged: Minutes(0),
        pence: travel.iter().map(|line| line.pence).sum(),
        travel,
        ..content(1, &[])
    }
}

fn bought(n: u128, pence: i64) -> ClaimSubmitted {
    let (element, number) = (Element::Equipment, line(&format!("NF-001/{n}")));
    submission(n, ClaimContent { element, number, pence: Pence(pence), ..travelled(Vec::new()) })
}
