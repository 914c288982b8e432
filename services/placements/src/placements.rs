//! What the rules need to know.

use std::collections::BTreeMap;

use events::placements::{Event as Placement, InterviewResult, Place, PlacementStarted};
use events::referrals::Event as Referral;
use events::{EmployerId, Event, EventId, Fact, Line, Minutes};
use jiff::civil::Date;
use service_kit::State;

/// What a command meets, apart from the state.
pub(crate) type Circumstances<'a> = service_kit::Circumstances<'a, Placements>;

/// What placements knows of a provider, an employer or an internship.
#[derive(Clone, Debug, Default)]
pub struct Placements {
    /// The provider is known.
    pub(crate) provider: bool,
    /// What the employer is called, once it is known.
    pub(crate) employer: Option<Line>,
    /// The internship is known.
    pub(crate) referred: bool,
    /// The programme, once there is a place in it.
    pub(crate) programme: Option<Programme>,
    /// The day with which the internship ended.
    pub(crate) left: Option<Date>,
    /// Interviews, by the event that says so.
    pub(crate) interviews: BTreeMap<EventId, Interview>,
    /// Rotations, by their number.
    pub(crate) rotations: BTreeMap<u8, Rotation>,
    /// The event that says whether the intern was there and for how long, by day and place.
    pub(crate) attendance: BTreeMap<(Date, Place), (EventId, Minutes)>,
}

/// The place that the intern accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Programme {
    pub(crate) accepted: Date,
    pub(crate) planned_end: Date,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Interview {
    pub(crate) employer: EmployerId,
    pub(crate) date: Date,
    pub(crate) result: InterviewResult,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Rotation {
    pub(crate) employer: EmployerId,
    pub(crate) from: Date,
    pub(crate) planned_end: Date,
    /// The event that ended it, and its last day.
    pub(crate) ended: Option<(EventId, Date)>,
}

impl Rotation {
    /// The last day, as far as anybody knows.
    pub(crate) fn until(&self) -> Date {
        self.ended.map_or(self.planned_end, |(_, date)| date)
    }
}

impl State for Placements {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Placements(fact) => self.placement(event.id, fact),
            Fact::Referrals(Referral::ProviderRegistered(_)) => self.provider = true,
            Fact::Referrals(Referral::Referred(_)) => self.referred = true,
            Fact::Referrals(Referral::Accepted(place)) => {
                self.programme = Some(Programme { accepted: place.date, planned_end: place.planned_end });
            }
            Fact::Referrals(fact) => self.left = self.left.into_iter().chain(fact.ends_on()).min(),
            Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
        }
    }
}

impl Placements {
    fn placement(&mut self, event: EventId, fact: &Placement) {
        match fact {
            Placement::EmployerRegistered(employer) => self.employer = Some(employer.name.clone()),
            Placement::InterviewHeld(interview) => {
                let (employer, date, result) = (interview.employer.id, interview.date, interview.result);
                self.interviews.insert(event, Interview { employer, date, result });
            }
            Placement::PlacementStarted(started) => {
                self.rotations.insert(started.rotation, Rotation::new(started));
            }
            Placement::PlacementEnded(ended) => {
                if let Some(rotation) = self.rotations.get_mut(&ended.rotation) {
                    rotation.ended = Some((event, ended.date));
                }
            }
            Placement::AttendanceRecorded(attended) => {
                self.attendance.insert((attended.date, attended.place), (event, attended.minutes));
            }
            Placement::EnteredInError(_) => {}
        }
    }

    /// The rotation that an event ended.
    pub(crate) fn ended_by(&self, event: EventId) -> Option<&Rotation> {
        self.rotations.values().find(|rotation| rotation.ended.is_some_and(|(end, _)| end == event))
    }

    /// How long the intern is known to have been anywhere on a day.
    pub(crate) fn there_on(&self, day: Date) -> Minutes {
        self.attendance.iter().filter(|((date, _), _)| *date == day).map(|(_, (_, minutes))| *minutes).sum()
    }
}

impl Rotation {
    fn new(started: &PlacementStarted) -> Self {
        Self { employer: started.employer.id, from: started.date, planned_end: started.planned_end, ended: None }
    }
}
