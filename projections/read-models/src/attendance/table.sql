-- revision 1
-- One row per internship and month: days and time at work and in class, and days missed. Two placements on one day are two days.
CREATE TABLE attendance (
    internship TEXT NOT NULL, -- Whose attendance it is.
    month TEXT NOT NULL, -- The month, such as 2026-03.
    days_at_work INTEGER NOT NULL, -- Days at a placement, each placement for itself.
    minutes_at_work INTEGER NOT NULL, -- Time at placements. (minutes)
    days_in_class INTEGER NOT NULL, -- Days in class.
    minutes_in_class INTEGER NOT NULL, -- Time in class. (minutes)
    days_cut_short INTEGER NOT NULL, -- Days of these on which they missed a part, for a reason that was given.
    days_absent INTEGER NOT NULL, -- Days missed altogether, at a placement or in class.
    days_absent_authorised INTEGER NOT NULL, -- Days of these with a reason other than absence without leave, such as illness, holiday or transport.
    days_absent_not_authorised INTEGER NOT NULL, -- Days of these without leave.
    days_absent_unexplained INTEGER NOT NULL, -- Days of these for which nobody gave or knows a reason.
    PRIMARY KEY (internship, month)
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance__in_order ON attendance (month, internship);
