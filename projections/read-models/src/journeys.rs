//! One row per internship: where the young person stands, and how they got there.

mod begin;
mod fold;
mod questions;

#[cfg(test)]
mod stories;

use std::borrow::Cow;

use events::funding::AwardDecision;
use events::outcomes::JobTerms;
use events::referrals::{PlanKind, ReferralSource};
use events::{
    ClaimId, CoachId, EmployerId, InternshipId, JobId, Line, LocalAuthority, Minutes, Pence, PersonId, PlacementId,
    ProviderId, Sector,
};
use jiff::civil::Date;
use projection_kit::{Item, List, Misread, Value, table, words};

/// The read model of internships.
pub struct Journeys;

words! {
    /// Where a young person stands now.
    pub enum Stage {
        /// Somebody asked for a place.
        Referred = "referred",
        /// There was no place.
        Declined = "declined",
        /// They have a place, and are not at an employer at the moment.
        Accepted = "accepted",
        /// They are in a placement at an employer.
        OnPlacement = "on-placement",
        /// They left before the end.
        Withdrawn = "withdrawn",
        /// They finished the programme.
        Completed = "completed",
        /// The council ended their plan, and the internship with it.
        PlanCeased = "plan-ceased",
        /// They are in paid work, as far as is known.
        InWork = "in-work",
    }

    /// How the programme came to an end.
    pub enum End {
        /// There was no place.
        Declined = "declined",
        /// They left before the end.
        Withdrawn = "withdrawn",
        /// They finished it.
        Completed = "completed",
        /// The council ended their plan first.
        PlanCeased = "plan-ceased",
    }
}

table! {
    /// One row per internship: where the young person stands, and how they got there.
    pub struct Journey in "journeys", revision 3, sorted by [reference], essential [
        reference, stage, accepted_on, employer, placement_started_on, minutes_logged, paid_pence, job_started_on,
        job_employer, in_work, last_contact, referred_on, left_on
    ], by {
        internship: InternshipId = "The internship.";
    } {
        reference: Line = "What the provider calls the young person; never a name.";
        provider: ProviderId = "Who runs the programme.";
        person: PersonId = "The young person, across internships; the name is sealed under this id.";
        home_authority: LocalAuthority = "The local authority that owns the plan, by its code.";
        source: ReferralSource = "Who sent them.";
        stage: Stage = "Where they stand now.";
        referred_on: Date = "When they were referred.";
        family_conversation_on: Option<Date> = "The latest conversation with the family.";
        plan: Option<PlanKind> = "What kind of plan somebody saw.";
        last_review: Option<Date> = "When the plan was last reviewed.";
        tasters: u32 = "How many tasters they did.";
        sectors_tried: u32 = "How many kinds of work they tried in tasters.";
        sectors: List<Sector> = "The kinds of work they tried in tasters.";
        travel_step: Option<u8> = "The step of travel training last recorded, 1 (referral) to 7 (independent).";
        accepted_on: Option<Date> = "When they were offered a place and became an intern.";
        planned_start: Option<Date> = "First planned day of the programme.";
        planned_end: Option<Date> = "Last planned day of the programme.";
        planned_weekly_minutes: Option<Minutes> = "Planned time at work a week.";
        coach: Option<CoachId> = "The job coach last assigned.";
        placements: u32 = "How many placements at employers were begun.";
        placements_running: List<PlacementId> = "The placements that nobody ended.";
        on_placement: bool = "Whether a placement is going on.";
        placement_started_on: Option<Date> = "First day of the latest placement.";
        employer: Option<Line> = "The employer of the latest placement, by its name then.";
        employer_id: Option<EmployerId> = "The employer of the latest placement.";
        days_attended: u32 = "Days they were recorded as there.";
        days_absent: u32 = "Days they were recorded as absent.";
        ended_as: Option<End> = "How the programme came to an end; nothing while it goes on.";
        left_on: Option<Date> = "Their last day, or the day they were declined.";
        end_reason: Option<Word> = "Why it came to an end, in the words of that event.";
        sessions: u32 = "Coaching sessions logged.";
        minutes_logged: Minutes = "Coaching time logged, after corrections.";
        minutes_claimable: Minutes = "Coaching time that may be claimed from Access to Work, after corrections.";
        minutes_claimed: Minutes = "Coaching time claimed from Access to Work, paid or not, without that of rejected claims.";
        access_to_work_applied_on: Option<Date> = "The latest application to Access to Work.";
        access_to_work: Option<AwardDecision> = "What Access to Work last decided.";
        award: Option<Line> = "The latest award, by its reference.";
        award_from: Option<Date> = "First day the latest award covers.";
        award_until: Option<Date> = "Last day the latest award covers, after extensions.";
        claimed_pence: Pence = "Claimed from Access to Work, paid or not, without what rejected claims were not paid.";
        paid_pence: Pence = "Paid by Access to Work.";
        open_claims: List<OpenClaim> = "Claims that may still be paid: claim, minutes, pence not paid yet.";
        offers: List<Offer> = "Jobs offered so far: job, employer, minutes a week.";
        job: bool = "Whether they ever started a paid job.";
        job_16h: bool = "Whether they ever started a paid job of 16 hours a week or more.";
        jobs_started: u32 = "How many paid jobs they started.";
        first_job_on: Option<Date> = "First day of the first paid job.";
        latest_job: Option<JobId> = "The latest paid job.";
        job_started_on: Option<Date> = "First day of the latest paid job.";
        job_employer: Option<Line> = "The employer of the latest paid job.";
        job_weekly_minutes: Option<Minutes> = "Paid time a week in the latest job at first, if known.";
        in_work: Option<bool> = "Whether they were in paid work when it was last known.";
        work_known_on: Option<Date> = "The day for which that is known.";
        last_contact: Option<Date> = "The latest day of a session, taster, interview, attendance, travel step, family conversation, answer to an offer, or check that reached them.";
    }
}

