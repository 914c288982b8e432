//! A coach with several interns at once: one place, one clock, and a share of it for each intern.

use events::placements::{EmployerRef, PlacementStarted};
use events::{EmployerId, GroupId, PlacementId};
use service_kit::scenarios::placed;

use super::*;

const GROUP: GroupId = GroupId(Uuid::from_u128(0xF));
const THIRD: InternshipId = InternshipId(Uuid::from_u128(0x1B));

#[test]
fn the_shares_of_a_group_are_together_at_most_what_its_coach_worked() {
    let refusal = Refusal::MoreThanTheCoachWorked { minutes: Minutes(31), worked: Minutes(90), left: Minutes(30) };
    group_of([share(30), share(30)]).when(log_share(30)).accepted();
    group_of([share(30), share(30)]).when(log_share(31)).refused(refusal);
    let not_claimable = LogHours { claimable: false, ..log_share(90) };
    group_of([share(30), share(60)]).when(not_claimable).accepted();
}

#[test]
fn a_share_that_does_not_fit_is_refused_and_its_group_stays() {
    let mut history = service_kit::scenarios::History::<Coaching>::new(Date::MAX);
    for intern in [INTERN, ELSEWHERE, THIRD] {
        history.happens(intern.subject(), referred());
    }
    history.happens(DEAN.subject(), coach());
    history.ask(log_share(45)).unwrap();
    history.ask(LogHours { internship: ELSEWHERE, ..log_share(46) }).unwrap_err();
    history.ask(LogHours { internship: ELSEWHERE, ..log_share(45) }).unwrap();
    history.ask(LogHours { internship: THIRD, ..log_share(1) }).unwrap_err();
}

#[test]
fn the_first_share_says_how_long_the_coach_worked_and_the_others_need_not() {
    let unsaid = || LogHours { coach_minutes: None, ..log_share(30) };
    group_of([]).when(unsaid()).refused(Refusal::GroupWithoutMinutes);
    group_of([share(30)]).when(unsaid()).then(logged(share(30)));
    let other = LogHours { coach_minutes: Some(Minutes(91)), ..log_share(30) };
    group_of([share(30)]).when(other.clone()).refused(Refusal::OtherGroupMinutes { minutes: Minutes(90) });
    let tomorrow = LogHours { date: TUESDAY.tomorrow().unwrap(), ..other };
    group_of([share(30)]).when(tomorrow).accepted();
}

#[test]
fn the_time_of_a_group_is_nothing_without_the_group() {
    let no_group = LogHours { group: None, ..log_share(30) };
    group_of([]).when(no_group).refused(Refusal::MinutesWithoutGroup);
}

#[test]
fn a_coach_works_with_a_group_for_as_long_as_with_one_of_its_interns_and_for_a_day_at_most() {
    let of = |worked, minutes| LogHours { coach_minutes: Some(Minutes(worked)), ..log_share(minutes) };
    let refusal = |worked, minutes| Refusal::NotTheCoachsMinutes { worked: Minutes(worked), minutes: Minutes(minutes) };
    group_of([]).when(of(30, 30)).accepted();
    for (worked, minutes) in [(0, 1), (29, 30), (1441, 30)] {
        group_of([]).when(of(worked, minutes)).refused(refusal(worked, minutes));
        let not_claimable = LogHours { claimable: false, ..of(worked, minutes) };
        group_of([]).when(not_claimable).refused(refusal(worked, minutes));
    }
    group_of([]).when(of(1440, 30)).accepted();
}

#[test]
fn a_group_is_in_one_place() {
    let at = |place| LogHours { place, ..log_share(30) };
    group_of([share(30)]).when(at(Some(CoachingPlace::Class))).refused(Refusal::OtherGroupPlace);
    group_of([share(30)]).when(at(Some(CoachingPlace::Placement))).accepted();
    group_of([share(30)]).when(at(None)).accepted();
}

#[test]
fn interns_with_a_placement_each_at_one_site_can_be_one_group() {
    let at = |n| Session { placement: Some(PlacementId(Uuid::from_u128(n))), ..share(30) };
    let join = || LogHours { placement: Some(PlacementId(Uuid::from_u128(2))), ..log_share(30) };
    let group = |first: PlacementStarted, second: PlacementStarted| {
        with_dean([referred(), second.into()]).and_elsewhere(ELSEWHERE.subject(), [first.into(), logged(at(1))])
    };
    group(museum(1, None), museum(2, Some("Quayside"))).when(join()).accepted();
    group(museum(1, Some("Quayside")), museum(2, Some("Quayside"))).when(join()).accepted();
    group(museum(1, Some("Castle")), museum(2, Some("Quayside"))).when(join()).refused(Refusal::OtherGroupPlace);
    let cafe = EmployerRef { id: EmployerId(Uuid::from_u128(0x32)), name: line("Corner Café") };
    group(placed(1, cafe, TUESDAY), museum(2, None)).when(join()).refused(Refusal::OtherGroupPlace);
}

