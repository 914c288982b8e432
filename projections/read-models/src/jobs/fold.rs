//! How the jobs of an internship go on with each event.

use events::outcomes::{JobEnded, JobOfferAnswered, JobOffered, JobStarted, JobTerms, SustainmentChecked};
use events::outcomes::{WorkStatus, WorkStatus::InWork};
use events::{Event, EventType, FromFact, InternshipId, JobId, Recorded};
use projection_kit::{Folded, Keys, ReadModel, Take, Takes, Undigested};

use super::{Job, Jobs, sustained};
use crate::sums::SIXTEEN_HOURS;

impl ReadModel for Jobs {
    type Key = (InternshipId,);
    type Page = Vec<Job>;

    const TAKES: Takes<Self> = &[
        &Then(|jobs, internship, offered: &JobOffered| {
            describe(jobs, internship, offered.job, &offered.terms).offered_on = Some(offered.date);
            Ok(())
        }),
        &Then(|jobs, _, answered: &JobOfferAnswered| {
            find(jobs, answered.job)?.answer(answered);
            Ok(())
        }),
        &Then(|jobs, internship, started: &JobStarted| {
            if let Some(terms) = &started.terms {
                describe(jobs, internship, started.job, terms);
            }
            find(jobs, started.job)?.start(started);
            Ok(())
        }),
        &Then(|jobs, _, ended: &JobEnded| find(jobs, ended.job)?.end(ended)),
        &Then(|jobs, _, check: &SustainmentChecked| find(jobs, check.job)?.check(check)),
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

fn find(page: &mut [Job], id: JobId) -> Result<&mut Job, Undigested> {
    page.iter_mut().find(|job| job.job == id).ok_or(Undigested::Unfounded { on: "an offer of the job" })
}

/// The row of a job, made if it is new; what is known of it already stays.
fn describe<'p>(page: &'p mut Vec<Job>, internship: InternshipId, id: JobId, terms: &JobTerms) -> &'p mut Job {
    let at = page.binary_search_by_key(&id, |job| job.job).unwrap_or_else(|at| {
        page.insert(at, begin(internship, id, terms));
        at
    });
    &mut page[at]
}

fn begin(internship: InternshipId, job: JobId, terms: &JobTerms) -> Job {
    Job {
        internship,
        job,
        employer: terms.employer.name.clone(),
        employer_id: terms.employer.id,
        role: terms.role.clone(),
        sector: terms.sector,
        contract: terms.contract,
        offered_on: None,
        answer: None,
        answered_on: None,
        weekly_minutes: terms.weekly_minutes,
        hourly_pence: terms.hourly_pence,
        sixteen_hours: terms.weekly_minutes.map(|weekly| weekly >= SIXTEEN_HOURS),
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
    }
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
