-- revision 3
-- One row a job that was offered, by its offer: what it is, whether it was started, and whether the person was in paid work so many weeks later.
CREATE TABLE jobs (
    internship TEXT NOT NULL, -- Whose job it is.
    offer TEXT NOT NULL, -- The offer, and the job that came of it.
    employer TEXT NOT NULL, -- Who offers, by name.
    employer_id TEXT, -- Who offers, if the employer is on the provider's register.
    placement_employer INTEGER NOT NULL, -- Whether the intern had a placement with this employer. (1 yes, 0 no)
    role TEXT NOT NULL, -- What the job is.
    sector TEXT, -- The kind of work.
    contract TEXT NOT NULL, -- On what terms. (permanent, fixed-term, zero-hours, apprenticeship, self-employed)
    offered_on TEXT NOT NULL, -- When it was offered. (day)
    answer TEXT, -- What the young person said to the offer. (accepted, declined)
    answered_on TEXT, -- When they said so. (day)
    weekly_minutes INTEGER NOT NULL, -- Paid time a week, as offered. (minutes)
    hourly_pence INTEGER NOT NULL, -- Pay an hour, as offered. (pence)
    sixteen_hours INTEGER NOT NULL, -- Whether it is of 16 hours a week or more. (1 yes, 0 no)
    started_on TEXT, -- First day in the job; nothing if it was not started. (day)
    ended_on TEXT, -- Last day in the job, if it ended. (day)
    last_check_on TEXT, -- The latest day somebody asked about. (day)
    last_status TEXT, -- What they found for that day. (in-work, not-in-work, could-not-reach, not-known)
    known_until TEXT, -- The latest day for which it is known that they were in paid work through this job. (day)
    checked_4 TEXT, -- What the check at 4 weeks found. (in-work, not-in-work, could-not-reach, not-known)
    checked_13 TEXT, -- What the check at 13 weeks found. (in-work, not-in-work, could-not-reach, not-known)
    checked_26 TEXT, -- What the check at 26 weeks found. (in-work, not-in-work, could-not-reach, not-known)
    checked_52 TEXT, -- What the check at 52 weeks found. (in-work, not-in-work, could-not-reach, not-known)
    checked_104 TEXT, -- What the check at 104 weeks found. (in-work, not-in-work, could-not-reach, not-known)
    sustained_4 TEXT, -- Whether they were in paid work 4 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known. (yes, no, unknown)
    sustained_13 TEXT, -- Whether they were in paid work 13 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known. (yes, no, unknown)
    sustained_26 TEXT, -- Whether they were in paid work 26 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known. (yes, no, unknown)
    sustained_52 TEXT, -- Whether they were in paid work 52 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known. (yes, no, unknown)
    sustained_104 TEXT, -- Whether they were in paid work 104 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known. (yes, no, unknown)
    PRIMARY KEY (internship, offer)
) STRICT, WITHOUT ROWID;
