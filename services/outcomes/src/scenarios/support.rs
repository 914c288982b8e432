//! Support that steps down, concerns, the impact of a job, lost contact, and the provider's quality.

use events::outcomes::{
    ConcernBy, ConcernRaised, ConcernResolved, ContactLost, CriterionScore, HandoverAgreed, ImpactReviewed,
    QualityAction, QualitySelfAssessed, Severity, SupportStep, Wellbeing, WellbeingScale,
};
use events::referrals::ProviderRegistered;
use events::{ConcernId, Fact, Minutes, ProviderId, Ukprn};
use jiff::civil::{Date, date};
use service_kit::{About, Shared};
use uuid::Uuid;

use super::history::*;
use crate::Refusal;

const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));

#[test]
fn support_steps_down_day_by_day_until_its_last() {
    let handover = |steps: Vec<SupportStep>, until| HandoverAgreed {
        date: OFFERED,
        steps,
        contact_role: None,
        until: Some(until),
        funder: None,
        contact: None,
    };
    let step = |from, hours: u32| SupportStep { from, weekly_minutes: Minutes(hours * 60), by: None };
    let (first, second) = (STARTED, date(2026, 9, 1));
    let agreed = |steps, until| given([referred()]).when(intern(handover(steps, until)));
    agreed(vec![step(first, 8), step(second, 1)], second).accepted();
    agreed(Vec::new(), second).accepted();
    agreed(vec![step(second, 8), step(first, 1)], second).refused(Refusal::StepsOutOfOrder);
    agreed(vec![step(first, 8), step(first, 1)], second).refused(Refusal::StepsOutOfOrder);
    let until = date(2026, 8, 31);
    agreed(vec![step(second, 1)], until).refused(Shared::EndsBeforeStart { from: second, until });
    agreed(vec![step(first, 169)], second).refused(Shared::MoreThanAWeek { minutes: Minutes(169 * 60) });
}

#[test]
fn a_concern_is_raised_once_and_answered_once_and_not_before() {
    given([referred()]).when(intern(raised())).then(raised());
    given([referred(), raised().into()]).when(intern(raised())).refused(Refusal::ConcernKnown { date: STARTED });
    given([referred()]).when(intern(resolved(STARTED))).refused(Refusal::UnknownConcern);
    let history = || given([referred(), raised().into()]);
    history().when(intern(resolved(STARTED))).accepted();
    let before = date(2026, 6, 30);
    history().when(intern(resolved(before))).refused(Refusal::ResolvedBeforeRaised { date: before, raised: STARTED });
    given([referred(), raised().into(), resolved(ENDED).into()])
        .when(intern(resolved(ENDED)))
        .refused(Refusal::AlreadyResolved { date: ENDED });
}

#[test]
fn a_concern_is_taken_back_until_it_is_answered() {
    let take_back = || service_kit::scenarios::take_back(INTERN.subject(), 2);
    given([referred(), raised().into()]).when(take_back()).accepted();
    given([referred(), raised().into(), resolved(ENDED).into()]).when(take_back()).waits_for(&[3]);
}

#[test]
fn wellbeing_is_a_score_of_its_scale() {
    let scored = |scale, score| {
        let wellbeing = Some(Wellbeing { scale, score });
        given([referred()]).when(intern(ImpactReviewed { wellbeing, ..reviewed() }))
    };
    for (scale, least, most) in [(WellbeingScale::Swemwbs, 7, 35), (WellbeingScale::OnsLifeSatisfaction, 0, 10)] {
        scored(scale, least).accepted();
        scored(scale, most).accepted();
        scored(scale, most + 1).refused(Refusal::OffTheScale { score: most + 1, least, most });
    }
    scored(WellbeingScale::Swemwbs, 6).refused(Refusal::OffTheScale { score: 6, least: 7, most: 35 });
}

#[test]
fn people_rate_themselves_from_1_to_5() {
    let rated =
        |independence, travel| given([referred()]).when(intern(ImpactReviewed { independence, travel, ..reviewed() }));
    rated(Some(1), Some(5)).accepted();
    rated(Some(0), None).refused(Refusal::OffTheScale { score: 0, least: 1, most: 5 });
    rated(None, Some(6)).refused(Refusal::OffTheScale { score: 6, least: 1, most: 5 });
}

#[test]
fn contact_is_lost_after_one_attempt_or_more_if_they_were_counted() {
    let lost = |attempts| given([referred()]).when(intern(ContactLost { date: ENDED, attempts }));
    lost(None).accepted();
    lost(Some(1)).accepted();
    lost(Some(0)).refused(Refusal::NoAttempts);
}

#[test]
fn a_provider_assesses_itself_within_the_points_of_the_framework() {
    let scores = |scores: &[u8]| {
        let score = |(n, score): (usize, &u8)| CriterionScore { criterion: line(&format!("{n}")), score: *score };
        scores.iter().enumerate().map(score).collect::<Vec<_>>()
    };
    let twenty_three_fives = [5; 23];
    let assessed = |scores| given([college()]).when(assess(scores, ENDED));
    assessed(scores(&[&twenty_three_fives[..], &[2]].concat())).accepted();
    assessed(scores(&[&twenty_three_fives[..], &[3]].concat()))
        .refused(Refusal::TooManyPoints { total: 118, most: 117 });
    assessed(scores(&[5])).accepted();
    assessed(scores(&[6])).refused(Refusal::ScoreTooHigh { criterion: line("0"), score: 6, most: 5 });
    assessed(Vec::new()).refused(Refusal::NoScores);
    let twice = [scores(&[1]), scores(&[2])].concat();
    assessed(twice).refused(Refusal::CriterionTwice { criterion: line("0") });
    given([]).when(assess(scores(&[1]), ENDED)).refused(Shared::UnknownProvider);
}

#[test]
fn what_is_to_be_done_is_not_due_before_the_assessment() {
    let one = || vec![CriterionScore { criterion: line("1.1"), score: 3 }];
    given([college()]).when(assess(one(), ENDED)).accepted();
    let late = ENDED.tomorrow().unwrap();
    given([college()]).when(assess(one(), late)).refused(Shared::EndsBeforeStart { from: late, until: ENDED });
}

fn raised() -> ConcernRaised {
    let (by, severity) = (Some(ConcernBy::Family), Some(Severity::High));
    ConcernRaised { concern: ConcernId(Uuid::from_u128(7)), date: STARTED, by, severity, what: None }
}

fn resolved(date: Date) -> ConcernResolved {
    ConcernResolved { concern: ConcernId(Uuid::from_u128(7)), date, what: None }
}

fn reviewed() -> ImpactReviewed {
    ImpactReviewed {
        date: ENDED,
        weeks: Some(21),
        wellbeing: None,
        independence: None,
        travel: None,
        weekly_income_change: None,
    }
}

fn college() -> Fact {
    let ukprn = Ukprn::new("10000001").unwrap();
    ProviderRegistered { date: OFFERED, ukprn, name: line("Northfield College"), local_authority: None, kind: None }
        .into()
}

/// An assessment of that day, with an action that is due on 30 November.
fn assess(scores: Vec<CriterionScore>, date: Date) -> About<QualitySelfAssessed> {
    let action = QualityAction { action: line("agree handovers"), owner: line("coordinator"), due: ENDED };
    let assessed = QualitySelfAssessed { date, version: line("2024"), scores, actions: vec![action] };
    About::new(COLLEGE.subject(), assessed)
}
