//! Access to Work, claims and costs, in plain words.

use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, AwardDecision, AwardExtended, ClaimBasis, ClaimSubmitted, CostBasis,
    CostHead, CostIncurred, Event, Funder, Signatory,
};

use super::names::Names;
use super::prose::{capital, count, day, unended};

pub(super) fn sentence(event: &Event, names: &dyn Names) -> String {
    match event {
        Event::AccessToWorkApplied(event) => applied(event),
        Event::AccessToWorkDecided(event) => decided(event),
        Event::AwardExtended(event) => extended(event),
        Event::ClaimSubmitted(event) => claim(event),
        Event::ClaimPaid(event) => format!("Access to Work paid {} for {}.", event.pence, names.the_claim(event.claim)),
        Event::ClaimRejected(event) => {
            let reason = unended(event.reason.as_str());
            format!("Access to Work will not pay for {}: {reason}.", names.the_claim(event.claim))
        }
        Event::CostIncurred(event) => cost(event),
        Event::EnteredInError(error) => names.taken_back(error.event, error.reason.as_str()),
    }
}

fn signed(signatory: Signatory) -> &'static str {
    match signatory {
        Signatory::Customer => "signed by the intern",
        Signatory::Appointee => "signed by the person who acts for the intern",
    }
}

fn applied(event: &AccessToWorkApplied) -> String {
    let coaching = match (event.weekly_minutes, event.weeks) {
        (Some(time), Some(weeks)) => {
            format!(": {time} of job coaching a week, for {}", count(weeks.into(), "week", "weeks"))
        }
        (Some(time), None) => format!(": {time} of job coaching a week"),
        (None, Some(weeks)) => format!(": job coaching for {}", count(weeks.into(), "week", "weeks")),
        (None, None) => String::new(),
    };
    let travel = match event.travel {
        Some(true) => " Travel was asked for too.",
        Some(false) | None => "",
    };
    format!("Access to Work was asked for support{coaching}, {}.{travel}", signed(event.signed_by))
}

fn decided(event: &AccessToWorkDecided) -> String {
    let decision = match event.decision {
        AwardDecision::Awarded => "Access to Work said yes",
        AwardDecision::Part => "Access to Work agreed to part of what was asked for",
        AwardDecision::Refused => "Access to Work said no",
    };
    let waited = count(event.working_days.into(), "working day", "working days");
    let award = event.award.as_ref().map(|award| {
        format!(
            " It pays for {} of job coaching a week at {} an hour, for {} from {} to {} (award {}).",
            award.weekly_minutes,
            award.hourly,
            count(award.weeks.into(), "week", "weeks"),
            day(award.from),
            day(award.until),
            award.reference,
        )
    });
    format!("{decision}, {waited} after it was asked.{}", award.unwrap_or_default())
}

fn extended(event: &AwardExtended) -> String {
    let weeks = count(event.weeks.into(), "week", "weeks");
    format!("Access to Work made award {} longer by {weeks}, to {}.", event.reference, day(event.until))
}

fn claim(event: &ClaimSubmitted) -> String {
    let sessions = count(event.lines.len() as u64, "session", "sessions");
    let logged = if event.minutes == event.minutes_logged {
        String::new()
    } else {
        format!(", of {} that were logged", event.minutes_logged)
    };
    let basis = match event.basis {
        ClaimBasis::Listed => "",
        ClaimBasis::Period => " The sessions are those of the period that could be claimed.",
    };
    format!(
        "Claim {} asks Access to Work to pay {} for {} of job coaching in {sessions} from {} to {}{logged}, {} \
         (award {}, invoice {}).{basis}",
        event.number,
        event.pence,
        event.minutes,
        day(event.from),
        day(event.until),
        signed(event.signed_by),
        event.award,
        event.invoice,
    )
}

fn cost(event: &CostIncurred) -> String {
    let head = match event.head {
        CostHead::Tutor => "a tutor",
        CostHead::Coach => "job coaching",
        CostHead::Travel => "travel",
        CostHead::TravelTraining => "travel training",
        CostHead::Clothing => "clothing",
        CostHead::Equipment => "equipment",
        CostHead::Assessment => "an assessment",
        CostHead::Overhead => "the running of the programme",
    };
    let funder = match event.funder {
        Funder::Element1 => "out of the place funding (element 1)",
        Funder::Element2 => "out of the support funding (element 2)",
        Funder::Element3 => "out of the council's top-up (element 3)",
        Funder::AccessToWork => "by Access to Work",
        Funder::Grant => "out of a grant",
        Funder::Council => "by the council",
        Funder::Charity => "by a charity",
        Funder::Employer => "by the employer",
        Funder::Family => "by the family",
    };
    let basis = match event.basis {
        CostBasis::Actual => "",
        CostBasis::Estimate => ", by estimate",
    };
    format!("{} cost {}{basis}, paid {funder}.", capital(head), event.pence)
}
