-- revision 1
-- One row per placement: where it is, as what, from when until when, and how it went. Several may run side by side.
CREATE TABLE placements (
    internship TEXT NOT NULL, -- Whose placement it is.
    placement TEXT NOT NULL, -- The placement.
    employer TEXT NOT NULL, -- Where it is.
    employer_name TEXT NOT NULL, -- What the employer was called when it started.
    site TEXT, -- Which of the employer's sites, if it was said.
    role TEXT, -- What the intern does there, if it was said.
    opening TEXT, -- Which of the employer's open roles it fills, if one was registered.
    mode TEXT, -- Whether it takes place at the provider or at an employer, if it was said. (at-provider, external)
    weekly_minutes INTEGER, -- Planned time a week, if it was said. (minutes)
    planned_minutes INTEGER, -- Planned time in all, if it was said. (minutes)
    supervisor_named INTEGER, -- Whether somebody at the employer is named as supervisor, if it was said. (1 yes, 0 no)
    act TEXT NOT NULL, -- Whether the provider started it by this record, or only wrote it down. (ours, recorded)
    started_on TEXT NOT NULL, -- First day. (day)
    planned_end TEXT, -- Last planned day, if it was said. (day)
    ended_on TEXT, -- Last day, if one was recorded; without one, the placement goes on until the internship ends. (day)
    end_reason TEXT, -- Why it ended, if it was said. (finished, broke-down, employer-withdrew, became-job, intern-left, moved-to-another, other)
    pauses INTEGER NOT NULL, -- How often it was paused.
    paused_since TEXT, -- First day of the latest pause; nothing once the placement went on. (day)
    days_paused INTEGER NOT NULL, -- Calendar days of the pauses after which it went on. (days)
    reviews INTEGER NOT NULL, -- How often it was reviewed.
    reviewed_on TEXT, -- The latest review. (day)
    review_decision TEXT, -- What the latest review decided, if it was said. (go-on, change, finish, offer-job)
    PRIMARY KEY (internship, placement)
) STRICT, WITHOUT ROWID;
CREATE INDEX placements__in_order ON placements (started_on, internship, placement);
