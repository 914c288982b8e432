//! Job coaches and the hours they give, in plain words.

use events::coaching::{Activity, CoachAssigned, CoachRegistered, Event, HoursCorrected, HoursLogged, Mode, Session};

use super::names::Names;
use super::prose::{capital, clock, day, unended};

pub(super) fn sentence(event: &Event, names: &dyn Names) -> String {
    match event {
        Event::CoachRegistered(event) => registered(event, names),
        Event::CoachAssigned(event) => assigned(event, names),
        Event::HoursLogged(event) => logged(event, names),
        Event::HoursCorrected(event) => corrected(event, names),
        Event::EnteredInError(error) => names.taken_back(error.event, error.reason.as_str()),
    }
}

fn registered(event: &CoachRegistered, names: &dyn Names) -> String {
    let name = event.personal.as_ref().map_or("A job coach", |personal| personal.content.name.as_str());
    format!("{name} joined {} as a job coach.", names.provider_or(event.provider))
}

fn assigned(event: &CoachAssigned, names: &dyn Names) -> String {
    let until = event.until.map(|until| format!(", until {}", day(until))).unwrap_or_default();
    let reason = event.reason.as_ref().map(|reason| format!(" Why: {}.", unended(reason.as_str())));
    let coach = names.coach_or(event.coach);
    format!("{coach} became their job coach from {}{until}.{}", day(event.date), reason.unwrap_or_default())
}

fn logged(event: &HoursLogged, names: &dyn Names) -> String {
    let Session { minutes, activity, claimable } = event.session;
    let remote = match event.mode {
        Mode::InPerson => "",
        Mode::Remote => ", from afar",
    };
    format!(
        "{} worked {} them for {minutes} on {} from {}{remote}: {}; {}.",
        names.coach_or(event.coach),
        with(activity),
        day(event.date),
        clock(event.start),
        doing(activity),
        claimed(claimable),
    )
}

fn corrected(event: &HoursCorrected, names: &dyn Names) -> String {
    let (was, now) = (event.was, event.session);
    let mut changes = Vec::new();
    if was.minutes != now.minutes {
        changes.push(format!("{} instead of {}", now.minutes, was.minutes));
    }
    if was.activity != now.activity {
        changes.push(format!("{} instead of {}", doing(now.activity), doing(was.activity)));
    }
    if was.claimable != now.claimable {
        changes.push(claimed(now.claimable).to_owned());
    }
    if changes.is_empty() {
        changes.push("nothing changed".to_owned());
    }
    let claim = event.claim.map(|claim| format!(" {} rests on it.", capital(&names.the_claim(claim))));
    let coach = names.coach(event.coach).map(|coach| format!(" with {coach}")).unwrap_or_default();
    format!(
        "The session{coach} on {} was put right: {} ({}).{}",
        day(event.date),
        changes.join("; "),
        unended(event.reason.as_str()),
        claim.unwrap_or_default(),
    )
}

fn with(activity: Activity) -> &'static str {
    match activity {
        Activity::SystematicInstruction | Activity::TravelTraining | Activity::Review | Activity::ClassSupport => {
            "with"
        }
        Activity::EmployerLiaison | Activity::JobSearch | Activity::Admin => "for",
    }
}

fn doing(activity: Activity) -> &'static str {
    match activity {
        Activity::SystematicInstruction => "systematic instruction (a task learnt step by step)",
        Activity::TravelTraining => "travel training",
        Activity::EmployerLiaison => "talking with the employer",
        Activity::Review => "a review",
        Activity::JobSearch => "looking for a job",
        Activity::ClassSupport => "support in class",
        Activity::Admin => "paperwork",
    }
}

fn claimed(claimable: bool) -> &'static str {
    if claimable { "can be claimed from Access to Work" } else { "not to be claimed from Access to Work" }
}
