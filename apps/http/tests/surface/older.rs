//! Sessions that were recorded as an older version: listed as they stand, told as any other.

use std::sync::Arc;

use event_journal::EmbeddedJournal;
use event_log::{Entry, EventLog as _, MemoryLog};
use events::{Position, Recorded, old_version};
use jiff::Timestamp;
use serde_json::json;
use waymark_http::router;

use crate::common::{World, hours, intern, world};

#[tokio::test]
async fn a_timeline_tells_an_older_version_as_it_tells_the_newer_one() {
    let world = world().await;
    world.command("/v1/coaching/log-hours", "k1", hours(1, 9).to_string()).await;
    let timeline = format!("/v1/internships/{}/timeline?all=true", intern(1));
    let told = world.get(&timeline).await;
    assert!(told.body.contains("Dean Prescott worked with them for 1 h on 10 March 2026"), "{}", told.body);
    let world = older(world).await;
    assert_eq!(world.get(&timeline).await.body, told.body);
}

#[tokio::test]
async fn a_question_for_a_type_finds_every_version_of_it_as_it_stands() {
    let world = world().await;
    world.command("/v1/coaching/log-hours", "k1", hours(1, 9).to_string()).await;
    let world = older(world).await;
    for name in ["hours-logged", "waymark.coaching.hours-logged.v1", "waymark.coaching.hours-logged.v0"] {
        for subject in [String::new(), format!("&subject={}", intern(1).subject())] {
            let found = world.get(&format!("/v1/events?type={name}{subject}")).await.json();
            assert_eq!(found.as_array().unwrap().len(), 1, "{name}{subject}: {found}");
            assert_eq!(found[0]["type"], "waymark.coaching.hours-logged.v0");
            assert_eq!(found[0]["data"]["session"]["length"], json!(60));
        }
    }
}

/// The same world, its sessions recorded as an older version.
async fn older(mut world: World) -> World {
    let log = MemoryLog::new();
    for (position, leaf, sealed) in world.journal.since(Position::START, usize::MAX).await.unwrap().iter() {
        let event = Recorded::decode(position, leaf).unwrap().event;
        let entry = Entry::new(event.id, event.subject, old_version::of(leaf), sealed.map(<[u8]>::to_vec));
        log.append(entry, log.last(&event.subject)).wait().unwrap();
    }
    let now = || "2026-03-11T14:02:00Z".parse::<Timestamp>().unwrap();
    world.app.feed = Arc::new(EmbeddedJournal::new(Arc::new(log), Arc::new(now)));
    world.router = router(world.app.clone());
    world
}
