//! What the rules need to know.

use std::collections::BTreeMap;

use events::placements::{AttendancePlace, AttendanceRecorded, Event as Placed, PlacementStarted};
use events::referrals::Event as Referral;
use events::{EmployerId, Event, Fact, Line, Minutes, PlacementId, QuestionId, RoleId};
use jiff::civil::{Date, DateTime, Time};
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
    /// The employer's roles.
    pub(crate) roles: BTreeMap<RoleId, Role>,
    /// The day of each of the employer's questions.
    pub(crate) questions: BTreeMap<QuestionId, Date>,
    /// The day of the referral, once there is one.
    pub(crate) referred: Option<Date>,
    /// Date of birth; `None` when the person's key is gone.
    pub(crate) born: Option<Date>,
    /// The programme, once there is a place in it.
    pub(crate) programme: Option<Programme>,
    /// The day the internship ended, in whichever way.
    pub(crate) left: Option<Date>,
    /// The intern's placements.
    pub(crate) placements: BTreeMap<PlacementId, Stretch>,
    /// What is known of attendance, by day.
    pub(crate) attendance: BTreeMap<Date, Vec<Attended>>,
}

/// A role that an employer has or had open.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) name: Line,
    pub(crate) opened: Date,
    pub(crate) closed: Option<Date>,
}

/// The place that the intern accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Programme {
    pub(crate) accepted: Date,
    pub(crate) planned_end: Date,
}

/// A placement, from its first day to its last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    pub(crate) employer: EmployerId,
    pub(crate) from: Date,
    pub(crate) planned_end: Option<Date>,
    pub(crate) weekly_minutes: Minutes,
    /// Since when it is interrupted, if it is.
    pub(crate) paused: Option<Date>,
    pub(crate) ended: Option<Date>,
}

/// Whether and when the intern was somewhere on a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attended {
    pub(crate) place: AttendancePlace,
    pub(crate) placement: Option<PlacementId>,
    pub(crate) minutes: Minutes,
    pub(crate) start: Option<Time>,
    pub(crate) end: Option<Time>,
    pub(crate) break_minutes: Option<Minutes>,
}

impl Attended {
    /// From when to when on the clock, where both are known: an end before the start is on the day after.
    pub(crate) fn stretch(&self, day: Date) -> Option<(DateTime, DateTime)> {
        let (start, end) = self.start.zip(self.end)?;
        let last = if end < start { day.tomorrow().ok()? } else { day };
        Some((day.to_datetime(start), last.to_datetime(end)))
    }
}

impl Stretch {
    /// The last day, as far as anybody knows.
    pub(crate) fn until(&self) -> Option<Date> {
        self.ended.or(self.planned_end)
    }
}

impl State for Placements {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Placements(fact) => self.placed(fact),
            Fact::Referrals(fact) => self.referral(fact),
            Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
        }
    }
}

impl Placements {
    fn placed(&mut self, fact: &Placed) {
        match fact {
            Placed::EmployerRegistered(employer) => self.employer = Some(employer.name.clone()),
            Placed::PlacementStarted(started) => {
                self.placements.insert(started.placement, Stretch::new(started));
            }
            Placed::QuestionAsked(asked) => {
                self.questions.insert(asked.question, asked.date);
            }
            Placed::RoleOpened(opened) => {
                let role = Role { name: opened.name.clone(), opened: opened.date, closed: None };
                self.roles.insert(opened.role, role);
            }
            Placed::RoleClosed(closed) => {
                if let Some(role) = self.roles.get_mut(&closed.role) {
                    role.closed = Some(closed.date);
                }
            }
            Placed::PlacementPaused(paused) => self.pause(paused.placement, Some(paused.date)),
            Placed::PlacementResumed(resumed) => self.pause(resumed.placement, None),
            Placed::PlacementEnded(ended) => {
                if let Some(placement) = self.placements.get_mut(&ended.placement) {
                    placement.ended = Some(ended.date);
                }
            }
            Placed::AttendanceRecorded(recorded) => {
                self.attendance.entry(recorded.date).or_default().push(recorded.into());
            }
            Placed::EmployerContacted(_)
            | Placed::EmployerCommitted(_)
            | Placed::EmployerChecked(_)
            | Placed::QuestionAnswered(_)
            | Placed::Matched(_)
            | Placed::InterviewHeld(_)
            | Placed::AdjustmentAgreed(_)
            | Placed::PlacementReviewed(_)
            | Placed::EnteredInError(_) => {}
        }
    }

    fn pause(&mut self, placement: PlacementId, since: Option<Date>) {
        if let Some(placement) = self.placements.get_mut(&placement) {
            placement.paused = since;
        }
    }

    fn referral(&mut self, fact: &Referral) {
        self.left = self.left.into_iter().chain(fact.ends_on()).min();
        self.born = fact.born().or(self.born);
        match fact {
            Referral::ProviderRegistered(_) => self.provider = true,
            Referral::Referred(referred) => self.referred = Some(referred.date),
            Referral::Accepted(place) => {
                self.programme = Some(Programme { accepted: place.date, planned_end: place.planned_end });
            }
            Referral::DetailsCorrected(_)
            | Referral::CharacteristicsRecorded(_)
            | Referral::EmploymentBeforeRecorded(_)
            | Referral::ReviewHeld(_)
            | Referral::FamilyConversationHeld(_)
            | Referral::PlanVerified(_)
            | Referral::ConsentRecorded(_)
            | Referral::ConsentWithdrawn(_)
            | Referral::ReadinessAssessed(_)
            | Referral::LifeSkillsSessionLogged(_)
            | Referral::TasterCompleted(_)
            | Referral::TravelLevelChanged(_)
            | Referral::TransportArranged(_)
            | Referral::VocationalProfileRecorded(_)
            | Referral::BenefitsAdviceGiven(_)
            | Referral::ProgrammeRegistered(_)
            | Referral::Declined(_)
            | Referral::Withdrawn(_)
            | Referral::Completed(_)
            | Referral::PlanCeased(_)
            | Referral::EnteredInError(_) => {}
        }
    }

    /// How long the intern is known to have been anywhere on a day.
    pub(crate) fn there_on(&self, day: Date) -> Minutes {
        self.attendance.get(&day).into_iter().flatten().map(|attended| attended.minutes).sum()
    }
}

impl Stretch {
    fn new(started: &PlacementStarted) -> Self {
        Self {
            employer: started.employer.id,
            from: started.date,
            planned_end: started.planned_end,
            weekly_minutes: started.weekly_minutes.unwrap_or_default(),
            paused: None,
            ended: None,
        }
    }
}

impl From<&AttendanceRecorded> for Attended {
    fn from(recorded: &AttendanceRecorded) -> Self {
        let AttendanceRecorded { place, placement, minutes, start, end, break_minutes, .. } = *recorded;
        Self { place, placement, minutes, start, end, break_minutes }
    }
}
