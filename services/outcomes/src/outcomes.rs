//! What the rules need to know.

use std::collections::BTreeMap;

use events::outcomes::{Answer, Contract, Event as Outcome, JobTerms};
use events::placements::Event as Placed;
use events::referrals::Event as Referral;
use events::{ConcernId, Event, Fact, JobId, Line};
use jiff::civil::Date;
use service_kit::State;

/// What a command meets, apart from the state.
pub(crate) type Circumstances<'a> = service_kit::Circumstances<'a, Outcomes>;

/// What outcomes knows of a provider, an employer or an internship.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// What the employer is called, once it is registered.
    pub(crate) employer: Option<Line>,
    /// The provider is known.
    pub(crate) provider: bool,
    /// The internship is known.
    pub(crate) referred: bool,
    /// Date of birth; `None` when the person's key is gone.
    pub(crate) born: Option<Date>,
    /// Jobs that were offered or started, and what became of them.
    pub(crate) jobs: BTreeMap<JobId, Job>,
    /// Concerns that were raised.
    pub(crate) concerns: BTreeMap<ConcernId, Concern>,
}

/// A concern: when it was raised, and when it was answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Concern {
    pub(crate) raised: Date,
    pub(crate) resolved: Option<Date>,
}

/// A job, and what became of it, by the day of each step.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// What it is and with whom.
    pub(crate) name: String,
    pub(crate) contract: Contract,
    pub(crate) offered: Option<Date>,
    pub(crate) answered: Option<(Date, Answer)>,
    pub(crate) started: Option<Date>,
    /// The latest change of hours, pay or role.
    pub(crate) changed: Option<Date>,
    pub(crate) ended: Option<Date>,
}

impl State for Outcomes {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Outcomes(fact) => self.came_about(fact),
            Fact::Placements(Placed::EmployerRegistered(employer)) => self.employer = Some(employer.name.clone()),
            Fact::Referrals(fact) => {
                self.provider |= matches!(fact, Referral::ProviderRegistered(_));
                self.referred |= matches!(fact, Referral::Referred(_));
                self.born = fact.born().or(self.born);
            }
            Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) => {}
        }
    }
}

impl Outcomes {
    fn came_about(&mut self, fact: &Outcome) {
        match fact {
            Outcome::JobOffered(job) => {
                self.jobs.insert(job.job, Job { offered: Some(job.date), ..Job::new(&job.terms) });
            }
            Outcome::JobOfferAnswered(answer) => {
                self.follow(answer.job, |job| job.answered = Some((answer.date, answer.answer)));
            }
            Outcome::JobStarted(start) => {
                if let Some(terms) = &start.terms {
                    self.jobs.insert(start.job, Job::new(terms));
                }
                self.follow(start.job, |job| job.started = Some(start.date));
            }
            Outcome::JobChanged(change) => {
                self.follow(change.job, |job| job.changed = job.changed.max(Some(change.date)));
            }
            Outcome::JobEnded(end) => {
                self.follow(end.job, |job| job.ended = Some(end.date));
            }
            Outcome::ConcernRaised(concern) => {
                self.concerns.insert(concern.concern, Concern { raised: concern.date, resolved: None });
            }
            Outcome::ConcernResolved(answer) => {
                if let Some(concern) = self.concerns.get_mut(&answer.concern) {
                    concern.resolved = Some(answer.date);
                }
            }
            Outcome::HandoverAgreed(_)
            | Outcome::SustainmentChecked(_)
            | Outcome::DestinationRecorded(_)
            | Outcome::ImpactReviewed(_)
            | Outcome::ContactLost(_)
            | Outcome::QualitySelfAssessed(_)
            | Outcome::EnteredInError(_) => {}
        }
    }

    fn follow(&mut self, job: JobId, step: impl FnOnce(&mut Job)) {
        if let Some(job) = self.jobs.get_mut(&job) {
            step(job);
        }
    }
}

impl Job {
    fn new(terms: &JobTerms) -> Self {
        let (name, contract) = (terms.job(), terms.contract);
        Self { name, contract, offered: None, answered: None, started: None, changed: None, ended: None }
    }
}
