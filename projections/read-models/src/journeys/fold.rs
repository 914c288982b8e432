//! How a journey goes on with each event.

use std::borrow::Cow;

use events::coaching::{CoachAssigned, HoursCorrected, HoursLogged, Session};
use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, AwardChanged, ClaimContent, ClaimLineDisallowed, ClaimPaid,
    ClaimRejected, ClaimSubmitted,
};
use events::outcomes::{JobEnded, JobOfferAnswered, JobOffered, JobStarted, SustainmentChecked, WorkStatus};
use events::placements::{AttendanceRecorded, InterviewHeld, PlacementEnded, PlacementStarted};
use events::referrals::{
    Accepted, Completed, Declined, FamilyConversationHeld, PlanCeased, PlanVerified, Referred, TasterCompleted,
    TravelLevelChanged, Withdrawn,
};
use events::{Event, EventType, FromFact, InternshipId, Minutes, Pence, Recorded};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Take, Takes, Undigested};

use super::begin::begin;
use super::{End, Journey, Journeys, Offer, OpenClaim, Stage, Word};
use crate::sums::{SIXTEEN_HOURS, count, less, less_pence, more, more_pence};

impl ReadModel for Journeys {
    type Key = (InternshipId,);
    type Page = Option<Box<Journey>>;

    const TAKES: Takes<Self> = &[
        &On { keys: |whose, _| Keys::One((InternshipId(whose.id),)), fold: refer },
        &Then(|row, held: &FamilyConversationHeld| {
            row.family_conversation_on = row.family_conversation_on.max(Some(held.date));
            row.contact(held.date)
        }),
        &Then(|row, plan: &PlanVerified| {
            row.plan = Some(plan.kind);
            row.last_review = row.last_review.max(plan.last_review);
            Ok(())
        }),
        &Then(Journey::taster),
        &Then(|row, travel: &TravelLevelChanged| {
            row.travel_step = Some(travel.step);
            row.contact(travel.date)
        }),
        &Then(Journey::accept),
        &Then(|row, declined: &Declined| row.ends(End::Declined, declined.date, declined.reason.as_str())),
        &Then(|row, withdrawn: &Withdrawn| row.ends(End::Withdrawn, withdrawn.date, withdrawn.reason.as_str())),
        &Then(|row, completed: &Completed| row.ends(End::Completed, completed.date, completed.reason.as_str())),
        &Then(|row, ceased: &PlanCeased| match row.left_on {
            Some(left) if left <= ceased.date => Ok(()),
            Some(_) | None => row.ends(End::PlanCeased, ceased.date, ceased.reason.as_str()),
        }),
        &Then(|row, interview: &InterviewHeld| row.contact(interview.date)),
        &Then(Journey::placement),
        &Then(|row, ended: &PlacementEnded| {
            row.placements_running.0.retain(|running| *running != ended.placement);
            row.on_placement = !row.placements_running.0.is_empty();
            Ok(())
        }),
        &Then(Journey::attendance),
        &Then(|row, assigned: &CoachAssigned| {
            row.coach = Some(assigned.coach);
            Ok(())
        }),
        &Then(|row, logged: &HoursLogged| {
            row.sessions = count(row.sessions);
            row.log(logged.session)?;
            row.contact(logged.date)
        }),
        &Then(|row, corrected: &HoursCorrected| {
            row.unlog(corrected.was)?;
            row.log(corrected.session)
        }),
        &Then(|row, applied: &AccessToWorkApplied| {
            row.access_to_work_applied_on = Some(applied.date);
            Ok(())
        }),
        &Then(Journey::decided),
        &Then(|row, changed: &AwardChanged| {
            if row.award.as_ref() == Some(&changed.award) {
                row.award_until = changed.until.or(row.award_until);
            }
            Ok(())
        }),
        &Then(Journey::claim),
        &Then(Journey::pay),
        &Then(Journey::disallow),
        &Then(Journey::reject),
        &Then(Journey::offer),
        &Then(|row, answered: &JobOfferAnswered| row.contact(answered.date)),
        &Then(Journey::job),
        &Then(|row, ended: &JobEnded| {
            if row.latest_job == Some(ended.job) {
                row.work(false, ended.date);
            }
            Ok(())
        }),
        &Then(Journey::check),
    ];
}

/// Changes the journey that a referral began, and says where the young person stands after it.
struct Then<E>(fn(&mut Journey, &E) -> Result<(), Undigested>);

