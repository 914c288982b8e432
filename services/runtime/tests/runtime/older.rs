//! Sessions that were recorded as an older version: rules and the diary see them as any other.

use std::sync::Arc;

use coaching::{Coaching, CorrectHours};
use event_journal::{EmbeddedJournal, Feed as _, Journal};
use event_log::{Entry, EventLog as _, MemoryLog};
use events::coaching::{CorrectionReason, HoursCorrected};
use events::{ErrorReason, FromFact as _, Minutes, Position, Recorded, old_version};
use jiff::Timestamp;
use service_kit::EnterInError;
use service_runtime::Service;

use crate::scene::{World, ask, intern, log, world};

#[tokio::test]
async fn a_coach_is_not_in_two_places_at_once_whichever_version_says_so() {
    let world = world().await;
    world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    let world = older(world).await;
    let refused = world.coaching.execute(&log(2, 9), &ask("k2")).await.unwrap_err();
    assert!(format!("{refused:?}").contains("09:00"), "{refused:?}");
    world.coaching.execute(&log(2, 10), &ask("k3")).await.unwrap();
}

#[tokio::test]
async fn a_session_of_an_older_version_is_corrected_and_taken_back_as_any_other() {
    let world = world().await;
    let logged = world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    let world = older(world).await;
    assert!(world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap().repeated);

    let correct = CorrectHours {
        internship: intern(1),
        corrects: logged.event,
        minutes: Some(Minutes(30)),
        activity: None,
        claimable: None,
        start: None,
        place: None,
        placement: None,
        group: None,
        coach_minutes: None,
        reason: CorrectionReason::EnteredWrongly,
        note: None,
    };
    let corrected = world.coaching.execute(&correct.into(), &ask("k2")).await.unwrap();
    let events = world.read().await;
    let was = HoursCorrected::from_fact(&events.last().unwrap().event.fact).unwrap().was;
    assert_eq!(was.minutes, Minutes(60));

    let take_back =
        |event| EnterInError { subject: intern(1).subject(), event, reason: ErrorReason::WrongDay, note: None };
    let refused = world.coaching.execute(&take_back(logged.event).into(), &ask("k3")).await.unwrap_err();
    assert!(format!("{refused:?}").contains(&corrected.event.to_string()), "{refused:?}");
    for (event, key) in [(corrected.event, "k4"), (logged.event, "k5")] {
        world.coaching.execute(&take_back(event).into(), &ask(key)).await.unwrap();
    }
    world.coaching.execute(&log(2, 9), &ask("k6")).await.unwrap();
}

/// The same world, its sessions recorded as an older version, and a service that remembers nothing.
async fn older(world: World) -> World {
    let copy = MemoryLog::new();
    for (position, leaf, sealed) in world.journal.since(Position::START, usize::MAX).await.unwrap().iter() {
        let event = Recorded::decode(position, leaf).unwrap().event;
        let entry = Entry::new(event.id, event.subject, old_version::of(leaf), sealed.map(<[u8]>::to_vec));
        copy.append(entry, copy.last(&event.subject)).wait().unwrap();
    }
    let now = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
    let journal = Arc::new(EmbeddedJournal::new(Arc::new(copy), now));
    let coaching = Service::<Coaching>::new(journal.clone() as Arc<dyn Journal>, world.keys.clone(), Arc::default());
    World { journal, keys: world.keys, coaching: Arc::new(coaching) }
}
