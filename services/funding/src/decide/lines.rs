//! The lines of a claim: of coaching by the session, of travel by the day, of equipment by the penny.

mod coaching;
mod price;

use std::collections::BTreeSet;

use events::funding::{ClaimBasis, Element, TravelLine};
use events::{ClaimId, Line, Minutes, Pence};
use jiff::civil::Date;

use super::wanted::{Lines, Wanted, few_enough};
use crate::award::AwardState;
use crate::claim::Claim;
use crate::{Funding, LineRefusal};

pub(super) use coaching::{claimed_weeks, coaching};

/// The other claims of one element of an award.
pub(super) fn others<'a>(
    state: &'a Funding,
    claim: ClaimId,
    award: &'a Line,
    element: Element,
) -> impl Iterator<Item = &'a Claim> {
    let others = state.claims.iter().filter(move |(id, _)| **id != claim).map(|(_, other)| other);
    others.filter(move |other| other.content.award == *award && other.content.element == element)
}

/// Travel: each day once, at the award's rate.
pub(super) fn travel(state: &Funding, award: &AwardState, wanted: &Wanted<'_>) -> Result<Lines, LineRefusal> {
    let days = wanted.travel.filter(|days| !days.is_empty()).ok_or(LineRefusal::NoTravelDays)?;
    few_enough(days.len())?;
    let rates = award.award.travel.ok_or(LineRefusal::NoTravelDays)?;
    let others = others(state, wanted.claim, wanted.award, Element::Travel);
    let mut claimed: BTreeSet<Date> = others.flat_map(Claim::held_travel).map(|line| line.date).collect();
    let mut lines = Vec::with_capacity(days.len());
    for day in days {
        let (date, from, until) = (day.date, wanted.from, wanted.until);
        if date < from || date > until {
            return Err(LineRefusal::OutsidePeriod { date, from, until });
        }
        if let Some(ended) = state.ended_before(date) {
            return Err(LineRefusal::AfterTheEnd { date, ended });
        }
        if !claimed.insert(date) {
            return Err(LineRefusal::TravelClaimed { date });
        }
        let pence = match (day.miles, rates.mileage, rates.daily) {
            (Some(miles @ 1..), Some(mileage), _) => mileage.times(miles),
            (None, _, Some(daily)) => daily,
            (Some(_), None, _) => return Err(LineRefusal::ByTheDay { date }),
            (Some(0), Some(_), _) | (None, _, None) => return Err(LineRefusal::ByTheMile { date }),
        };
        lines.push(TravelLine { date, miles: day.miles, pence });
    }
    let pence = lines.iter().map(|line| line.pence).sum();
    price::as_stated(wanted.pence, pence, 0)?;
    Ok(Lines { lines: Vec::new(), travel: lines, basis: ClaimBasis::Listed, minutes_logged: Minutes(0), pence })
}

/// Equipment: up to what was awarded, over all claims.
pub(super) fn equipment(state: &Funding, award: &AwardState, wanted: &Wanted<'_>) -> Result<Lines, LineRefusal> {
    let awarded = award.award.equipment.unwrap_or_default();
    let others = others(state, wanted.claim, wanted.award, Element::Equipment);
    let claimed: Pence = others.map(Claim::held_pence).sum();
    let left = Pence(awarded.0.saturating_sub(claimed.0));
    let pence = wanted.pence.filter(|pence| *pence > Pence(0)).ok_or(LineRefusal::NoAmount)?;
    if pence > left {
        return Err(LineRefusal::OverEquipment { stated: pence, left });
    }
    Ok(Lines { lines: Vec::new(), travel: Vec::new(), basis: ClaimBasis::Listed, minutes_logged: Minutes(0), pence })
}
