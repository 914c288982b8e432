//! What becomes of a command's personal content, and how a command is known again.

use std::collections::HashMap;

use events::{CommandHash, Event, PersonId, Personal, Position, Sealed, SealedNote};
use service_kit::{Asked, Command, CommandType};

use crate::Failure;
use event_keys::Keystore;

/// Seals an event's personal content, and notes which command it came of. Whose sealed content no
/// key opens, the `closed`, are not given a second key.
pub(crate) async fn seal<C: Command>(
    keys: &Keystore,
    event: &mut Event,
    command: &Asked<C>,
    closed: &HashMap<PersonId, Position>,
) -> Result<Option<Sealed>, Failure> {
    let sealed = match event.fact.personal() {
        Some(Personal { person, content }) => {
            let key = match closed.get(&person) {
                None => keys.key_or_new(person).await?,
                Some(position) => {
                    let missing = Failure::KeyMissing { person, position: *position };
                    keys.key(person).await?.ok_or(missing)?
                }
            };
            let nonce = keys.nonce()?;
            let kind = event.fact.event_type();
            let sealed = key.seal(nonce, event.id, kind, person, &content).ok_or(Failure::TooLarge)?;
            event.sealed = Some(SealedNote { person, hash: sealed.hash() });
            Some(sealed)
        }
        None => None,
    };
    event.command = command_hash(keys, command).await?;
    Ok(sealed)
}

/// Whether a command says what the first one under its key said.
pub(crate) async fn says_the_same<C: Command>(
    keys: &Keystore,
    command: &Asked<C>,
    first: CommandHash,
) -> Result<bool, Failure> {
    // Without the person's key the two cannot be compared: the first receipt stands.
    let comparable = match command.person() {
        Some(person) => keys.key(person).await?.is_some(),
        None => true,
    };
    Ok(!comparable || command_hash(keys, command).await? == first)
}

async fn command_hash<C: Command>(keys: &Keystore, command: &Asked<C>) -> Result<CommandHash, Failure> {
    let full_name = command.command_type().map(CommandType::full_name).unwrap_or_default();
    let canonical = format!("{full_name}\n{}", serde_json::to_value(command)?);
    let key = match command.person() {
        Some(person) => keys.key(person).await?,
        None => None,
    };
    Ok(CommandHash::of(canonical.as_bytes(), key.as_ref()))
}
