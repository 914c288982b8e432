//! Who becomes known, and with which identifiers (H10).

use events::referrals::{PersonDetails, ProgrammeRegistered, ProviderRegistered, Referred};
use events::{Line, Nino, Ukprn, Uln, Upn};
use service_kit::Decision;

use super::checks::{checked, known_programme, known_provider, named};
use crate::referrals::Circumstances;
use crate::{Refer, Referrals, Refusal, RegisterProgramme, RegisterProvider};

pub(super) fn register(
    state: &Referrals,
    command: &RegisterProvider,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let RegisterProvider { provider, ukprn, name, local_authority, kind, date } = command.clone();
    if state.registered {
        return Err(Refusal::AlreadyRegistered);
    }
    let ukprn = Ukprn::new(ukprn.as_str()).map_err(Refusal::WrongIdentifier)?;
    let expected = at.secret.provider(&ukprn);
    if provider != expected {
        return Err(Refusal::AnotherProvider { provider, expected });
    }
    let date = at.past(date.unwrap_or(at.today))?;
    Ok(Decision::new(date, ProviderRegistered { date, ukprn, name, local_authority, kind }))
}

pub(super) fn register_programme(
    state: &Referrals,
    command: &RegisterProgramme,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let RegisterProgramme { provider, name, year, model, host, planned_places, date, .. } = command.clone();
    if state.run_by.is_some() {
        return Err(Refusal::AlreadyRegistered);
    }
    known_provider(provider, at)?;
    let host = host.map(|host| named(host, at)).transpose()?;
    let date = at.past(date.unwrap_or(at.today))?;
    Ok(Decision::new(date, ProgrammeRegistered { date, provider, name, year, model, host, planned_places }))
}

pub(super) fn refer(state: &Referrals, command: &Refer, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    if let Some(since) = state.referred {
        return Err(Refusal::AlreadyReferred { since });
    }
    known_provider(command.provider, at)?;
    known_programme(command.programme, command.provider, at)?;
    let date = at.past(command.date)?;
    if command.date_of_birth >= date {
        return Err(Refusal::NotYetBorn { date });
    }
    if is_a_name(&command.reference, &command.name) {
        return Err(Refusal::ReferenceIsAName);
    }
    let content = PersonDetails {
        name: command.name.clone(),
        date_of_birth: command.date_of_birth,
        contacts: command.contacts.clone(),
        uln: checked(command.uln.as_ref(), Uln::new)?,
        upn: checked(command.upn.as_ref(), Upn::new)?,
        nino: checked(command.nino.as_ref(), Nino::new)?,
    };
    let referred = Referred {
        date,
        provider: command.provider,
        programme: command.programme,
        reference: command.reference.clone(),
        person: command.person,
        home_authority: command.home_authority.clone(),
        source: command.source,
        school_year: command.school_year.clone(),
        wished_sectors: command.wished_sectors.clone(),
        sector_words: command.sector_words.clone(),
        personal: Some(content),
    };
    Ok(Decision::new(date, referred))
}

/// Whether a reference is a name, as far as that can be seen: a word of it is a word of the young
/// person's name. A word beside digits may be that of a code by chance, two are not. References stand in
/// the clear.
fn is_a_name(reference: &Line, name: &Line) -> bool {
    let words = |text: &Line| -> Vec<String> {
        let lower = text.as_str().to_lowercase();
        let words = lower.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= LETTERS);
        words.map(str::to_owned).collect()
    };
    let name = words(name);
    let of_a_code = reference.as_str().contains(|c: char| c.is_ascii_digit());
    let said = words(reference).iter().filter(|word| name.contains(word)).count();
    said > usize::from(of_a_code)
}

/// Shorter words may be initials or a code.
const LETTERS: usize = 3;
