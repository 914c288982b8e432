-- revision 1
-- One row per award of Access to Work: what it gives, how it was changed, what was claimed of it.
CREATE TABLE awards (
    internship TEXT NOT NULL, -- Whose award it is.
    award TEXT NOT NULL, -- The award, by its reference.
    application TEXT NOT NULL, -- The application that led to it.
    decided_on TEXT NOT NULL, -- When it was decided. (day)
    from_day TEXT NOT NULL, -- First day it covers. (day)
    until_day TEXT NOT NULL, -- Last day it covers, after changes. (day)
    weekly_minutes INTEGER, -- Job coaching a week by the latest step; nothing where coaching was not awarded. (minutes)
    steps INTEGER NOT NULL, -- How many steps of weekly minutes it has had, changes included.
    hourly_pence INTEGER, -- Pence an hour of job coaching. (pence)
    weeks INTEGER, -- Weeks that may be claimed, with extensions; nothing where that was not said.
    travel_daily_pence INTEGER, -- Travel, pence a day. (pence)
    travel_mileage_pence INTEGER, -- Travel, pence a mile. (pence)
    equipment_pence INTEGER, -- Equipment, up to so much. (pence)
    changes INTEGER NOT NULL, -- How often it was changed.
    changed_on TEXT, -- When the latest change was agreed. (day)
    declared_on TEXT, -- When its signed declaration was sent back. (day)
    claims INTEGER NOT NULL, -- Claims submitted against it.
    minutes_claimed INTEGER NOT NULL, -- Time of coaching in those claims, rejected ones included. (minutes)
    claimed_pence INTEGER NOT NULL, -- What those claims ask for, rejected ones included. (pence)
    claimed_until TEXT, -- The last day that is claimed for. (day)
    PRIMARY KEY (internship, award)
) STRICT, WITHOUT ROWID;
