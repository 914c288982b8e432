//! Jobs and the years after, in plain words.

use events::outcomes::{
    Answer, Contract, Destination, DestinationRecorded, EndedBy, Event, Evidence, JobEndReason, JobEnded,
    JobOfferAnswered, JobOffered, JobStarted, SustainmentChecked, WorkStatus,
};

use super::names::Names;
use super::prose::{capital, count, day, unended};

pub(super) fn sentence(event: &Event, names: &dyn Names) -> String {
    match event {
        Event::JobOffered(event) => offered(event),
        Event::JobOfferAnswered(event) => answered(event, names),
        Event::JobStarted(event) => started(event, names),
        Event::JobEnded(event) => ended(event, names),
        Event::SustainmentChecked(event) => checked(event, names),
        Event::DestinationRecorded(event) => destination(event),
        Event::EnteredInError(error) => names.taken_back(error.event, error.reason.as_str()),
    }
}

/// What the job is and with whom.
pub(super) fn job(event: &JobOffered) -> String {
    format!("{} at {}", event.role, event.employer.name)
}

fn offered(event: &JobOffered) -> String {
    let sector = event.sector.as_ref().map(|sector| format!(" ({sector})")).unwrap_or_default();
    let contract = match event.contract {
        Contract::Permanent => "a permanent job",
        Contract::FixedTerm => "a job for a fixed time",
        Contract::ZeroHours => "a job without fixed hours",
        Contract::Apprenticeship => "an apprenticeship",
        Contract::SelfEmployed => "work of their own",
    };
    let seasonal = if event.seasonal == Some(true) { ", for the season" } else { "" };
    let start = event.start.map(|start| format!(", to start on {}", day(start))).unwrap_or_default();
    let known = if event.placement_employer { " They know the employer from a placement." } else { "" };
    format!(
        "They were offered {contract} as {}{sector}{seasonal}: {} a week at {} an hour{start}.{known}",
        job(event),
        event.weekly_minutes,
        event.hourly,
    )
}

fn answered(event: &JobOfferAnswered, names: &dyn Names) -> String {
    let job = names.the_job(event.offer);
    let reason = event.reason.as_ref().map(|reason| format!(": {}", unended(reason.as_str()))).unwrap_or_default();
    match event.answer {
        Answer::Accepted => format!("They took {job}{reason}."),
        Answer::Declined => format!("They did not take {job}{reason}."),
    }
}

fn started(event: &JobStarted, names: &dyn Names) -> String {
    let support = match event.new_access_to_work {
        Some(true) => " Access to Work was asked again, for support in the job.",
        Some(false) => " Access to Work was not asked again: the internship's support does not follow into the job.",
        None => "",
    };
    format!("First day in {}.{support}", names.the_job(event.offer))
}

fn ended(event: &JobEnded, names: &dyn Names) -> String {
    let reason = match event.reason {
        JobEndReason::BetterJob => "for a better job",
        JobEndReason::ContractEnded => "the contract came to its end",
        JobEndReason::Redundant => "the job was no longer there",
        JobEndReason::Dismissed => "they were dismissed",
        JobEndReason::Health => "for their health",
        JobEndReason::Resigned => "they resigned",
        JobEndReason::Other => "for another reason",
    };
    let by = match event.ended_by {
        EndedBy::Employee => "ended by the young person",
        EndedBy::Employer => "ended by the employer",
        EndedBy::Both => "ended by agreement",
        EndedBy::ContractTerm => "ended with the contract's term",
    };
    format!("Last day in {}: {reason} ({by}).", names.the_job(event.offer))
}

fn checked(event: &SustainmentChecked, names: &dyn Names) -> String {
    let after = count(event.weeks.into(), "week", "weeks");
    let meant = event.milestone.map(|weeks| format!("{weeks}-week check, ")).unwrap_or_default();
    let status = match (event.status, event.same_employer) {
        (WorkStatus::InWork, Some(true)) => "still in work, with the same employer",
        (WorkStatus::InWork, Some(false)) => "still in work, with another employer",
        (WorkStatus::InWork, None) => "still in work",
        (WorkStatus::NotInWork, _) => "not in work",
        (WorkStatus::CouldNotReach, _) => "nobody could reach them, so it is not known",
        (WorkStatus::NotKnown, _) => "they were reached, but it is not known",
    };
    let hours = event.weekly_minutes.map(|time| format!(", {time} a week")).unwrap_or_default();
    let pay = event.hourly.map(|pay| format!(", at {pay} an hour")).unwrap_or_default();
    let evidence = event.evidence.map(|evidence| match evidence {
        Evidence::Payslip => " A payslip shows it.",
        Evidence::Employer => " The employer said so.",
        Evidence::Intern => " They said so themselves.",
        Evidence::Family => " The family said so.",
        Evidence::BenefitRecord => " The benefit record shows it.",
    });
    let job = names.the_job(event.offer);
    let evidence = evidence.unwrap_or_default();
    let text = format!("{meant}{after} after the start of {job}: {status}{hours}{pay}.{evidence}");
    capital(&text)
}

fn destination(event: &DestinationRecorded) -> String {
    let outcome = match event.outcome {
        Destination::Edu1 => "a traineeship",
        Destination::Edu2 => "an apprenticeship",
        Destination::Edu3 => "a supported internship",
        Destination::Edu4 => "other further education, full time",
        Destination::Edu5 => "other further education, part time",
        Destination::Edu6 => "higher education",
        Destination::Emp1 => "paid work of 16 hours a week or more",
        Destination::Emp2 => "paid work of less than 16 hours a week",
        Destination::Emp4 => "self-employed work of 16 hours a week or more",
        Destination::Emp5 => "self-employed work of less than 16 hours a week",
        Destination::Gap1 => "a gap year",
        Destination::Npe1 => "not in work, and looking for it",
        Destination::Npe2 => "not in work, and not looking for it",
        Destination::Oth1 => "something else",
        Destination::Oth3 => "not known: nobody could reach them",
        Destination::Oth4 => "not known, though they were reached",
        Destination::Sde1 => "supported independent living",
        Destination::Sde2 => "independent living",
        Destination::Sde3 => "a return home",
        Destination::Sde4 => "a long-term residential placement",
        Destination::Vol1 => "voluntary work",
    };
    let (from, found) = (day(event.from), day(event.date));
    format!("What came of it, since {from}: {outcome} (recorded as {}, found out on {found}).", event.outcome)
}
