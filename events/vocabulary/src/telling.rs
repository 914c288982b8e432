//! Describing an event to a person: the names behind ids, and how days and lists are written.

pub mod prose;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::{ClaimId, CoachId, EventId, JobId, PlacementId, ProviderId, RoleId};

/// What things are called that an event knows by their id only. `None`: not known here.
pub trait Names {
    /// A job coach's name.
    fn coach(&self, coach: CoachId) -> Option<&str>;
    /// A provider's name.
    fn provider(&self, provider: ProviderId) -> Option<&str>;
    /// What the provider calls a claim.
    fn claim(&self, claim: ClaimId) -> Option<&str>;
    /// What a job is and with whom: `kitchen assistant at Corner Café`.
    fn job(&self, job: JobId) -> Option<&str>;
    /// Where a placement is and as what: `Riverside Museum as collections assistant`.
    fn placement(&self, placement: PlacementId) -> Option<&str>;
    /// What a role of the employer is called.
    fn role(&self, role: RoleId) -> Option<&str>;
    /// What an earlier entry of the same history says.
    fn entry(&self, event: EventId) -> Option<&str>;
}

/// Names that were looked up before.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Job coaches.
    pub coaches: HashMap<CoachId, String>,
    /// Providers.
    pub providers: HashMap<ProviderId, String>,
    /// Claims, by what the provider calls them.
    pub claims: HashMap<ClaimId, String>,
    /// Jobs, by what they are and with whom.
    pub jobs: HashMap<JobId, String>,
    /// Placements, by where they are and as what.
    pub placements: HashMap<PlacementId, String>,
    /// Roles of the employer.
    pub roles: HashMap<RoleId, String>,
    /// Earlier entries, as sentences.
    pub entries: HashMap<EventId, String>,
}

impl Names for Known {
    fn coach(&self, coach: CoachId) -> Option<&str> {
        self.coaches.get(&coach).map(String::as_str)
    }

    fn provider(&self, provider: ProviderId) -> Option<&str> {
        self.providers.get(&provider).map(String::as_str)
    }

    fn claim(&self, claim: ClaimId) -> Option<&str> {
        self.claims.get(&claim).map(String::as_str)
    }

    fn job(&self, job: JobId) -> Option<&str> {
        self.jobs.get(&job).map(String::as_str)
    }

    fn placement(&self, placement: PlacementId) -> Option<&str> {
        self.placements.get(&placement).map(String::as_str)
    }

    fn role(&self, role: RoleId) -> Option<&str> {
        self.roles.get(&role).map(String::as_str)
    }

    fn entry(&self, event: EventId) -> Option<&str> {
        self.entries.get(&event).map(String::as_str)
    }
}

/// Knows no name, and remembers which were asked for that stand in other histories.
#[derive(Debug, Default)]
pub struct Wanted(RefCell<(BTreeSet<CoachId>, BTreeSet<ProviderId>)>);

impl Wanted {
    /// The coaches and providers whose names were asked for.
    #[must_use]
    pub fn into_inner(self) -> (BTreeSet<CoachId>, BTreeSet<ProviderId>) {
        self.0.into_inner()
    }
}

impl Names for Wanted {
    fn coach(&self, coach: CoachId) -> Option<&str> {
        self.0.borrow_mut().0.insert(coach);
        None
    }

    fn provider(&self, provider: ProviderId) -> Option<&str> {
        self.0.borrow_mut().1.insert(provider);
        None
    }

    fn claim(&self, _: ClaimId) -> Option<&str> {
        None
    }

    fn job(&self, _: JobId) -> Option<&str> {
        None
    }

    fn placement(&self, _: PlacementId) -> Option<&str> {
        None
    }

    fn role(&self, _: RoleId) -> Option<&str> {
        None
    }

    fn entry(&self, _: EventId) -> Option<&str> {
        None
    }
}

impl dyn Names + '_ {
    pub(crate) fn coach_or(&self, coach: CoachId) -> &str {
        self.coach(coach).unwrap_or("The job coach")
    }

    pub(crate) fn provider_or(&self, provider: ProviderId) -> &str {
        self.provider(provider).unwrap_or("the provider")
    }

    /// `the job as kitchen assistant at Corner Café`, or `the job`.
    pub(crate) fn the_job(&self, job: JobId) -> String {
        self.job(job).map_or_else(|| "the job".to_owned(), |job| format!("the job as {job}"))
    }

    /// `the placement at Riverside Museum`, or `the placement`.
    pub(crate) fn the_placement(&self, placement: PlacementId) -> String {
        self.placement(placement)
            .map_or_else(|| "the placement".to_owned(), |place| format!("the placement at {place}"))
    }

    /// `claim 3`, or `the claim`.
    pub(crate) fn the_claim(&self, claim: ClaimId) -> String {
        self.claim(claim).map_or_else(|| "the claim".to_owned(), |number| format!("claim {number}"))
    }
}
