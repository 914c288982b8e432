//! How a journey goes on with each event.

use std::borrow::Cow;

use events::coaching::{CoachAssigned, Event as Coached, Session};
use events::funding::{AccessToWorkDecided, ClaimPaid, ClaimSubmitted, Event as Funded};
use events::outcomes::{Event as Outcome, JobStarted, WorkStatus};
use events::placements::{Event as Placed, PlacementStarted};
use events::referrals::{Event as Referral, TasterCompleted};
use events::{ClaimId, Fact, InternshipId, Line, Minutes, Pence};
use jiff::civil::Date;
use projection_kit::Undigested;

use super::begin::begin;
use super::{End, Journey, Offer, OpenClaim, Stage, Word};
use crate::sums::{SIXTEEN_HOURS, count, less, less_pence, more, more_pence};

pub(super) fn fold(
    page: Option<Box<Journey>>,
    internship: InternshipId,
    fact: &Fact,
) -> Result<Box<Journey>, Undigested> {
    let mut row = match (page, fact) {
        (Some(row), _) => row,
        (None, Fact::Referrals(Referral::Referred(referred))) => return Ok(Box::new(begin(internship, referred))),
        (None, _) => return Err(Undigested::Unfounded { on: "a referral" }),
    };
    match fact {
        Fact::Referrals(fact) => row.referral(fact),
        Fact::Placements(fact) => row.placed(fact),
        Fact::Coaching(fact) => row.coached(fact)?,
        Fact::Funding(fact) => row.funded(fact)?,
        Fact::Outcomes(fact) => row.outcome(fact)?,
    }
    row.stage = row.stands();
    Ok(row)
}

impl Journey {
    /// Paid work comes first, then how the programme ended, then what goes on.
    fn stands(&self) -> Stage {
        match (self.in_work, self.ended_as) {
            (Some(true), _) => Stage::InWork,
            (_, Some(End::Declined)) => Stage::Declined,
            (_, Some(End::Withdrawn)) => Stage::Withdrawn,
            (_, Some(End::Completed)) => Stage::Completed,
            (_, None) if self.on_placement => Stage::OnPlacement,
            (_, None) if self.accepted_on.is_some() => Stage::Accepted,
            (_, None) => Stage::Referred,
        }
    }

    fn referral(&mut self, fact: &Referral) {
        match fact {
            Referral::FamilyConversationHeld(held) => {
                self.family_conversation_on = self.family_conversation_on.max(Some(held.date));
                self.contact(held.date);
            }
            Referral::PlanVerified(plan) => {
                self.plan = Some(plan.kind);
                self.last_review = self.last_review.max(plan.last_review);
            }
            Referral::TasterCompleted(taster) => self.taster(taster),
            Referral::TravelLevelChanged(travel) => {
                self.travel_step = Some(travel.step);
                self.contact(travel.date);
            }
            Referral::Accepted(accepted) => {
                self.accepted_on = Some(accepted.date);
                self.planned_start = Some(accepted.planned_start);
                self.planned_end = Some(accepted.planned_end);
                self.planned_weekly_minutes = Some(accepted.weekly_minutes_at_work);
                if self.ended_as == Some(End::Declined) {
                    (self.ended_as, self.left_on, self.end_reason) = (None, None, None);
                }
            }
            Referral::Declined(declined) => self.ends(End::Declined, declined.date, declined.reason.as_str()),
            Referral::Withdrawn(withdrawn) => self.ends(End::Withdrawn, withdrawn.date, withdrawn.reason.as_str()),
            Referral::Completed(completed) => self.ends(End::Completed, completed.date, completed.reason.as_str()),
            Referral::ProviderRegistered(_) | Referral::Referred(_) | Referral::EnteredInError(_) => {}
        }
    }

    fn ends(&mut self, end: End, date: Date, reason: &'static str) {
        (self.ended_as, self.left_on) = (Some(end), Some(date));
        self.end_reason = Some(Word(Cow::Borrowed(reason)));
    }

    fn taster(&mut self, taster: &TasterCompleted) {
        self.tasters = count(self.tasters);
        if let Err(at) = self.sectors.0.binary_search(&taster.sector) {
            self.sectors.0.insert(at, taster.sector.clone());
            self.sectors_tried = count(self.sectors_tried);
        }
        self.contact(taster.date);
    }

    fn placed(&mut self, fact: &Placed) {
        match fact {
            Placed::InterviewHeld(interview) => self.contact(interview.date),
            Placed::PlacementStarted(started) => self.placement(started),
            Placed::PlacementEnded(ended) => {
                if self.rotation == Some(ended.rotation) {
                    self.on_placement = false;
                }
            }
            Placed::AttendanceRecorded(attendance) => {
                if attendance.minutes == Minutes(0) {
                    self.days_absent = count(self.days_absent);
                } else {
                    self.days_attended = count(self.days_attended);
                    self.contact(attendance.date);
                }
            }
            Placed::EmployerRegistered(_) | Placed::EnteredInError(_) => {}
        }
    }

    fn placement(&mut self, started: &PlacementStarted) {
        self.rotations = count(self.rotations);
        if self.placement_started_on <= Some(started.date) {
            self.rotation = Some(started.rotation);
            self.on_placement = true;
            self.placement_started_on = Some(started.date);
            self.employer = Some(started.employer.name.clone());
            self.employer_id = Some(started.employer.id);
        }
    }

