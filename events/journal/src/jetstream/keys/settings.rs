//! How the bucket of persons' keys is set, so that an entry can be written once, and erased.

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};

/// How the bucket is made. Each of its subjects takes one message and refuses a second one, so that
/// nobody can overwrite a key. Nothing may be purged or rolled up. Single messages may be deleted by
/// whom the permissions let: that is how a key is destroyed, and the servers overwrite its bytes.
pub(super) fn right(bucket: &str, replicas: usize) -> Config {
    Config {
        name: format!("KV_{bucket}"),
        description: Some("wrapped keys of persons; to delete one is to destroy what it opens".into()),
        subjects: vec![format!("$KV.{bucket}.>")],
        retention: RetentionPolicy::Limits,
        storage: StorageType::File,
        discard: DiscardPolicy::New,
        discard_new_per_subject: true,
        max_messages: -1,
        max_messages_per_subject: 1,
        max_bytes: -1,
        max_message_size: -1,
        max_consumers: -1,
        num_replicas: replicas,
        deny_purge: true,
        ..Config::default()
    }
}

/// The settings that differ from [`right`] put right, where the servers change them.
pub(super) fn mended(found: &Config, bucket: &str, replicas: usize) -> Config {
    let right = right(bucket, replicas);
    Config {
        subjects: right.subjects,
        discard: right.discard,
        discard_new_per_subject: right.discard_new_per_subject,
        max_messages: right.max_messages,
        max_messages_per_subject: right.max_messages_per_subject,
        max_bytes: right.max_bytes,
        max_message_size: right.max_message_size,
        max_age: right.max_age,
        num_replicas: replicas,
        deny_delete: right.deny_delete,
        deny_purge: right.deny_purge,
        allow_rollup: right.allow_rollup,
        ..found.clone()
    }
}

/// The settings, as NATS names them, by which a key may be lost or not be erased.
pub(super) fn unsafe_settings(config: &Config) -> Vec<&'static str> {
    let checks = [
        (config.storage != StorageType::File, "storage"),
        (config.retention != RetentionPolicy::Limits, "retention"),
        (config.discard != DiscardPolicy::New, "discard"),
        (!config.discard_new_per_subject, "discard_new_per_subject"),
        (config.max_messages_per_subject != 1, "max_msgs_per_subject"),
        (config.max_messages > 0, "max_msgs"),
        (config.max_bytes > 0, "max_bytes"),
        (config.max_message_size > 0, "max_msg_size"),
        (!config.max_age.is_zero(), "max_age"),
        (!config.deny_purge, "deny_purge"),
        (config.deny_delete, "deny_delete"),
        (config.allow_rollup, "allow_rollup_hdrs"),
    ];
    checks.into_iter().filter_map(|(wrong, setting)| wrong.then_some(setting)).collect()
}