/// A word of an event, of whichever list it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word(pub Cow<'static, str>);

impl projection_kit::Column for Word {
    const KIND: projection_kit::Kind = projection_kit::Kind::Text;

    fn write(&self) -> Value {
        Value::Text(self.0.clone())
    }

    fn read(value: Value) -> Result<Self, Misread> {
        match value {
            Value::Text(text) => Ok(Self(text)),
            Value::Null | Value::Integer(_) | Value::Flag(_) => Err(Misread::new(&value, "a word")),
        }
    }
}

/// A claim that may still be paid, or rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenClaim {
    /// Which claim.
    pub claim: ClaimId,
    /// The time it claims.
    pub minutes: Minutes,
    /// What has not been paid yet.
    pub unpaid: Pence,
}

impl Item for OpenClaim {
    fn to_json(&self) -> serde_json::Value {
        serde_json::json!([self.claim.to_string(), self.minutes.0, self.unpaid.0])
    }

    fn from_json(json: &serde_json::Value) -> Option<Self> {
        let claim = serde_json::from_value(json.get(0)?.clone()).ok()?;
        let minutes = json.get(1)?.as_u64()?.try_into().ok().map(Minutes)?;
        Some(Self { claim, minutes, unpaid: json.get(2)?.as_i64().map(Pence)? })
    }
}

/// A job that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which job.
    pub job: JobId,
    /// Who offers.
    pub employer: Line,
    /// Paid minutes a week, if known.
    pub weekly: Option<Minutes>,
}

impl Offer {
    /// What of a job is remembered.
    fn of(job: JobId, terms: &JobTerms) -> Self {
        Self { job, employer: terms.employer.name.clone(), weekly: terms.weekly_minutes }
    }
}

impl Item for Offer {
    fn to_json(&self) -> serde_json::Value {
        serde_json::json!([self.job.to_string(), self.employer.as_str(), self.weekly])
    }

    fn from_json(json: &serde_json::Value) -> Option<Self> {
        let job = serde_json::from_value(json.get(0)?.clone()).ok()?;
        let employer = Line::new(json.get(1)?.as_str()?).ok()?;
        let weekly = serde_json::from_value(json.get(2)?.clone()).ok()?;
        Some(Self { job, employer, weekly })
    }
}
