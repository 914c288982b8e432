//! One row per award of Access to Work: what it gives, how it was changed, what was claimed of it.

use events::funding::{
    AccessToWorkDecided, Award as Awarded, AwardChanged, ClaimContent, ClaimSubmitted, DeclarationReturned, Element,
};
use events::{ApplicationId, InternshipId, Line, Minutes, Pence, Subject};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Takes, Undigested, table};

use crate::sums::{count, more, more_pence};

/// The read model of awards.
pub struct Awards;

table! {
    /// One row per award of Access to Work: what it gives, how it was changed, what was claimed of it.
    pub struct Award in "awards", revision 1, essential [
        award, from_day, until_day, weekly_minutes, weeks, minutes_claimed, claims
    ], by {
        internship: InternshipId = "Whose award it is.";
        award: Line = "The award, by its reference.";
    } {
        application: ApplicationId = "The application that led to it.";
        decided_on: Date = "When it was decided.";
        from_day: Date = "First day it covers.";
        until_day: Date = "Last day it covers, after changes.";
        weekly_minutes: Option<Minutes> = "Job coaching a week by the latest step; nothing where coaching was not awarded.";
        steps: u32 = "How many steps of weekly minutes it has had, changes included.";
        hourly_pence: Option<Pence> = "Pence an hour of job coaching.";
        weeks: Option<u32> = "Weeks that may be claimed, with extensions; nothing where that was not said.";
        travel_daily_pence: Option<Pence> = "Travel, pence a day.";
        travel_mileage_pence: Option<Pence> = "Travel, pence a mile.";
        equipment_pence: Option<Pence> = "Equipment, up to so much.";
        changes: u32 = "How often it was changed.";
        changed_on: Option<Date> = "When the latest change was agreed.";
        declared_on: Option<Date> = "When its signed declaration was sent back.";
        claims: u32 = "Claims submitted against it.";
        minutes_claimed: Minutes = "Time of coaching in those claims, rejected ones included.";
        claimed_pence: Pence = "What those claims ask for, rejected ones included.";
        claimed_until: Option<Date> = "The last day that is claimed for.";
    }
}

impl ReadModel for Awards {
    type Key = (InternshipId, Line);
    type Page = Option<Award>;

    const TAKES: Takes<Self> = &[
        &On {
            keys: |whose, decided: &AccessToWorkDecided| {
                decided.award.as_ref().map_or(Keys::None, |award| of(whose, &award.reference))
            },
            fold: decide,
        },
        &On {
            keys: |whose, changed: &AwardChanged| of(whose, &changed.award),
            fold: |page, _, changed| after(page, |row| row.change(changed)),
        },
        &On {
            keys: |whose, returned: &DeclarationReturned| of(whose, &returned.award),
            fold: |page, _, returned| {
                after(page, |row| {
                    row.declared_on = Some(returned.date);
                    Ok(())
                })
            },
        },
        &On {
            keys: |whose, claim: &ClaimSubmitted| of(whose, &claim.content.award),
            fold: |page, _, claim| after(page, |row| row.claim(&claim.content)),
        },
    ];
}

fn of(whose: Subject, reference: &Line) -> Keys<(InternshipId, Line)> {
    Keys::One((InternshipId(whose.id), reference.clone()))
}

fn after(page: Option<Award>, change: impl FnOnce(&mut Award) -> Result<(), Undigested>) -> Folded<Awards> {
    let mut row = page.ok_or(Undigested::Unfounded { on: "an award" })?;
    change(&mut row)?;
    Ok(Some(row))
}

