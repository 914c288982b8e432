//! What is left of a subject's history when errors are taken back.

use std::collections::{BTreeMap, BTreeSet};

use events::coaching::{Event as Coached, Session};
use events::funding::Event as Funded;
use events::outcomes::Event as Outcome;
use events::referrals::Event as Referral;
use events::{ClaimId, EventId, Fact, OfferId, Recorded};

/// A subject's history as it is believed: without what was entered in error, and without what
/// rested on it. A correction of a session says again what stood there before it, which may have
/// been taken back. To take back a taking back changes nothing.
#[must_use]
pub fn believed(history: &[Recorded]) -> Vec<Recorded> {
    let taken_back: BTreeSet<EventId> = history.iter().filter_map(|event| event.event.fact.takes_back()).collect();
    let mut belief = Belief::default();
    let mut kept = Vec::with_capacity(history.len());
    for recorded in history.iter().filter(|recorded| recorded.event.fact.takes_back().is_none()) {
        if taken_back.contains(&recorded.event.id) {
            belief.doubt(&recorded.event.fact, recorded.event.id);
        } else if belief.holds(&recorded.event.fact) {
            let mut recorded = recorded.clone();
            belief.take(&mut recorded.event.fact, recorded.event.id);
            kept.push(recorded);
        }
    }
    kept
}

/// What later events can rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    Referral,
    Session(EventId),
    Claim(ClaimId),
    Offer(OfferId),
    Job(OfferId),
}

#[derive(Default)]
struct Belief {
    /// Laid by an event that was taken back.
    doubted: BTreeSet<Ground>,
    /// Laid by an event that was not.
    laid: BTreeSet<Ground>,
    /// Sessions as they stand.
    sessions: BTreeMap<EventId, Session>,
}

impl Belief {
    fn doubt(&mut self, fact: &Fact, id: EventId) {
        self.doubted.extend(lays(fact, id));
    }

    /// Whether nothing that the event rests on was taken back without coming again.
    fn holds(&self, fact: &Fact) -> bool {
        let gone = |ground: &Ground| self.doubted.contains(ground) && !self.laid.contains(ground);
        !(rests_on(fact).iter().flatten().any(gone) || gone(&Ground::Referral) && lays_no_referral(fact))
    }

    fn take(&mut self, fact: &mut Fact, id: EventId) {
        self.laid.extend(lays(fact, id));
        match fact {
            Fact::Coaching(Coached::HoursLogged(logged)) => {
                self.sessions.insert(id, logged.session);
            }
            Fact::Coaching(Coached::HoursCorrected(corrected)) => {
                if let Some(session) = self.sessions.insert(corrected.corrects, corrected.session) {
                    corrected.was = session;
                }
            }
            Fact::Coaching(_) | Fact::Referrals(_) | Fact::Placements(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
        }
    }
}

fn lays_no_referral(fact: &Fact) -> bool {
    !matches!(fact, Fact::Referrals(Referral::Referred(_)))
}

/// What others can rest on, once this has happened.
fn lays(fact: &Fact, id: EventId) -> Option<Ground> {
    match fact {
        Fact::Referrals(Referral::Referred(_)) => Some(Ground::Referral),
        Fact::Coaching(Coached::HoursLogged(_)) => Some(Ground::Session(id)),
        Fact::Funding(Funded::ClaimSubmitted(claim)) => Some(Ground::Claim(claim.claim)),
        Fact::Outcomes(Outcome::JobOffered(offer)) => Some(Ground::Offer(offer.offer)),
        Fact::Outcomes(Outcome::JobStarted(job)) => Some(Ground::Job(job.offer)),
        Fact::Referrals(_) | Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => None,
    }
}

/// What this could not have happened without, besides a referral.
fn rests_on(fact: &Fact) -> [Option<Ground>; 2] {
    match fact {
        Fact::Coaching(Coached::HoursCorrected(corrected)) => [Some(Ground::Session(corrected.corrects)), None],
        Fact::Funding(Funded::ClaimPaid(paid)) => [Some(Ground::Claim(paid.claim)), None],
        Fact::Funding(Funded::ClaimRejected(rejected)) => [Some(Ground::Claim(rejected.claim)), None],
        Fact::Outcomes(Outcome::JobOfferAnswered(answer)) => [Some(Ground::Offer(answer.offer)), None],
        Fact::Outcomes(Outcome::JobStarted(job)) => [Some(Ground::Offer(job.offer)), None],
        Fact::Outcomes(Outcome::JobEnded(end)) => [Some(Ground::Offer(end.offer)), Some(Ground::Job(end.offer))],
        Fact::Outcomes(Outcome::SustainmentChecked(check)) => {
            [Some(Ground::Offer(check.offer)), Some(Ground::Job(check.offer))]
        }
        Fact::Referrals(_) | Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => {
            [None, None]
        }
    }
}
