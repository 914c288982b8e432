-- revision 1
-- One row per job coach, month and activity: how many sessions and how much time, after corrections.
CREATE TABLE coach_hours (
    coach TEXT NOT NULL, -- The job coach.
    month TEXT NOT NULL, -- The month of the sessions, such as 2026-03.
    activity TEXT NOT NULL, -- What was done. (systematic-instruction, travel-training, employer-liaison, review, job-search, class-support, admin)
    sessions INTEGER NOT NULL, -- Sessions logged.
    minutes INTEGER NOT NULL, -- Time logged for interns; time with a group counts for each of them. (minutes)
    minutes_claimable INTEGER NOT NULL, -- Time that may be claimed from Access to Work. (minutes)
    PRIMARY KEY (coach, month, activity)
) STRICT, WITHOUT ROWID;
