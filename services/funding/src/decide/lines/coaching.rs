//! Sessions that a claim asks to be paid for: those that are listed, or what its period has room for.

use std::collections::BTreeSet;

use events::funding::ClaimBasis;
use events::{ClaimId, EventId, Line, Minutes, Pence};

use super::price;
use crate::award::{AwardState, Terms};
use crate::claim::Logged;
use crate::decide::wanted::{Lines, Wanted, few_enough};
use crate::week::{ClaimedWeeks, Limit, Place};
use crate::{Funding, LineRefusal, ListedSession};

/// Minutes that a claim takes of a session.
struct Taken<'a> {
    place: Place,
    logged: &'a Logged,
    minutes: Minutes,
}

pub(crate) fn coaching(state: &Funding, award: &AwardState, wanted: &Wanted<'_>) -> Result<Lines, LineRefusal> {
    let terms = award.terms();
    let (taken, basis) = match wanted.sessions {
        Some(sessions) => (listed(state, &terms, wanted, sessions)?, ClaimBasis::Listed),
        None => (of_period(state, &terms, wanted, award.hourly())?, ClaimBasis::Period),
    };
    few_enough(taken.len())?;
    let minutes = taken.iter().map(|taken| (taken.place.session, taken.minutes));
    let lines = price::priced(minutes, award.hourly().unwrap_or_default(), wanted.pence)?;
    Ok(Lines {
        pence: lines.iter().map(|line| line.pence).sum(),
        lines,
        travel: Vec::new(),
        basis,
        minutes_logged: taken.iter().map(|taken| taken.logged.session.minutes).sum(),
    })
}

/// What claims have of the award's weeks already, as far as `counts` says so of a claim's session.
pub(crate) fn claimed_weeks<'a>(
    state: &Funding,
    terms: &'a Terms,
    award: &Line,
    counts: impl Fn(ClaimId, EventId) -> bool,
) -> ClaimedWeeks<'a> {
    let mut weeks = ClaimedWeeks::of(terms);
    for (id, claim) in state.claims.iter().filter(|(_, claim)| claim.content.award == *award) {
        for line in claim.content.lines.iter().filter(|line| counts(*id, line.session)) {
            if let Some(logged) = state.sessions.get(&line.session) {
                weeks.claim(Place::of(logged, line.session), logged.claimed_by(*id));
            }
        }
    }
    weeks
}

/// H3, H6, H7, H14: what is claimed of the sessions that the provider listed.
fn listed<'a>(
    state: &'a Funding,
    terms: &Terms,
    wanted: &Wanted<'_>,
    sessions: &[ListedSession],
) -> Result<Vec<Taken<'a>>, LineRefusal> {
    let mut weeks = claimed_weeks(state, terms, wanted.award, |_, _| true);
    let mut seen = BTreeSet::new();
    let mut taken = Vec::with_capacity(sessions.len());
    for ListedSession { session, minutes } in sessions {
        let logged = state.sessions.get(session).ok_or(LineRefusal::NoSuchSession { event: *session })?;
        if !seen.insert(session) {
            return Err(LineRefusal::ListedTwice { date: logged.date });
        }
        let place = Place::of(logged, *session);
        let minutes = of_session(state, wanted, logged, *minutes)?;
        let (room, limit) = weeks.room(place);
        if minutes > room {
            return Err(over(limit, place, minutes, room, terms));
        }
        weeks.claim(place, minutes);
        taken.push(Taken { place, logged, minutes });
    }
    taken.sort_by_key(|taken| taken.place);
    let total = taken.iter().map(|taken| taken.minutes).sum();
    match wanted.minutes {
        _ if total == Minutes(0) => Err(LineRefusal::NoMinutes),
        Some(stated) if stated != total => Err(LineRefusal::MinutesDiffer { stated, listed: total }),
        Some(_) | None => Ok(taken),
    }
}

fn over(limit: Limit, place: Place, stated: Minutes, room: Minutes, terms: &Terms) -> LineRefusal {
    match limit {
        Limit::Weekly => LineRefusal::OverTheWeek { date: place.date, stated, room, weekly: terms.weekly(place.date) },
        Limit::Weeks => LineRefusal::OverTheWeeks { date: place.date, weeks: terms.weeks.unwrap_or_default() },
    }
}

fn of_session(
    state: &Funding,
    wanted: &Wanted<'_>,
    logged: &Logged,
    stated: Option<Minutes>,
) -> Result<Minutes, LineRefusal> {
    let (date, from, until) = (logged.date, wanted.from, wanted.until);
    if !logged.session.claimable {
        return Err(LineRefusal::NotClaimable { date, activity: logged.session.activity });
    }
    if date < from || date > until {
        return Err(LineRefusal::OutsidePeriod { date, from, until });
    }
    if let Some(ended) = state.ended_before(date) {
        return Err(LineRefusal::AfterTheEnd { date, ended });
    }
    let left = logged.left();
    if left == Minutes(0) {
        return Err(LineRefusal::SessionClaimed { date, numbers: numbers(state, [logged]) });
    }
    match stated.unwrap_or(left) {
        Minutes(0) => Err(LineRefusal::NoMinutes),
        stated if stated > left => Err(LineRefusal::SessionTooShort { date, stated, left }),
        stated => Ok(stated),
    }
}

