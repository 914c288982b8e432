//! A newer release has recorded what this one does not know: nothing is decided any more.

use event_keys::OpeningError;
use event_log::Entry;
use events::{DecodeError, DeploymentSecret, Position};
use service_runtime::{Failure, NotAccepted};

use crate::scene::{World, ask, intern, log, world};

impl World {
    /// Appends an event about an intern whose bytes were changed so, as another program would.
    fn wrote(&self, n: u128, change: impl Fn(&str) -> String) -> Position {
        let (subject, log) = (intern(n).subject(), self.journal.log());
        let history = log.history(&subject, Position::START).unwrap();
        let leaf = change(std::str::from_utf8(&history[0].leaf).unwrap());
        let entry = Entry::new(DeploymentSecret::PUBLISHED.event(subject, "other"), subject, leaf.into_bytes(), None);
        log.append(entry, history.last().unwrap().position).wait().unwrap().position
    }

    /// Logs an hour with an intern, and says why that failed, if it did.
    async fn logs_hour(&self, n: u128) -> Result<(), DecodeError> {
        let hour = i8::try_from(n).unwrap();
        match self.coaching.execute(&log(n, hour), &ask(&format!("hour {n}"))).await {
            Ok(_) => Ok(()),
            Err(NotAccepted::Failed(
                Failure::Undecodable(error) | Failure::Opening(OpeningError::Undecodable(error)),
            )) => Err(error),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn nothing_is_decided_on_any_subject_once_a_newer_release_has_recorded_something() {
    type Change = fn(&str) -> String;
    let changes: [(Change, &str); 3] = [
        (|leaf| leaf.replace(".v1\"}", ".v2\"}"), "the type \"waymark.referrals.referred.v2\""),
        (|leaf| leaf.replacen("{\"actor\"", "{\"aaa\":1,\"actor\"", 1), "the member \"aaa\""),
        (|leaf| leaf.replacen("\"data\":{", "\"data\":{\"aaa\":1,", 1), "the member \"aaa\" in its data"),
    ];
    for (change, newer) in changes {
        let world = world().await;
        world.logs_hour(9).await.unwrap();
        // About somebody whom the commands are not about, while the service runs.
        let position = world.wrote(30, change);
        for n in [9, 10, 11] {
            let error = world.logs_hour(n).await.unwrap_err();
            assert_eq!(error, DecodeError::Newer { position, what: newer.to_owned() });
            assert!(error.to_string().contains("upgrade this process"), "{error}");
        }
        assert!(world.coaching.knows_all().await.is_err());
        assert_eq!(world.journal.log().head().position, position, "nothing was recorded");
    }
}

#[tokio::test]
async fn damage_is_not_taken_for_a_newer_release_and_stops_its_own_subject_only() {
    let world = world().await;
    let position = world.wrote(10, |leaf| leaf.replacen("{\"actor\"", "{ \"actor\"", 1));
    world.logs_hour(9).await.unwrap();
    assert!(matches!(world.logs_hour(10).await, Err(DecodeError::Damaged { position: at, .. }) if at == position));
    world.logs_hour(11).await.unwrap();
    world.coaching.knows_all().await.unwrap();
}