impl<E: FromFact> Take<Journeys> for Then<E> {
    fn event_type(&self) -> EventType {
        E::TYPE
    }

    fn keys(&self, event: &Event) -> Option<Keys<(InternshipId,)>> {
        E::from_fact(&event.fact).map(|_| Keys::One((InternshipId(event.subject.id),)))
    }

    fn fold(&self, page: Option<Box<Journey>>, _: &(InternshipId,), event: &Recorded) -> Folded<Journeys> {
        let mut row = page.ok_or(Undigested::Unfounded { on: "a referral" })?;
        if let Some(fact) = E::from_fact(&event.event.fact) {
            (self.0)(&mut row, fact)?;
            row.stage = row.stands();
        }
        Ok(Some(row))
    }
}

/// A second referral of the same internship says nothing new.
fn refer(page: Option<Box<Journey>>, key: &(InternshipId,), referred: &Referred) -> Folded<Journeys> {
    Ok(Some(page.unwrap_or_else(|| Box::new(begin(key.0, referred)))))
}

impl Journey {
    /// Paid work comes first, then how the programme ended, then what goes on.
    fn stands(&self) -> Stage {
        match (self.in_work, self.ended_as) {
            (Some(true), _) => Stage::InWork,
            (_, Some(End::Declined)) => Stage::Declined,
            (_, Some(End::Withdrawn)) => Stage::Withdrawn,
            (_, Some(End::Completed)) => Stage::Completed,
            (_, Some(End::PlanCeased)) => Stage::PlanCeased,
            (_, None) if self.on_placement => Stage::OnPlacement,
            (_, None) if self.accepted_on.is_some() => Stage::Accepted,
            (_, None) => Stage::Referred,
        }
    }

    fn accept(&mut self, accepted: &Accepted) -> Result<(), Undigested> {
        self.accepted_on = Some(accepted.date);
        self.planned_start = Some(accepted.planned_start);
        self.planned_end = Some(accepted.planned_end);
        self.planned_weekly_minutes = accepted.weekly_minutes_at_work;
        if self.ended_as == Some(End::Declined) {
            (self.ended_as, self.left_on, self.end_reason) = (None, None, None);
        }
        Ok(())
    }

    fn ends(&mut self, end: End, date: Date, reason: &'static str) -> Result<(), Undigested> {
        (self.ended_as, self.left_on) = (Some(end), Some(date));
        self.end_reason = Some(Word(Cow::Borrowed(reason)));
        Ok(())
    }

    fn taster(&mut self, taster: &TasterCompleted) -> Result<(), Undigested> {
        self.tasters = count(self.tasters);
        if let Some(sector) = taster.sector
            && let Err(at) = self.sectors.0.binary_search(&sector)
        {
            self.sectors.0.insert(at, sector);
            self.sectors_tried = count(self.sectors_tried);
        }
        self.contact(taster.date)
    }

    fn placement(&mut self, started: &PlacementStarted) -> Result<(), Undigested> {
        self.placements = count(self.placements);
        self.placements_running.0.push(started.placement);
        self.on_placement = true;
        if self.placement_started_on <= Some(started.date) {
            self.placement_started_on = Some(started.date);
            self.employer = Some(started.employer.name.clone());
            self.employer_id = Some(started.employer.id);
        }
        Ok(())
    }

    fn attendance(&mut self, attendance: &AttendanceRecorded) -> Result<(), Undigested> {
        if attendance.minutes == Minutes(0) {
            self.days_absent = count(self.days_absent);
            return Ok(());
        }
        self.days_attended = count(self.days_attended);
        self.contact(attendance.date)
    }

    fn log(&mut self, session: Session) -> Result<(), Undigested> {
        self.minutes_logged = more(self.minutes_logged, session.minutes, "minutes_logged")?;
        if session.claimable {
            self.minutes_claimable = more(self.minutes_claimable, session.minutes, "minutes_claimable")?;
        }
        Ok(())
    }

    fn unlog(&mut self, session: Session) -> Result<(), Undigested> {
        self.minutes_logged = less(self.minutes_logged, session.minutes, "minutes_logged")?;
        if session.claimable {
            self.minutes_claimable = less(self.minutes_claimable, session.minutes, "minutes_claimable")?;
        }
        Ok(())
    }

    fn decided(&mut self, decided: &AccessToWorkDecided) -> Result<(), Undigested> {
        self.access_to_work = Some(decided.decision);
        if let Some(award) = &decided.award {
            self.award = Some(award.reference.clone());
            (self.award_from, self.award_until) = (Some(award.from), Some(award.until));
        }
        Ok(())
    }

