//! A claim: papers and award (H5), hours minute by minute (H3, H7), weeks (H6), then the amount.

use std::collections::BTreeSet;

use events::funding::{ClaimBasis, ClaimLine, ClaimSubmitted};
use events::{EventId, Minutes, Pence};
use service_kit::{Decision, Shared};

use super::checks::{covered, within_weeks};
use crate::funding::{Circumstances, Logged};
use crate::{ClaimRefusal, Funding, ListedSession, Refusal, SubmitClaim};

/// The most lines of a claim: they stand in one event, which has at most 65,535 bytes.
const MOST_LINES: usize = 500;

/// Minutes that a claim takes of a session.
#[derive(Clone, Copy)]
struct Taken<'a> {
    session: EventId,
    logged: &'a Logged,
    minutes: Minutes,
}

pub(super) fn submit(state: &Funding, command: &SubmitClaim, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let SubmitClaim { claim, number, award, date, from, until, .. } = command.clone();
    if let Some(earlier) = state.claims.get(&claim) {
        let (number, date) = (earlier.submitted.number.clone(), earlier.submitted.date);
        return Err(ClaimRefusal::AlreadySubmitted { number, date }.into());
    }
    at.past(date)?;
    Shared::forwards(from, until)?;
    if date < until {
        return Err(ClaimRefusal::NotInArrears { date, until }.into());
    }
    let held = covered(state, &award, date, from, until)?;
    let invoice = command.invoice.clone().ok_or(ClaimRefusal::NoInvoice)?;
    if !command.payee_set_up {
        return Err(ClaimRefusal::NoPayee.into());
    }
    let signed_by = command.signed_by.ok_or(ClaimRefusal::NotSigned)?;
    let (taken, basis) = match &command.sessions {
        Some(sessions) => (listed(state, command, sessions)?, ClaimBasis::Listed),
        None => (of_period(state, command)?, ClaimBasis::Period),
    };
    let (lines, allowed) = (taken.len(), MOST_LINES);
    if lines > allowed {
        return Err(ClaimRefusal::TooManyLines { lines, allowed }.into());
    }
    within_weeks(state, date, taken.iter().map(|taken| taken.logged.date))?;
    let lines = priced(&taken, held.award.hourly, command.pence)?;
    let minutes_logged = taken.iter().map(|taken| taken.logged.session.minutes).sum();
    let minutes = lines.iter().map(|line| line.minutes).sum();
    let pence = lines.iter().map(|line| line.pence).sum();
    let fact = ClaimSubmitted {
        claim,
        number,
        award,
        date,
        from,
        until,
        lines,
        basis,
        minutes_logged,
        minutes,
        pence,
        invoice,
        signed_by,
    };
    Ok(Decision::new(date, fact))
}

/// H3, H7: what is claimed of the sessions that the provider listed.
fn listed<'a>(
    state: &'a Funding,
    command: &SubmitClaim,
    sessions: &[ListedSession],
) -> Result<Vec<Taken<'a>>, ClaimRefusal> {
    let mut seen = BTreeSet::new();
    let mut taken = Vec::with_capacity(sessions.len());
    for listed in sessions {
        let session = listed.session;
        let logged = state.sessions.get(&session).ok_or(ClaimRefusal::NoSuchSession { event: session })?;
        if !seen.insert(session) {
            return Err(ClaimRefusal::ListedTwice { date: logged.date });
        }
        taken.push(Taken { session, logged, minutes: of_session(state, command, logged, listed.minutes)? });
    }
    let total = taken.iter().map(|taken| taken.minutes).sum();
    match command.minutes {
        _ if total == Minutes(0) => Err(ClaimRefusal::NoMinutes),
        Some(stated) if stated != total => Err(ClaimRefusal::MinutesDiffer { stated, listed: total }),
        Some(_) | None => Ok(taken),
    }
}

fn of_session(
    state: &Funding,
    command: &SubmitClaim,
    logged: &Logged,
    stated: Option<Minutes>,
) -> Result<Minutes, ClaimRefusal> {
    let (date, from, until) = (logged.date, command.from, command.until);
    if !logged.session.claimable {
        return Err(ClaimRefusal::NotClaimable { date, activity: logged.session.activity });
    }
    if date < from || date > until {
        return Err(ClaimRefusal::OutsidePeriod { date, from, until });
    }
    let left = logged.left();
    if left == Minutes(0) {
        return Err(ClaimRefusal::SessionClaimed { date, numbers: numbers(state, [logged]) });
    }
    match stated.unwrap_or(left) {
        Minutes(0) => Err(ClaimRefusal::NoMinutes),
        stated if stated > left => Err(ClaimRefusal::SessionTooShort { date, stated, left }),
        stated => Ok(stated),
    }
}

