-- revision 1
-- One row per internship: whose it is, what was planned, which plan the young person has, and how it ended.
CREATE TABLE internships (
    internship TEXT NOT NULL, -- The internship.
    person TEXT NOT NULL, -- The young person, across internships; the name is sealed under this id.
    provider TEXT NOT NULL, -- Who runs the programme.
    reference TEXT NOT NULL, -- What the provider calls the young person; never a name.
    programme TEXT, -- The programme they were accepted on, else the one applied for; nothing if none was said.
    year TEXT, -- The academic year of the planned start, such as 2025/26; nothing until they are accepted.
    home_authority TEXT NOT NULL, -- The local authority that owns the plan, by its code.
    source TEXT NOT NULL, -- Who sent them. (school, council, college, social-care, family, self)
    school_year TEXT, -- School year at the referral, as the school writes it, if it was said.
    referred_on TEXT NOT NULL, -- When they were referred. (day)
    accepted_on TEXT, -- When they were accepted. (day)
    planned_start TEXT, -- First planned day. (day)
    planned_end TEXT, -- Last planned day. (day)
    weekly_minutes_at_work INTEGER, -- Planned time a week at work, if it was said. (minutes)
    weekly_minutes_in_class INTEGER, -- Planned time a week in class, if it was said. (minutes)
    age_on_31_august INTEGER, -- Age on the last 31 August before the planned start; nothing until they are accepted.
    english_and_maths TEXT, -- Whether English and maths are part of the programme, if it was said. (part-of-programme, not-needed)
    readiness_override TEXT, -- Why they were accepted although the latest assessment said not yet, where it did. (family-and-school-agree, support-is-in-place, will-be-ready-by-the-start, young-person-is-determined, assessment-disputed, other)
    plan TEXT, -- Which plan they have, by the latest day it was verified on. (ehc-plan, non-ehc-pilot)
    plan_evidence TEXT, -- How that was verified, if it was said. (seen-by-a-person, taken-from-a-record)
    plan_verified_on TEXT, -- The latest day it was verified on. (day)
    last_review_on TEXT, -- The latest review of the plan that is known of. (day)
    names_pathway INTEGER, -- Whether the plan names a supported internship as the pathway: what was said last. (1 yes, 0 no)
    pathway_said_on TEXT, -- The day for which that was said. (day)
    started_on TEXT, -- First day of the first placement. (day)
    ended_on TEXT, -- When it ended, or was declined; the earliest where several say so. (day)
    ended_as TEXT, -- How it ended. (declined, withdrawn, completed, plan-ceased)
    end_reason TEXT, -- Why it ended; which words there are depends on how it did.
    onward TEXT, -- Where somebody who got no place went instead, if it was said. (further-education, other-internship, apprenticeship, paid-work, voluntary-work, social-care, nothing, not-known, other)
    PRIMARY KEY (internship)
) STRICT, WITHOUT ROWID;
CREATE INDEX internships__in_order ON internships (reference, internship);