    fn coached(&mut self, fact: &Coached) -> Result<(), Undigested> {
        match fact {
            Coached::CoachAssigned(CoachAssigned { coach, .. }) => self.coach = Some(*coach),
            Coached::HoursLogged(logged) => {
                self.sessions = count(self.sessions);
                self.log(logged.session)?;
                self.contact(logged.date);
            }
            Coached::HoursCorrected(corrected) => {
                self.unlog(corrected.was)?;
                self.log(corrected.session)?;
            }
            Coached::CoachRegistered(_) | Coached::EnteredInError(_) => {}
        }
        Ok(())
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

    fn funded(&mut self, fact: &Funded) -> Result<(), Undigested> {
        match fact {
            Funded::AccessToWorkApplied(applied) => self.access_to_work_applied_on = Some(applied.date),
            Funded::AccessToWorkDecided(decided) => self.decided(decided),
            Funded::AwardExtended(extended) => {
                if self.award.as_ref() == Some(&extended.reference) {
                    self.award_until = Some(extended.until);
                }
            }
            Funded::ClaimSubmitted(claim) => self.claim(claim)?,
            Funded::ClaimPaid(paid) => self.pay(paid)?,
            Funded::ClaimRejected(rejected) => self.reject(rejected.claim)?,
            Funded::CostIncurred(_) | Funded::EnteredInError(_) => {}
        }
        Ok(())
    }

    fn claim(&mut self, claim: &ClaimSubmitted) -> Result<(), Undigested> {
        self.claimed_pence = more_pence(self.claimed_pence, claim.pence, "claimed_pence")?;
        self.minutes_claimed = more(self.minutes_claimed, claim.minutes, "minutes_claimed")?;
        self.open_claims.0.push(OpenClaim { claim: claim.claim, minutes: claim.minutes, unpaid: claim.pence });
        Ok(())
    }

    fn pay(&mut self, paid: &ClaimPaid) -> Result<(), Undigested> {
        self.paid_pence = more_pence(self.paid_pence, paid.pence, "paid_pence")?;
        for open in self.open_claims.0.iter_mut().filter(|open| open.claim == paid.claim) {
            open.unpaid = less_pence(open.unpaid, paid.pence, "open_claims")?;
        }
        self.open_claims.0.retain(|open| open.unpaid > Pence(0));
        Ok(())
    }

    /// A rejected claim frees its hours to be claimed anew, and what it was not paid is asked for no
    /// longer. One that was paid in full stays so.
    fn reject(&mut self, claim: ClaimId) -> Result<(), Undigested> {
        let Some(at) = self.open_claims.0.iter().position(|open| open.claim == claim) else {
            return Ok(());
        };
        let rejected = self.open_claims.0.remove(at);
        self.claimed_pence = less_pence(self.claimed_pence, rejected.unpaid, "claimed_pence")?;
        self.minutes_claimed = less(self.minutes_claimed, rejected.minutes, "minutes_claimed")?;
        Ok(())
    }

    fn decided(&mut self, decided: &AccessToWorkDecided) {
        self.access_to_work = Some(decided.decision);
        if let Some(award) = &decided.award {
            self.award = Some(award.reference.clone());
            (self.award_from, self.award_until) = (Some(award.from), Some(award.until));
        }
    }

    fn outcome(&mut self, fact: &Outcome) -> Result<(), Undigested> {
        match fact {
            Outcome::JobOffered(offered) => self.offers.0.push(Offer {
                offer: offered.offer,
                employer: offered.employer.name.clone(),
                weekly: offered.weekly_minutes,
            }),
            Outcome::JobOfferAnswered(answered) => self.contact(answered.date),
            Outcome::JobStarted(started) => self.job(started)?,
            Outcome::JobEnded(ended) => {
                if self.job_offer == Some(ended.offer) {
                    self.work(false, ended.date);
                }
            }
            Outcome::SustainmentChecked(check) => {
                match check.status {
                    WorkStatus::InWork => self.work(true, check.date),
                    WorkStatus::NotInWork => self.work(false, check.date),
                    WorkStatus::NotKnown | WorkStatus::CouldNotReach => {}
                }
                if check.status != WorkStatus::CouldNotReach {
                    self.contact(check.date);
                }
            }
            Outcome::DestinationRecorded(_) | Outcome::EnteredInError(_) => {}
        }
        Ok(())
    }

    fn job(&mut self, started: &JobStarted) -> Result<(), Undigested> {
        let offer = self.offers.0.iter().find(|offer| offer.offer == started.offer);
        let Offer { employer, weekly, .. } = offer.ok_or(Undigested::Unfounded { on: "an offer of the job" })?;
        let (employer, weekly): (Line, Minutes) = (employer.clone(), *weekly);
        self.job = true;
        self.job_16h |= weekly >= SIXTEEN_HOURS;
        self.jobs_started = count(self.jobs_started);
        self.first_job_on = Some(self.first_job_on.map_or(started.date, |first| first.min(started.date)));
        if self.job_started_on <= Some(started.date) {
            self.job_offer = Some(started.offer);
            self.job_started_on = Some(started.date);
            (self.job_employer, self.job_weekly_minutes) = (Some(employer), Some(weekly));
        }
        self.work(true, started.date);
        Ok(())
    }

    /// What is known about a later day stays when news about an earlier one come in.
    fn work(&mut self, in_work: bool, day: Date) {
        if self.work_known_on <= Some(day) {
            (self.in_work, self.work_known_on) = (Some(in_work), Some(day));
        }
    }

    fn contact(&mut self, day: Date) {
        self.last_contact = self.last_contact.max(Some(day));
    }
}
