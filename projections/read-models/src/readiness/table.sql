-- revision 1
-- One row per assessment of readiness: with what tool, the scores, and what it came to.
CREATE TABLE readiness (
    internship TEXT NOT NULL, -- Who was assessed.
    assessment TEXT NOT NULL, -- The assessment, by its event.
    assessed_on TEXT NOT NULL, -- The day. (day)
    tool TEXT NOT NULL, -- What it was assessed with.
    tool_version TEXT, -- Which version of that, if it was said.
    assessor TEXT, -- Who assessed, by role, if it was said. (tutor, job-coach, coordinator, school, family, young-person, other)
    conclusion TEXT NOT NULL, -- What it came to. (ready, not-yet)
    gaps TEXT NOT NULL, -- What there was still to work on. (JSON array)
    out_of INTEGER, -- The highest score there is, if it was said.
    travel INTEGER, -- Score for travel; nothing where it was not scored.
    time_keeping INTEGER, -- Score for time-keeping; nothing where it was not scored.
    communication INTEGER, -- Score for communication; nothing where it was not scored.
    money INTEGER, -- Score for dealing with money; nothing where it was not scored.
    motivation INTEGER, -- Score for motivation; nothing where it was not scored.
    self_care INTEGER, -- Score for self-care; nothing where it was not scored.
    understanding_of_work INTEGER, -- Score for understanding what work is; nothing where it was not scored.
    PRIMARY KEY (internship, assessment)
) STRICT, WITHOUT ROWID;
CREATE INDEX readiness__in_order ON readiness (assessed_on, internship, assessment);
