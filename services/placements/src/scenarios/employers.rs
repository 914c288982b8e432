//! What happens to an employer, and how it and a young person come together.

use events::placements::{
    ContactResult, EmployerContacted, MatchReason, Matched, QuestionAnswered, QuestionAsked, RoleClosed, RoleOpened,
    RoleRef,
};
use events::{QuestionId, RoleId, SameFields};
use service_kit::About;

use super::*;
use crate::MatchIntern;

const OPENED: Date = date(2024, 5, 7);
const ROLE: RoleId = RoleId(Uuid::from_u128(0x21));
const QUESTION: QuestionId = QuestionId(Uuid::from_u128(0x31));

#[test]
fn a_contact_may_have_come_before_the_registration() {
    let contacted = EmployerContacted { date: date(2024, 4, 1), channel: None, by: None, result: ContactResult::Later };
    at_the_bakery([]).when(about(contacted.clone())).then(contacted);
}

#[test]
fn nothing_happens_to_an_employer_that_is_not_known() {
    nothing().when(about(asked(OPENED))).refused(Refusal::UnknownEmployer);
    nothing().when(about(opened(OPENED))).refused(Refusal::UnknownEmployer);
    nothing().when(about(closed(OPENED))).refused(Refusal::UnknownEmployer);
    nothing().when(about(answered(OPENED))).refused(Refusal::UnknownEmployer);
}

#[test]
fn a_question_is_asked_once_and_answered_on_that_day_or_later_more_than_once() {
    let known = || at_the_bakery([asked(OPENED).into()]);
    at_the_bakery([]).when(about(asked(OPENED))).then(asked(OPENED));
    known().when(about(asked(OPENED))).refused(Refusal::AlreadyAsked { on: OPENED });
    known().when(about(answered(OPENED))).accepted();
    let again = || at_the_bakery([asked(OPENED).into(), answered(OPENED).into()]);
    again().when(about(answered(OPENED))).accepted();
    let until = OPENED.yesterday().unwrap();
    known().when(about(answered(until))).refused(Shared::EndsBeforeStart { from: OPENED, until });
    at_the_bakery([]).when(about(answered(OPENED))).refused(Refusal::NotAsked);
}

#[test]
fn a_role_opens_once_and_closes_once_not_before_it_opened() {
    let known = || at_the_bakery([opened(OPENED).into()]);
    at_the_bakery([]).when(about(opened(OPENED))).then(opened(OPENED));
    known().when(about(opened(JANUARY))).refused(Refusal::RoleAlreadyOpened { on: OPENED });
    known().when(about(closed(OPENED))).then(closed(OPENED));
    let until = OPENED.yesterday().unwrap();
    known().when(about(closed(until))).refused(Shared::EndsBeforeStart { from: OPENED, until });
    at_the_bakery([]).when(about(closed(OPENED))).refused(Refusal::UnknownRole);
    let twice = at_the_bakery([opened(OPENED).into(), closed(JANUARY).into()]);
    twice.when(about(closed(FEBRUARY))).refused(Refusal::RoleAlreadyClosed { on: JANUARY });
}

#[test]
fn a_role_has_no_more_hours_than_a_week() {
    let weekly = |minutes| RoleOpened { weekly_minutes: Some(Minutes(minutes)), ..opened(OPENED) };
    at_the_bakery([]).when(about(weekly(10_080))).accepted();
    at_the_bakery([]).when(about(weekly(10_081))).refused(Shared::MoreThanAWeek { minutes: Minutes(10_081) });
}

#[test]
fn a_young_person_is_matched_with_a_role_by_the_name_it_has() {
    let role = RoleRef { id: ROLE, name: line("packing") };
    let reasons = vec![MatchReason::Interests];
    let matched = Matched { date: ACCEPTED, employer: bakery(), role, reasons, note: None };
    with_the_role().when(matching(BAKERY)).then(matched);
}

#[test]
fn nobody_is_matched_or_started_in_a_role_that_this_employer_does_not_have() {
    with_the_role().when(matching(MUSEUM)).refused(Refusal::UnknownRole);
    given([referred()]).when(matching(BAKERY)).refused(Refusal::UnknownRole);
    let employer = EmployerId(Uuid::from_u128(9));
    with_the_role().when(matching(employer)).refused(Refusal::UnknownEmployer);
    let start = |employer| StartPlacement { opening: Some(ROLE), employer, ..starting::start() };
    with_the_role().when(start(BAKERY)).accepted();
    with_the_role().when(start(MUSEUM)).refused(Refusal::UnknownRole);
}

fn at_the_bakery(facts: impl IntoIterator<Item = Fact>) -> Given<Placements> {
    service_kit::scenarios::given([employer("Bakery")].into_iter().chain(facts))
}

fn with_the_role() -> Given<Placements> {
    given([referred(), accepted()]).and_elsewhere(BAKERY.subject(), [opened(OPENED).into()])
}

fn about<E: SameFields>(event: E) -> About<E> {
    About::new(BAKERY.subject(), event)
}

fn asked(date: Date) -> QuestionAsked {
    QuestionAsked { question: QUESTION, date, topic: None, text: None }
}

fn answered(date: Date) -> QuestionAnswered {
    QuestionAnswered { question: QUESTION, date, text: None }
}

fn opened(date: Date) -> RoleOpened {
    RoleOpened {
        role: ROLE,
        date,
        name: line("packing"),
        sector: None,
        sector_words: None,
        tasks: Vec::new(),
        weekly_minutes: None,
        leads_on: None,
        lone_working: None,
        places: None,
    }
}

fn closed(date: Date) -> RoleClosed {
    RoleClosed { role: ROLE, date, reason: None }
}

fn matching(employer: EmployerId) -> MatchIntern {
    let reasons = vec![MatchReason::Interests];
    MatchIntern { internship: INTERN, date: ACCEPTED, employer, role: ROLE, reasons, note: None }
}
