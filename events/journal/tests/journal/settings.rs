//! A stream that is set so that it may lose events is refused, mended, or accepted by name.

use std::sync::Arc;

use async_nats::jetstream::{self, stream};
use event_journal::{AppendError, ClusterJournal, ClusterOptions, Journal as _, Stopped, StreamMade};
use event_log::MemoryLog;
use events::Position;
use test_servers::{NatsCluster, NatsServer};

use crate::scene::{add, connect, event, join, run, until};

#[test]
fn a_stream_is_made_rightly_and_making_it_again_changes_nothing() {
    run(async {
        let cluster = NatsCluster::start();
        let connection = connect(cluster.urls()).await;
        assert_eq!(connection.create_stream(3).await.unwrap(), StreamMade::Created);
        let seen = connection.stream_seen().await.unwrap();
        assert_eq!((seen.replicas, seen.unsafe_settings), (3, vec![]));
        assert!(seen.leader.is_some());
        assert_eq!(connection.create_stream(3).await.unwrap(), StreamMade::AlreadyRight);
        let safe = ClusterOptions::default();
        let node = ClusterJournal::open(connection, Arc::new(MemoryLog::new()), safe);
        node.joined().await.unwrap();
        assert_eq!(node.status().borrow().unsafe_settings, []);
    });
}

#[test]
fn what_is_unsafe_is_refused_by_name_until_it_is_mended_or_accepted() {
    run(async {
        let server = NatsServer::start();
        let raw = jetstream::new(async_nats::connect(server.url()).await.unwrap());
        let config = stream::Config {
            name: "WAYMARK".into(),
            subjects: vec!["waymark.events.>".into()],
            max_messages: 1_000_000,
            max_age: std::time::Duration::from_secs(86_400),
            allow_rollup: true,
            ..stream::Config::default()
        };
        raw.create_stream(config).await.unwrap();
        let connection = connect(vec![server.url()]).await;
        let open = |allow_unsafe_stream| {
            let options = ClusterOptions { allow_unsafe_stream, ..ClusterOptions::default() };
            ClusterJournal::open(connection.clone(), Arc::new(MemoryLog::new()), options)
        };
        let refused = open(false).joined().await.unwrap_err();
        let told = refused.to_string();
        let Stopped::Unsafe(settings) = refused else { panic!("{told}") };
        let named: Vec<_> = settings.iter().map(|setting| setting.setting).collect();
        let all = [
            "max_msgs",
            "max_age",
            "discard",
            "num_replicas",
            "deny_delete",
            "deny_purge",
            "allow_rollup_hdrs",
            "allow_atomic",
        ];
        assert_eq!(named, all, "{told}");
        assert!(told.ends_with("say --allow-unsafe-stream"), "{told}");

        let accepted = open(true);
        accepted.joined().await.unwrap();
        assert_eq!(accepted.status().borrow().unsafe_settings, settings, "to be shown");
        drop(accepted);

        let StreamMade::Mended(mended) = connection.create_stream(1).await.unwrap() else { panic!("nothing mended") };
        assert_eq!(mended.len(), settings.len() - 1, "all but the replicas, for which there are no servers");
        let left = connection.stream_seen().await.unwrap().unsafe_settings;
        assert_eq!(left.iter().map(|setting| setting.setting).collect::<Vec<_>>(), ["num_replicas"]);
        assert_eq!(connection.create_stream(1).await.unwrap(), StreamMade::AlreadyRight);
    });
}

#[test]
fn a_stream_that_becomes_unsafe_while_a_node_runs_gets_no_appends_until_it_is_mended() {
    run(async {
        let server = NatsServer::start();
        let connection = connect(vec![server.url()]).await;
        connection.create_stream(1).await.unwrap();
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        add(&node, 0, 0).await;
        let raw = jetstream::new(async_nats::connect(server.url()).await.unwrap());
        let found = raw.get_stream("WAYMARK").await.unwrap().cached_info().config.clone();
        raw.update_stream(stream::Config { max_messages: 10, ..found }).await.unwrap();
        let blocked = until(&node, |status| status.appends_blocked.is_some()).await;
        let told = blocked.appends_blocked().unwrap();
        assert!(told.contains("no longer safe") && told.contains("max_msgs") && told.contains("create"), "{told}");
        assert_eq!(blocked.unsafe_settings.len(), 2, "the replicas and the limit are shown");
        assert_eq!(blocked.metadata()["reason"], told);
        let refused = node.append(event(1, 1), None, Position::START).await.unwrap_err();
        assert!(matches!(&refused, AppendError::Failed(why) if *why == told), "{refused}");

        connection.create_stream(1).await.unwrap();
        until(&node, |status| status.appends_blocked.is_none()).await;
        assert_eq!(add(&node, 1, 1).await, Position(2));
    });
}
