//! The journal's answer is lost: what became of the event is looked for, not guessed.

use std::sync::Arc;

use coaching::Coaching;
use event_journal::Feed as _;
use events::Position;
use service_runtime::{Failure, NotAccepted, Service};

use crate::scene::{ask, log, world};
use crate::stuck::{Does, Stuck};

#[tokio::test]
async fn a_command_whose_answer_was_lost_is_answered_with_its_event_and_taken_once() {
    let world = world().await;
    let head = world.journal.head().0;
    let journal = Stuck::before(&world.journal);
    let service = Service::<Coaching>::new(journal.clone(), world.keys.clone(), Arc::default());
    journal.now(Does::TakesUnheard);
    let receipt = service.execute(&log(1, 9), &ask("k1")).await.unwrap();
    assert_eq!((receipt.position, receipt.repeated), (Position(head + 1), false));

    journal.now(Does::LeavesUnheard);
    let told = service.execute(&log(2, 10), &ask("k2")).await.unwrap_err();
    let NotAccepted::Failed(failure @ Failure::OutcomeUnknown(_)) = &told else { panic!("{told:?}") };
    assert!(failure.to_string().contains("repeat the command with the same key"), "{failure}");

    journal.now(Does::Takes);
    assert_eq!(service.execute(&log(2, 10), &ask("k2")).await.unwrap().position, Position(head + 2));
    assert!(service.execute(&log(1, 9), &ask("k1")).await.unwrap().repeated);
    assert_eq!(journal.head(), Position(head + 2), "nothing twice");
}
