//! One row per internship: who and whose it is, what was planned, how it ended.

mod fold;

#[cfg(test)]
mod stories;

use events::referrals::{EnglishAndMaths, Onward, PlanEvidence, PlanKind, ReadinessOverride, ReferralSource};
use events::{AcademicYear, InternshipId, Line, LocalAuthority, Minutes, PersonId, ProgrammeId, ProviderId};
use jiff::civil::Date;
use projection_kit::table;

use crate::journeys::{End, Word};

/// The read model of internships.
pub struct Internships;

table! {
    /// One row per internship: whose it is, what was planned, which plan the young person has, and how it ended.
    pub struct Internship in "internships", revision 1, sorted by [reference], essential [
        reference, provider, year, referred_on, accepted_on, started_on, ended_on, ended_as
    ], by {
        internship: InternshipId = "The internship.";
    } {
        person: PersonId = "The young person, across internships; the name is sealed under this id.";
        provider: ProviderId = "Who runs the programme.";
        reference: Line = "What the provider calls the young person; never a name.";
        programme: Option<ProgrammeId> = "The programme they were accepted on, else the one applied for; nothing if none was said.";
        year: Option<AcademicYear> = "The academic year of the planned start, such as 2025/26; nothing until they are accepted.";
        home_authority: LocalAuthority = "The local authority that owns the plan, by its code.";
        source: ReferralSource = "Who sent them.";
        school_year: Option<Line> = "School year at the referral, as the school writes it, if it was said.";
        referred_on: Date = "When they were referred.";
        accepted_on: Option<Date> = "When they were accepted.";
        planned_start: Option<Date> = "First planned day.";
        planned_end: Option<Date> = "Last planned day.";
        weekly_minutes_at_work: Option<Minutes> = "Planned time a week at work, if it was said.";
        weekly_minutes_in_class: Option<Minutes> = "Planned time a week in class, if it was said.";
        age_on_31_august: Option<u8> = "Age on the last 31 August before the planned start; nothing until they are accepted.";
        english_and_maths: Option<EnglishAndMaths> = "Whether English and maths are part of the programme, if it was said.";
        readiness_override: Option<ReadinessOverride> = "Why they were accepted although the latest assessment said not yet, where it did.";
        plan: Option<PlanKind> = "Which plan they have, by the latest day it was verified on.";
        plan_evidence: Option<PlanEvidence> = "How that was verified, if it was said.";
        plan_verified_on: Option<Date> = "The latest day it was verified on.";
        last_review_on: Option<Date> = "The latest review of the plan that is known of.";
        names_pathway: Option<bool> = "Whether the plan names a supported internship as the pathway: what was said last.";
        pathway_said_on: Option<Date> = "The day for which that was said.";
        started_on: Option<Date> = "First day of the first placement.";
        ended_on: Option<Date> = "When it ended, or was declined; the earliest where several say so.";
        ended_as: Option<End> = "How it ended.";
        end_reason: Option<Word> = "Why it ended; which words there are depends on how it did.";
        onward: Option<Onward> = "Where somebody who got no place went instead, if it was said.";
    }
}
