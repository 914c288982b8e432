//! From the first conversation to the end of the programme, in plain words.

use events::referrals::{
    Accepted, CompletionReason, DeclineReason, DeliveryModel, Event, FamilyConversationHeld, FamilyMember, FamilyTopic,
    PlanKind, PlanVerified, ProviderRegistered, ReferralSource, Referred, TasterCompleted, TravelLevelChanged,
    WithdrawalReason,
};

use super::names::Names;
use super::prose::{day, list, unended};

pub(super) fn sentence(event: &Event, names: &dyn Names) -> String {
    match event {
        Event::ProviderRegistered(event) => provider_registered(event),
        Event::Referred(event) => referred(event, names),
        Event::FamilyConversationHeld(event) => family_conversation(event),
        Event::PlanVerified(event) => plan_verified(event),
        Event::TasterCompleted(event) => taster(event),
        Event::TravelLevelChanged(event) => travel(event),
        Event::Accepted(event) => accepted(event, names),
        Event::Declined(event) => {
            let onward = event.onward.as_ref().map(|onward| format!(" They went on to {}.", unended(onward.as_str())));
            format!("The referral did not lead to a place: {}.{}", declined(event.reason), onward.unwrap_or_default())
        }
        Event::Withdrawn(event) => format!("They left the programme early: {}.", withdrawn(event.reason)),
        Event::Completed(event) => completed(event.reason).to_owned(),
        Event::EnteredInError(error) => names.taken_back(error.event, error.reason.as_str()),
    }
}

fn provider_registered(event: &ProviderRegistered) -> String {
    let model = event.model.map(|model| format!(", {}", set_up(model))).unwrap_or_default();
    format!("{} joined as a provider of supported internships{model} (UKPRN {}).", event.name, event.ukprn)
}

fn set_up(model: DeliveryModel) -> &'static str {
    match model {
        DeliveryModel::College => "run by a college",
        DeliveryModel::EmployerHosted => "hosted by an employer",
        DeliveryModel::School => "run by a school",
        DeliveryModel::Charity => "run by a charity",
        DeliveryModel::Council => "run by a council",
    }
}

fn referred(event: &Referred, names: &dyn Names) -> String {
    let person = event.personal.as_ref().map(|personal| &personal.content);
    let who = person.map_or("The young person", |person| person.name.as_str());
    let provider = names.provider_or(event.provider);
    let source = match event.source {
        ReferralSource::School => "by their school",
        ReferralSource::Council => "by the council",
        ReferralSource::College => "by their college",
        ReferralSource::SocialCare => "by social care",
        ReferralSource::Family => "by their family",
        ReferralSource::Themselves => "at their own wish",
    };
    let mut text =
        format!("{who} was referred to {provider} for a supported internship, {source}, as {}.", event.reference);
    if let Some(person) = person {
        text += &format!(" Born on {}.", day(person.date_of_birth));
    }
    if let Some(year) = &event.school_year {
        text += &format!(" In school year {year} at the time.");
    }
    if !event.wished_sectors.is_empty() {
        let sectors: Vec<&str> = event.wished_sectors.iter().map(events::Line::as_str).collect();
        text += &format!(" Would like to work in {}.", list(&sectors));
    }
    text
}

fn family_conversation(event: &FamilyConversationHeld) -> String {
    let who: Vec<&str> = event.who.iter().map(|member| family(*member)).collect();
    let mut text = if who.is_empty() {
        "The family talked with the provider about the internship.".to_owned()
    } else {
        format!("The family talked with the provider about the internship, with {} taking part.", list(&who))
    };
    if !event.topics.is_empty() {
        let topics: Vec<&str> = event.topics.iter().map(|topic| about(*topic)).collect();
        text += &format!(" They spoke about {}.", list(&topics));
    }
    let Some(notes) = event.personal.as_ref().map(|personal| &personal.content) else { return text };
    if let Some(worries) = &notes.worries {
        text += &format!(" What worries them: {}.", unended(worries.as_str()));
    }
    if !notes.agreed_actions.is_empty() {
        let actions: Vec<&str> = notes.agreed_actions.iter().map(|action| unended(action.as_str())).collect();
        text += &format!(" Agreed: {}.", actions.join("; "));
    }
    text
}