#[test]
fn a_placement_of_a_session_is_one_of_the_interns() {
    let at = || LogHours { placement: Some(PlacementId(Uuid::from_u128(1))), place: None, ..log_at(9, 60) };
    with_dean([referred(), museum(1, None).into()])
        .when(at())
        .then_that(|fact| fact.data().unwrap()["session"]["place"] == "placement");
    with_dean([referred()]).when(at()).refused(Refusal::UnknownPlacement);
    with_dean([referred(), museum(1, None).into()]).when(elsewhere(at())).refused(Refusal::NotAtThePlacement);
}

#[test]
fn sessions_of_one_group_may_overlap_and_those_of_two_may_not_be_in_two_places() {
    let other = |group| LogHours { group, place: None, ..log_share(30) };
    group_of([share(30)]).when(other(Some(GROUP))).accepted();
    let another_group = elsewhere(other(Some(GroupId(Uuid::from_u128(0xF0)))));
    let clash = Refusal::TwoPlacesAtOnce { date: TUESDAY, other: time(9, 0, 0, 0) };
    group_of([share(30)]).when(another_group).refused(clash);
}

#[test]
fn what_is_not_known_to_be_two_places_at_once_is_recorded() {
    let busy = |session: Session| with_dean([referred()]).and_elsewhere(ELSEWHERE.subject(), [logged(session)]);
    busy(session(60)).when(log_at(9, 60)).accepted();
    busy(session(60)).when(LogHours { place: None, ..log_at(9, 60) }).accepted();
    busy(Session { place: None, ..session(60) }).when(log_at(9, 60)).accepted();
    busy(session(60)).when(elsewhere(LogHours { start: None, ..log_at(9, 60) })).accepted();
    busy(Session { start: None, ..session(60) }).when(elsewhere(log_at(9, 60))).accepted();
}

#[test]
fn a_correction_leaves_the_group_within_what_its_coach_worked() {
    let group = || with_dean([referred(), logged(share(30))]).and_elsewhere(ELSEWHERE.subject(), [logged(share(50))]);
    group().when(correct_to(40)).accepted();
    let refusal = Refusal::MoreThanTheCoachWorked { minutes: Minutes(41), worked: Minutes(90), left: Minutes(40) };
    group().when(correct_to(41)).refused(refusal);
    let longer = CorrectHours { coach_minutes: Some(Minutes(100)), ..correct_to(30) };
    group().when(longer.clone()).refused(Refusal::OtherGroupMinutes { minutes: Minutes(90) });
    with_dean([referred(), logged(share(30))]).when(longer).accepted();
}

#[test]
fn taking_a_correction_back_leaves_the_group_within_what_its_coach_worked() {
    let mut history = service_kit::scenarios::History::<Coaching>::new(Date::MAX);
    history.happens(INTERN.subject(), referred());
    history.happens(INTERN.subject(), logged(share(60)));
    history.happens(ELSEWHERE.subject(), referred());
    history.happens(DEAN.subject(), coach());
    let correction = history.ask(correct_to(30)).unwrap();
    history.ask(LogHours { internship: ELSEWHERE, ..log_share(60) }).unwrap();
    let refusal = Refusal::MoreThanTheCoachWorked { minutes: Minutes(60), worked: Minutes(90), left: Minutes(30) };
    assert_eq!(correction, event_id(5));
    assert_eq!(history.ask(service_kit::scenarios::take_back(INTERN.subject(), 5)), Err(refusal));
}

/// The intern, and these shares of a group that others have.
fn group_of<const N: usize>(shares: [Session; N]) -> Given<Coaching> {
    with_dean([referred()]).and_elsewhere(ELSEWHERE.subject(), shares.map(logged))
}

fn share(minutes: u32) -> Session {
    Session { group: Some(GROUP), coach_minutes: Some(Minutes(90)), ..session(minutes) }
}

fn log_share(minutes: u32) -> LogHours {
    LogHours { group: Some(GROUP), coach_minutes: Some(Minutes(90)), ..log_at(9, minutes) }
}

fn museum(n: u128, site: Option<&str>) -> PlacementStarted {
    let museum = EmployerRef { id: EmployerId(Uuid::from_u128(0x31)), name: line("Riverside Museum") };
    PlacementStarted { site: site.map(line), ..placed(n, museum, TUESDAY) }
}
