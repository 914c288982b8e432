//! What becomes of a command's personal content, and how a command is known again.

use std::collections::HashMap;

use events::{CommandHash, DeploymentSecret, Event, PersonId, Position, Sealed};
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
    let mut parts = Vec::new();
    for part in event.open_parts() {
        let person = part.owner.person();
        let key = match closed.get(&person) {
            None => keys.key_or_new(person).await?,
            Some(position) => {
                let missing = Failure::KeyMissing { person, position: *position };
                keys.key(person).await?.ok_or(missing)?
            }
        };
        let sealed = key.seal(keys.nonce()?, event.id, event.fact.event_type(), part);
        parts.push(sealed.ok_or(Failure::TooLarge)?);
    }
    let sealed = event.list_sealed(parts);
    event.command = command_hash(keys.secret(), command)?;
    Ok(sealed)
}

/// By what a repeated command is told from another one under the same key.
pub(crate) fn command_hash<C: Command>(secret: &DeploymentSecret, command: &Asked<C>) -> Result<CommandHash, Failure> {
    let full_name = command.command_type().map(CommandType::full_name).unwrap_or_default();
    Ok(secret.command(&format!("{full_name}\n{}", serde_json::to_value(command)?)))
}
