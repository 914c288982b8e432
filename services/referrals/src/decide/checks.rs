//! Checks that several commands share.

use events::placements::EmployerRef;
use events::{EmployerId, Line, NotAnIdentifier, ProgrammeId, ProviderId};
use jiff::civil::Date;
use service_kit::Shared;

use crate::referrals::Circumstances;
use crate::{Referrals, Refusal};

/// The day of the referral.
pub(super) fn known(state: &Referrals) -> Result<Date, Shared> {
    state.referred.ok_or(Shared::UnknownInternship)
}

pub(super) fn known_provider(provider: ProviderId, at: &Circumstances<'_>) -> Result<(), Shared> {
    let known = at.subjects.get(&provider.subject()).is_some_and(|provider| provider.registered);
    if known { Ok(()) } else { Err(Shared::UnknownProvider) }
}

/// A programme that is given is known, and this provider's.
pub(super) fn known_programme(
    programme: Option<ProgrammeId>,
    provider: ProviderId,
    at: &Circumstances<'_>,
) -> Result<(), Refusal> {
    let Some(programme) = programme else { return Ok(()) };
    match at.subjects.get(&programme.subject()).and_then(|programme| programme.run_by) {
        None => Err(Refusal::UnknownProgramme),
        Some(run_by) if run_by != provider => Err(Refusal::AnotherProvidersProgramme),
        Some(_) => Ok(()),
    }
}

/// H10: an identifier that is given passes its issuer's check.
pub(super) fn checked<T>(
    text: Option<&Line>,
    check: fn(&str) -> Result<T, NotAnIdentifier>,
) -> Result<Option<T>, Refusal> {
    text.map(|text| check(text.as_str())).transpose().map_err(Refusal::WrongIdentifier)
}

/// What a registered employer is called.
pub(super) fn named(id: EmployerId, at: &Circumstances<'_>) -> Result<EmployerRef, Refusal> {
    let name = at.subjects.get(&id.subject()).and_then(|employer| employer.employer.clone());
    Ok(EmployerRef { id, name: name.ok_or(Refusal::UnknownEmployer)? })
}

/// H14: what comes of a referral does not come before it.
pub(super) fn since_referral(date: Date, referred: Date) -> Result<Date, Refusal> {
    if date < referred { Err(Refusal::BeforeReferral { date, referred }) } else { Ok(date) }
}
