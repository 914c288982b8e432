//! The lines of a claim: of coaching by the session, of travel by the day, of equipment by the penny.

mod coaching;
mod price;

use std::collections::BTreeSet;

use events::funding::{ClaimBasis, Element, TravelLine};
use events::{Minutes, Pence};
use jiff::civil::Date;

use super::wanted::{Lines, Wanted, few_enough};
use crate::award::AwardState;
use crate::claim::Claim;
use crate::{Funding, LineRefusal};

pub(super) use coaching::{claimed_weeks, coaching};

/// Claims of one element of an award that were not rejected.
fn standing<'a>(state: &'a Funding, wanted: &Wanted<'_>, element: Element) -> impl Iterator<Item = &'a Claim> {
    let award = wanted.award.clone();
    let claims = state.claims.values().filter(|claim| claim.rejection.is_none());
    claims.filter(move |claim| claim.content.award == award && claim.content.element == element)
}

/// Travel: each day once, at the award's rate.
pub(super) fn travel(state: &Funding, award: &AwardState, wanted: &Wanted<'_>) -> Result<Lines, LineRefusal> {
    let days = wanted.travel.filter(|days| !days.is_empty()).ok_or(LineRefusal::NoTravelDays)?;
    few_enough(days.len())?;
    let rates = award.award.travel.ok_or(LineRefusal::NoTravelDays)?;
    let mut claimed: BTreeSet<Date> = standing(state, wanted, Element::Travel)
        .flat_map(|claim| &claim.content.travel)
        .map(|line| line.date)
        .collect();
    let mut lines = Vec::with_capacity(days.len());
    for day in days {
        let (date, from, until) = (day.date, wanted.from, wanted.until);
        if date < from || date > until {
            return Err(LineRefusal::OutsidePeriod { date, from, until });
        }
        if state.is_after_the_end(date) {
            return Err(LineRefusal::AfterTheEnd { date, ended: state.ended.unwrap_or(date) });
        }
        if !claimed.insert(date) {
            return Err(LineRefusal::TravelClaimed { date });
        }
        let pence = match (day.miles, rates.mileage, rates.daily) {
            (Some(miles), Some(mileage), _) => Pence(mileage.0.saturating_mul(miles.into())),
            (None, _, Some(daily)) => daily,
            (Some(_), None, _) => return Err(LineRefusal::ByTheDay { date }),
            (None, _, None) => return Err(LineRefusal::ByTheMile { date }),
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
    let claimed: Pence = standing(state, wanted, Element::Equipment).map(|claim| claim.content.pence).sum();
    let left = Pence(awarded.0.saturating_sub(claimed.0));
    let pence = wanted.pence.filter(|pence| *pence > Pence(0)).ok_or(LineRefusal::NoAmount)?;
    if pence > left {
        return Err(LineRefusal::OverEquipment { stated: pence, left });
    }
    Ok(Lines { lines: Vec::new(), travel: Vec::new(), basis: ClaimBasis::Listed, minutes_logged: Minutes(0), pence })
}
