use async_nats::jetstream::stream::{Source, SubjectTransform};

use super::*;

type Change = fn(&mut Config);

/// Each setting with which events may be lost.
const CHANGES: &[(&str, Change)] = &[
    ("max_msgs", |config| config.max_messages = 1_000_000),
    ("max_bytes", |config| config.max_bytes = 1 << 30),
    ("max_msgs_per_subject", |config| config.max_messages_per_subject = 1),
    ("max_age", |config| config.max_age = Duration::from_secs(86_400)),
    ("max_msg_size", |config| config.max_message_size = 1024),
    ("subjects", |config| config.subjects = vec!["waymark.events.coaching.>".into()]),
    ("storage", |config| config.storage = StorageType::Memory),
    ("retention", |config| config.retention = RetentionPolicy::WorkQueue),
    ("discard", |config| config.discard = DiscardPolicy::Old),
    ("num_replicas", |config| config.num_replicas = 1),
    ("deny_delete", |config| config.deny_delete = false),
    ("deny_purge", |config| config.deny_purge = false),
    ("allow_rollup_hdrs", |config| config.allow_rollup = true),
    ("no_ack", |config| config.no_ack = true),
    ("allow_atomic", |config| config.allow_atomic_publish = false),
    ("persist_mode", |config| config.persist_mode = Some(PersistenceMode::Async)),
    ("mirror", |config| config.mirror = Some(Source::default())),
    ("sources", |config| config.sources = Some(vec![Source::default()])),
    ("subject_transform", |config| {
        config.subject_transform = Some(SubjectTransform { source: ">".into(), destination: "x.>".into() });
    }),
    ("sealed", |config| config.sealed = true),
    ("first_seq", |config| config.first_sequence = Some(100)),
    ("allow_msg_ttl", |config| config.allow_message_ttl = true),
];

#[test]
fn a_stream_as_it_is_made_has_nothing_unsafe() {
    assert_eq!(unsafe_settings(&right("WAYMARK", 3), Some(SYNCED)), []);
}

#[test]
fn each_unsafe_setting_is_named_with_what_mends_it() {
    for (setting, change) in CHANGES {
        let mut config = right("WAYMARK", 3);
        change(&mut config);
        let found = unsafe_settings(&config, Some(SYNCED));
        assert_eq!(found.iter().map(|found| found.setting).collect::<Vec<_>>(), [*setting]);
        let sentence = &found[0].sentence;
        assert!(sentence.contains("waymark cluster create"), "{sentence}");
    }
}

#[test]
fn what_can_be_mended_is() {
    for (setting, change) in CHANGES {
        let mut config = right("WAYMARK", 3);
        change(&mut config);
        let said_so = unsafe_settings(&config, Some(SYNCED))[0].sentence.contains("run waymark cluster create");
        assert_eq!(unsafe_settings(&mended(&config, 3), Some(SYNCED)).is_empty(), said_so, "{setting}");
    }
}

#[test]
fn servers_that_do_not_sync_replicas_are_named() {
    let with = |replicas, version| unsafe_settings(&right("WAYMARK", replicas), Some(version));
    assert_eq!(with(3, Version(2, 14))[0].setting, "version");
    assert!(
        with(3, Version(2, 14))[0].sentence.contains("2.14") && with(3, Version(2, 14))[0].sentence.contains("2.15")
    );
    assert!(!with(1, Version(2, 14)).iter().any(|found| found.setting == "version"));
}
