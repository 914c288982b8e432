-- revision 3
-- One row per job that was offered or started, by its id: what it is, whether it was started, and whether the person was in paid work so many weeks later.
CREATE TABLE jobs (
    internship TEXT NOT NULL, -- Whose job it is.
    job TEXT NOT NULL, -- The job.
    employer TEXT NOT NULL, -- With whom it is, by name.
    employer_id TEXT, -- With whom it is, if the employer is on the provider's register.
    role TEXT NOT NULL, -- What the job is.
    sector TEXT, -- The kind of work. (agriculture, mining, manufacturing, energy, water-and-waste, construction, retail, transport, hospitality, information-and-communication, finance, real-estate, professional, administrative-and-support, public-administration, education, health-and-social-work, arts-and-recreation, other-services, households, international-bodies)
    contract TEXT NOT NULL, -- On what terms. (permanent, fixed-term, zero-hours, apprenticeship, self-employed)
    offered_on TEXT, -- When it was offered, if an offer was recorded. (day)
    answer TEXT, -- What the young person said to the offer. (accepted, declined)
    answered_on TEXT, -- When they said so. (day)
    weekly_minutes INTEGER, -- Paid time a week at first, if known. (minutes)
    hourly_pence INTEGER, -- Pay an hour at first, if known. (pence)
    sixteen_hours INTEGER, -- Whether it is of 16 hours a week or more, where its time is known. (1 yes, 0 no)
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
    PRIMARY KEY (internship, job)
) STRICT, WITHOUT ROWID;