/// What a period offers, and what it would offer but for a rule.
#[derive(Default)]
struct Offered<'a> {
    taken: Vec<Taken<'a>>,
    /// The first session that the award has no room for.
    over: Option<LineRefusal>,
    /// The first session after the internship ended.
    after: Option<LineRefusal>,
    minutes: Minutes,
    minutes_over: Minutes,
    minutes_after: Minutes,
}

/// H3, H6, H7, H14: the claimable minutes of the period that no other claim has and the award has room
/// for, the earliest first, as many as are stated or all of them.
fn of_period<'a>(
    state: &'a Funding,
    terms: &Terms,
    wanted: &Wanted<'_>,
    hourly: Option<Pence>,
) -> Result<Vec<Taken<'a>>, LineRefusal> {
    if wanted.minutes == Some(Minutes(0)) {
        return Err(LineRefusal::NoMinutes);
    }
    let (from, until) = (wanted.from, wanted.until);
    let of_period = state.sessions.iter().filter(|(_, logged)| from <= logged.date && logged.date <= until);
    let mut sessions: Vec<(Place, &Logged)> = of_period.map(|(id, logged)| (place(*id, logged), logged)).collect();
    sessions.sort_by_key(|(place, _)| *place);
    let offered = offered(state, terms, wanted, &sessions);
    let stated = wanted.minutes.unwrap_or(offered.minutes);
    if stated > offered.minutes || offered.minutes == Minutes(0) {
        return Err(too_much(state, wanted, &sessions, offered, hourly));
    }
    let mut rest = stated;
    let mut taken = offered.taken;
    taken.retain_mut(|taken| {
        taken.minutes = taken.minutes.min(rest);
        rest.0 -= taken.minutes.0;
        taken.minutes > Minutes(0)
    });
    Ok(taken)
}

fn place(id: EventId, logged: &Logged) -> Place {
    Place::of(logged, id)
}

fn offered<'a>(state: &Funding, terms: &Terms, wanted: &Wanted<'_>, sessions: &[(Place, &'a Logged)]) -> Offered<'a> {
    let mut weeks = claimed_weeks(state, terms, wanted.award, |_, _| true);
    let mut offered = Offered::default();
    let add = |total: &mut Minutes, minutes: Minutes| total.0 = total.0.saturating_add(minutes.0);
    for (place, logged) in sessions.iter().copied() {
        let left = logged.left();
        if left == Minutes(0) {
            continue;
        }
        if let Some(ended) = state.ended_before(place.date) {
            add(&mut offered.minutes_after, left);
            offered.after.get_or_insert(LineRefusal::AfterTheEnd { date: place.date, ended });
            continue;
        }
        let (room, limit) = weeks.room(place);
        let minutes = left.min(room);
        if minutes < left {
            add(&mut offered.minutes_over, Minutes(left.0 - minutes.0));
            offered.over.get_or_insert_with(|| over(limit, place, left, room, terms));
        }
        if minutes > Minutes(0) {
            weeks.claim(place, minutes);
            add(&mut offered.minutes, minutes);
            offered.taken.push(Taken { place, logged, minutes });
        }
    }
    offered
}

/// Why the period does not have what is claimed: the award's room, the end of the internship, or no hours.
fn too_much(
    state: &Funding,
    wanted: &Wanted<'_>,
    sessions: &[(Place, &Logged)],
    offered: Offered<'_>,
    hourly: Option<Pence>,
) -> LineRefusal {
    let (from, until) = (wanted.from, wanted.until);
    let Some(stated) = wanted.minutes.filter(|_| offered.minutes > Minutes(0)) else {
        let nothing = || nothing_left(state, wanted, sessions.iter().map(|(_, logged)| *logged));
        return offered.over.or(offered.after).unwrap_or_else(nothing);
    };
    let (left, pence) = (offered.minutes, offered.minutes.at(hourly.unwrap_or_default()));
    if offered.minutes_over > Minutes(0) {
        return LineRefusal::MoreThanTheAward { from, until, stated, left, pence };
    }
    if let (Some(ended), true) = (state.ended, offered.minutes_after > Minutes(0)) {
        return LineRefusal::MoreThanBeforeTheEnd { from, until, stated, left, pence, ended };
    }
    LineRefusal::MoreThanLeft { from, until, stated, left }
}

/// Why there is nothing to claim in a period.
fn nothing_left<'a>(
    state: &Funding,
    wanted: &Wanted<'_>,
    sessions: impl Iterator<Item = &'a Logged> + Clone,
) -> LineRefusal {
    let (from, until) = (wanted.from, wanted.until);
    if sessions.clone().any(|logged| logged.session.claimable) {
        return LineRefusal::ClaimedAlready { from, until, numbers: numbers(state, sessions) };
    }
    match sessions.map(|logged| logged.session.minutes).sum() {
        Minutes(0) => LineRefusal::NoHours { from, until },
        logged => LineRefusal::OnlyUnclaimable { from, until, logged },
    }
}

/// What the provider calls the claims that rest on these sessions.
fn numbers<'a>(state: &Funding, sessions: impl IntoIterator<Item = &'a Logged>) -> String {
    let claims: BTreeSet<_> =
        sessions.into_iter().flat_map(|logged| logged.claimed.iter().map(|(claim, _)| claim)).collect();
    let claims = claims.into_iter().filter_map(|claim| state.claims.get(claim));
    let numbers: BTreeSet<_> = claims.map(|claim| claim.content.number.as_str()).collect();
    numbers.into_iter().collect::<Vec<_>>().join(", ")
}
