//! What the rules need to know.

use std::collections::BTreeMap;

use events::outcomes::{Answer, Event as Outcome};
use events::placements::{EmployerRef, Event as Placed};
use events::referrals::Event as Referral;
use events::{EmployerId, Event, EventId, Fact, Line, OfferId};
use jiff::civil::Date;
use service_kit::State;

/// What a command meets, apart from the state.
pub(crate) type Circumstances<'a> = service_kit::Circumstances<'a, Outcomes>;

/// What outcomes knows of an employer or an internship.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// What the employer is called, once it is registered.
    pub(crate) employer: Option<Line>,
    /// The internship is known.
    pub(crate) referred: bool,
    /// Employers where the intern had a placement.
    pub(crate) hosts: Vec<EmployerRef>,
    /// Offers, and what became of them.
    pub(crate) offers: BTreeMap<OfferId, Offer>,
}

/// An offer, and what became of it. Each step is the event that says so, and its day.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) offered: Step,
    pub(crate) answered: Option<(Step, Answer)>,
    pub(crate) started: Option<Step>,
    pub(crate) ended: Option<Date>,
}

/// An event, and its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) event: EventId,
    pub(crate) date: Date,
}

impl State for Outcomes {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Outcomes(fact) => self.came_about(event.id, fact),
            Fact::Placements(Placed::EmployerRegistered(employer)) => self.employer = Some(employer.name.clone()),
            Fact::Placements(Placed::PlacementStarted(placement)) => {
                if !self.hosts.contains(&placement.employer) {
                    self.hosts.push(placement.employer.clone());
                }
            }
            Fact::Referrals(Referral::Referred(_)) => self.referred = true,
            Fact::Referrals(_) | Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) => {}
        }
    }
}

impl Outcomes {
    /// The latest job that had started by a day, and when it started.
    pub(crate) fn latest_job(&self, day: Date) -> Option<(OfferId, Date)> {
        let starts = self.offers.iter().filter_map(|(id, offer)| offer.started.map(|start| (*id, start.date)));
        starts.filter(|(_, start)| *start <= day).max_by_key(|(_, start)| *start)
    }

    /// Whether the intern had a placement with this employer, going by its id or by its name.
    pub(crate) fn hosted_by(&self, id: Option<EmployerId>, name: &Line) -> bool {
        let name = name.as_str().to_lowercase();
        self.hosts.iter().any(|host| Some(host.id) == id || host.name.as_str().to_lowercase() == name)
    }

    fn came_about(&mut self, event: EventId, fact: &Outcome) {
        match fact {
            Outcome::JobOffered(job) => {
                let offered = Step { event, date: job.date };
                let offer = Offer { offered, answered: None, started: None, ended: None };
                self.offers.insert(job.offer, offer);
            }
            Outcome::JobOfferAnswered(answer) => {
                let step = Step { event, date: answer.date };
                self.follow(answer.offer, |offer| offer.answered = Some((step, answer.answer)));
            }
            Outcome::JobStarted(start) => {
                let step = Step { event, date: start.date };
                self.follow(start.offer, |offer| offer.started = Some(step));
            }
            Outcome::JobEnded(end) => {
                self.follow(end.offer, |offer| offer.ended = Some(end.date));
            }
            Outcome::SustainmentChecked(_) | Outcome::DestinationRecorded(_) | Outcome::EnteredInError(_) => {}
        }
    }

    fn follow(&mut self, offer: OfferId, step: impl FnOnce(&mut Offer)) {
        if let Some(offer) = self.offers.get_mut(&offer) {
            step(offer);
        }
    }
}
