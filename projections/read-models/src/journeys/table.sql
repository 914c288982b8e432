-- revision 3
-- One row per internship: where the young person stands, and how they got there.
CREATE TABLE journeys (
    internship TEXT NOT NULL, -- The internship.
    reference TEXT NOT NULL, -- What the provider calls the young person; never a name.
    provider TEXT NOT NULL, -- Who runs the programme.
    person TEXT NOT NULL, -- The young person, across internships; the name is sealed under this id.
    home_authority TEXT NOT NULL, -- The local authority that owns the plan, by its code.
    source TEXT NOT NULL, -- Who sent them. (school, council, college, social-care, family, self)
    stage TEXT NOT NULL, -- Where they stand now. (referred, declined, accepted, on-placement, withdrawn, completed, plan-ceased, in-work)
    referred_on TEXT NOT NULL, -- When they were referred. (day)
    family_conversation_on TEXT, -- The latest conversation with the family. (day)
    plan TEXT, -- What kind of plan somebody saw. (ehc-plan, non-ehc-pilot)
    last_review TEXT, -- When the plan was last reviewed. (day)
    tasters INTEGER NOT NULL, -- How many tasters they did.
    sectors_tried INTEGER NOT NULL, -- How many kinds of work they tried in tasters.
    sectors TEXT NOT NULL, -- The kinds of work they tried in tasters. (JSON array)
    travel_step INTEGER, -- The step of travel training last recorded, 1 (referral) to 7 (independent).
    accepted_on TEXT, -- When they were offered a place and became an intern. (day)
    planned_start TEXT, -- First planned day of the programme. (day)
    planned_end TEXT, -- Last planned day of the programme. (day)
    planned_weekly_minutes INTEGER, -- Planned time at work a week. (minutes)
    coach TEXT, -- The job coach last assigned.
    placements INTEGER NOT NULL, -- How many placements at employers were begun.
    placements_running TEXT NOT NULL, -- The placements that nobody ended. (JSON array)
    on_placement INTEGER NOT NULL, -- Whether a placement is going on. (1 yes, 0 no)
    placement_started_on TEXT, -- First day of the latest placement. (day)
    employer TEXT, -- The employer of the latest placement, by its name then.
    employer_id TEXT, -- The employer of the latest placement.
    days_attended INTEGER NOT NULL, -- Days they were recorded as there.
    days_absent INTEGER NOT NULL, -- Days they were recorded as absent.
    ended_as TEXT, -- How the programme came to an end; nothing while it goes on. (declined, withdrawn, completed, plan-ceased)
    left_on TEXT, -- Their last day, or the day they were declined. (day)
    end_reason TEXT, -- Why it came to an end, in the words of that event.
    sessions INTEGER NOT NULL, -- Coaching sessions logged.
    minutes_logged INTEGER NOT NULL, -- Coaching time logged, after corrections. (minutes)
    minutes_claimable INTEGER NOT NULL, -- Coaching time that may be claimed from Access to Work, after corrections. (minutes)
    minutes_claimed INTEGER NOT NULL, -- Coaching time claimed from Access to Work, paid or not, without that of rejected claims. (minutes)
    access_to_work_applied_on TEXT, -- The latest application to Access to Work. (day)
    access_to_work TEXT, -- What Access to Work last decided. (awarded, part, refused, withdrawn)
    award TEXT, -- The latest award, by its reference.
    award_from TEXT, -- First day the latest award covers. (day)
    award_until TEXT, -- Last day the latest award covers, after extensions. (day)
    claimed_pence INTEGER NOT NULL, -- Claimed from Access to Work, paid or not, without what rejected claims were not paid. (pence)
    paid_pence INTEGER NOT NULL, -- Paid by Access to Work. (pence)
    open_claims TEXT NOT NULL, -- Claims that may still be paid: claim, minutes, pence not paid yet. (JSON array)
    offers TEXT NOT NULL, -- Jobs offered so far: job, employer, minutes a week. (JSON array)
    job INTEGER NOT NULL, -- Whether they ever started a paid job. (1 yes, 0 no)
    job_16h INTEGER NOT NULL, -- Whether they ever started a paid job of 16 hours a week or more. (1 yes, 0 no)
    jobs_started INTEGER NOT NULL, -- How many paid jobs they started.
    first_job_on TEXT, -- First day of the first paid job. (day)
    latest_job TEXT, -- The latest paid job.
    job_started_on TEXT, -- First day of the latest paid job. (day)
    job_employer TEXT, -- The employer of the latest paid job.
    job_weekly_minutes INTEGER, -- Paid time a week in the latest job at first, if known. (minutes)
    in_work INTEGER, -- Whether they were in paid work when it was last known. (1 yes, 0 no)
    work_known_on TEXT, -- The day for which that is known. (day)
    last_contact TEXT, -- The latest day of a session, taster, interview, attendance, travel step, family conversation, answer to an offer, or check that reached them. (day)
    PRIMARY KEY (internship)
) STRICT, WITHOUT ROWID;
CREATE INDEX journeys__in_order ON journeys (reference, internship);
