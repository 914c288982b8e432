//! Things are named as people name them, and become ids here.

use events::{DeploymentSecret, InternshipId, Name, Subject};
use jiff::civil::{Date, date};
use service_runtime::{Naming, Receipt, Rejected, Services};

use crate::scene::{COLLEGE, DAY, World, ask, referred, world};

const SECRET: DeploymentSecret = DeploymentSecret::PUBLISHED;

fn id(kind: &str, text: &str) -> uuid::Uuid {
    SECRET.id_of(&Name::read(kind, text).unwrap())
}

fn episode(n: u16) -> Subject {
    InternshipId(id("internship", &format!("10000001/NF-002#{n}"))).subject()
}

/// The same person, referred on these days, an internship each.
async fn episodes(days: &[Date]) -> World {
    let world = world().await;
    for (n, day) in (1..).zip(days) {
        world.happened(episode(n), events::referrals::Referred { date: *day, ..referred(2) }).await;
    }
    world
}

async fn assign(world: &World, internship: &str, date: &str, key: &str) -> Result<Receipt, Rejected> {
    let coach = crate::scene::DEAN;
    let json = format!(r#"{{"internship":"{internship}","coach":"{coach}","date":"{date}"}}"#);
    let services = Services::new(vec![world.coaching.clone()]);
    services.execute("coaching", "assign-coach", &json, &ask(key)).await
}

#[tokio::test]
async fn a_row_means_the_latest_internship_referred_on_or_before_its_day() {
    let world = episodes(&[date(2025, 1, 8), date(2026, 1, 9)]).await;
    let naming = Naming::new(&*world.journal, &world.keys);
    for (day, expected) in [
        (date(2024, 1, 1), 1),
        (date(2025, 5, 1), 1),
        (date(2026, 1, 8), 1),
        (date(2026, 1, 9), 2),
        (date(2026, 3, 1), 2),
    ] {
        assert_eq!(naming.subject("internship/10000001/NF-002", day).await.unwrap(), episode(expected), "{day}");
    }
    for (name, day, expected) in [("10000001/nf-002 ", "2025-05-01", 1), ("10000001/NF-002", "2026-03-01", 2)] {
        assert_eq!(assign(&world, name, day, day).await.unwrap().subject, episode(expected));
    }
    let first = assign(&world, "10000001/NF-002#1", "2026-03-02", "k").await.unwrap_err();
    assert!(format!("{first:?}").contains("already-assigned"), "{first:?}");
}

#[tokio::test]
async fn a_repeat_stays_with_the_internship_it_went_to() {
    let world = episodes(&[date(2025, 1, 8)]).await;
    let first = assign(&world, "10000001/NF-002", "2026-03-01", "k").await.unwrap();
    world.happened(episode(2), events::referrals::Referred { date: date(2026, 1, 9), ..referred(2) }).await;
    let repeat = assign(&world, "10000001/NF-002", "2026-03-01", "k").await.unwrap();
    assert_eq!((repeat.event, repeat.repeated), (first.event, true));
}

#[tokio::test]
async fn a_referral_that_was_taken_back_is_no_internship() {
    let world = episodes(&[date(2025, 1, 8), date(2026, 1, 9)]).await;
    let (event, at) = world
        .read()
        .await
        .iter()
        .find(|it| it.event.subject == episode(2))
        .map(|it| (it.event.id, it.position))
        .unwrap();
    let error = events::EnteredInError { event, date: DAY, reason: events::ErrorReason::WrongDay, note: None };
    let error = events::Fact::entered_in_error("referrals", error).unwrap();
    world.happened_after(episode(2), "back", error, at).await;
    assert_eq!(assign(&world, "10000001/NF-002", "2026-03-01", "k").await.unwrap().subject, episode(1));
}

#[tokio::test]
async fn what_is_no_name_is_told_with_its_field_and_an_example() {
    let world = world().await;
    let head = world.read().await.len();
    let Rejected::Unreadable(why) = assign(&world, "NF-002", "2026-03-01", "k").await.unwrap_err() else { panic!() };
    assert!(why.starts_with("internship: ") && why.contains("10000001/NF-002"), "{why}");
    let services = Services::new(vec![world.coaching.clone()]);
    let wrong = r#"{"subject":"internship/10000001/NF-001","event":"10000001/session 3","reason":"wrong-day"}"#;
    let rejected = services.execute("coaching", "enter-in-error", wrong, &ask("k")).await.unwrap_err();
    let Rejected::Unreadable(why) = rejected else { panic!("{rejected:?}") };
    assert!(why.starts_with("event: ") && why.contains("has no name"), "{why}");
    assert_eq!(world.read().await.len(), head);
}

#[tokio::test]
async fn a_subject_of_any_kind_can_be_named() {
    let world = world().await;
    let naming = Naming::new(&*world.journal, &world.keys);
    let named = async |text: &str| naming.subject(text, DAY).await;
    assert_eq!(named("coach/10000001/dean prescott").await.unwrap().id, id("coach", "10000001/Dean Prescott"));
    assert_eq!(named("provider/10000001").await.unwrap().id, id("provider", "10000001"));
    assert_eq!(named(&COLLEGE.subject().to_string()).await.unwrap(), COLLEGE.subject());
    assert!(named("volunteer/10000001/x").await.unwrap_err().to_string().contains("coach/10000001"));
}
