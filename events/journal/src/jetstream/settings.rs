//! What a stream must be set to so that it loses nothing.

use std::fmt;
use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, PersistenceMode, RetentionPolicy, StorageType};

use super::mismatch::REMAKE;
use super::names::EVERYTHING;
use super::version::{SYNCED, Version};

/// Fewer replicas do not survive the loss of a machine.
const REPLICAS: usize = 3;
/// For how long the servers know an event's id by themselves. What makes a repeat safe is the
/// condition of its append; this only spares it the way through the log.
const DUPLICATES: Duration = Duration::from_secs(120);

/// A setting with which a stream may lose events, and what mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsafeSetting {
    /// The setting as NATS names it.
    pub setting: &'static str,
    /// What is wrong, what may come of it, and what mends it.
    pub sentence: String,
}

impl fmt::Display for UnsafeSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.sentence)
    }
}

/// How the stream is made.
pub(super) fn right(name: &str, replicas: usize) -> Config {
    Config {
        name: name.to_owned(),
        description: Some("every event of Waymark; never to be purged or edited".into()),
        subjects: vec![EVERYTHING.into()],
        retention: RetentionPolicy::Limits,
        storage: StorageType::File,
        discard: DiscardPolicy::New,
        max_messages: -1,
        max_messages_per_subject: -1,
        max_bytes: -1,
        max_message_size: -1,
        max_consumers: -1,
        num_replicas: replicas,
        duplicate_window: DUPLICATES,
        deny_delete: true,
        deny_purge: true,
        allow_atomic_publish: true,
        ..Config::default()
    }
}

/// The settings that differ from [`right`] where that matters, put right: what can be mended
/// without making the stream again.
pub(super) fn mended(found: &Config, replicas: usize) -> Config {
    let right = right(&found.name, replicas);
    Config {
        subjects: right.subjects,
        discard: right.discard,
        discard_new_per_subject: false,
        max_messages: right.max_messages,
        max_messages_per_subject: right.max_messages_per_subject,
        max_bytes: right.max_bytes,
        max_message_size: right.max_message_size,
        max_age: right.max_age,
        num_replicas: replicas,
        no_ack: false,
        deny_delete: true,
        deny_purge: true,
        allow_rollup: false,
        allow_atomic_publish: true,
        sources: None,
        subject_transform: None,
        ..found.clone()
    }
}

/// Everything in which a stream on a server of this version is not as it must be.
pub(super) fn unsafe_settings(config: &Config, version: Option<Version>) -> Vec<UnsafeSetting> {
    let mut found = Vec::new();
    let mut check = |wrong: bool, setting: &'static str, sentence: String| {
        if wrong {
            found.push(UnsafeSetting { setting, sentence });
        }
    };
    let create = "run waymark cluster create, which sets it";
    let again = format!("it cannot be changed: {REMAKE}");
    let mut limit = |set: bool, setting: &'static str, what: String| {
        check(set, setting, format!("the stream takes or keeps no more than {what}: {create} to no limit"));
    };
    limit(config.max_messages > 0, "max_msgs", format!("{} events", config.max_messages));
    limit(config.max_bytes > 0, "max_bytes", format!("{} bytes", config.max_bytes));
    limit(
        config.max_messages_per_subject > 0,
        "max_msgs_per_subject",
        format!("{} events of one context about one subject", config.max_messages_per_subject),
    );
    limit(!config.max_age.is_zero(), "max_age", format!("what came in the last {} seconds", config.max_age.as_secs()));
    limit(config.max_message_size > 0, "max_msg_size", format!("{} bytes an event", config.max_message_size));
    let subjects = config.subjects.join(", ");
    check(
        config.subjects != [EVERYTHING],
        "subjects",
        format!(
            "the stream takes {subjects} instead of {EVERYTHING}, so that events are refused or others counted in: {create}"
        ),
    );
    check(
        config.storage != StorageType::File,
        "storage",
        format!("the stream is kept in memory and gone after a restart; {again}"),
    );
    check(
        config.retention != RetentionPolicy::Limits,
        "retention",
        format!("the stream drops events that were read; {again}"),
    );
    check(
        config.discard != DiscardPolicy::New,
        "discard",
        format!("at a limit the stream drops its oldest events instead of refusing new ones: {create} to new"),
    );
    check(
        config.num_replicas < REPLICAS,
        "num_replicas",
        format!(
            "the stream has {} of {REPLICAS} replicas, so that a lost disk loses what no node has read: {create} (three servers are needed)",
            config.num_replicas
        ),
    );
    check(
        !config.deny_delete,
        "deny_delete",
        format!("a single event can be deleted from the stream: {create} to true"),
    );
    check(!config.deny_purge, "deny_purge", format!("the stream can be emptied: {create} to true"));
    check(
        config.allow_rollup,
        "allow_rollup_hdrs",
        format!("one message can replace all before it: {create} to false"),
    );
    check(
        config.no_ack,
        "no_ack",
        format!("the stream acknowledges nothing, so that nobody knows what it holds: {create} to false"),
    );
    check(
        !config.allow_atomic_publish,
        "allow_atomic",
        format!("the stream cannot be filled from a log in batches: {create} to true"),
    );
    check(
        config.persist_mode == Some(PersistenceMode::Async),
        "persist_mode",
        format!("events are acknowledged before they are written; {again}"),
    );
    check(
        config.mirror.is_some(),
        "mirror",
        format!("the stream is a copy of another one and takes no events itself; {again}"),
    );
    check(
        config.sources.is_some(),
        "sources",
        format!("the stream also takes what other streams hold: {create} to none"),
    );
    check(
        config.subject_transform.is_some(),
        "subject_transform",
        format!("events are filed under other subjects than they were sent to: {create} to none"),
    );
    check(config.sealed, "sealed", format!("the stream is closed for ever; {again}"));
    check(
        config.first_sequence.is_some_and(|first| first > 1),
        "first_seq",
        format!("the stream does not begin at position 1; {again}"),
    );
    check(config.allow_message_ttl, "allow_msg_ttl", format!("an event can be sent with an end of its life; {again}"));
    let old = version.filter(|version| config.num_replicas > 1 && *version < SYNCED);
    if let Some(old) = old {
        check(
            true,
            "version",
            format!(
                "the NATS servers have version {old}, which does not sync a replicated stream when it compacts it, whatever sync_interval says: upgrade them to {SYNCED} or newer"
            ),
        );
    }
    found
}

#[cfg(test)]
mod tests;