fn family(member: FamilyMember) -> &'static str {
    match member {
        FamilyMember::Parent => "a parent",
        FamilyMember::Carer => "a carer",
        FamilyMember::Sibling => "a brother or sister",
        FamilyMember::Grandparent => "a grandparent",
        FamilyMember::YoungPerson => "the young person",
        FamilyMember::Other => "somebody else close to them",
    }
}

fn about(topic: FamilyTopic) -> &'static str {
    match topic {
        FamilyTopic::Benefits => "benefits",
        FamilyTopic::Money => "money",
        FamilyTopic::Travel => "travel",
        FamilyTopic::Safety => "safety",
        FamilyTopic::Work => "work",
        FamilyTopic::Health => "health",
        FamilyTopic::Afterwards => "what comes afterwards",
        FamilyTopic::Other => "other things",
    }
}

fn plan_verified(event: &PlanVerified) -> String {
    let mut text = match event.kind {
        PlanKind::EhcPlan => "Their Education, Health and Care plan was seen.".to_owned(),
        PlanKind::NonEhcPilot => {
            "Their papers were seen: they take part without an Education, Health and Care plan, under the pilot."
                .to_owned()
        }
    };
    if let Some(review) = event.last_review {
        text += &format!(" It was last reviewed on {}.", day(review));
    }
    match event.names_pathway {
        Some(true) => text += " It names the internship as the way forward.",
        Some(false) => text += " It does not name the internship as the way forward yet.",
        None => {}
    }
    text
}

fn taster(event: &TasterCompleted) -> String {
    let place = event.employer.as_ref().map(|employer| format!(" at {}", employer.name)).unwrap_or_default();
    let rating = event.rating.map(|rating| format!(", and gave it {rating} out of 5")).unwrap_or_default();
    format!("They tried out {}{place}{rating}.", event.sector)
}

fn travel(event: &TravelLevelChanged) -> String {
    let step = match event.step {
        1 => "referred for travel training",
        2 => "being assessed",
        3 => "learning in the classroom",
        4 => "travelling in a group",
        5 => "travelling with somebody beside them",
        6 => "travelling with somebody following at a distance",
        7 => "travelling alone",
        _ => "a step that is not on the ladder",
    };
    let check = event.next_check.map(|date| format!(" To be looked at again on {}.", day(date))).unwrap_or_default();
    format!("Travel training for the route “{}” reached step {} of 7: {step}.{check}", event.route, event.step)
}

fn accepted(event: &Accepted, names: &dyn Names) -> String {
    let class = event.weekly_minutes_in_class.map(|time| format!(" and {time} in class")).unwrap_or_default();
    let model = event.model.map(|model| format!(", {}", set_up(model))).unwrap_or_default();
    format!(
        "They were accepted on the programme of {}{model}. It is planned from {} to {}, with {} a week at work{class}.",
        names.provider_or(event.provider),
        day(event.planned_start),
        day(event.planned_end),
        event.weekly_minutes_at_work,
    )
}

fn declined(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::NotReady => "it was too early",
        DeclineReason::OtherProvision => "something else suited them better",
        DeclineReason::NoPlace => "there was no place free",
        DeclineReason::FamilyDecision => "the family decided against it",
        DeclineReason::YoungPersonDecision => "the young person decided against it",
        DeclineReason::NotEligible => "they did not meet the conditions",
        DeclineReason::Other => "for another reason",
    }
}

fn withdrawn(reason: WithdrawalReason) -> &'static str {
    match reason {
        WithdrawalReason::Health => "for their health",
        WithdrawalReason::MovedAway => "they moved away",
        WithdrawalReason::FoundWork => "they found work",
        WithdrawalReason::OtherProvision => "something else suited them better",
        WithdrawalReason::PlacementBrokeDown => "the placement broke down",
        WithdrawalReason::FamilyDecision => "the family decided so",
        WithdrawalReason::YoungPersonDecision => "the young person decided so",
        WithdrawalReason::Other => "for another reason",
    }
}

fn completed(reason: CompletionReason) -> &'static str {
    match reason {
        CompletionReason::Finished => "They finished the programme.",
        CompletionReason::FinishedEarlyForJob => "They finished the programme early, to start a job.",
        CompletionReason::Extended => "They finished the programme, which had been made longer for them.",
    }
}
