//! What becomes of a command's personal content, and how a command is known again.

use std::collections::HashMap;

use events::{CommandHash, DeploymentSecret, Event, FieldForm, OpenPart, Owner, PersonId, Position, Sealed, Usual};
use jiff::civil::Date;
use service_kit::{Asked, Command, CommandType};

use crate::Failure;
use event_keys::Keystore;

/// Seals what is to be sealed of an event, for the `intern` where it is about an internship, and notes
/// which command it came of. Whose sealed content no key opens, the `closed`, are not given a second
/// key.
pub(crate) async fn seal<C: Command>(
    keys: &Keystore,
    event: &mut Event,
    (command, fields): (&Asked<C>, &[FieldForm]),
    intern: Option<PersonId>,
    closed: &HashMap<PersonId, Position>,
) -> Result<Option<Sealed>, Failure> {
    let mut parts = Vec::new();
    for (purpose, content) in event.open_parts() {
        let intern = event.fact.person().or(intern);
        let owner = Owner::of(event.subject, intern).ok_or(Failure::NoOwner { subject: event.subject })?;
        let person = owner.person();
        let key = match closed.get(&person) {
            None => keys.key_or_new(person).await?,
            Some(position) => {
                let missing = Failure::KeyMissing { person, position: *position };
                keys.key(person).await?.ok_or(missing)?
            }
        };
        let part = OpenPart { owner, purpose, content };
        let sealed = key.seal(keys.nonce()?, event.id, event.fact.event_type(), part);
        parts.push(sealed.ok_or(Failure::TooLarge)?);
    }
    let sealed = event.list_sealed(parts);
    event.command = command_hash(keys.secret(), command, fields, event.happened)?;
    Ok(sealed)
}

/// Distinguishes a repeated command from another command under the same key. What is not said counts as
/// what is meant by that: the field's default, and for a day that of the event that the command became,
/// which `happened` then.
pub(crate) fn command_hash<C: Command>(
    secret: &DeploymentSecret,
    command: &Asked<C>,
    fields: &[FieldForm],
    happened: Date,
) -> Result<CommandHash, Failure> {
    let full_name = command.command_type().map(CommandType::full_name).unwrap_or_default();
    let mut meant = serde_json::to_value(command)?;
    for FieldForm { name, usual, .. } in fields {
        if let (Some(usual), Some(meant)) = (usual, meant.as_object_mut()) {
            meant.entry(name.as_str()).or_insert_with(|| match usual {
                Usual::Today => happened.to_string().into(),
                Usual::Always(value) => value.clone(),
            });
        }
    }
    Ok(secret.command(&format!("{full_name}\n{meant}")))
}
