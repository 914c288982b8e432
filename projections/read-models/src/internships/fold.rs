//! How an internship goes on with each event.

use std::borrow::Cow;

use events::placements::PlacementStarted;
use events::referrals::{Accepted, Completed, Declined, PlanCeased, PlanVerified, Referred, ReviewHeld, Withdrawn};
use events::{AcademicYear, InternshipId, Subject};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Takes, Undigested};

use super::{Internship, Internships};
use crate::journeys::{End, Word};

impl ReadModel for Internships {
    type Key = (InternshipId,);
    type Page = Option<Box<Internship>>;

    const TAKES: Takes<Self> = &[
        &On { keys: of, fold: refer },
        &On { keys: of, fold: |page, _, plan: &PlanVerified| after(page, |row| row.verify(plan)) },
        &On { keys: of, fold: |page, _, held: &ReviewHeld| after(page, |row| row.review(held)) },
        &On { keys: of, fold: |page, _, accepted: &Accepted| after(page, |row| row.accept(accepted)) },
        &On {
            keys: of,
            fold: |page, _, started: &PlacementStarted| {
                after(page, |row| {
                    row.started_on = Some(row.started_on.map_or(started.date, |first| first.min(started.date)));
                })
            },
        },
        &On {
            keys: of,
            fold: |page, _, declined: &Declined| {
                after(page, |row| {
                    row.end(End::Declined, declined.date, declined.reason.as_str());
                    row.onward = declined.onward;
                })
            },
        },
        &On {
            keys: of,
            fold: |page, _, left: &Withdrawn| {
                after(page, |row| row.end(End::Withdrawn, left.date, left.reason.as_str()))
            },
        },
        &On {
            keys: of,
            fold: |page, _, completed: &Completed| {
                after(page, |row| row.end(End::Completed, completed.date, completed.reason.as_str()))
            },
        },
        &On {
            keys: of,
            fold: |page, _, ceased: &PlanCeased| {
                after(page, |row| row.end(End::PlanCeased, ceased.date, ceased.reason.as_str()))
            },
        },
    ];
}

fn of<E>(internship: Subject, _: &E) -> Keys<(InternshipId,)> {
    Keys::One((InternshipId(internship.id),))
}

/// A second referral of the same internship says nothing new.
fn refer(page: Option<Box<Internship>>, key: &(InternshipId,), referred: &Referred) -> Folded<Internships> {
    Ok(Some(page.unwrap_or_else(|| Box::new(begin(key.0, referred)))))
}

/// The internship after something happened to it.
fn after(page: Option<Box<Internship>>, change: impl FnOnce(&mut Internship)) -> Folded<Internships> {
    let mut row = page.ok_or(Undigested::Unfounded { on: "a referral" })?;
    change(&mut row);
    Ok(Some(row))
}

fn begin(internship: InternshipId, referred: &Referred) -> Internship {
    Internship {
        internship,
        person: referred.person,
        provider: referred.provider,
        reference: referred.reference.clone(),
        programme: referred.programme,
        year: None,
        home_authority: referred.home_authority.clone(),
        source: referred.source,
        school_year: referred.school_year.clone(),
        referred_on: referred.date,
        accepted_on: None,
        planned_start: None,
        planned_end: None,
        weekly_minutes_at_work: None,
        weekly_minutes_in_class: None,
        age_on_31_august: None,
        english_and_maths: None,
        readiness_override: None,
        plan: None,
        plan_evidence: None,
        plan_verified_on: None,
        last_review_on: None,
        names_pathway: None,
        pathway_said_on: None,
        started_on: None,
        ended_on: None,
        ended_as: None,
        end_reason: None,
        onward: None,
    }
}

impl Internship {
    fn accept(&mut self, accepted: &Accepted) {
        self.programme = accepted.programme.or(self.programme);
        self.year = Some(AcademicYear::of(accepted.planned_start));
        self.accepted_on = Some(accepted.date);
        (self.planned_start, self.planned_end) = (Some(accepted.planned_start), Some(accepted.planned_end));
        self.weekly_minutes_at_work = accepted.weekly_minutes_at_work;
        self.weekly_minutes_in_class = accepted.weekly_minutes_in_class;
        self.age_on_31_august = Some(accepted.age_on_31_august);
        self.english_and_maths = accepted.english_and_maths;
        self.readiness_override = accepted.readiness_override;
    }

    fn verify(&mut self, plan: &PlanVerified) {
        if self.plan_verified_on <= Some(plan.date) {
            self.plan_verified_on = Some(plan.date);
            (self.plan, self.plan_evidence) = (Some(plan.kind), plan.evidence);
        }
        self.last_review_on = self.last_review_on.max(plan.last_review);
        self.pathway(plan.names_pathway, plan.date);
    }

    fn review(&mut self, held: &ReviewHeld) {
        self.last_review_on = self.last_review_on.max(Some(held.date));
        self.pathway(held.names_pathway, held.date);
    }

    /// What is known of a later day stays when an earlier one is recorded after it.
    fn pathway(&mut self, named: Option<bool>, day: Date) {
        if named.is_some() && self.pathway_said_on <= Some(day) {
            (self.names_pathway, self.pathway_said_on) = (named, Some(day));
        }
    }

    /// The earliest end counts. On one day, leaving counts before the plan's end: the plan may have ended
    /// because they left.
    fn end(&mut self, end: End, date: Date, reason: &'static str) {
        let rank = |end, on| (on, end == End::PlanCeased);
        let ended = self.ended_as.zip(self.ended_on).map(|(end, on)| rank(end, on));
        if ended.is_none_or(|ended| rank(end, date) < ended) {
            (self.ended_as, self.ended_on) = (Some(end), Some(date));
            self.end_reason = Some(Word(Cow::Borrowed(reason)));
        }
    }
}
