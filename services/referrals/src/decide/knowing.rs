//! Who a young person is: what is put right (H10), and what is recorded of their life before.

use events::referrals::{
    Characteristics, CharacteristicsRecorded, CorrectedDetails, DetailsCorrected, EthnicGroupDetailed, ProfileNotes,
    VocationalProfileRecorded,
};
use events::{Nino, Uln, Upn};
use service_kit::{Decision, Shared};

use super::accept::age_before;
use super::checks::{checked, known};
use crate::referrals::Circumstances;
use crate::{
    CorrectDetails, RecordCharacteristics, RecordConsent, RecordEmploymentBefore, RecordVocationalProfile, Referrals,
    Refusal, WithdrawConsent,
};

/// A correction is what is right, so that an acceptance does not stand in its way: somebody who turns out
/// too old or too young for it shows as a flag.
pub(super) fn correct_details(
    state: &Referrals,
    command: &CorrectDetails,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let CorrectDetails { date, reason, name, date_of_birth, contacts, note, .. } = command.clone();
    let referred = known(state)?;
    at.past(date)?;
    let uln = checked(command.uln.as_ref(), Uln::new)?;
    let upn = checked(command.upn.as_ref(), Upn::new)?;
    let nino = checked(command.nino.as_ref(), Nino::new)?;
    let numbers = uln.is_some() || upn.is_some() || nino.is_some();
    if name.is_none() && date_of_birth.is_none() && contacts.is_empty() && !numbers {
        return Err(Refusal::NothingSaid);
    }
    if date_of_birth.is_some_and(|born| born >= referred) {
        return Err(Refusal::NotYetBorn { date: referred });
    }
    let start = state.planned_start;
    let age_on_31_august = date_of_birth.zip(start).and_then(|(born, start)| age_before(born, start));
    let personal = CorrectedDetails { name, date_of_birth, contacts, uln, upn, nino, note };
    Ok(Decision::new(date, DetailsCorrected { date, reason, age_on_31_august, personal: Some(personal) }))
}

pub(super) fn record_characteristics(
    state: &Referrals,
    command: &RecordCharacteristics,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let RecordCharacteristics { date, coded, .. } = *command;
    known(state)?;
    at.past(date)?;
    let follows = coded.ethnic_group_detailed.map(EthnicGroupDetailed::group);
    if coded.ethnic_group.is_some() && follows.is_some() && coded.ethnic_group != follows {
        return Err(Refusal::EthnicGroupsDiffer);
    }
    let coded = Characteristics { ethnic_group: coded.ethnic_group.or(follows), ..coded };
    if coded == Characteristics::default() {
        return Err(Refusal::NothingSaid);
    }
    Ok(Decision::new(date, CharacteristicsRecorded { date, personal: Some(coded) }))
}

pub(super) fn record_employment_before(
    state: &Referrals,
    command: &RecordEmploymentBefore,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let before = &command.event;
    known(state)?;
    match (before.in_paid_work, before.ever_in_paid_work) {
        (None, None) => return Err(Refusal::NothingSaid),
        (Some(true), Some(false)) => return Err(Refusal::InWorkAndNever),
        (Some(_), Some(_) | None) | (None, Some(_)) => {}
    }
    Shared::within_a_week(before.weekly_minutes)?;
    Ok(at.record(command)?)
}

pub(super) fn record_vocational_profile(
    state: &Referrals,
    command: &RecordVocationalProfile,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let RecordVocationalProfile { date, version, preferred_sectors, sector_words, .. } = command.clone();
    let RecordVocationalProfile { weekly_minutes_wished, aspirations, strengths, support_needs, .. } = command.clone();
    known(state)?;
    at.past(date)?;
    if version == 0 {
        return Err(Refusal::NoSuchVersion);
    }
    if let Some(on) = state.profiles.get(&version).copied() {
        return Err(Refusal::ProfileVersionRecorded { version, on });
    }
    Shared::within_a_week(weekly_minutes_wished)?;
    let notes = ProfileNotes { aspirations, strengths, support_needs };
    let personal = Some(notes).filter(|notes| *notes != ProfileNotes::default());
    let profile =
        VocationalProfileRecorded { date, version, preferred_sectors, sector_words, weekly_minutes_wished, personal };
    Ok(Decision::new(date, profile))
}

pub(super) fn record_consent(
    state: &Referrals,
    command: &RecordConsent,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    known(state)?;
    if command.event.purposes.is_empty() { Err(Refusal::NothingSaid) } else { Ok(at.record(command)?) }
}

/// A withdrawal counts whether or not the consent was recorded.
pub(super) fn withdraw_consent(
    state: &Referrals,
    command: &WithdrawConsent,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    known(state)?;
    if command.event.purposes.is_empty() { Err(Refusal::NothingSaid) } else { Ok(at.record(command)?) }
}
