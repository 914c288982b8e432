//! How the jobs of an internship go on with each event.

use events::outcomes::{JobEnded, JobOfferAnswered, JobOffered, JobStarted, SustainmentChecked};
use events::outcomes::{WorkStatus, WorkStatus::InWork};
use events::{Event, EventType, FromFact, InternshipId, OfferId, Recorded};
use projection_kit::{Folded, Keys, ReadModel, Take, Takes, Undigested};

use super::{Job, Jobs, sustained};
use crate::sums::SIXTEEN_HOURS;

impl ReadModel for Jobs {
    type Key = (InternshipId,);
    type Page = Vec<Job>;

    const TAKES: Takes<Self> = &[
        &Then(|jobs, internship, offered: &JobOffered| {
            offer(jobs, internship, offered);
            Ok(())
        }),
        &Then(|jobs, _, answered: &JobOfferAnswered| {
            find(jobs, answered.offer)?.answer(answered);
            Ok(())
        }),
        &Then(|jobs, _, started: &JobStarted| {
            find(jobs, started.offer)?.start(started);
            Ok(())
        }),
        &Then(|jobs, _, ended: &JobEnded| find(jobs, ended.offer)?.end(ended)),
        &Then(|jobs, _, check: &SustainmentChecked| find(jobs, check.offer)?.check(check)),
    ];
}

/// Changes the jobs of an internship, and settles which of them were sustained.
struct Then<E>(fn(&mut Vec<Job>, InternshipId, &E) -> Result<(), Undigested>);

impl<E: FromFact> Take<Jobs> for Then<E> {
    fn event_type(&self) -> EventType {
        E::TYPE
    }

    fn keys(&self, event: &Event) -> Option<Keys<(InternshipId,)>> {
        E::from_fact(&event.fact).map(|_| Keys::One((InternshipId(event.subject.id),)))
    }

    fn fold(&self, mut page: Vec<Job>, key: &(InternshipId,), event: &Recorded) -> Folded<Jobs> {
        if let Some(fact) = E::from_fact(&event.event.fact) {
            (self.0)(&mut page, key.0, fact)?;
            sustained::settle(&mut page);
        }
        Ok(page)
    }
}

fn find(page: &mut [Job], offer: OfferId) -> Result<&mut Job, Undigested> {
    page.iter_mut().find(|job| job.offer == offer).ok_or(Undigested::Unfounded { on: "an offer of the job" })
}

fn offer(page: &mut Vec<Job>, internship: InternshipId, offered: &JobOffered) {
    let Err(at) = page.binary_search_by_key(&offered.offer, |job| job.offer) else {
        return; // the same offer again says nothing new
    };
    let job = Job {
        internship,
        offer: offered.offer,
        employer: offered.employer.name.clone(),
        employer_id: offered.employer.id,
        placement_employer: offered.placement_employer,
        role: offered.role.clone(),
        sector: offered.sector.clone(),
        contract: offered.contract,
        offered_on: offered.date,
        answer: None,
        answered_on: None,
        weekly_minutes: offered.weekly_minutes,
        hourly_pence: offered.hourly,
        sixteen_hours: offered.weekly_minutes >= SIXTEEN_HOURS,
        started_on: None,
        ended_on: None,
        last_check_on: None,
        last_status: None,
        known_until: None,
        checked_4: None,
        checked_13: None,
        checked_26: None,
        checked_52: None,
        checked_104: None,
        sustained_4: None,
        sustained_13: None,
        sustained_26: None,
        sustained_52: None,
        sustained_104: None,
    };
    page.insert(at, job);
}

const NOT_STARTED: Undigested = Undigested::Unfounded { on: "a start of the job" };

impl Job {
    fn answer(&mut self, answered: &JobOfferAnswered) {
        (self.answer, self.answered_on) = (Some(answered.answer), Some(answered.date));
    }

    fn start(&mut self, started: &JobStarted) {
        self.started_on = Some(started.date);
        self.known_until = self.known_until.max(Some(started.date));
    }

    fn end(&mut self, ended: &JobEnded) -> Result<(), Undigested> {
        self.started_on.ok_or(NOT_STARTED)?;
        self.ended_on = Some(ended.date);
        self.known_until = self.known_until.max(Some(ended.date));
        Ok(())
    }

    fn check(&mut self, check: &SustainmentChecked) -> Result<(), Undigested> {
        let started_on = self.started_on.ok_or(NOT_STARTED)?;
        if self.last_check_on <= Some(check.date) {
            (self.last_check_on, self.last_status) = (Some(check.date), Some(check.status));
        }
        if check.status == InWork {
            self.known_until = self.known_until.max(Some(check.date));
        }
        if let Some(milestone) = sustained::answers(started_on, check.date, check.milestone)
            && let Some(checked) = self.checked_mut(milestone)
            && !checked.is_some_and(is_known)
        {
            *checked = Some(check.status);
        }
        Ok(())
    }

    /// What the check at so many weeks found, to be written.
    fn checked_mut(&mut self, weeks: u16) -> Option<&mut Option<WorkStatus>> {
        match weeks {
            4 => Some(&mut self.checked_4),
            13 => Some(&mut self.checked_13),
            26 => Some(&mut self.checked_26),
            52 => Some(&mut self.checked_52),
            104 => Some(&mut self.checked_104),
            _ => None,
        }
    }
}

fn is_known(status: WorkStatus) -> bool {
    match status {
        WorkStatus::InWork | WorkStatus::NotInWork => true,
        WorkStatus::CouldNotReach | WorkStatus::NotKnown => false,
    }
}
