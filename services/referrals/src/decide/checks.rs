//! Checks that several commands share.

use events::ProviderId;
use jiff::civil::Date;
use service_kit::Shared;

use crate::referrals::{Circumstances, Introduction};
use crate::{Referrals, Refusal};

pub(super) fn known(state: &Referrals) -> Result<&Introduction, Shared> {
    state.referral.as_ref().ok_or(Shared::UnknownInternship)
}

pub(super) fn known_provider(provider: ProviderId, at: &Circumstances<'_>) -> Result<(), Shared> {
    let known = at.subjects.get(&provider.subject()).is_some_and(|provider| provider.registered);
    if known { Ok(()) } else { Err(Shared::UnknownProvider) }
}

/// H14: what comes of a referral does not come before it.
pub(super) fn since_referral(date: Date, referral: &Introduction) -> Result<Date, Refusal> {
    let referred = referral.date;
    if date < referred { Err(Refusal::BeforeReferral { date, referred }) } else { Ok(date) }
}