fn decide(page: Option<Award>, key: &(InternshipId, Line), decided: &AccessToWorkDecided) -> Folded<Awards> {
    let Some(Awarded { from, until, coaching, travel, equipment, .. }) = &decided.award else { return Ok(page) };
    let coaching = coaching.as_ref();
    Ok(page.or_else(|| {
        Some(Award {
            internship: key.0,
            award: key.1.clone(),
            application: decided.application,
            decided_on: decided.date,
            from_day: *from,
            until_day: *until,
            weekly_minutes: coaching.and_then(|coaching| coaching.steps.last()).map(|step| step.weekly_minutes),
            steps: coaching.map_or(0, |coaching| u32::try_from(coaching.steps.len()).unwrap_or(u32::MAX)),
            hourly_pence: coaching.map(|coaching| coaching.hourly),
            weeks: coaching.and_then(|coaching| coaching.weeks).map(u32::from),
            travel_daily_pence: travel.and_then(|travel| travel.daily),
            travel_mileage_pence: travel.and_then(|travel| travel.mileage),
            equipment_pence: *equipment,
            changes: 0,
            changed_on: None,
            declared_on: None,
            claims: 0,
            minutes_claimed: Minutes(0),
            claimed_pence: Pence(0),
            claimed_until: None,
        })
    }))
}

impl Award {
    fn change(&mut self, changed: &AwardChanged) -> Result<(), Undigested> {
        self.changes = count(self.changes);
        self.changed_on = self.changed_on.max(Some(changed.date));
        self.until_day = changed.until.unwrap_or(self.until_day);
        self.weeks = self.weeks.map(|weeks| weeks.saturating_add(changed.weeks_more.unwrap_or_default().into()));
        if let Some(weekly_minutes) = changed.weekly_minutes {
            (self.weekly_minutes, self.steps) = (Some(weekly_minutes), count(self.steps));
        }
        Ok(())
    }

    fn claim(&mut self, content: &ClaimContent) -> Result<(), Undigested> {
        self.claims = count(self.claims);
        if content.element == Element::Coaching {
            self.minutes_claimed = more(self.minutes_claimed, content.minutes, "minutes_claimed")?;
        }
        self.claimed_pence = more_pence(self.claimed_pence, content.pence, "claimed_pence")?;
        self.claimed_until = self.claimed_until.max(Some(content.until));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use events::funding::{AwardChange, AwardDecision, AwardStep, CoachingAward};
    use jiff::civil::date;
    use projection_kit::scenarios::{Given, taken_back};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_award_is_what_was_decided_and_then_changed() {
        given([decided()]).then_that(|row| {
            row.weekly_minutes == Some(Minutes(720)) && row.weeks == Some(26) && row.until_day == date(2026, 3, 8)
        });
        given([decided(), changed()]).then_that(|row| {
            row.weekly_minutes == Some(Minutes(360))
                && row.weeks == Some(39)
                && row.until_day == date(2026, 6, 7)
                && (row.changes, row.steps) == (1, 2)
        });
        given([decided(), changed(), taken_back("funding", 2)]).then_that(|row| row.changes == 0);
    }

    #[test]
    fn a_change_of_no_award_makes_no_sense() {
        given([changed()]).parked(1, &Undigested::Unfounded { on: "an award" });
    }

    fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Awards> {
        projection_kit::scenarios::given(facts)
    }

    fn decided() -> Fact {
        let from = date(2025, 9, 8);
        let steps = vec![AwardStep { from, weekly_minutes: Minutes(720) }];
        let award = Awarded {
            reference: Line::new("ATW1").unwrap(),
            from,
            until: date(2026, 3, 8),
            coaching: Some(CoachingAward { steps, hourly: Pence(2150), weeks: Some(26) }),
            travel: None,
            equipment: None,
        };
        let (application, decision) = (ApplicationId(Uuid::from_u128(8)), AwardDecision::Awarded);
        AccessToWorkDecided { application, date: date(2025, 8, 29), decision, award: Some(award) }.into()
    }

    fn changed() -> Fact {
        AwardChanged {
            date: date(2026, 2, 16),
            award: Line::new("ATW1").unwrap(),
            kind: AwardChange::ExtensionAndTaper,
            from: date(2026, 3, 9),
            weekly_minutes: Some(Minutes(360)),
            weeks_more: Some(13),
            until: Some(date(2026, 6, 7)),
        }
        .into()
    }
}
