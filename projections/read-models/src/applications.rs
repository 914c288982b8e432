//! One row per application to Access to Work: what was asked for, and how long the answer took.

use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, AwardDecision, ReconsiderationRequested, Signatory, SupportPurpose,
};
use events::{Act, ApplicationId, InternshipId, Line, Minutes, Subject};
use jiff::civil::Date;
use projection_kit::{Days, Folded, Keys, On, ReadModel, Takes, Undigested, table};

/// The read model of applications.
pub struct Applications;

table! {
    /// One row per application to Access to Work: what was asked for, and how long the answer took.
    pub struct Application in "applications", revision 1, essential [
        applied_on, purpose, signed_by, decided_on, decision, days_to_decide, award
    ], by {
        internship: InternshipId = "Whose support was asked for.";
        application: ApplicationId = "The application.";
    } {
        applied_on: Date = "When it was submitted.";
        act: Act = "Whether the provider submitted it by recording it, or it had gone in before.";
        purpose: Option<SupportPurpose> = "What the support is for, if that was said.";
        signed_by: Option<Signatory> = "Who signed; nothing where that is not evidenced.";
        signed_on: Option<Date> = "When they signed; nothing where that is not evidenced.";
        weekly_minutes: Option<Minutes> = "Job coaching asked for, minutes a week.";
        weeks: Option<u32> = "For how many weeks it was asked for.";
        travel: Option<bool> = "Whether travel was asked for.";
        equipment: Option<bool> = "Whether equipment was asked for.";
        decided_on: Option<Date> = "When it was answered last.";
        decision: Option<AwardDecision> = "What was answered.";
        days_to_decide: Option<Days> = "Calendar days from the application to its last answer.";
        award: Option<Line> = "The award it led to, by its reference.";
        reconsideration_on: Option<Date> = "When Access to Work was last asked to look at it again.";
    } asked on a day {
        age_days: Days = "Calendar days from the application to its last answer, or to the day it is asked for.",
            from "CAST(julianday(coalesce(decided_on, ?)) - julianday(applied_on) AS INTEGER)";
    }
}

impl ReadModel for Applications {
    type Key = (InternshipId, ApplicationId);
    type Page = Option<Application>;

    const TAKES: Takes<Self> = &[
        &On { keys: |whose, applied: &AccessToWorkApplied| of(whose, applied.application), fold: apply },
        &On { keys: |whose, decided: &AccessToWorkDecided| of(whose, decided.application), fold: decide },
        &On {
            keys: |whose, requested: &ReconsiderationRequested| of(whose, requested.application),
            fold: |page, _, requested| {
                let mut row = known(page)?;
                row.reconsideration_on = row.reconsideration_on.max(Some(requested.date));
                Ok(Some(row))
            },
        },
    ];
}

fn of(whose: Subject, application: ApplicationId) -> Keys<(InternshipId, ApplicationId)> {
    Keys::One((InternshipId(whose.id), application))
}

fn known(page: Option<Application>) -> Result<Application, Undigested> {
    page.ok_or(Undigested::Unfounded { on: "an application" })
}

fn apply(
    page: Option<Application>,
    &(internship, application): &(InternshipId, ApplicationId),
    applied: &AccessToWorkApplied,
) -> Folded<Applications> {
    Ok(page.or(Some(Application {
        internship,
        application,
        applied_on: applied.date,
        act: applied.act,
        purpose: applied.purpose,
        signed_by: applied.signed_by,
        signed_on: applied.signed_on,
        weekly_minutes: applied.weekly_minutes,
        weeks: applied.weeks.map(u32::from),
        travel: applied.travel,
        equipment: applied.equipment,
        decided_on: None,
        decision: None,
        days_to_decide: None,
        award: None,
        reconsideration_on: None,
    })))
}

fn decide(
    page: Option<Application>,
    _: &(InternshipId, ApplicationId),
    decided: &AccessToWorkDecided,
) -> Folded<Applications> {
    let mut row = known(page)?;
    row.decided_on = Some(decided.date);
    row.decision = Some(decided.decision);
    row.days_to_decide = Some(Days((decided.date - row.applied_on).get_days()));
    row.award = decided.award.as_ref().map(|award| award.reference.clone());
    Ok(Some(row))
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use jiff::civil::date;
    use projection_kit::scenarios::{Given, taken_back};
    use uuid::Uuid;

    use super::*;

    const APPLIED: Date = date(2025, 8, 1);

    #[test]
    fn an_application_waits_until_it_is_answered() {
        given([applied()]).then_that(|row| row.decided_on.is_none() && row.days_to_decide.is_none());
        given([applied(), refused(date(2025, 8, 29))]).then_that(|row| {
            row.decision == Some(AwardDecision::Refused) && row.days_to_decide == Some(Days(28)) && row.award.is_none()
        });
    }

    #[test]
    fn a_later_answer_counts() {
        given([applied(), refused(date(2025, 8, 29)), refused(date(2025, 9, 30))])
            .then_that(|row| row.days_to_decide == Some(Days(60)));
        given([applied(), refused(date(2025, 8, 29)), taken_back("funding", 2)])
            .then_that(|row| row.decision.is_none());
    }

    #[test]
    fn an_answer_to_nothing_makes_no_sense() {
        given([refused(APPLIED)]).parked(1, &Undigested::Unfounded { on: "an application" });
    }

    fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Applications> {
        projection_kit::scenarios::given(facts)
    }

    fn applied() -> Fact {
        AccessToWorkApplied {
            application: ApplicationId(Uuid::from_u128(8)),
            date: APPLIED,
            act: Act::Ours,
            purpose: Some(SupportPurpose::Placement),
            job: None,
            signed_by: None,
            signed_on: None,
            weekly_minutes: None,
            weeks: Some(26),
            travel: None,
            equipment: None,
        }
        .into()
    }

    fn refused(date: Date) -> Fact {
        let (application, decision) = (ApplicationId(Uuid::from_u128(8)), AwardDecision::Refused);
        AccessToWorkDecided { application, date, decision, award: None }.into()
    }
}
