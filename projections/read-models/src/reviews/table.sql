-- revision 1
-- One row per review of a young person's plan: when it was due and held, who took part, and whether it looked ahead.
CREATE TABLE reviews (
    internship TEXT NOT NULL, -- Whose plan was reviewed.
    review TEXT NOT NULL, -- The review, by its event.
    held_on TEXT NOT NULL, -- The day. (day)
    due_on TEXT, -- The day it was due, if that was said. (day)
    days_late INTEGER, -- Days between the day it was due and the day it was held; negative if it was early, nothing if no day was said. (days)
    school_year TEXT, -- School year at the review, as the school writes it, if it was said.
    who TEXT NOT NULL, -- Who took part, as far as it was said. (JSON array)
    looks_at_adult_life INTEGER, -- Whether it looked at adult life, if that was said. (1 yes, 0 no)
    names_pathway INTEGER, -- Whether the plan names a supported internship as the pathway, if that was said. (1 yes, 0 no)
    PRIMARY KEY (internship, review)
) STRICT, WITHOUT ROWID;
CREATE INDEX reviews__in_order ON reviews (held_on, internship, review);
