//! What is learned before a place is offered, and goes on being learned after.

use events::referrals::{
    Adviser, BenefitsAdviceGiven, FamilyConversationHeld, FamilyMember, FamilyTopic, LifeSkillsSessionLogged,
    LifeSkillsTopic, ReviewHeld, TasterCompleted, TransportArranged, TransportProvider, TravelLevelChanged,
};
use events::{Note, Sector};

use super::*;
use crate::{CompleteTaster, HoldFamilyConversation};
use service_kit::Shared;

const JUNE: Date = date(2024, 6, 1);

#[test]
fn a_family_conversation_is_recorded() {
    let (who, topics) = (vec![FamilyMember::Parent], vec![FamilyTopic::Benefits]);
    given([referred()])
        .when(HoldFamilyConversation { who: who.clone(), topics: topics.clone(), ..talk() })
        .then(FamilyConversationHeld { date: JUNE, who, topics, personal: None });
}

#[test]
fn what_worries_the_family_is_sealed_for_the_young_person() {
    let worries = Some(Note::new("Will she lose her benefits?").unwrap());
    let agreed_actions = vec![line("see the benefits adviser")];
    given([referred()]).when(HoldFamilyConversation { worries, agreed_actions, ..talk() }).then_that(|fact| {
        let said = fact.sealed().expect("worries").to_string();
        let open = fact.data().unwrap().to_string();
        ["lose her benefits", "adviser"].iter().all(|text| said.contains(text) && !open.contains(text))
    });
}

#[test]
fn a_plan_is_verified() {
    given([referred()]).when(verify()).then(plan());
}

#[test]
fn a_plan_may_have_been_reviewed_after_it_was_first_seen_but_not_tomorrow() {
    let last_review = Some(JUNE);
    given([referred()]).when(intern(PlanVerified { last_review, ..seen(PlanKind::EhcPlan) })).accepted();
    let today = date(2024, 5, 31);
    given([referred()])
        .today(today)
        .when(intern(PlanVerified { last_review, ..seen(PlanKind::EhcPlan) }))
        .refused(Shared::InTheFuture { date: JUNE, today });
}

#[test]
fn a_taster_is_recorded_with_what_the_young_person_made_of_it() {
    given([referred()]).when(taster()).then(tasted(None));
    for rating in [0, 6] {
        given([referred()])
            .when(CompleteTaster { rating: Some(rating), ..taster() })
            .refused(Refusal::NoSuchRating { rating });
    }
}

#[test]
fn a_taster_names_the_employer_if_it_is_registered() {
    let at = || CompleteTaster { employer: Some(BAKERY), ..taster() };
    let named = EmployerRef { id: BAKERY, name: line("Corner Bakery") };
    given([referred()]).and_elsewhere(BAKERY.subject(), [bakery()]).when(at()).then(tasted(Some(named)));
    given([referred()]).when(at()).refused(Refusal::UnknownEmployer);
}

#[test]
fn travel_training_goes_up_and_down_a_ladder_of_seven_steps() {
    given([referred()]).when(travel(5)).then(step(5));
    given([referred(), step(5).into()]).when(travel(1)).accepted();
    for step in [0, 8] {
        given([referred()]).when(travel(step)).refused(Refusal::NoSuchStep { step });
    }
}

#[test]
fn an_assessment_is_recorded_with_scores_that_its_scale_has() {
    let scored = |communication, out_of| {
        given([referred()]).when(intern(ReadinessAssessed { communication, out_of, ..assessment(JUNE) }))
    };
    given([referred()]).when(intern(assessment(JUNE))).then(assessment(JUNE));
    scored(Some(5), Some(5)).accepted();
    scored(Some(6), Some(5)).refused(Refusal::ScoreOffTheScale { score: 6, out_of: 5 });
    scored(Some(200), None).accepted();
}

#[test]
fn transport_is_arranged_from_a_day_on_that_may_lie_ahead() {
    let arranged = |until| TransportArranged { date: JUNE, by: TransportProvider::Family, from: FIRST_DAY, until };
    let when = |until| given([referred()]).today(JUNE).when(intern(arranged(until)));
    when(None).then(arranged(None));
    when(Some(FIRST_DAY)).accepted();
    let until = FIRST_DAY.yesterday().unwrap();
    when(Some(until)).refused(Shared::EndsBeforeStart { from: FIRST_DAY, until });
}

#[test]
fn reviews_life_skills_and_benefits_advice_are_recorded() {
    let views = Some(Note::new("I want to work with cars").unwrap());
    let review = ReviewHeld {
        date: JUNE,
        due: None,
        school_year: None,
        who: Vec::new(),
        looks_at_adult_life: Some(true),
        names_pathway: None,
        views,
    };
    let advice = BenefitsAdviceGiven {
        date: JUNE,
        adviser: Some(Adviser::Charity),
        one_to_one: None,
        weekly_better_off: None,
        rates_of: None,
    };
    let lesson =
        LifeSkillsSessionLogged { date: JUNE, minutes: Minutes(60), topic: LifeSkillsTopic::Money, setting: None };
    given([referred()]).when(intern(review.clone())).then(review.clone());
    given([referred()]).when(intern(advice.clone())).then(advice.clone());
    given([referred()]).when(intern(lesson.clone())).then(lesson.clone());
    given([]).when(intern(review)).refused(Shared::UnknownInternship);
    given([]).when(intern(advice)).refused(Shared::UnknownInternship);
    given([]).when(intern(lesson)).refused(Shared::UnknownInternship);
}

#[test]
fn tasters_travel_and_conversations_go_on_after_the_acceptance_and_after_the_end() {
    let history = || [referred(), plan(), accepted(), withdrawn_on(FIRST_DAY)];
    given(history()).when(CompleteTaster { date: LAST_DAY, ..taster() }).accepted();
    given(history()).when(intern(TravelLevelChanged { date: LAST_DAY, ..step(7) })).accepted();
    given(history()).when(HoldFamilyConversation { date: LAST_DAY, ..talk() }).accepted();
    given(history()).when(intern(PlanVerified { date: LAST_DAY, ..seen(PlanKind::EhcPlan) })).accepted();
}

fn talk() -> HoldFamilyConversation {
    HoldFamilyConversation {
        internship: INTERN,
        date: JUNE,
        who: Vec::new(),
        topics: Vec::new(),
        worries: None,
        agreed_actions: Vec::new(),
    }
}

fn taster() -> CompleteTaster {
    CompleteTaster {
        internship: INTERN,
        date: JUNE,
        sector: Some(Sector::Hospitality),
        sector_words: Some(line("food")),
        employer: None,
        rating: Some(4),
    }
}

fn tasted(employer: Option<EmployerRef>) -> TasterCompleted {
    TasterCompleted {
        date: JUNE,
        sector: Some(Sector::Hospitality),
        sector_words: Some(line("food")),
        employer,
        rating: Some(4),
    }
}

fn step(step: u8) -> TravelLevelChanged {
    TravelLevelChanged { date: JUNE, route: line("home to work"), step, next_check: None }
}

fn travel(reached: u8) -> About<TravelLevelChanged> {
    intern(step(reached))
}
