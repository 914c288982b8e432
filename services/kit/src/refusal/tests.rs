use jiff::civil::date;

use super::*;
use crate::scenarios::event_id;

#[test]
fn an_internship_has_to_be_known() {
    assert_eq!(Shared::known(true), Ok(()));
    assert_eq!(Shared::known(false), Err(Shared::UnknownInternship));
}

#[test]
fn what_ends_on_its_first_day_does_not_end_before_it() {
    let (monday, tuesday) = (date(2026, 3, 9), date(2026, 3, 10));
    assert_eq!(Shared::forwards(monday, tuesday), Ok(()));
    assert_eq!(Shared::forwards(tuesday, tuesday), Ok(()));
    let backwards = Shared::EndsBeforeStart { from: tuesday, until: monday };
    assert_eq!(Shared::forwards(tuesday, monday), Err(backwards));
}

#[test]
fn a_week_has_168_hours() {
    assert_eq!(Shared::within_a_week([]), Ok(()));
    assert_eq!(Shared::within_a_week([Minutes(10_000), Minutes(80)]), Ok(()));
    let minutes = Minutes(10_081);
    assert_eq!(Shared::within_a_week([Minutes(10_000), Minutes(81)]), Err(Shared::MoreThanAWeek { minutes }));
}

#[test]
fn a_rule_is_written_by_its_name() {
    assert_eq!(Rule::H14.to_string(), "H14");
    assert_eq!(serde_json::to_string(&Rule::H7).unwrap(), "\"H7\"");
}

#[test]
fn five_of_the_events_that_depend_on_one_are_named() {
    let named = |count: u128| {
        let event_type = <events::coaching::CoachAssigned as events::FromFact>::TYPE;
        let event_type = events::types().find(|kind| **kind == event_type).unwrap();
        let happened = date(2026, 3, 10);
        let dependent = |n| Dependent { event: event_id(n), event_type, happened };
        Later((1..=count).map(dependent).collect()).to_string()
    };
    let one = |n| format!("coaching.coach-assigned of 2026-03-10 ({})", event_id(n));
    assert_eq!(named(2), format!("{}, {}", one(1), one(2)));
    assert_eq!(named(5).matches("coach-assigned").count(), 5);
    assert!(!named(5).contains("more"));
    assert!(named(7).ends_with(&format!("{} and 2 more", one(5))), "{}", named(7));
}
