//! One row per internship and month: the days and the time at work and in class, and the days missed.

use events::placements::{AbsenceReason, AttendancePlace, AttendanceRecorded};
use events::{InternshipId, Minutes};
use projection_kit::{Folded, Keys, Month, On, ReadModel, Takes, table};

use crate::sums::{count, more};

/// The read model of attendance.
pub struct Attendance;

table! {
    /// One row per internship and month: days and time at work and in class, and days missed. Two placements on one day are two days.
    pub struct AttendanceMonth in "attendance", revision 1, sorted by [month], essential [
        internship, month, days_at_work, minutes_at_work, days_in_class, minutes_in_class, days_absent
    ], by {
        internship: InternshipId = "Whose attendance it is.";
        month: Month = "The month, such as 2026-03.";
    } {
        days_at_work: u32 = "Days at a placement, each placement for itself.";
        minutes_at_work: Minutes = "Time at placements.";
        days_in_class: u32 = "Days in class.";
        minutes_in_class: Minutes = "Time in class.";
        days_cut_short: u32 = "Days of these on which they missed a part, for a reason that was given.";
        days_absent: u32 = "Days missed altogether, at a placement or in class.";
        days_absent_authorised: u32 = "Days of these with a reason other than absence without leave, such as illness, holiday or transport.";
        days_absent_not_authorised: u32 = "Days of these without leave.";
        days_absent_unexplained: u32 = "Days of these for which nobody gave or knows a reason.";
    }
}

impl ReadModel for Attendance {
    type Key = (InternshipId, Month);
    type Page = Option<AttendanceMonth>;

    const TAKES: Takes<Self> = &[&On {
        keys: |whose, day: &AttendanceRecorded| Keys::One((InternshipId(whose.id), Month::of(day.date))),
        fold: |page: Option<AttendanceMonth>, key, day| page.unwrap_or_else(|| nothing(*key)).with(day),
    }];
}

fn nothing((internship, month): (InternshipId, Month)) -> AttendanceMonth {
    AttendanceMonth {
        internship,
        month,
        days_at_work: 0,
        minutes_at_work: Minutes(0),
        days_in_class: 0,
        minutes_in_class: Minutes(0),
        days_cut_short: 0,
        days_absent: 0,
        days_absent_authorised: 0,
        days_absent_not_authorised: 0,
        days_absent_unexplained: 0,
    }
}

impl AttendanceMonth {
    fn with(mut self, day: &AttendanceRecorded) -> Folded<Attendance> {
        if day.minutes == Minutes(0) {
            self.missed(day.absence);
            return Ok(Some(self));
        }
        if day.absence.is_some() {
            self.days_cut_short = count(self.days_cut_short);
        }
        match day.place {
            AttendancePlace::Placement => {
                self.days_at_work = count(self.days_at_work);
                self.minutes_at_work = more(self.minutes_at_work, day.minutes, "minutes_at_work")?;
            }
            AttendancePlace::Class => {
                self.days_in_class = count(self.days_in_class);
                self.minutes_in_class = more(self.minutes_in_class, day.minutes, "minutes_in_class")?;
            }
        }
        Ok(Some(self))
    }

    fn missed(&mut self, reason: Option<AbsenceReason>) {
        self.days_absent = count(self.days_absent);
        let days = match reason {
            Some(AbsenceReason::NotAuthorised) => &mut self.days_absent_not_authorised,
            None | Some(AbsenceReason::NotKnown) => &mut self.days_absent_unexplained,
            Some(
                AbsenceReason::Ill
                | AbsenceReason::Appointment
                | AbsenceReason::Holiday
                | AbsenceReason::Transport
                | AbsenceReason::EmployerClosed
                | AbsenceReason::Other,
            ) => &mut self.days_absent_authorised,
        };
        *days = count(*days);
    }
}

#[cfg(test)]
mod stories;