    fn claim(&mut self, claim: &ClaimSubmitted) -> Result<(), Undigested> {
        let ClaimContent { minutes, pence, .. } = claim.content;
        self.claimed_pence = more_pence(self.claimed_pence, pence, "claimed_pence")?;
        self.minutes_claimed = more(self.minutes_claimed, minutes, "minutes_claimed")?;
        self.open_claims.0.push(OpenClaim { claim: claim.claim, minutes, unpaid: pence });
        Ok(())
    }

    fn pay(&mut self, paid: &ClaimPaid) -> Result<(), Undigested> {
        self.paid_pence = more_pence(self.paid_pence, paid.pence, "paid_pence")?;
        for open in self.open_claims.0.iter_mut().filter(|open| open.claim == paid.claim) {
            open.unpaid = less_pence(open.unpaid, paid.pence, "open_claims")?.max(Pence(0));
        }
        self.open_claims.0.retain(|open| open.unpaid > Pence(0));
        Ok(())
    }

    /// The minutes of a disallowed line can be claimed again.
    fn disallow(&mut self, line: &ClaimLineDisallowed) -> Result<(), Undigested> {
        self.claimed_pence = less_pence(self.claimed_pence, line.pence, "claimed_pence")?;
        self.minutes_claimed = less(self.minutes_claimed, line.minutes, "minutes_claimed")?;
        for open in self.open_claims.0.iter_mut().filter(|open| open.claim == line.claim) {
            open.minutes = less(open.minutes, line.minutes, "open_claims")?;
            open.unpaid = less_pence(open.unpaid, line.pence, "open_claims")?.max(Pence(0));
        }
        Ok(())
    }

    /// The hours of a rejected claim can be claimed again, but for those that were paid for, and what was
    /// not paid of it no longer counts as claimed. One that was paid in full stays so.
    fn reject(&mut self, rejected: &ClaimRejected) -> Result<(), Undigested> {
        let Some(at) = self.open_claims.0.iter().position(|open| open.claim == rejected.claim) else {
            return Ok(());
        };
        let open = self.open_claims.0.remove(at);
        let kept: Minutes = rejected.keeps.iter().map(|line| line.minutes).sum();
        self.claimed_pence = less_pence(self.claimed_pence, open.unpaid, "claimed_pence")?;
        self.minutes_claimed =
            less(self.minutes_claimed, Minutes(open.minutes.0.saturating_sub(kept.0)), "minutes_claimed")?;
        Ok(())
    }

    fn offer(&mut self, offered: &JobOffered) -> Result<(), Undigested> {
        self.offers.0.push(Offer::of(offered.job, &offered.terms));
        Ok(())
    }

    fn job(&mut self, started: &JobStarted) -> Result<(), Undigested> {
        let offer = self.offers.0.iter().find(|offer| offer.job == started.job).cloned();
        let offer = offer.or_else(|| Some(Offer::of(started.job, started.terms.as_ref()?)));
        let Offer { employer, weekly, .. } = offer.ok_or(Undigested::Unfounded { on: "an offer of the job" })?;
        self.job = true;
        self.job_16h |= weekly.is_some_and(|weekly| weekly >= SIXTEEN_HOURS);
        self.jobs_started = count(self.jobs_started);
        self.first_job_on = Some(self.first_job_on.map_or(started.date, |first| first.min(started.date)));
        if self.job_started_on <= Some(started.date) {
            self.latest_job = Some(started.job);
            self.job_started_on = Some(started.date);
            (self.job_employer, self.job_weekly_minutes) = (Some(employer), weekly);
        }
        self.work(true, started.date);
        Ok(())
    }

    fn check(&mut self, check: &SustainmentChecked) -> Result<(), Undigested> {
        match check.status {
            WorkStatus::InWork => self.work(true, check.date),
            WorkStatus::NotInWork => self.work(false, check.date),
            WorkStatus::NotKnown => {}
            WorkStatus::CouldNotReach => return Ok(()),
        }
        self.contact(check.date)
    }

    /// What is known about a later day stays when news about an earlier one come in.
    fn work(&mut self, in_work: bool, day: Date) {
        if self.work_known_on <= Some(day) {
            (self.in_work, self.work_known_on) = (Some(in_work), Some(day));
        }
    }

    fn contact(&mut self, day: Date) -> Result<(), Undigested> {
        self.last_contact = self.last_contact.max(Some(day));
        Ok(())
    }
}
