//! What becomes of a command's personal content, and how a command is known again.

use std::collections::HashMap;

use events::{CommandHash, DeploymentSecret, Event, PersonId, Personal, Position, Sealed, SealedNote};
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
    event.command = command_hash(keys.secret(), command)?;
    Ok(sealed)
}

/// By what a repeated command is told from another one under the same key.
pub(crate) fn command_hash<C: Command>(secret: &DeploymentSecret, command: &Asked<C>) -> Result<CommandHash, Failure> {
    let full_name = command.command_type().map(CommandType::full_name).unwrap_or_default();
    Ok(secret.command(&format!("{full_name}\n{}", serde_json::to_value(command)?)))
}