/// H3, H7: the claimable minutes of the period that no other claim has, the earliest first, as many
/// as are stated or all of them.
fn of_period<'a>(state: &'a Funding, command: &SubmitClaim) -> Result<Vec<Taken<'a>>, ClaimRefusal> {
    let (from, until) = (command.from, command.until);
    let mut sessions: Vec<_> =
        state.sessions.iter().filter(|(_, logged)| from <= logged.date && logged.date <= until).collect();
    sessions.sort_by_key(|(session, logged)| (logged.date, logged.start, **session));
    let left: Minutes = sessions.iter().map(|(_, logged)| logged.left()).sum();
    if left == Minutes(0) {
        return Err(nothing_left(state, command, sessions.into_iter().map(|(_, logged)| logged)));
    }
    let mut wanted = command.minutes.unwrap_or(left);
    if wanted == Minutes(0) {
        return Err(ClaimRefusal::NoMinutes);
    }
    if wanted > left {
        return Err(ClaimRefusal::MoreThanLeft { from, until, stated: wanted, left });
    }
    let mut taken = Vec::new();
    for (session, logged) in sessions {
        let minutes = logged.left().min(wanted);
        wanted = Minutes(wanted.0.saturating_sub(minutes.0));
        if minutes > Minutes(0) {
            taken.push(Taken { session: *session, logged, minutes });
        }
    }
    Ok(taken)
}

/// Why there is nothing to claim in a period.
fn nothing_left<'a>(
    state: &Funding,
    command: &SubmitClaim,
    sessions: impl Iterator<Item = &'a Logged> + Clone,
) -> ClaimRefusal {
    let (from, until) = (command.from, command.until);
    if sessions.clone().any(|logged| logged.session.claimable) {
        return ClaimRefusal::ClaimedAlready { from, until, numbers: numbers(state, sessions) };
    }
    match sessions.map(|logged| logged.session.minutes).sum() {
        Minutes(0) => ClaimRefusal::NoHours { from, until },
        logged => ClaimRefusal::OnlyUnclaimable { from, until, logged },
    }
}

/// What the provider calls the claims that rest on these sessions.
fn numbers<'a>(state: &Funding, sessions: impl IntoIterator<Item = &'a Logged>) -> String {
    let claims: BTreeSet<_> =
        sessions.into_iter().flat_map(|logged| logged.claimed.iter().map(|(claim, _)| claim)).collect();
    let claims = claims.into_iter().filter_map(|claim| state.claims.get(claim));
    let numbers: BTreeSet<_> = claims.map(|claim| claim.submitted.number.as_str()).collect();
    numbers.into_iter().collect::<Vec<_>>().join(", ")
}

/// The lines with what they cost. A stated amount may be off by a penny a line, for sums are rounded
/// in other places on paper; what is left over then goes onto the last line.
fn priced(taken: &[Taken<'_>], hourly: Pence, stated: Option<Pence>) -> Result<Vec<ClaimLine>, ClaimRefusal> {
    let line = |taken: &Taken<'_>| ClaimLine {
        session: taken.session,
        minutes: taken.minutes,
        pence: taken.minutes.at(hourly),
    };
    let mut lines: Vec<_> = taken.iter().map(line).collect();
    let computed: Pence = lines.iter().map(|line| line.pence).sum();
    let stated = stated.unwrap_or(computed);
    let mut over = stated.0.saturating_sub(computed.0);
    if stated < Pence(0) || usize::try_from(over.unsigned_abs()).map_or(true, |pence| pence > lines.len()) {
        return Err(ClaimRefusal::AmountDiffers { stated, computed });
    }
    // A line never costs less than nothing: where the last one cannot give enough, the one before does.
    for line in lines.iter_mut().rev() {
        let share = over.max(-line.pence.0);
        line.pence.0 += share;
        over -= share;
    }
    Ok(lines)
}
